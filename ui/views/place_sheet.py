"""The sheets of a place: what was drawn, what was tapped, and what is known of one that is on the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal

from app.domain.cases import Segment, Venue
from ui.viewmodels.map_features import VENUE_ICONS
from ui.viewmodels.plan import TaskLine
from ui.viewmodels.plan_forms import TERRAINS, SegmentForm, VenueForm
from ui.views.chips import Chips
from ui.views.form_sheet import FormSheet
from ui.views.rows import Rows
from ui.widgets.button import Button
from ui.widgets.list_row import ListRow
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Heading, Words
from ui.wording import say, sentence_start


class SegmentSheet(FormSheet):
    """An area that was drawn becomes one segment, or a grid over it with a chosen cell size."""

    def __init__(self, form: SegmentForm) -> None:
        super().__init__(form)
        ways = [(each, say(f"tasks.how_{each}")) for each in ("segment", "grid")]
        self.name = self.field("name", say("tasks.name"), say("tasks.segment_name_hint"))
        self.cell = self.field("cell_m", say("tasks.cell"), say("tasks.cell_hint"))
        ground = [(each, say(f"tasks.terrain_{each}")) for each in TERRAINS]
        self.add(self.choice("how", say("tasks.how"), ways), self.name, self.cell)
        self.add(self.choice("terrain", say("tasks.terrain"), ground))
        self.finish_with(Button(say("tasks.put_on_plan"), "primary", "draw", tall=True))
        self.save_button.clicked.connect(form.save)

    def refresh(self) -> None:
        grid = self.form.values["how"] == "grid"
        self.name.setVisible(not grid)
        self.cell.setVisible(grid)
        super().refresh()


class VenueSheet(FormSheet):
    """A place to check: name, kind, why, found here before."""

    def __init__(self, form: VenueForm) -> None:
        super().__init__(form)
        options = [(kind, say(f"tasks.kind_{kind}"), icon) for kind, icon in VENUE_ICONS.items()]
        self.kinds = Chips(options, form.values["kind"])
        self.kinds.chosen.connect(lambda kind: form.type("kind", kind))
        self.add(self.field("name", say("tasks.name"), say("tasks.venue_name_hint")))
        self.add(Words(say("tasks.kind"), "label_strong"), self.kinds)
        self.add(
            self.field("why", say("tasks.why"), say("tasks.why_hint")),
            self.field("found_here_before", say("tasks.found_before"), say("tasks.found_before_hint")),
        )
        self.finish_with(Button(say("tasks.put_on_plan"), "primary", "add_place", tall=True))
        self.save_button.clicked.connect(form.save)

    def show_values(self) -> None:
        self.kinds.choose(self.form.values["kind"])
        super().show_values()


class PlaceDetailSheet(SheetContent):
    """A place of the plan. ``wanted(action)``: give, corners, off, sighting; ``task_opened(task)``."""

    wanted = Signal(str)
    task_opened = Signal(str)

    def __init__(
        self, place: Segment | Venue, share: str, reasons: Sequence[str], tasks: Sequence[TaskLine],
        actions: Sequence[str],
    ) -> None:  # fmt: skip
        super().__init__()
        self.buttons: dict[str, Button] = {}
        for icon, words in _facts(place, share, reasons):
            self.add(ListRow(icon, words, still=True))
        if tasks:
            rows = Rows()
            rows.fill([(task, self._row_of(task)) for task in tasks])
            self.add(Heading(say("tasks.place_tasks")), rows)
        icons = {"give": "team", "corners": "draw", "off": "delete-outline", "sighting": "watch.looking"}
        for number, action in enumerate(actions):
            button = Button(say(f"tasks.place_{action}"), "primary" if number == 0 else "outlined", icons[action])
            button.clicked.connect(lambda _checked=False, action=action: self.wanted.emit(action))
            self.buttons[action] = button
        first, *others = self.buttons.values() or [None]
        self.add(*others)
        self.finish(*([first] if first else []))

    def _row_of(self, task: TaskLine) -> Callable[[], ListRow]:
        def make() -> ListRow:
            row = ListRow(task.icon, task.title, task.second)
            row.set_mark("not_sent" if task.not_sent else None)
            row.clicked.connect(lambda: self.task_opened.emit(task.task))
            return row

        return make


def _facts(place: Segment | Venue, share: str, reasons: Sequence[str]) -> list[tuple[str, str]]:
    facts = [("place", say("tasks.place_share", percent=share))] if share else []
    if isinstance(place, Segment):
        facts.append(("layers", say("tasks.place_terrain", terrain=say(f"tasks.terrain_{place.terrain}"))))
    elif not reasons:
        if place.found_here_before:
            facts.append(("history", say("tasks.place_found", count=place.found_here_before)))
        if place.why:
            facts.append(("tell", place.why))
    return facts + [("done", sentence_start(reason)) for reason in reasons]
