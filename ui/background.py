"""Runs work beside the window: one thread for the database, one pool for network and heavy maths."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import shiboken6
import structlog
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import HomewardError
from app.phrases import Phrases

Answer = TypeVar("Answer")
_log = structlog.get_logger("background")


@dataclass(frozen=True)
class Failure:
    """What the officer is told, and the deliberate error behind it, if there was one."""

    words: str
    error: HomewardError | None


class Task(Generic[Answer]):
    """One piece of work that was handed in; ``cancel`` stops its answer from arriving."""

    def __init__(self, done: Callable[[Answer], object] | None, failed: Callable[[Failure], object] | None) -> None:
        self._done, self._failed = done, failed
        self.cancelled = threading.Event()
        self.future: Future[None] | None = None

    def cancel(self) -> None:
        """Ask the work to stop: it may look at ``cancelled``; its answer is dropped either way."""
        self.cancelled.set()
        if self.future is not None:
            self.future.cancel()

    def deliver(self, answer: Any, failure: Failure | None) -> None:
        """On the main thread: hand over the answer or the failure, unless cancelled."""
        if self.cancelled.is_set():
            return
        if failure is None:
            if self._done is not None and _alive(self._done):
                self._done(answer)
        elif self._failed is not None and _alive(self._failed):
            self._failed(failure)


def _alive(callback: Callable[..., object]) -> bool:
    """Whether whoever waits for the answer still exists: a sheet may be closed before it comes."""
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


class Background(QObject):
    """``database`` work runs one after another on one thread; ``heavy`` work beside it.

    Answers come back on the thread that made this object, by queued signal. A deliberate error
    arrives as its sentence; a bug is logged whole and arrives as a neutral sentence.
    """

    failed = Signal(object)
    _finished = Signal(object, object, object)

    def __init__(self, phrases: Phrases, heavy_threads: int = 2, parent: QObject | None = None):
        super().__init__(parent)
        self._phrases = phrases
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._heavy = ThreadPoolExecutor(heavy_threads, thread_name_prefix="heavy")
        self._live: set[Task[Any]] = set()
        self._stopped = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def database(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], object] | None = None,
        failed: Callable[[Failure], object] | None = None,
    ) -> Task[Answer]:
        """Run ``work`` on the database thread, after all that was handed in before."""
        return self._submit(self._database, lambda _task: work(), done, failed)

    def heavy(
        self,
        work: Callable[[threading.Event], Answer],
        done: Callable[[Answer], object] | None = None,
        failed: Callable[[Failure], object] | None = None,
    ) -> Task[Answer]:
        """Run ``work`` in the pool; it is given the event that says whether it was cancelled."""
        return self._submit(self._heavy, lambda task: work(task.cancelled), done, failed)

    def stop(self) -> None:
        """Take no more work, let the running work end, drop what waits; database work is finished, not dropped."""
        self._stopped = True
        for task in self._live:
            task.cancelled.set()
        self._heavy.shutdown(wait=True, cancel_futures=True)
        self._database.shutdown(wait=True)
        self._live.clear()

    @property
    def busy(self) -> bool:
        """Whether any work is under way or waiting."""
        return bool(self._live)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[Task[Answer]], Answer],
        done: Callable[[Answer], object] | None,
        failed: Callable[[Failure], object] | None,
    ) -> Task[Answer]:
        task: Task[Answer] = Task(done, failed if failed is not None else self.failed.emit)
        if self._stopped:
            task.deliver(None, Failure(self._phrases("background.stopped"), None))
            return task
        self._live.add(task)
        task.future = pool.submit(self._run, task, work)
        task.future.add_done_callback(lambda future: self._forget(task) if future.cancelled() else None)
        return task

    def _run(self, task: Task[Answer], work: Callable[[Task[Answer]], Answer]) -> None:
        try:
            answer, failure = work(task), None
        except HomewardError as error:
            answer, failure = None, Failure(self._phrases.of(error), error)
        except Exception:
            _log.exception("background.bug")
            answer, failure = None, Failure(self._phrases("background.bug"), None)
        self._finished.emit(task, answer, failure)

    def _forget(self, task: Task[Any]) -> None:
        self._finished.emit(task, None, None)

    def _deliver(self, task: Task[Any], answer: object, failure: Failure | None) -> None:
        self._live.discard(task)
        task.deliver(answer, failure)
