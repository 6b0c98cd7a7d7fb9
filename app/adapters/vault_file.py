"""The vault's file: which officers have a slot on this laptop, and their sealed keys."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from app.adapters.durable_file import write_durably
from app.errors import StoreRefused

FORMAT = "homeward-vault"
VERSION = 1
_LARGEST_FILE_BYTES = 1 << 20


class KdfCost(msgspec.Struct, frozen=True):
    """What one guess at a passphrase costs (Argon2id).

    Source: RFC 9106 section 4 (t=3, p=4); 256 MiB measured at 0.5 to 0.75 s, ``security-packaging.md`` A.2.
    """

    memory_kib: int = 262_144
    iterations: int = 3
    lanes: int = 4

    @property
    def is_sane(self) -> bool:
        """Within what Argon2id allows and a laptop can do; a file that asks for more is hostile."""
        memory_fits = 8 * self.lanes <= self.memory_kib <= 1 << 21
        return 1 <= self.lanes <= 16 and 1 <= self.iterations <= 32 and memory_fits


class Slot(msgspec.Struct, frozen=True):
    """One officer's way in: everything but ``sealed`` is authenticated beside it."""

    officer_id: bytes
    call_sign: str
    kind: str
    cost: KdfCost
    salt: bytes
    nonce: bytes
    sealed: bytes


class VaultRecord(msgspec.Struct, frozen=True):
    """The whole vault: a laptop, its sealed signing key, and one slot for each officer."""

    device_id: bytes
    device_nonce: bytes
    device_sealed: bytes
    slots: tuple[Slot, ...]

    @property
    def is_sane(self) -> bool:
        """Every length is what this version writes."""
        ids = {slot.officer_id for slot in self.slots}
        lengths = len(self.device_id) == 16 and len(self.device_nonce) == 12 and len(self.device_sealed) == 48
        return lengths and 0 < len(ids) == len(self.slots) and all(map(_slot_is_sane, self.slots))


class _Envelope(msgspec.Struct, array_like=True, frozen=True):
    format: str
    version: int
    body: bytes
    sha256: bytes


def read_vault(path: Path) -> VaultRecord:
    """The vault at ``path``.

    Raises:
        StoreRefused: there is none, it is damaged, or a newer Homeward wrote it.
    """
    envelope = _read_envelope(path)
    try:
        record = msgspec.msgpack.decode(envelope.body, type=VaultRecord)
    except msgspec.MsgspecError as error:
        raise StoreRefused("vault.damaged") from error
    if not record.is_sane:
        raise StoreRefused("vault.damaged")
    return record


def write_vault(path: Path, record: VaultRecord) -> None:
    """Write the vault durably.

    Raises:
        DiskFull, Unavailable: not written; the old vault still stands.
    """
    body = msgspec.msgpack.encode(record)
    envelope = _Envelope(FORMAT, VERSION, body, hashlib.sha256(body).digest())
    write_durably(path, msgspec.msgpack.encode(envelope))


def slot_context(device_id: bytes, slot: Slot) -> bytes:
    """What is authenticated with a slot's keys: none of it can be edited without the passphrase."""
    cost = (slot.cost.memory_kib, slot.cost.iterations, slot.cost.lanes)
    parts = (FORMAT, VERSION, device_id, slot.officer_id, slot.call_sign, slot.kind, cost, slot.salt)
    return msgspec.msgpack.encode(parts)


def device_context(device_id: bytes) -> bytes:
    """What is authenticated with the laptop's own signing key."""
    return msgspec.msgpack.encode((FORMAT, VERSION, device_id, "device-key"))


def _read_envelope(path: Path) -> _Envelope:
    data = _read_bytes(path)
    try:
        envelope = msgspec.msgpack.decode(data, type=_Envelope)
    except msgspec.MsgspecError as error:
        raise StoreRefused("vault.damaged") from error
    if envelope.format == FORMAT and envelope.version > VERSION:
        raise StoreRefused("vault.newer")
    # Against a worn disk, not a thief: without it damage would look like a wrong passphrase.
    whole = hashlib.sha256(envelope.body).digest() == envelope.sha256
    if (envelope.format, envelope.version) != (FORMAT, VERSION) or not whole:
        raise StoreRefused("vault.damaged")
    return envelope


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise StoreRefused("vault.missing") from error
    except OSError as error:
        raise StoreRefused("vault.cannot_be_read") from error
    if len(data) > _LARGEST_FILE_BYTES:
        raise StoreRefused("vault.damaged")
    return data


def _slot_is_sane(slot: Slot) -> bool:
    lengths = (len(slot.officer_id), len(slot.salt), len(slot.nonce), len(slot.sealed))
    return lengths == (16, 16, 12, 80) and slot.kind == "passphrase" and slot.cost.is_sane
