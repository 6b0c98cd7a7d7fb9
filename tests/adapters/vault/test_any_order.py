"""Whatever happens in whatever order, the slots are those of a plain dictionary."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.adapters.vault import NewOfficer, Unlocked, Vault
from app.errors import (
    IllegalMove,
    NotFound,
    WrongPassphrase,
)
from tests.adapters.vault.cast import CHEAP, LAPTOP, OTHER_WORDS, WORDS, HandClock

PASSPHRASES = st.sampled_from([WORDS, OTHER_WORDS, "quarry ribbon stove", "velvet harbour nine"])
OFFICERS = st.integers(1, 4).map(lambda number: NewOfficer(bytes([number]) * 16, f"PC {number}"))


class Slots(RuleBasedStateMachine):
    """A vault beside a dictionary of who has which passphrase, and when who may try again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "vault.msgpack"
        self.clock = HandClock()
        first = NewOfficer(b"\x01" * 16, "PC 1")
        self.vault, self.unlocked = Vault.create(self.path, LAPTOP, first, WORDS, CHEAP, self.clock)
        self.words = {first.officer_id: WORDS}
        self.public = {first.officer_id: self.unlocked.signing_key.public_bytes}
        self.wrong: dict[bytes, tuple[int, datetime]] = {}

    def teardown(self) -> None:
        self.folder.cleanup()

    def must_wait(self, officer_id: bytes) -> bool:
        tries, last_at = self.wrong.get(officer_id, (0, self.clock.time))
        needed_s = 0 if tries < 3 else 30 if tries == 3 else 300
        return self.clock.time < last_at + timedelta(seconds=needed_s)

    @rule(new=OFFICERS, passphrase=PASSPHRASES)
    def add(self, new: NewOfficer, passphrase: str) -> None:
        if new.officer_id in self.words:
            with pytest.raises(IllegalMove):
                self.vault.add_officer(self.unlocked, new, passphrase, CHEAP)
            return
        self.public[new.officer_id] = self.vault.add_officer(self.unlocked, new, passphrase, CHEAP)
        self.words[new.officer_id] = passphrase

    @rule(officer=OFFICERS)
    def remove(self, officer: NewOfficer) -> None:
        if officer.officer_id not in self.words:
            with pytest.raises(NotFound):
                self.vault.remove_officer(self.unlocked, officer.officer_id)
        elif len(self.words) == 1:
            with pytest.raises(IllegalMove):
                self.vault.remove_officer(self.unlocked, officer.officer_id)
        else:
            self.vault.remove_officer(self.unlocked, officer.officer_id)
            del self.words[officer.officer_id]

    @rule(officer=OFFICERS, passphrase=PASSPHRASES)
    def sign_in(self, officer: NewOfficer, passphrase: str) -> None:
        officer_id = officer.officer_id
        if officer_id not in self.words:
            with pytest.raises(NotFound):
                self.vault.unlock(officer_id, passphrase)
        elif self.must_wait(officer_id):
            with pytest.raises(WrongPassphrase, match=r"vault\.wait"):
                self.vault.unlock(officer_id, passphrase)
        elif self.words[officer_id] == passphrase:
            self.check(self.vault.unlock(officer_id, passphrase), officer_id)
        else:
            with pytest.raises(WrongPassphrase, match="wrong_passphrase"):
                self.vault.unlock(officer_id, passphrase)
            self.wrong[officer_id] = (self.wrong.get(officer_id, (0, None))[0] + 1, self.clock.time)

    @rule(officer=OFFICERS, new=PASSPHRASES)
    def change(self, officer: NewOfficer, new: str) -> None:
        officer_id = officer.officer_id
        if officer_id in self.words and not self.must_wait(officer_id):
            self.check(self.vault.change_passphrase(officer_id, self.words[officer_id], new), officer_id)
            self.words[officer_id] = new

    @rule(seconds=st.sampled_from([1, 29, 30, 271, 300]))
    def wait(self, seconds: int) -> None:
        self.clock.pass_by(seconds=seconds)

    @precondition(lambda self: self.words)
    @rule()
    def restart(self) -> None:
        self.vault = Vault.load(self.path, self.clock)

    def check(self, unlocked: Unlocked, officer_id: bytes) -> None:
        self.wrong.pop(officer_id, None)
        assert unlocked.officer_id == officer_id
        assert unlocked.store_key == self.unlocked.store_key
        assert unlocked.signing_key.public_bytes == self.public[officer_id]
        assert unlocked.device_key.public_bytes == self.unlocked.device_key.public_bytes

    @invariant()
    def the_same_officers_are_on_the_laptop(self) -> None:
        assert {slot.officer_id for slot in self.vault.officers()} == set(self.words)
        assert self.words

    @invariant()
    def nothing_is_left_lying_about(self) -> None:
        assert {each.name for each in Path(self.folder.name).iterdir()} <= {"vault.msgpack", "vault.attempts"}


TestSlots = Slots.TestCase
TestSlots.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
