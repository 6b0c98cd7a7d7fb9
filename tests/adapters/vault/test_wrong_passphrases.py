"""Wrong passphrases: counted first, then waited for, and never the end of a slot."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.adapters.vault import SlotInfo, Unlocked, Vault
from app.errors import (
    DiskFull,
    WrongPassphrase,
)
from tests.adapters.vault.cast import CHEAP, OTHER_WORDS, REED, SHAH, WORDS, HandClock, refuse, said


def test_a_wrong_passphrase_changes_nothing_but_the_count(path: Path, vault: Vault) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase) as refusal:
        vault.unlock(SHAH.officer_id, "not the words")
    assert refusal.value.key == "vault.wrong_passphrase"
    assert said(refusal.value).startswith("That passphrase is not right. Nothing was changed.")
    assert path.read_bytes() == before
    assert {each.name for each in path.parent.iterdir()} == {"vault.msgpack", "vault.attempts"}


def test_three_tries_are_free_then_thirty_seconds_then_five_minutes(vault: Vault, clock: HandClock) -> None:
    refuse(vault, 3)
    assert vault.wait(SHAH.officer_id) == timedelta(seconds=30)
    clock.pass_by(seconds=30)
    refuse(vault, 1)
    assert vault.wait(SHAH.officer_id) == timedelta(minutes=5)
    clock.pass_by(minutes=5)
    refuse(vault, 1)
    assert vault.wait(SHAH.officer_id) == timedelta(minutes=5)


def test_who_tries_too_soon_is_told_how_long_in_words(vault: Vault, clock: HandClock) -> None:
    refuse(vault, 3)
    clock.pass_by(seconds=29)
    with pytest.raises(WrongPassphrase) as refusal:
        vault.unlock(SHAH.officer_id, WORDS)
    assert "Wait 1 second," in said(refusal.value)
    clock.pass_by(seconds=1)
    refuse(vault, 1)
    with pytest.raises(WrongPassphrase) as refusal:
        vault.unlock(SHAH.officer_id, WORDS)
    assert "Wait 5 minutes," in said(refusal.value)


def test_a_try_too_soon_is_not_counted(path: Path, vault: Vault, clock: HandClock) -> None:
    refuse(vault, 3)
    counted = path.with_suffix(".attempts").read_bytes()
    with pytest.raises(WrongPassphrase):
        vault.unlock(SHAH.officer_id, WORDS)
    assert path.with_suffix(".attempts").read_bytes() == counted
    clock.pass_by(seconds=30)
    assert vault.unlock(SHAH.officer_id, WORDS).officer_id == SHAH.officer_id


def test_guessing_never_takes_the_slot_away(vault: Vault, clock: HandClock) -> None:
    for _ in range(50):
        clock.pass_by(minutes=5)
        refuse(vault, 1)
    clock.pass_by(minutes=5)
    assert vault.unlock(SHAH.officer_id, WORDS).officer_id == SHAH.officer_id


def test_the_right_passphrase_starts_the_count_again(vault: Vault) -> None:
    refuse(vault, 2)
    vault.unlock(SHAH.officer_id, WORDS)
    refuse(vault, 3)


def test_the_wait_survives_a_restart(path: Path, vault: Vault, clock: HandClock) -> None:
    refuse(vault, 3)
    assert Vault.load(path, clock).wait(SHAH.officer_id) == timedelta(seconds=30)


def test_the_try_is_counted_before_it_is_made(vault: Vault, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[bytes] = []

    def pull_the_plug(*_: object) -> None:
        counted.append(path.with_suffix(".attempts").read_bytes())
        raise KeyboardInterrupt

    monkeypatch.setattr("app.adapters.vault.open_slot", pull_the_plug)
    with pytest.raises(KeyboardInterrupt):
        vault.unlock(SHAH.officer_id, "not the words")
    assert SHAH.officer_id.hex().encode() in counted[0]


def test_a_clock_set_back_never_makes_the_wait_longer(vault: Vault, clock: HandClock) -> None:
    refuse(vault, 3)
    clock.pass_by(days=-365)
    assert vault.wait(SHAH.officer_id) == timedelta(seconds=30)
    clock.pass_by(seconds=30)
    assert vault.wait(SHAH.officer_id) == timedelta(0)


def test_one_officers_mistakes_do_not_keep_another_out(vault: Vault, unlocked: Unlocked) -> None:
    vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    refuse(vault, 3, REED)
    assert vault.wait(SHAH.officer_id) == timedelta(0)
    assert vault.unlock_any(WORDS).officer_id == SHAH.officer_id
    assert vault.wait(REED.officer_id) == timedelta(seconds=30)


def test_a_slot_that_must_wait_is_not_tried_for_anybody(vault: Vault, unlocked: Unlocked) -> None:
    vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    refuse(vault, 3, REED)
    with pytest.raises(WrongPassphrase):
        vault.unlock_any(OTHER_WORDS)


def test_signing_in_does_not_wipe_what_was_tried_on_others(vault: Vault, unlocked: Unlocked) -> None:
    vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    refuse(vault, 2, REED)
    vault.unlock_any(WORDS)
    refuse(vault, 1, REED)
    assert vault.wait(REED.officer_id) == timedelta(seconds=30)


def test_a_damaged_count_keeps_nobody_out(path: Path, vault: Vault) -> None:
    path.with_suffix(".attempts").write_bytes(b"\xc1 not msgpack")
    assert vault.unlock(SHAH.officer_id, WORDS).officer_id == SHAH.officer_id


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_keeps_no_officer_out(vault: Vault) -> None:
    assert vault.unlock(SHAH.officer_id, WORDS).officer_id == SHAH.officer_id


def test_a_disk_that_fills_up_gives_no_free_guesses(vault: Vault, request: pytest.FixtureRequest) -> None:
    refuse(vault, 1)
    request.getfixturevalue("full_disk")
    refuse(vault, 2)
    assert vault.wait(SHAH.officer_id) == timedelta(seconds=30)


@pytest.mark.usefixtures("full_disk")
def test_a_change_that_cannot_be_written_is_not_made(path: Path, vault: Vault, unlocked: Unlocked) -> None:
    before = path.read_bytes()
    with pytest.raises(DiskFull) as refusal:
        vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    assert "was not saved" in said(refusal.value)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["vault.msgpack"]
    assert vault.officers() == [SlotInfo(SHAH.officer_id, SHAH.call_sign)]
