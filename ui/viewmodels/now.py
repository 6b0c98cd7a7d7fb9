"""The Now room's state and actions: who waits, who looks, what to do next, and an officer's own work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.identity import Id
from app.services.tasks import NewTask
from ui.background import Failure
from ui.lines import PersonLine
from ui.viewmodels.context import Context
from ui.viewmodels.now_detail import Taker
from ui.viewmodels.now_state import Asked, NowState, Waiting, read_state
from ui.viewmodels.people_lines import photo_name
from ui.viewmodels.report_search import ReportSearch
from ui.wording import say

_PHOTOS_FOR = 50


class NowModel(QObject):
    """State and actions of the Now room.

    Signals:
        changed: ``state`` is another one.
        given: a task was given out; the sentence to say and the task's id, to take it back.
        settle_wanted: the two risk grades of this incident are to be settled.
        result_wanted: somebody says what came of this task.
    """

    changed = Signal()
    given = Signal(str, str)
    settle_wanted = Signal(str)
    result_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.state = NowState()
        self.search = ReportSearch(context, lambda: self.state.people)
        self._task = ""
        self._photos: dict[str, bytes] = {}
        self._photo_asked: set[str] = set()
        self._reading, self._again = False, False
        context.changed.connect(self._touched)
        context.incident_chosen.connect(lambda _incident: self.reload())

    # reading

    def reload(self) -> None:
        """Read everything again; many wishes while one reading is under way make one more."""
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        asked = Asked(self.context.incident or "", self._task, dict(self._photos))
        services = self.context.services
        self.context.act(lambda: read_state(services, asked), self._show, self._not_read)

    def minute(self) -> None:
        """A minute has passed: every clock has moved."""
        self.reload()

    def _touched(self, changes: object) -> None:
        for incident, noun in getattr(changes, "touched", ()):
            if noun == "photo":
                self._photo_asked.discard(incident)
        self.reload()

    def _show(self, state: NowState) -> None:
        self._reading = False
        if state != self.state:
            self.state = state
            self.changed.emit()
        self._read_photos(state.people)
        if self._again:
            self.reload()

    def _not_read(self, failure: Failure) -> None:
        self._reading = False
        self.context.problem.emit(failure.words)

    def _read_photos(self, people: Sequence[PersonLine]) -> None:
        for line in people[:_PHOTOS_FOR]:
            if line.incident not in self._photo_asked:
                self._photo_asked.add(line.incident)
                self._read_photo(Id(line.incident))

    def _read_photo(self, incident: Id) -> None:
        services = self.context.services

        def read() -> bytes | None:
            name = photo_name(services.reports.case(incident))
            return None if name is None else services.photos.picture(name)

        self.context.read(read, lambda photo: self._take_photo(incident, photo))

    def _take_photo(self, incident: Id, photo: bytes | None) -> None:
        if photo is None or self._photos.get(incident) == photo:
            return
        self._photos[incident] = photo
        self.reload()

    # the list

    def choose(self, incident: str) -> None:
        """Show this person beside the list, and in the other rooms."""
        if incident and incident != self.context.incident:
            self.context.choose(Id(incident))

    def choose_first(self) -> None:
        """On a wide window somebody is always shown: the loudest clock."""
        if not self.context.incident and self.state.people:
            self.choose(self.state.people[0].incident)

    def open(self, incident: str, room: str = "person") -> None:
        """Go to a room with this person."""
        if incident:
            self.context.choose(Id(incident), room)

    # what a sergeant does

    def give(self, taker: Taker) -> None:
        """Give what is to be done next to a team or an officer."""
        if (next_task := self._next_task()) is None:
            return
        incident, new = next_task
        tasks = self.context.services.tasks
        words = say("now.given", who=taker.name)
        self.context.act(
            lambda: tasks.give(incident, new, taker.id, taker.name), lambda task: self.given.emit(words, task)
        )

    def take_back(self, task: str) -> None:
        """Undo a gift: the task is cancelled, and the log says so."""
        tasks = self.context.services.tasks
        reason = say("now.taken_back_reason")
        self._act(lambda: tasks.cancel(Id(task), reason), say("now.taken_back"))

    def start_myself(self) -> None:
        """Somebody looks from now, in the signed-in officer's name."""
        if (next_task := self._next_task()) is None:
            return
        incident, new = next_task
        tasks = self.context.services.tasks
        self._act(lambda: tasks.start_own(incident, new), say("now.started_myself"))

    def _next_task(self) -> tuple[Id, NewTask] | None:
        detail = self.state.detail
        return None if detail is None or detail.next is None else (detail.incident, detail.next.task)

    def attend(self, waiting: Waiting) -> None:
        """Go to what waits."""
        if waiting.action == "settle":
            self.settle_wanted.emit(waiting.incident)
        elif waiting.action == "person":
            self.open(waiting.incident)
        else:
            self.context.room_wanted.emit(waiting.action)

    # what an officer does

    def open_task(self, task: str) -> None:
        """Put another task on top."""
        self._task = task
        self.reload()

    def move_on(self) -> None:
        """The one large button: start, or say what was found."""
        card = self.state.work.card
        if card is None:
            return
        self._task = card.task
        if card.under_way:
            self.result_wanted.emit(card.task)
            return
        tasks = self.context.services.tasks
        self._act(lambda: tasks.start(card.task), say("now.now_looking", name=card.person.first_name))

    def cannot_go(self, reason: str, done: Callable[[], object], failed: Callable[[Failure], object]) -> None:
        """Give the open task back, with why."""
        card = self.state.work.card
        if card is not None:
            tasks = self.context.services.tasks
            self.context.act(
                lambda: tasks.decline(card.task, reason), lambda _: self._told("now.declined", done), failed
            )

    def tell(self, text: str, done: Callable[[], object], failed: Callable[[Failure], object]) -> None:
        """A note on the search of the open task, or of the person who is open."""
        incident = self.tell_about()
        if incident:
            reports = self.context.services.reports
            self.context.act(lambda: reports.note(Id(incident), text), lambda _: self._told("now.told", done), failed)

    def tell_about(self) -> str:
        """Whose search a note goes to; "" where nobody is open."""
        card = self.state.work.card
        return card.incident if card else self.context.incident or ""

    def show_way(self) -> None:
        """The map room, at the open task's search."""
        if (card := self.state.work.card) is not None:
            self.open(card.incident, "map")

    def _act(self, work: Callable[[], object], told: str) -> None:
        self.context.act(work, lambda _: self.context.told.emit(told))

    def _told(self, key: str, done: Callable[[], object]) -> None:
        self.context.told.emit(say(key))
        done()
