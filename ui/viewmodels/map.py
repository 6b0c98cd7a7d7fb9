"""The map room's state and actions: what the map shows, where to look next, and what an officer does there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.cases import Location, Segment, Venue
from app.domain.coordinates import grid_lines, suited_step_m
from app.domain.facts import Point
from app.domain.identity import Id
from app.services.tasks import NewTask
from ui.background import Failure
from ui.viewmodels.context import Context
from ui.viewmodels.geojson import Feature
from ui.viewmodels.map_features import Box, grid_of, location_words, rings_of, shading_of
from ui.viewmodels.map_packs import Packs
from ui.viewmodels.map_papers import references
from ui.viewmodels.map_state import MapState, Measure, measure_words, read_state
from ui.viewmodels.plan import takers_of, task_for
from ui.viewmodels.plan_forms import SegmentForm, TeamForm, VenueForm
from ui.viewmodels.tasks import GiveForm, ResultForm, TaskDetail, TaskMoves, task_detail
from ui.wording import say


class MapModel(QObject):
    """State and actions of the map room.

    Signals:
        changed: ``state`` is another one.
        chosen_changed: another place is chosen; its id, or "".
        extra: a layer to show as it is: one that is worked out when it is switched on, or one whose
            drawing was refused; its name and its features.
        undoable: something was done; the sentence, and what takes it back.
    """

    changed = Signal()
    chosen_changed = Signal(str)
    extra = Signal(str, object)
    undoable = Signal(str, object)

    def __init__(self, context: Context, packs: Packs, distance_m: Measure, bearing_deg: Measure) -> None:
        """``distance_m`` and ``bearing_deg`` take two lon, lat points."""
        super().__init__()
        self.context, self.packs = context, packs
        self.state = MapState()
        self.chosen = ""
        self.moves = TaskMoves(context)
        self._ground = (distance_m, bearing_deg)
        self._shown_extras: set[str] = set()
        self._view: Box | None = None
        self._leaving: dict[Id, QTimer] = {}
        self._reading, self._again = False, False
        context.changed.connect(self._touched)
        context.incident_chosen.connect(self._another)

    # reading

    def reload(self) -> None:
        """Read everything again; many wishes while one reading is under way make one more."""
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        incident, hidden, services = self.context.incident, tuple(self._leaving), self.context.services
        self.context.act(
            lambda: read_state(services, self.packs, incident, hidden, self._ground), self._show, self._not_read
        )

    def minute(self) -> None:
        """A minute has passed: times on the map and in the panel have moved."""
        if self.context.incident:
            self.reload()

    def _touched(self, changes: Any) -> None:
        if self.context.incident and changes.of(self.context.incident):
            self.reload()

    def _another(self, _incident: str) -> None:
        for place in list(self._leaving):
            self._leave(place)
        self.choose("")
        self.reload()

    def _show(self, state: MapState) -> None:
        self._reading = False
        before, self.state = self.state, state
        if state != before:
            self.changed.emit()
        if state.start != before.start or state.incident != before.incident:
            self._tell_extras()
        if self._again:
            self.reload()

    def _not_read(self, failure: Failure) -> None:
        self._reading = False
        self.context.problem.emit(failure.words)

    # the map

    def choose(self, place: str) -> None:
        """Mark a place on the map and in the panel."""
        if place != self.chosen:
            self.chosen = place
            self.chosen_changed.emit(place)

    @property
    def view(self) -> Box | None:
        """What the map shows now: west, south, east, north."""
        return self._view or self.state.box

    def reference(self, lon: float, lat: float) -> str:
        """A tap as a reference that somebody can say: National Grid, or latitude and longitude off it."""
        return next((words for _, words in references((lon, lat))), "")

    def across(self, one: Point, other: Point) -> float:
        """Metres over the ground between two lon, lat points."""
        return self._ground[0](one, other)

    def measured(self, points: Sequence[Point]) -> str:
        """Distance and bearing in words, for the tape on the map."""
        return measure_words(points, self._ground)

    def switch_layer(self, layer: str, on: bool) -> None:
        """The officer switched a layer; grid, rings and shading are worked out when they are wanted."""
        if on:
            self._shown_extras.add(layer)
            self._tell_extra(layer)
        else:
            self._shown_extras.discard(layer)

    def move_view(self, view: Box) -> None:
        """The map shows another piece of ground (west, south, east, north)."""
        self._view = view
        if "grid" in self._shown_extras:
            self._tell_extra("grid")

    def _tell_extras(self) -> None:
        for layer in ("rings", "probability"):
            if layer in self._shown_extras:
                self._tell_extra(layer)

    def _tell_extra(self, layer: str) -> None:
        made: tuple[Feature, ...] | None = None
        if layer == "grid" and self._view is not None:
            step_m = suited_step_m(self._view)
            made = grid_of(grid_lines(self._view, step_m), step_m)
        elif layer in ("rings", "probability") and (case := self.state.case) is not None:
            today = self.context.services.desk.clock.now().date()
            made = rings_of(case, today) if layer == "rings" else shading_of(case, today)
        if made is not None:
            self.extra.emit(layer, made)

    def place(self, place: str) -> Segment | Venue | None:
        """A segment or venue of the plan."""
        case = self.state.case
        return None if case is None else case.place(Id(place))

    def location_said(self, op: str) -> str:
        """What somebody said at a place where the person was, in a sentence."""
        case = self.state.case
        found: Location | None = next((each for each in case.locations if each.op == op), None) if case else None
        if found is None:
            return ""
        words = location_words(found, self.context.services.desk.clock.now())
        return ", ".join(part for part in (words, found.said.source, found.said.note) if part)

    # drawing

    def segment_form(self, ring: Sequence[Sequence[float]]) -> SegmentForm | None:
        """The form for an area that was just drawn; corners are lon, lat."""
        corners = [(float(lon), float(lat)) for lon, lat in ring]
        return None if self.context.incident is None else SegmentForm(self.context, self.context.incident, corners)

    def venue_form(self, lon: float, lat: float) -> VenueForm | None:
        """The form for a place that was tapped."""
        return None if self.context.incident is None else VenueForm(self.context, self.context.incident, (lon, lat))

    def team_form(self) -> TeamForm | None:
        """The form for another team."""
        return None if self.context.incident is None else TeamForm(self.context, self.context.incident)

    def added(self, places: Sequence[Id], words: str) -> None:
        """Places were put on the plan: say so, and offer to take them off."""
        self.undoable.emit(words, lambda: self._remove(places, say("map.undone_reason")))

    def redraw(self, segment: str, ring: Sequence[Sequence[float]]) -> None:
        """Corners were moved; undo puts the old ones back."""
        incident, old = self.context.incident, self.place(segment)
        if incident is None or not isinstance(old, Segment):
            return
        corners, plans = [(float(lon), float(lat)) for lon, lat in ring], self.context.services.plans
        words = say("map.redrawn", name=old.name)

        def put_back() -> None:
            self.context.act(lambda: plans.redraw(incident, old.id, old.ring))

        def refused(failure: Failure) -> None:
            self.context.problem.emit(failure.words)
            self.extra.emit("segments", self.state.layers["segments"])

        def done(_answer: object) -> None:
            self.undoable.emit(words, put_back)

        self.context.act(lambda: plans.redraw(incident, old.id, corners), done, refused)

    def take_off(self, place: str, wait_ms: int) -> None:
        """Hide a place at once; it leaves the plan for good when the time to undo is over.

        The log has no way to put a place back, so until then nothing is written.
        """
        found = self.place(place)
        if found is None or Id(place) in self._leaving:
            return
        timer = QTimer(self, singleShot=True, interval=wait_ms)
        timer.timeout.connect(lambda: self._leave(Id(place)))
        self._leaving[Id(place)] = timer
        timer.start()
        self.choose("")
        self.reload()
        self.undoable.emit(say("map.taken_off", name=found.name), lambda: self._stay(Id(place)))

    def _stay(self, place: Id) -> None:
        if (timer := self._leaving.pop(place, None)) is not None:
            timer.stop()
            timer.deleteLater()
            self.reload()

    def _leave(self, place: Id) -> None:
        incident = Id(self.state.incident)
        if (timer := self._leaving.pop(place, None)) is not None:
            timer.stop()
            timer.deleteLater()
            self.context.act(lambda: self.context.services.plans.remove(incident, place))

    def settle(self) -> None:
        """Nothing waits any more: what was taken off is written down. The window calls it before it closes."""
        for place in list(self._leaving):
            self._leave(place)

    def _remove(self, places: Sequence[Id], reason: str) -> None:
        incident, plans = self.context.incident, self.context.services.plans
        if incident is None:
            return

        def remove_all() -> None:
            for place in places:
                plans.remove(incident, place, reason)

        self.context.act(remove_all)

    # tasks

    def give_form(self, place: str) -> GiveForm | None:
        """The form to give a place out; the plan's own choice of team stands in it."""
        line, state = self.state.plan.place(place), self.state
        if state.case is None or state.officer is None:
            return None
        found = state.case.place(Id(place))
        new = line.task if line else task_for(state.case, Id(place), found.name if found else "")
        who = line.team.id if line and line.team else ""
        takers = takers_of(state.case, state.officers, state.officer)
        return GiveForm(self.context, Id(state.incident), new, takers, who=who)

    def offer_form(self, task: Id) -> GiveForm | None:
        """The form to offer a task again."""
        state = self.state
        found = state.case.task(task) if state.case else None
        if state.case is None or state.officer is None or found is None:
            return None
        takers = takers_of(state.case, state.officers, state.officer)
        new = NewTask(found.title, found.task_class, found.place, found.instructions, found.due_at)
        return GiveForm(self.context, Id(state.incident), new, takers, task=task, who=found.assignee or "")

    def give(self, place: str) -> None:
        """Give a place to the team that the plan names, as it stands."""
        line = self.state.plan.place(place)
        if line is None or line.team is None or self.context.incident is None:
            return
        incident, team, tasks = self.context.incident, line.team, self.context.services.tasks
        self.context.act(
            lambda: tasks.give(incident, line.task, team.id, team.name), lambda task: self.given(task, team.name)
        )

    def given(self, task: Id, who: str) -> None:
        """A task was given out: say so, and offer to take it back."""
        self.undoable.emit(say("now.given", who=who), lambda: self.moves.take_back(task))

    def result_form(self, task: Id, outcome: str = "done") -> ResultForm | None:
        """The form that says what came of a task."""
        found = self.state.case.task(task) if self.state.case else None
        return None if found is None else ResultForm(self.context, Id(self.state.incident), found, outcome)

    def task(self, task: Id) -> TaskDetail | None:
        """One task with the moves that this officer may make."""
        state = self.state
        found = state.case.task(task) if state.case else None
        if state.case is None or state.officer is None or found is None:
            return None
        return task_detail(state.case, found, state.officer, self.context.services.desk.clock.now())

    def tasks_at(self, place: str) -> list[Id]:
        """The tasks that were given out for a place, the newest last."""
        case = self.state.case
        return [] if case is None else [task.id for task in case.tasks if task.place == place]

    def move_team(self, team: str, to: Any, at: Point | None = None) -> None:
        """A team says what it does, or where it is."""
        if (incident := self.context.incident) is not None:
            plans, words = self.context.services.plans, say("tasks.team_moved")
            self.context.act(
                lambda: plans.move_team(incident, Id(team), to, at), lambda _: self.context.told.emit(words)
            )
