"""Opens the sheets of the map room and does what they say: places, tasks, teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.cases import Segment, Venue
from app.domain.identity import Id
from ui.theme import theme
from ui.viewmodels.drafts import Draft
from ui.viewmodels.map import MapModel
from ui.viewmodels.map_features import percent
from ui.viewmodels.map_papers import Outlets
from ui.viewmodels.tasks import GiveForm
from ui.views.map_menu import MenuSheet
from ui.views.now_sheets import Asking, WordsSheet
from ui.views.place_sheet import PlaceDetailSheet, SegmentSheet, VenueSheet
from ui.views.result_sheet import ResultSheet
from ui.views.task_sheet import GiveSheet, TaskDetailSheet
from ui.views.team_sheet import TeamDetailSheet, TeamSheet
from ui.wording import say

_DECLINE = Asking("tasks.decline_label", "tasks.decline_hint", "tasks.decline_send", "undo")
_CANCEL = Asking("tasks.cancel_label", "tasks.cancel_hint", "tasks.cancel_send", "close")
_DRAWING = (
    ("polygon", "draw", "map.draw_polygon"), ("rectangle", "vector-square", "map.draw_rectangle"),
    ("point", "add_place", "map.draw_point"),
)  # fmt: skip


class Stage(Protocol):
    """What the room needs of the window; `ui.shell.Shell` is one."""

    def show_sheet(self, content: QWidget, title: str, *, wide: bool = False) -> None: ...
    def close_sheet(self) -> None: ...
    def say(self, text: str, undo: Callable[[], object] | None = None) -> None: ...


class MapSheets(QObject):
    """Each method opens one sheet.

    Signals:
        drawing: draw this kind on the map: polygon, rectangle, point.
        edit: move the corners of this segment.
        show_place: bring this place into view.
        location: where the person was: lon, lat, and ``last_known`` or ``sighting``.
        paper: make the task sheet of this task.
    """

    drawing = Signal(str)
    edit = Signal(str)
    show_place = Signal(str)
    location = Signal(float, float, str)
    paper = Signal(str)

    def __init__(self, model: MapModel, stage: Stage, outlets: Outlets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._stage, self._outlets = model, stage, outlets

    # the map

    def tapped(self, lon: float, lat: float) -> None:
        """What can be done at a place that was tapped."""
        state = self._model.state
        items = []
        if state.may_record:
            items = [("last_known", "place", "map.menu_last_known"), ("sighting", "watch.looking", "map.menu_sighting")]
        if state.may_draw:
            items.append(("place", "add_place", "map.menu_place"))
        if not items or state.case is None:
            return
        menu = MenuSheet(items, self._model.reference(lon, lat))
        menu.chosen.connect(lambda key: self._do_there(key, lon, lat))
        self._stage.show_sheet(menu, say("map.menu_title"))

    def _do_there(self, key: str, lon: float, lat: float) -> None:
        self._stage.close_sheet()
        if key == "place":
            self.new_venue(lon, lat)
        else:
            self.location.emit(lon, lat, key)

    def ways_to_draw(self) -> None:
        """Polygon, rectangle, or a place."""
        menu = MenuSheet(_DRAWING)
        menu.chosen.connect(self._draw)
        self._stage.show_sheet(menu, say("map.draw_title"))

    def _draw(self, kind: str) -> None:
        self._stage.close_sheet()
        self.drawing.emit(kind)

    # places

    def new_segment(self, ring: list[list[float]]) -> None:
        """An area was drawn."""
        form = self._model.segment_form(ring)
        if form is None:
            return
        sheet = SegmentSheet(form)
        sheet.saved.connect(lambda made: self._added(made, form.values["name"].strip()))
        self._stage.show_sheet(sheet, say("tasks.segment_title"))

    def new_venue(self, lon: float, lat: float) -> None:
        """A place was tapped."""
        form = self._model.venue_form(lon, lat)
        if form is None:
            return
        sheet = VenueSheet(form)
        sheet.saved.connect(lambda made: self._added(made, form.values["name"].strip()))
        self._stage.show_sheet(sheet, say("tasks.venue_title"))

    def _added(self, places: list[Id], name: str) -> None:
        self._stage.close_sheet()
        one = len(places) == 1 and name
        words = say("map.drawn", name=name) if one else say("map.drawn_cells", count=len(places))
        self._model.added(places, words)

    def place(self, place: str) -> None:
        """What is known of a place, and what can be done there."""
        found, state = self._model.place(place), self._model.state
        if found is None or state.advice is None:
            return
        ranked = next((each for each in state.advice.ranked if each.place == place), None)
        reasons = [say(each.key, **each.values) for each in ranked.reasons] if ranked else []
        tasks = [line for line in state.plan.tasks if line.task in self._model.tasks_at(place)]
        sheet = PlaceDetailSheet(found, "" if reasons or not ranked else percent(ranked.share), reasons, tasks,
                                 self._actions(found))  # fmt: skip
        sheet.wanted.connect(lambda action: self._at_place(action, place))
        sheet.task_opened.connect(self.task)
        self._stage.show_sheet(sheet, found.name)

    def _actions(self, found: Segment | Venue) -> list[str]:
        state = self._model.state
        actions = ["give"] if state.may_give else []
        actions += ["sighting"] if state.may_record and isinstance(found, Venue) else []
        if state.may_draw:
            actions += ["corners", "off"] if isinstance(found, Segment) else ["off"]
        return actions

    def _at_place(self, action: str, place: str) -> None:
        self._stage.close_sheet()
        found = self._model.place(place)
        if action == "give":
            self.give(place)
        elif action == "corners":
            self.edit.emit(place)
        elif action == "off":
            self._model.take_off(place, theme().ms("snackbar_stay_ms"))
        elif isinstance(found, Venue):
            self.location.emit(*found.position, "sighting")

    # tasks

    def give(self, place: str) -> None:
        """Who gets this place, with what words, by when."""
        self._give_form(self._model.give_form(place), say("tasks.give_title"))

    def _give_form(self, form: GiveForm | None, title: str) -> None:
        if form is None:
            return
        sheet = GiveSheet(form)
        sheet.saved.connect(lambda task: self._given(task, form.taker.name if form.taker else ""))
        self._stage.show_sheet(sheet, title)

    def _given(self, task: Id, who: str) -> None:
        self._stage.close_sheet()
        self._model.given(task, who)

    def task(self, task: str) -> None:
        """How a task stands, and the moves that may be made."""
        detail = self._model.task(Id(task))
        if detail is None:
            return
        sheet = TaskDetailSheet(detail, sheet=self._outlets.task_sheet is not None)
        sheet.wanted.connect(self._move)
        self._stage.show_sheet(sheet, detail.title)

    def _move(self, move: str, task: str) -> None:
        self._stage.close_sheet()
        detail = self._model.task(Id(task))
        if move == "complete":
            self.result(task)
        elif move == "offer":
            self._give_form(self._model.offer_form(Id(task)), say("tasks.again_title"))
        elif move in ("decline", "cancel"):
            self.ask_why(move, task)
        elif move == "show" and detail and detail.place:
            self.show_place.emit(detail.place)
        elif move == "sheet":
            self.paper.emit(task)
        else:
            self._at_once(move, Id(task))

    def _at_once(self, move: str, task: Id) -> None:
        if move == "start":
            self._model.moves.start(task, self._model.state.first_name)
        elif move == "accept":
            self._model.moves.accept(task)

    def ask_why(self, move: str, task: str) -> None:
        """A reason, for declining or cancelling."""
        moves, draft = self._model.moves, Draft(self._model.context, f"{move}:{task}")
        if move == "decline":
            sheet = WordsSheet(_DECLINE, draft, lambda text, done, failed: moves.decline(Id(task), text, done, failed))
        else:
            sheet = WordsSheet(_CANCEL, draft, lambda text, done, failed: moves.cancel(Id(task), text, done, failed))
        sheet.sent.connect(self._stage.close_sheet)
        self._stage.show_sheet(sheet, say(f"tasks.move_{move}"))

    def result(self, task: str, outcome: str = "done") -> None:
        """What came of a task."""
        form = self._model.result_form(Id(task), outcome)
        if form is None:
            return
        sheet = ResultSheet(form, self._outlets.ask_photo)
        sheet.saved.connect(lambda _: self._stage.close_sheet())
        self._stage.show_sheet(sheet, say("tasks.result_title"))

    # teams

    def new_team(self) -> None:
        """Somebody else who can be sent."""
        form = self._model.team_form()
        if form is None:
            return
        sheet = TeamSheet(form)
        sheet.saved.connect(lambda _: self._stage.close_sheet())
        self._stage.show_sheet(sheet, say("tasks.team_title"))

    def team(self, team: str) -> None:
        """What a team does now."""
        state = self._model.state
        found = next((each for each in state.case.teams if each.id == team), None) if state.case else None
        line = next((each for each in state.plan.teams if each.team == team), None)
        if found is None or line is None:
            return
        sheet = TeamDetailSheet(found, line.second)
        sheet.moved.connect(lambda to: self._moved(team, to))
        self._stage.show_sheet(sheet, found.name)

    def _moved(self, team: str, to: str) -> None:
        self._stage.close_sheet()
        self._model.move_team(team, to)
