"""A laptop in a simulation: a machine, an officer, and a run that may stop anywhere."""

from __future__ import annotations

from typing import Any

from nacl.signing import SigningKey

from app.adapters.vault_keys import SigningKey as OfficerKey
from app.domain import facts
from app.domain.facts import Fact
from app.domain.identity import FORCE, Id, Officer, Rank
from app.errors import HomewardError
from app.ports.exchange import Enrolment
from app.ports.store import SignedIn
from app.services.exchanging import Exchange, Tally
from app.services.questions import Question, Run
from tests.simulation.central import SimulatedCentral
from tests.simulation.chance import SkewedClock
from tests.simulation.machines import Machine
from tests.simulation.network import SimulatedLink


class SimulatedLaptop:
    """``number`` names it in the story; a clone is another machine with the same device."""

    def __init__(self, number: int, device: Id, officer: SignedIn, clock: SkewedClock, machine: Machine) -> None:
        self.number = number
        self.device, self.officer, self.clock, self.machine = device, officer, clock, machine
        self.problem: HomewardError | None = None
        self._backups: list[Any] = []
        self._run: Run[None] | None = None
        self._question: Question[Any] | None = None

    def restart(self) -> None:
        """However it ended, a run that was under way is gone."""
        self._forget_run()
        self.machine.begin_session()

    def introduce(self, central: SimulatedCentral) -> None:
        """The officer, in the force's stream; the laptop at central."""
        who = self.officer.officer
        added = facts.OfficerAdded(call_sign=who.call_sign, rank=who.rank.word, public_key=who.public_key)
        self.record(added, Id(FORCE), who.id)
        link = SimulatedLink(central, bytes.fromhex(self.device))
        known = link.enrol(central.invite(who.call_sign), who.call_sign, "Kent", bytes(32))
        self.machine.exchange.enrol(Enrolment("https://central.example", known.central_key, known.epoch))

    def record(self, fact: Fact, incident: Id, entity: Id) -> bytes:
        """What an officer does; the id, once it is said to be saved."""
        return self.machine.record(self.officer, fact, incident, entity)

    def step(self, link: SimulatedLink) -> bool:
        """Ask the next question of a run, a new one where none is under way; whether the run goes on."""
        if self._run is None:
            self._begin()
        assert self._run is not None
        assert self._question is not None
        try:
            try:
                answer = self._question.put_to(link)
            except HomewardError as problem:
                self._question = self._run.throw(problem)
            else:
                self._question = self._run.send(answer)
        except StopIteration:
            self._forget_run()
        except HomewardError as problem:
            self._forget_run()
            self.problem = problem
        return self._run is not None

    def _begin(self) -> None:
        exchange = self.machine.exchange
        enrolment = exchange.enrolment()
        assert enrolment is not None
        self.problem = None
        self._run = Exchange(exchange, enrolment, bytes.fromhex(self.device), self.clock, Tally()).run()
        self._question = next(self._run)

    def _forget_run(self) -> None:
        run, self._run, self._question = self._run, None, None
        if run is not None:
            run.close()

    def back_up(self) -> None:
        self._backups.append(self.machine.copy())

    def has_backup(self) -> bool:
        return bool(self._backups)

    def restore(self, which: int) -> None:
        self.machine.become(self._backups[which % len(self._backups)])
        self.restart()

    def clone(self, number: int, clock: SkewedClock, *, awake: bool) -> SimulatedLaptop:
        """Another machine from a copy of this one's disk; ``awake``: of its memory too, so in the same session."""
        machine = self.machine.twin(number, clock, awake=awake)
        return SimulatedLaptop(number, self.device, self.officer, clock, machine)

    def ops(self) -> set[bytes]:
        return set(self.machine.standings())

    def stop(self) -> None:
        self._forget_run()
        self.machine.close()


def new_officer(number: int, seed: bytes, officer: Id) -> SignedIn:
    key = OfficerKey(bytes(SigningKey(seed)))
    return SignedIn(Officer(officer, f"PC {number} Ash", Rank.SERGEANT, key.public_bytes), key)
