"""What every room stands on: the services, the worker thread, the person who is open, what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, Signal

from app.changes import ChangeFeed
from app.domain.identity import Id
from app.services.office import Services
from ui.background import Background, Failure, Task

Answer = TypeVar("Answer")


class Context(QObject):
    """Shared by all view-models of one signed-in window; lives on the main thread.

    Signals:
        changed: a commit touched something (`Changes`), heard on the main thread.
        incident_chosen: another person is open; the incident's id, or "" for nobody.
        room_wanted: go to this room ("now", "person", "map", "log", "laptop").
        problem: a sentence for the officer; nothing typed was lost.
        told: something was saved; a sentence for the snackbar.
    """

    changed = Signal(object)
    incident_chosen = Signal(str)
    room_wanted = Signal(str)
    problem = Signal(str)
    told = Signal(str)
    _heard = Signal(object)

    def __init__(self, services: Services, background: Background, feed: ChangeFeed) -> None:
        super().__init__()
        self.services = services
        self._background = background
        self._incident: Id | None = None
        self._closed = False
        self._under_way: WeakSet[Task[Any]] = WeakSet()
        self._heard.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self._stop_listening = feed.listen(self._heard.emit)

    @property
    def incident(self) -> Id | None:
        """The search that is open in the person, map and log rooms."""
        return self._incident

    def choose(self, incident: Id | None, room: str | None = None) -> None:
        """Open a search, and go to a room to see it."""
        if incident != self._incident:
            self._incident = incident
            self.incident_chosen.emit(incident or "")
        if room is not None:
            self.room_wanted.emit(room)

    def read(self, work: Callable[[], Answer], done: Callable[[Answer], object]) -> Task[Answer]:
        """Read on the database thread; the answer comes back here. A failure is told."""
        return self._follow(self._background.database(work, done, self._tell))

    def act(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], object] | None = None,
        failed: Callable[[Failure], object] | None = None,
    ) -> Task[Answer]:
        """Write on the database thread. Without ``failed`` the reason is told in the snackbar."""
        return self._follow(self._background.database(work, done, failed or self._tell))

    def heavy(
        self,
        work: Callable[[Any], Answer],
        done: Callable[[Answer], object] | None = None,
        failed: Callable[[Failure], object] | None = None,
    ) -> Task[Answer]:
        """Run long work beside the database; it is given the event that says it was cancelled."""
        return self._follow(self._background.heavy(work, done, failed or self._tell))

    def _follow(self, task: Task[Answer]) -> Task[Answer]:
        self._under_way.add(task)
        if self._closed:
            task.cancelled.set()
        return task

    def _tell(self, failure: Failure) -> None:
        self.problem.emit(failure.words)

    def close(self) -> None:
        """Stop hearing of changes; answers that are still to come go to nobody, what is being saved is saved.

        What was heard and not yet passed on is not passed on either: the views may be gone by then.
        """
        self._closed = True
        self.blockSignals(True)
        stop, self._stop_listening = self._stop_listening, lambda: None
        stop()
        for task in self._under_way:
            task.cancelled.set()
