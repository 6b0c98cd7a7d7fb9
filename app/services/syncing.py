"""This laptop's exchange with central: enrol once, then send and fetch whenever there is a network."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.domain.wire import Enrolled
from app.errors import HomewardError, Offline, Refused
from app.ports.central import CentralLink
from app.ports.exchange import Enrolment, ExchangeStore
from app.ports.surroundings import Clock
from app.services.exchanging import Exchange, Tally
from app.services.questions import Run, drive

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What one run did. ``problem`` says why it ended early; ``unsent`` are only on this laptop."""

    sent: int
    received: int
    held: int
    unsent: int
    reached: bool
    problem: HomewardError | None = None


class Syncing:
    """This laptop's exchange with central; one run at a time, from any thread but the window's."""

    def __init__(self, store: ExchangeStore, link_for: Callable[[Enrolment], CentralLink], clock: Clock) -> None:
        self._store = store
        self._link_for = link_for
        self._clock = clock
        self._one_at_a_time = threading.Lock()

    @property
    def enrolment(self) -> Enrolment | None:
        """Where this laptop's central is, or ``None`` before it is enrolled."""
        return self._store.enrolment()

    def enrol(self, url: str, code: str, *, name: str, force: str, public_key: bytes) -> Enrolled:
        """Make this laptop known to a central and pin its key; another central gets everything.

        ``public_key`` is the laptop's (Ed25519, 32 bytes).

        Raises:
            Unreadable: no https address. Offline. Refused: the code is not, or no longer, good.
        """
        with self._one_at_a_time:
            before = self._store.enrolment()
            answer = self._ask(Enrolment(url, b"", 0), lambda link: link.enrol(code, name, force, public_key))
            if len(answer.central_key) != 32:
                raise Refused("sync.answer_wrong")
            self._store.enrol(Enrolment(url, answer.central_key, answer.epoch))
            if before is not None and (before.central_key, before.epoch) != (answer.central_key, answer.epoch):
                self._store.new_epoch(answer.epoch)
            return answer

    def run(self) -> SyncResult:
        """Send and fetch once, as far as it goes. No error comes out: the officer works on."""
        with self._one_at_a_time:
            enrolment = self._store.enrolment()
            if enrolment is None:
                return self._result(Tally(), Offline("sync.not_enrolled"))
            tally = Tally()
            try:
                self._ask(enrolment, lambda link: drive(self._exchange(enrolment, link.device, tally), link))
            except HomewardError as problem:
                return self._result(tally, problem)
            return self._result(tally, None)

    def _exchange(self, enrolment: Enrolment, device: bytes, tally: Tally) -> Run[None]:
        return Exchange(self._store, enrolment, device, self._clock, tally).run()

    def _ask(self, enrolment: Enrolment, what: Callable[[CentralLink], T]) -> T:
        link = self._link_for(enrolment)
        try:
            return what(link)
        finally:
            link.close()

    def _result(self, tally: Tally, problem: HomewardError | None) -> SyncResult:
        unsent = self._store.counts().unsent
        reached = tally.reached and not isinstance(problem, Offline)
        return SyncResult(tally.sent, tally.received, tally.held, unsent, reached, problem)


class Backoff:
    """How long to wait before the next try: for ever, twice as long each time, by full jitter.

    ``chance`` gives a number in 0..1, so that laptops that lost one network do not return
    all at once. Never longer than a minute: nothing here tells that the network is back, and
    whoever drives into coverage must not wait for it.
    """

    def __init__(self, chance: Callable[[], float], first_s: float = 1.0, longest_s: float = 60.0) -> None:
        self._chance = chance
        self._first_s = first_s
        self._longest_s = longest_s
        self._within_s = first_s

    def next_s(self) -> float:
        """Seconds to wait after one more failure."""
        within_s, self._within_s = self._within_s, min(self._within_s * 2, self._longest_s)
        return self._chance() * within_s

    def reset(self) -> None:
        """Central answered."""
        self._within_s = self._first_s
