"""The sheets of a task: give it out, see how it stands and move it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal

from app.domain.identity import Id
from ui.viewmodels.now_detail import Taker
from ui.viewmodels.tasks import GiveForm, TaskDetail
from ui.views.form_sheet import FormSheet
from ui.views.rows import Rows, chain
from ui.widgets.button import Button
from ui.widgets.list_row import ListRow
from ui.widgets.message import MessageLine
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Heading, Words
from ui.wording import say

MOVE_ICONS: Final = {
    "start": "start", "complete": "done", "accept": "done", "decline": "forbid", "offer": "team", "cancel": "close",
}  # fmt: skip


class GiveSheet(FormSheet):
    """Who, what, how, by when. A task that is offered again keeps its words, so only who is asked."""

    def __init__(self, form: GiveForm) -> None:
        super().__init__(form)
        self._form, self._rows = form, Rows()
        self.add(Heading(form.values["title"]) if form.offering else Words(say("tasks.who"), "label_strong"))
        self.add(self._rows)
        if not form.takers:
            self.add(MessageLine("warn", say("tasks.who_nobody")))
        if not form.offering:
            self.add(
                self.field("title", say("tasks.title")),
                self.area("instructions", say("tasks.instructions"), say("tasks.instructions_hint")),
                self.field("due", say("tasks.due"), say("tasks.due_hint")),
            )
        self.finish_with(Button("", "primary", "team", tall=True))
        self.save_button.clicked.connect(form.give)

    def refresh(self) -> None:
        super().refresh()
        taker, form = self._form.taker, self._form
        rows = [((each, each is taker), self._row_of(each, each is taker)) for each in form.takers]
        if self._rows.fill(rows):
            chain(self.column)
        plain = say("tasks.offer" if form.offering else "tasks.give")
        self.save_button.setText(say("plan_panel.give_to", who=taker.name) if taker else plain)

    def _row_of(self, taker: Taker, chosen: bool) -> Callable[[], ListRow]:
        def make() -> ListRow:
            icon, ink = ("done", "accent") if chosen else ("team", "muted")
            row = ListRow(icon, taker.name, taker.words, icon_ink=ink)
            name = f"{taker.name}. {taker.words}"
            row.setAccessibleName(say("kit.chosen", word=name) if chosen else name)
            row.clicked.connect(lambda: self._choose(taker))
            return row

        return make

    def _choose(self, taker: Taker) -> None:
        """The rows are made again, so the keyboard goes on to the button that gives."""
        self._form.type("who", taker.id)
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)


class TaskDetailSheet(SheetContent):
    """One task: what it says, how it stands, and a button for each move. ``wanted(move, task)``."""

    wanted = Signal(str, str)

    def __init__(self, detail: TaskDetail, *, sheet: bool = False) -> None:
        """With ``sheet`` there is a button that makes the team's paper; its move is ``sheet``."""
        super().__init__()
        self.buttons: dict[str, Button] = {}
        if detail.instructions:
            self.add(Words(detail.instructions))
        for fact in detail.facts:
            self.add(ListRow("history", fact, still=True))
        moves = [
            self._button(detail.task, move, say(f"tasks.move_{move}"), MOVE_ICONS[move], first=number == 0)
            for number, move in enumerate(detail.moves)
        ]
        self.add(*moves[1:])
        if detail.place is not None:
            self.add(self._button(detail.task, "show", say("tasks.on_map"), "room.map"))
        if sheet:
            self.add(self._button(detail.task, "sheet", say("map.sheet"), "task"))
        self.finish(*moves[:1])

    def _button(self, task: Id, move: str, words: str, icon: str, *, first: bool = False) -> Button:
        button = Button(words, "primary" if first else "outlined", icon, tall=first)
        button.clicked.connect(lambda: self.wanted.emit(move, task))
        self.buttons[move] = button
        return button
