"""Makers of what tests start from: a desk with an officer, a report, two laptops that can swap logs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.adapters.surroundings import SystemChance
from app.adapters.vault_file import KdfCost
from app.adapters.vault_keys import SigningKey
from app.domain import facts
from app.domain.identity import FORCE, Id, Officer, Rank
from app.domain.operations import Moment
from app.ports.store import SignedIn
from app.services.desk import Desk
from app.services.session import Session
from db.local.store import LocalStore

CHEAP = KdfCost(memory_kib=64, iterations=1, lanes=1)
NIGHT = datetime(2026, 11, 24, 23, 42, tzinfo=UTC)
CHANCE = SystemChance()


class SetClock:
    """A clock that a test sets; each moment is a millisecond later than the last."""

    def __init__(self, at: datetime = NIGHT) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def moment(self) -> Moment:
        self.at += timedelta(milliseconds=1)
        wall_ms = int(self.at.timestamp() * 1000)
        return Moment(wall_ms, wall_ms)


@dataclass
class TestDesk:
    """A laptop's store with one officer at it."""

    __test__ = False
    desk: Desk
    store: LocalStore
    clock: SetClock
    officer: Officer
    key: SigningKey

    def sign_in(self, call_sign: str, rank: Rank) -> Officer:
        """Another officer of this laptop comes to it."""
        key = SigningKey(os.urandom(32))
        officer = Officer(CHANCE.new_id(), call_sign, rank, key.public_bytes)
        introduce(self.store, officer, key)
        self.desk.session.sign_in(SignedIn(officer, key))
        return officer


def introduce(store: LocalStore, officer: Officer, key: SigningKey) -> None:
    """Put an officer into the force's stream, signed by himself."""
    added = facts.OfficerAdded(call_sign=officer.call_sign, rank=officer.rank.word, public_key=officer.public_key)
    with store.write(SignedIn(officer, key)) as work:
        work.record(added, FORCE, officer.id)


def a_desk(
    folder: Path, call_sign: str = "PS 9 Shah", rank: Rank = Rank.SERGEANT, store_key: bytes | None = None
) -> TestDesk:
    """An empty store in ``folder`` with an officer signed in."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = SetClock()
    key = SigningKey(os.urandom(32))
    officer = Officer(CHANCE.new_id(), call_sign, rank, key.public_bytes)
    store = LocalStore(folder / "homeward.db", store_key or os.urandom(32), CHANCE.new_id(), clock, CHANCE)
    introduce(store, officer, key)
    session = Session()
    session.sign_in(SignedIn(officer, key))
    return TestDesk(Desk(store, session, clock, CHANCE), store, clock, officer, key)


def a_report(made: TestDesk, name: str = "Maisie Thornwood", age: int | None = 14) -> Id:
    """An open report with nothing else."""
    details = {} if age is None else {"age": age}
    incident = CHANCE.new_id()
    with made.desk.act("report.open") as (work, _):
        fact = facts.ReportOpened(name=name, reported_by="care home", reported_at=made.clock.now(), details=details)
        work.record(fact, incident, incident)
    return incident
