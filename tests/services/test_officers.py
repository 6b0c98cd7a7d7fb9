"""Who may give whom a slot and which rank; nobody climbs above their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.vault_keys import SigningKey
from app.bootstrap import Laptop
from app.domain.identity import FORCE, Id, Rank
from app.errors import DiskFull, IllegalMove, Missing, NotAllowed, Unreadable, UserError
from app.services.officers import Officers
from app.services.reports import NewReport
from tests.builders import CHEAP, TestDesk

PASSPHRASE, OTHER = "kettle marsh lantern", "orchard pencil tide"
RANKS = (Rank.OFFICER, Rank.SERGEANT, Rank.INSPECTOR, Rank.ADMINISTRATOR)
HANDS_OUT = {
    Rank.OFFICER: set(),
    Rank.SERGEANT: {Rank.OFFICER, Rank.SERGEANT},
    Rank.INSPECTOR: {Rank.OFFICER, Rank.SERGEANT, Rank.INSPECTOR, Rank.ADMINISTRATOR},
    Rank.ADMINISTRATOR: set(RANKS),
}


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    """A real one, with its vault."""
    opened = Laptop(tmp_path / "laptop", cost=CHEAP)
    opened.set_up("Practice force", "PS 9 Shah", Rank.SERGEANT, PASSPHRASE)
    yield opened
    opened.close()


def officers(made: TestDesk) -> Officers:
    return Officers(made.desk, lambda *_: SigningKey(os.urandom(32)).public_bytes)


# ranks


@pytest.mark.parametrize("given", RANKS, ids=lambda rank: f"to-{rank.word}")
@pytest.mark.parametrize("own", RANKS, ids=lambda rank: rank.word)
def test_who_may_hand_out_which_rank(made: TestDesk, own: Rank, given: Rank) -> None:
    made.sign_in("PX 1 Own", own)
    before = made.store.counts().operations
    if given in HANDS_OUT[own]:
        added = officers(made).add("PC 2 New", given, PASSPHRASE)
        assert officers(made).known()[added].rank is given
        assert made.store.counts().operations == before + 1
    else:
        with pytest.raises(NotAllowed) as refused:
            officers(made).add("PC 2 New", given, PASSPHRASE)
        assert refused.value.key == ("rank.not_allowed" if own is Rank.OFFICER else "officer.rank_above")
        assert made.store.counts().operations == before


def test_a_refused_rank_makes_no_key(made: TestDesk) -> None:
    asked: list[Id] = []

    def add_key(officer: Id, *_: str) -> bytes:
        asked.append(officer)
        return bytes(32)

    with pytest.raises(NotAllowed):
        Officers(made.desk, add_key).add("DI 1 Vale", Rank.INSPECTOR, PASSPHRASE)
    assert asked == []


def test_nobody_adds_anybody_while_the_laptop_is_locked(laptop: Laptop) -> None:
    services = laptop.services
    assert services is not None
    laptop.lock()
    with pytest.raises(NotAllowed) as refused:
        services.officers.add("PC 2 New", Rank.OFFICER, OTHER)
    assert refused.value.key == "session.locked"
    assert [slot.call_sign for slot in laptop.officers()] == ["PS 9 Shah"]


# names


def test_a_name_is_needed(made: TestDesk) -> None:
    with pytest.raises(Missing):
        officers(made).add("  ", Rank.OFFICER, PASSPHRASE)


@pytest.mark.parametrize("name", ["PS 9 Shah", "PS 9  Shah", "  PS 9 Shah ", "ps 9 SHAH"])
def test_a_name_serves_once_however_it_is_written(made: TestDesk, name: str) -> None:
    before = made.store.counts().operations
    with pytest.raises(Unreadable) as refused:
        officers(made).add(name, Rank.OFFICER, PASSPHRASE)
    assert refused.value.key == "officer.call_sign_taken"
    assert made.store.counts().operations == before


def test_a_name_that_another_laptop_has_given_out_is_taken_here_too(made: TestDesk) -> None:
    made.sign_in("PC 207 Okoro", Rank.OFFICER)
    made.sign_in("PS 66 Rowe", Rank.SERGEANT)
    with pytest.raises(Unreadable):
        officers(made).add("PC 207 Okoro", Rank.OFFICER, PASSPHRASE)


def test_a_name_is_kept_with_single_gaps(made: TestDesk) -> None:
    added = officers(made).add("  PC  207   Okoro ", Rank.OFFICER, PASSPHRASE)
    assert officers(made).known()[added].call_sign == "PC 207 Okoro"


# on a real laptop


def test_a_new_officer_signs_in_and_signs_what_they_do(laptop: Laptop) -> None:
    assert laptop.services is not None
    added = laptop.services.officers.add("PC 207 Okoro", Rank.OFFICER, OTHER)
    laptop.lock()
    services = laptop.sign_in(OTHER, bytes.fromhex(added))
    acting = services.desk.session.acting()
    assert (acting.officer.rank, acting.officer.call_sign) == (Rank.OFFICER, "PC 207 Okoro")
    assert services.officers.known()[added].public_key == acting.signer.public_bytes
    now = laptop.clock.now()
    incident = services.reports.open(NewReport("Maisie Thornwood", "carer", now, "SK 861 088", now, {}))
    assert {entry.actor for entry in services.desk.store.log(incident, 10)} == {added}
    with pytest.raises(NotAllowed):
        services.officers.add("PC 3 Friend", Rank.OFFICER, OTHER)


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaa"])
def test_a_weak_passphrase_adds_nobody(laptop: Laptop, weak: str) -> None:
    assert laptop.services is not None
    before = laptop.services.desk.store.counts().operations
    with pytest.raises(UserError):
        laptop.services.officers.add("PC 2 New", Rank.OFFICER, weak)
    assert [slot.call_sign for slot in laptop.officers()] == ["PS 9 Shah"]
    assert laptop.services.desk.store.counts().operations == before


class FullStore:
    """The store, on a disk that has no room for the next entry."""

    def __init__(self, store: object) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def write(self, _acting: object) -> object:
        raise DiskFull("store.disk_full")


def test_an_officer_who_could_not_be_saved_has_no_slot_and_may_be_added_again(laptop: Laptop) -> None:
    services = laptop.services
    assert services is not None
    store = services.desk.store
    object.__setattr__(services.desk, "store", FullStore(store))
    with pytest.raises(DiskFull):
        services.officers.add("PC 2 New", Rank.OFFICER, OTHER)
    assert [slot.call_sign for slot in laptop.officers()] == ["PS 9 Shah"]
    object.__setattr__(services.desk, "store", store)
    added = services.officers.add("PC 2 New", Rank.OFFICER, OTHER)
    laptop.lock()
    assert laptop.sign_in(OTHER, bytes.fromhex(added)).desk.session.acting().officer.call_sign == "PC 2 New"


def test_a_slot_that_is_taken_adds_no_second_one(laptop: Laptop) -> None:
    with pytest.raises(IllegalMove):
        laptop._add_key(Id("0a" * 16), "ps 9 shah", OTHER)
    assert len(laptop.officers()) == 1


def test_the_force_hears_of_officers_in_its_own_stream(made: TestDesk) -> None:
    added = officers(made).add("PC 207 Okoro", Rank.OFFICER, PASSPHRASE)
    assert added in {entry.entity for entry in made.store.log(FORCE, 10)}
