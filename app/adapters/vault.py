"""The laptop's keys: one random master key, sealed once for each officer under a passphrase."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from app.adapters.vault_attempts import Attempts
from app.adapters.vault_file import KdfCost, Slot, VaultRecord, device_context, read_vault, write_vault
from app.adapters.vault_keys import (
    KEY_BYTES,
    SigningKey,
    SlotSecrets,
    check_strength,
    derive,
    open_slot,
    seal,
    seal_slot,
    unseal,
)
from app.errors import IllegalMove, Missing, NotFound, StoreRefused, WrongPassphrase

__all__ = ["KdfCost", "NewOfficer", "SigningKey", "SlotInfo", "Unlocked", "Vault"]


@dataclass(frozen=True)
class NewOfficer:
    """Who gets a slot: a 16-byte id and the call sign shown before anybody signs in."""

    officer_id: bytes
    call_sign: str


@dataclass(frozen=True)
class SlotInfo:
    """What can be read of a slot while the laptop is locked."""

    officer_id: bytes
    call_sign: str


@dataclass(frozen=True)
class Unlocked:
    """The keys of one signed-in officer. They live in memory only, and their ``repr`` hides them."""

    officer_id: bytes
    store_key: bytes = field(repr=False)
    files_key: bytes = field(repr=False)
    signing_key: SigningKey
    device_key: SigningKey
    master_key: bytes = field(repr=False)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Vault:
    """The officers of one laptop and their sealed keys.

    Signing in takes 0.5 to 0.75 s at the default cost and lets other threads run: call it
    from a worker thread. Every change is durable before the method returns.
    """

    def __init__(self, path: Path, record: VaultRecord, now: Callable[[], datetime] = _utc_now) -> None:
        self._path = path
        self._record = record
        self._attempts = Attempts(path.with_suffix(".attempts"), now)
        self._one_at_a_time = threading.RLock()

    @classmethod
    def create(
        cls,
        path: Path,
        device_id: bytes,
        first: NewOfficer,
        passphrase: str,
        cost: KdfCost | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> tuple[Vault, Unlocked]:
        """A new vault with its first officer.

        Raises:
            StoreRefused: this laptop has a vault already.
            Unreadable: the passphrase is too weak.
            Missing: no call sign.
            DiskFull, Unavailable: nothing was written.
        """
        if path.exists():
            raise StoreRefused("vault.exists")
        secrets = SlotSecrets(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))
        slot = _new_slot(device_id, first, secrets, passphrase, cost or KdfCost())
        nonce, sealed = seal(_device_wrap(secrets.master_key), os.urandom(KEY_BYTES), device_context(device_id))
        vault = cls(path, VaultRecord(device_id, nonce, sealed, (slot,)), now)
        write_vault(path, vault._record)
        return vault, vault._unlocked(slot, secrets)

    @classmethod
    def load(cls, path: Path, now: Callable[[], datetime] = _utc_now) -> Vault:
        """The vault at ``path``, locked.

        Raises:
            StoreRefused: none there, damaged, or written by a newer Homeward.
        """
        return cls(path, read_vault(path), now)

    @property
    def device_id(self) -> bytes:
        """The laptop's 16-byte id."""
        return self._record.device_id

    def officers(self) -> list[SlotInfo]:
        """Who can sign in here; needs no passphrase."""
        return [SlotInfo(slot.officer_id, slot.call_sign) for slot in self._record.slots]

    def wait(self, officer_id: bytes) -> timedelta:
        """How long until this officer may try again; zero for at once."""
        return self._attempts.wait(officer_id)

    def unlock(self, officer_id: bytes, passphrase: str) -> Unlocked:
        """Sign one officer in. The try is written down before it is made.

        Raises:
            WrongPassphrase: wrong, or too soon after wrong ones; nothing but the count changed.
            NotFound: this officer has no slot here.
            Unavailable: not enough memory for the key derivation.
        """
        with self._one_at_a_time:
            return self._unlocked(*self._try([self._slot(officer_id)], passphrase))

    def unlock_any(self, passphrase: str) -> Unlocked:
        """Sign in whoever has this passphrase (for the command line).

        Raises:
            WrongPassphrase: nobody has it, or everybody must wait.
        """
        with self._one_at_a_time:
            return self._unlocked(*self._try(self._record.slots, passphrase))

    def add_officer(self, unlocked: Unlocked, new: NewOfficer, passphrase: str, cost: KdfCost | None = None) -> bytes:
        """Give another officer a slot; returns the public half of that officer's signing key.

        Raises:
            IllegalMove: that officer or that call sign has a slot already.
            Missing, Unreadable: no call sign, or a weak passphrase.
        """
        with self._one_at_a_time:
            self._refresh(unlocked)
            self._refuse_a_second_slot(new)
            secrets = SlotSecrets(unlocked.master_key, os.urandom(KEY_BYTES))
            slot = _new_slot(self.device_id, new, secrets, passphrase, cost or KdfCost())
            self._save((*self._record.slots, slot))
            return SigningKey(secrets.officer_seed).public_bytes

    def remove_officer(self, unlocked: Unlocked, officer_id: bytes) -> None:
        """Take an officer's slot away, and with it that officer's signing key on this laptop.

        Raises:
            IllegalMove: the last slot; without it nobody could open this laptop.
            NotFound: this officer has no slot here.
        """
        with self._one_at_a_time:
            self._refresh(unlocked)
            gone = self._slot(officer_id)
            if len(self._record.slots) == 1:
                raise IllegalMove("vault.last_officer", call_sign=gone.call_sign)
            self._save(slot for slot in self._record.slots if slot is not gone)

    def change_passphrase(self, officer_id: bytes, old: str, new: str, cost: KdfCost | None = None) -> Unlocked:
        """Seal an officer's slot under another passphrase. The old one is asked for, so that a
        laptop left open cannot be taken over.

        Raises:
            WrongPassphrase: the old one is wrong.
            Unreadable: the new one is too weak; the old one still holds.
        """
        with self._one_at_a_time:
            check_strength(new)
            slot, secrets = self._try([self._slot(officer_id)], old)
            unlocked = self._unlocked(slot, secrets)
            self._refresh(unlocked)
            fresh = seal_slot(self.device_id, officer_id, slot.call_sign, secrets, new, cost or slot.cost)
            self._save(fresh if each == slot else each for each in self._record.slots)
            return unlocked

    def _try(self, slots: Sequence[Slot], passphrase: str) -> tuple[Slot, SlotSecrets]:
        ready = self._ready(slots)
        before = self._attempts.count(slot.officer_id for slot in ready)
        for slot in ready:
            secrets = open_slot(self.device_id, slot, passphrase)
            if secrets is not None:
                self._attempts.succeeded(slot.officer_id, before)
                return slot, secrets
        raise WrongPassphrase("vault.wrong_passphrase")

    def _ready(self, slots: Sequence[Slot]) -> list[Slot]:
        """The slots that need not wait; refuses where there is none."""
        waits = {slot.officer_id: self._attempts.wait(slot.officer_id) for slot in slots}
        ready = [slot for slot in slots if not waits[slot.officer_id]]
        if not ready:
            raise _too_soon(min(waits.values()))
        return ready

    def _unlocked(self, slot: Slot, secrets: SlotSecrets) -> Unlocked:
        master_key = secrets.master_key
        return Unlocked(
            officer_id=slot.officer_id,
            store_key=derive(master_key, "store-key/v1"),
            files_key=derive(master_key, "files-key/v1"),
            signing_key=SigningKey(secrets.officer_seed),
            device_key=SigningKey(self._device_seed(self._record, master_key, "vault.damaged")),
            master_key=master_key,
        )

    def _refresh(self, unlocked: Unlocked) -> None:
        """Another process may have changed the slots; the keys must be those of this laptop."""
        record = read_vault(self._path)
        self._device_seed(record, unlocked.master_key, "vault.other_laptop")
        self._record = record

    @staticmethod
    def _device_seed(record: VaultRecord, master_key: bytes, refusal: str) -> bytes:
        context = device_context(record.device_id)
        seed = unseal(_device_wrap(master_key), record.device_nonce, record.device_sealed, context)
        if seed is None:
            raise StoreRefused(refusal)
        return seed

    def _save(self, slots: Iterable[Slot]) -> None:
        changed = msgspec.structs.replace(self._record, slots=tuple(slots))
        write_vault(self._path, changed)
        self._record = changed

    def _slot(self, officer_id: bytes) -> Slot:
        for slot in self._record.slots:
            if slot.officer_id == officer_id:
                return slot
        raise NotFound("vault.no_such_officer")

    def _refuse_a_second_slot(self, new: NewOfficer) -> None:
        for slot in self._record.slots:
            same_name = slot.call_sign.casefold() == new.call_sign.strip().casefold()
            if slot.officer_id == new.officer_id or same_name:
                raise IllegalMove("vault.officer_exists", call_sign=slot.call_sign)


def _new_slot(device_id: bytes, new: NewOfficer, secrets: SlotSecrets, passphrase: str, cost: KdfCost) -> Slot:
    call_sign = new.call_sign.strip()
    if not call_sign:
        raise Missing("vault.call_sign_missing")
    check_strength(passphrase)
    return seal_slot(device_id, new.officer_id, call_sign, secrets, passphrase, cost)


def _device_wrap(master_key: bytes) -> bytes:
    return derive(master_key, "device-key-wrap/v1")


def _too_soon(wait: timedelta) -> WrongPassphrase:
    seconds = math.ceil(wait.total_seconds())
    if seconds <= 90:
        return WrongPassphrase("vault.wait_seconds", count=seconds)
    return WrongPassphrase("vault.wait_minutes", count=math.ceil(seconds / 60))
