"""Sends by itself: after each saved entry, when the network is back, and for ever until it is."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.changes import Changes
from app.errors import Offline
from app.ports.exchange import Counts
from app.services.syncing import Backoff, SyncResult
from ui.lines import SyncLine
from ui.viewmodels.context import Context
from ui.wording import say

SOON_MS: Final = 300
"""After a saved entry: long enough for the entries of one act to go together."""
IDLE_MS: Final = 15_000
"""How often central is asked what is new while all is well."""


@dataclass(frozen=True, slots=True)
class Sending:
    """How this laptop stands with central."""

    counts: Counts | None = None
    enrolled: bool = False
    reached: bool | None = None
    problem: str = ""
    busy: bool = False


class Sender(QObject):
    """Runs the exchange beside the window and says how it stands; it never blocks the officer."""

    changed = Signal()
    received = Signal(int)

    def __init__(self, context: Context, *, soon_ms: int = SOON_MS, idle_ms: int = IDLE_MS) -> None:
        super().__init__(context)
        self._context = context
        self._soon_ms, self._idle_ms = soon_ms, idle_ms
        self._backoff = Backoff(random.random)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.try_now)
        self._again = self._stopped = False
        self.state = Sending()
        context.changed.connect(self._heard)

    def start(self) -> None:
        """Count what is here, and try for the first time."""
        self._count()
        self._timer.start(0)

    def stop(self) -> None:
        """Try no more; a run that is under way ends by itself. A second call does nothing."""
        if self._stopped:
            return
        self._stopped = True
        self._timer.stop()
        self._context.changed.disconnect(self._heard)

    def _heard(self, changes: Changes) -> None:
        self._count()
        if changes.touched and not changes.sync:
            self._sooner()

    def _sooner(self) -> None:
        if self.state.busy:
            self._again = True
        elif self.state.reached is not False and self._timer.remainingTime() > self._soon_ms:
            self._timer.start(self._soon_ms)

    def _count(self) -> None:
        self._context.read(self._look, self._counted)

    def _look(self) -> tuple[Counts, bool]:
        services = self._context.services
        return services.desk.store.counts(), services.syncing.enrolment is not None

    def _counted(self, found: tuple[Counts, bool]) -> None:
        counts, enrolled = found
        self._become(counts=counts, enrolled=enrolled)

    def try_now(self) -> None:
        """Send and fetch once, now."""
        if self.state.busy:
            self._again = True
            return
        self._timer.stop()
        self._become(busy=True)
        syncing = self._context.services.syncing
        self._context.heavy(lambda _cancelled: syncing.run(), self._done, lambda _failure: self._wait_longer())

    def _done(self, result: SyncResult) -> None:
        problem = "" if result.problem is None else say(result.problem.key, **result.problem.values)
        self._become(busy=False, reached=result.reached, problem=problem)
        if result.received:
            self.received.emit(result.received)
        self._plan_next(result)

    def _plan_next(self, result: SyncResult) -> None:
        if result.problem is None:
            self._backoff.reset()
            self._wait(self._soon_ms if self._again else self._idle_ms)
        else:
            self._wait_longer(isinstance(result.problem, Offline))
        self._again = False

    def _wait_longer(self, offline: bool = True) -> None:
        """For ever, with growing pauses; a central that refuses is asked again like one that is away."""
        self._become(busy=False, reached=not offline and self.state.reached)
        self._wait(int(self._backoff.next_s() * 1000) + self._soon_ms)

    def _wait(self, milliseconds: int) -> None:
        if not self._stopped:
            self._timer.start(milliseconds)

    def _become(self, **changes: object) -> None:
        fields = {name: getattr(self.state, name) for name in Sending.__dataclass_fields__}
        self.state = Sending(**{**fields, **changes})
        self.changed.emit()

    def line(self) -> SyncLine:
        """The sync strip's words: what is only here, and when central last answered."""
        state = self.state
        unsent = state.counts.unsent if state.counts else 0
        if not state.enrolled:
            return SyncLine(
                unsent, say("sync_line.no_central"), _unsent_words(unsent), "not_sent" if unsent else "saved"
            )
        contact = say("sync_line.contact", time=_time(state.counts.last_contact_at if state.counts else None))
        if unsent:
            return SyncLine(unsent, contact, _unsent_words(unsent), "not_sent")
        if state.reached is False:
            return SyncLine(0, contact, say("sync_line.no_network"), "no_network")
        return SyncLine(0, contact, say("sync_line.all_sent"), "sent")


def _unsent_words(unsent: int) -> str:
    return say("sync_line.unsent", count=unsent) if unsent else say("sync_line.nothing_unsent")


def _time(at: datetime | None) -> str:
    if at is None:
        return say("sync_line.never")
    local = at.astimezone()
    today = datetime.now(UTC).astimezone().date()
    return local.strftime("%H:%M") if local.date() == today else local.strftime("%d %b %H:%M")
