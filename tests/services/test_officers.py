"""Who may give whom a slot and which rank; nobody climbs above their own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.adapters.vault_keys import SigningKey
from app.domain.identity import Rank
from app.errors import Missing, NotAllowed, Unreadable
from app.services.officers import Officers
from tests.builders import TestDesk, a_desk


@pytest.fixture
def made(tmp_path: Path):
    desk = a_desk(tmp_path)
    yield desk
    desk.store.close()


def officers(made: TestDesk) -> Officers:
    return Officers(made.desk, lambda *_: SigningKey(os.urandom(32)).public_bytes)


@pytest.mark.parametrize(
    ("own", "given", "allowed"),
    [
        (Rank.SERGEANT, Rank.OFFICER, True),
        (Rank.SERGEANT, Rank.SERGEANT, True),
        (Rank.SERGEANT, Rank.INSPECTOR, False),
        (Rank.SERGEANT, Rank.ADMINISTRATOR, False),
        (Rank.INSPECTOR, Rank.ADMINISTRATOR, True),
        (Rank.ADMINISTRATOR, Rank.INSPECTOR, True),
        (Rank.OFFICER, Rank.OFFICER, False),
    ],
)
def test_who_may_hand_out_which_rank(made: TestDesk, own: Rank, given: Rank, allowed: bool) -> None:
    made.sign_in("PX 1 Own", own)
    before = len(officers(made).known())
    if allowed:
        added = officers(made).add("PC 2 New", given, "kettle marsh lantern")
        assert officers(made).known()[added].rank is given
    else:
        with pytest.raises(NotAllowed):
            officers(made).add("PC 2 New", given, "kettle marsh lantern")
        assert len(officers(made).known()) == before


def test_a_name_is_needed_and_serves_once(made: TestDesk) -> None:
    with pytest.raises(Missing):
        officers(made).add("  ", Rank.OFFICER, "kettle marsh lantern")
    with pytest.raises(Unreadable):
        officers(made).add("PS 9  Shah", Rank.OFFICER, "kettle marsh lantern")
