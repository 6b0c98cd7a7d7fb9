"""A vault file that is not what was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.adapters.vault import KdfCost, Unlocked, Vault
from app.adapters.vault_file import Slot, VaultRecord, read_vault, slot_context, write_vault
from app.errors import (
    StoreRefused,
    WrongPassphrase,
)
from tests.adapters.vault.cast import CHEAP, LAPTOP, OTHER_WORDS, REED, WORDS, said


def refusal_of(path: Path) -> str:
    with pytest.raises(StoreRefused) as refusal:
        Vault.load(path)
    assert said(refusal.value)
    return refusal.value.key


def test_no_vault_says_so(path: Path) -> None:
    assert refusal_of(path) == "vault.missing"


@pytest.mark.usefixtures("vault")
def test_a_newer_vault_says_so(path: Path) -> None:
    name, _, _, digest = msgspec.msgpack.decode(path.read_bytes())
    path.write_bytes(msgspec.msgpack.encode((name, 2, b"a body this version cannot read", digest)))
    assert refusal_of(path) == "vault.newer"


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 4096, b"SQLite format 3\x00", b"\x91" * 100_000, b"\x00" * (2 << 20)]
)
def test_what_is_no_vault_is_refused(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert refusal_of(path) == "vault.damaged"


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    assert refusal_of(path) == "vault.cannot_be_read"


@pytest.mark.usefixtures("vault")
def test_any_worn_byte_is_damage_and_not_a_wrong_passphrase(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :])
        assert refusal_of(path) in {"vault.damaged", "vault.newer"}
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        assert refusal_of(path) == "vault.damaged"


def flipped(data: bytes) -> Iterator[bytes]:
    for place in range(len(data)):
        for bit in (0x01, 0x80):
            yield data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def forged_slots(slot: Slot) -> Iterator[Slot]:
    """Every slot a thief could write who mends the checksum: one byte or one parameter differs."""
    replace = msgspec.structs.replace
    for name in ("officer_id", "salt", "nonce", "sealed"):
        for value in flipped(getattr(slot, name)):
            yield replace(slot, **{name: value})
    for name in ("memory_kib", "iterations", "lanes"):
        for change in (-1, 1, 8):
            yield replace(slot, cost=replace(slot.cost, **{name: max(0, getattr(slot.cost, name) + change)}))
    yield replace(slot, call_sign="PS 9 Shaw")
    yield replace(slot, kind="recovery")
    yield replace(slot, cost=KdfCost(memory_kib=1 << 40))
    yield replace(slot, cost=KdfCost(iterations=1 << 40))


def forged_vaults(record: VaultRecord) -> Iterator[VaultRecord]:
    replace = msgspec.structs.replace
    for slot in forged_slots(record.slots[0]):
        if slot != record.slots[0]:
            yield replace(record, slots=(slot,))
    for name in ("device_id", "device_nonce", "device_sealed"):
        for value in flipped(getattr(record, name)):
            yield replace(record, **{name: value})
    yield replace(record, slots=())
    yield replace(record, slots=record.slots * 2)


@pytest.mark.usefixtures("vault")
def test_an_edited_slot_or_parameter_never_opens(path: Path) -> None:
    tried = 0
    for forged in forged_vaults(read_vault(path)):
        write_vault(path, forged)
        path.with_suffix(".attempts").unlink(missing_ok=True)
        with pytest.raises((WrongPassphrase, StoreRefused)):
            Vault.load(path).unlock_any(WORDS)
        tried += 1
    assert tried > 400


def test_one_officers_slot_does_not_open_under_anothers_name(path: Path, vault: Vault, unlocked: Unlocked) -> None:
    vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    shah, reed = read_vault(path).slots
    swapped = msgspec.structs.replace(shah, officer_id=reed.officer_id, call_sign=reed.call_sign)
    write_vault(path, msgspec.structs.replace(read_vault(path), slots=(swapped,)))
    with pytest.raises(WrongPassphrase):
        Vault.load(path).unlock_any(WORDS)


def test_no_two_contexts_are_the_same_bytes() -> None:
    one = Slot(b"\x01" * 16, "a", "passphrase", CHEAP, b"s" * 16, b"", b"")
    contexts = {slot_context(LAPTOP, each) for each in (one, msgspec.structs.replace(one, call_sign="ab"))}
    contexts.add(slot_context(b"y" * 16, one))
    assert len(contexts) == 3


def test_a_vault_written_by_the_first_version_opens(path: Path) -> None:
    """Written once by version 1 and kept: every later version must open it."""
    path.parent.mkdir()
    path.write_bytes(bytes.fromhex(WRITTEN_BY_VERSION_1))
    unlocked = Vault.load(path).unlock_any(WORDS)
    assert unlocked.store_key.hex() == "51bc8535d295431be153a65d4c928298c2143e5b46ecfa75e189b28e0d52c652"
    assert unlocked.signing_key.public_bytes.hex() == "891677e38c18519ba81c9e7ed9230dd475f502d9ef989a972a9c42c0e4bf37a8"
    assert unlocked.device_key.public_bytes.hex() == "22fbe6baa070756de747317894d2f05eaea095cc2f3d645222c49afd5939282a"


WRITTEN_BY_VERSION_1 = (
    "94ae686f6d65776172642d7661756c7401c5016a84a96465766963655f6964c410000102030405060708090a0b0c0d0e"
    "0fac6465766963655f6e6f6e6365c40cdd9c05fc70a6d8ac66f82908ad6465766963655f7365616c6564c430c308cbe4"
    "1d870fea58e7135cf8fa069675e7a7ebabea5b2d7583dc79b7cc5eced81d3388cc2344f7210d535daa40e7eca5736c6f"
    "74739187aa6f6666696365725f6964c41001010101010101010101010101010101a963616c6c5f7369676ea950532039"
    "2053686168a46b696e64aa70617373706872617365a4636f737483aa6d656d6f72795f6b696208aa697465726174696f"
    "6e7301a56c616e657301a473616c74c410fe543ea75a9871e72df6106dfd5e6d67a56e6f6e6365c40ca547ebefca7654"
    "cbd73a5dcca67365616c6564c45000ca8c67ab4527439733ad05918f24d3e193c68f8939ae56d59a49c56ba83402f17f"
    "d15bd3084de1b72bc28b9cf3b4158e0848df03d95d4367e74fdbbf3808bbb5915ceb3b7ce628b727e12e41208c06c420"
    "314e3d84685ffc10da51d40e8a5ea94954ef5b33bb8131b9fe35ca9a25edeb77"
)
