"""A laptop whose clock is wrong: nothing is refused, entries keep their order, and no other laptop's is spoilt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain import facts
from app.domain.identity import FORCE, Id
from app.domain.operations import Moment
from app.ports.store import SignedIn
from db.local import log
from db.local.exchange import LocalExchange
from db.local.store import LocalStore
from tests.builders import CHANCE, NIGHT, TestDesk, a_desk, a_report

DAY = timedelta(days=1)
KEY = bytes(range(32))


@dataclass
class StoppedClock:
    """It stays where a test puts it."""

    at: datetime = NIGHT

    def now(self) -> datetime:
        return self.at

    def moment(self) -> Moment:
        return Moment(_milliseconds(self.at), 0)


@dataclass
class Laptop:
    """A store that can be opened again, with the clock that a test sets."""

    made: TestDesk
    clock: StoppedClock
    path: Path
    incident: Id = FORCE

    def note(self) -> str:
        with self.made.store.write(self._acting) as work:
            return work.record(facts.NoteRecorded(text="seen"), self.incident, CHANCE.new_id())

    @property
    def _acting(self) -> SignedIn:
        return SignedIn(self.made.officer, self.made.key)

    def start_again(self) -> None:
        device = self.made.store.device
        self.made.store.close()
        self.made.store = LocalStore(self.path, KEY, device, self.clock, CHANCE)

    def take_all(self, other: Laptop) -> None:
        operations = [kept.operation for kept in other.made.store.read(log.in_incident, None)]
        LocalExchange(self.made.store).take(FORCE, list(enumerate(operations, 1)))

    def clocks(self) -> list[int]:
        """The hybrid clock of each of its own entries, in the order they were written."""
        device = bytes.fromhex(self.made.store.device)
        kept = self.made.store.read(log.in_incident, None)
        return [each.header.hlc for each in kept if each.header.device == device]

    def told(self) -> list[str]:
        """The entries of the incident as the log room shows them, oldest first."""
        return [entry.op for entry in reversed(self.made.store.log(self.incident, 50))]


def _laptop(folder: Path, call_sign: str) -> Laptop:
    made, clock, path = a_desk(folder, call_sign), StoppedClock(), folder / "stopped.db"
    made.store.close()
    made.store = LocalStore(path, KEY, CHANCE.new_id(), clock, CHANCE)
    added = facts.OfficerAdded(call_sign=call_sign, rank="sergeant", public_key=made.key.public_bytes)
    with made.store.write(SignedIn(made.officer, made.key)) as work:
        work.record(added, FORCE, made.officer.id)
    made.desk = type(made.desk)(made.store, made.desk.session, made.clock, CHANCE)
    return Laptop(made, clock, path, a_report(made))


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Laptop, Laptop]]:
    one, two = _laptop(tmp_path / "one", "PS 9 Shah"), _laptop(tmp_path / "two", "PC 207 Okoro")
    yield one, two
    one.made.store.close()
    two.made.store.close()


WANDERINGS = {
    "stuck": [timedelta()] * 4,
    "three days fast, then right again": [3 * DAY, 3 * DAY, timedelta(), timedelta(seconds=1)],
    "jumping back by a minute": [timedelta(), timedelta(minutes=-1), timedelta(minutes=-2), timedelta()],
    "years back: its battery is empty": [timedelta(), NIGHT.replace(year=1980) - NIGHT, timedelta()],
    "before 1970": [timedelta(), datetime(1901, 1, 1, tzinfo=UTC) - NIGHT, timedelta()],
}


@pytest.mark.parametrize("started_again", [False, True], ids=["running on", "started again each time"])
@pytest.mark.parametrize("away", WANDERINGS.values(), ids=WANDERINGS.keys())
def test_entries_keep_their_order_whatever_the_clock_does(
    away: list[timedelta], started_again: bool, pair: tuple[Laptop, Laptop]
) -> None:
    one, _ = pair
    written = one.told()
    for each in away:
        one.clock.at = NIGHT + each
        if started_again:
            one.start_again()
        written.append(one.note())
    assert one.told() == written
    clocks = one.clocks()
    assert clocks == sorted(set(clocks))
    last = one.made.store.log(one.incident, 1)[0]
    assert last.at == max(one.clock.at, datetime(1970, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("started_again", [False, True], ids=["running on", "started again"])
def test_anothers_clock_pulls_ours_by_a_day_at_most(started_again: bool, pair: tuple[Laptop, Laptop]) -> None:
    one, two = pair
    two.clock.at = NIGHT + 3650 * DAY
    two.note()
    one.take_all(two)
    if started_again:
        one.start_again()
    before = one.clocks()
    one.note()
    *_, last = one.clocks()
    assert last > max(before)
    assert last >> 16 == _milliseconds(NIGHT + DAY)
    assert one.made.store.held(10) == []
    assert one.made.store.case(two.incident).entries[-1].at == two.clock.at


def test_anothers_clock_that_is_a_little_ahead_is_followed(pair: tuple[Laptop, Laptop]) -> None:
    """What is written after something was seen stands after it."""
    one, two = pair
    two.clock.at = NIGHT + timedelta(hours=1)
    two.incident = one.incident
    one.take_all(two)
    seen = two.note()
    one.take_all(two)
    answer = one.note()
    assert one.told()[-2:] == [seen, answer]


def test_after_a_day_too_far_ours_is_our_own_again(pair: tuple[Laptop, Laptop]) -> None:
    one, two = pair
    two.clock.at = NIGHT + 3650 * DAY
    two.note()
    one.take_all(two)
    one.clock.at = NIGHT + 2 * DAY
    one.note()
    assert one.clocks()[-1] >> 16 == _milliseconds(NIGHT + 2 * DAY)


def _milliseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
