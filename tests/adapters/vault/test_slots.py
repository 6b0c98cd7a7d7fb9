"""Officers come, go and sign in; what a guess costs."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.adapters.vault import KdfCost, NewOfficer, SlotInfo, Unlocked, Vault
from app.adapters.vault_file import read_vault
from app.errors import (
    IllegalMove,
    Missing,
    NotFound,
    StoreRefused,
    Unreadable,
    WrongPassphrase,
)
from app.formats.bundle import seal_for
from tests.adapters.vault.cast import CHEAP, LAPTOP, OTHER_WORDS, REED, REPOSITORY, SHAH, WORDS, HandClock, refuse, said


def test_the_same_keys_come_back_each_time(path: Path, unlocked: Unlocked) -> None:
    again = Vault.load(path).unlock(SHAH.officer_id, WORDS)
    assert again.officer_id == SHAH.officer_id
    assert (again.store_key, again.files_key) == (unlocked.store_key, unlocked.files_key)
    assert again.signing_key.public_bytes == unlocked.signing_key.public_bytes
    assert again.device_key.public_bytes == unlocked.device_key.public_bytes


def test_what_is_sealed_to_the_laptop_is_opened_by_its_key_alone(unlocked: Unlocked) -> None:
    (recipient,) = seal_for({LAPTOP: unlocked.device_key.public_bytes}, b"a secret")
    assert unlocked.device_key.open_sealed(recipient.sealed) == b"a secret"
    assert unlocked.signing_key.open_sealed(recipient.sealed) is None
    for damaged in (b"", recipient.sealed[:-1], recipient.sealed[:-1] + b"\0"):
        assert unlocked.device_key.open_sealed(damaged) is None


def test_no_two_keys_are_alike(unlocked: Unlocked) -> None:
    keys = {unlocked.store_key, unlocked.files_key, unlocked.master_key}
    keys |= {unlocked.signing_key.public_bytes, unlocked.device_key.public_bytes}
    assert len(keys) == 5
    assert {len(key) for key in keys} == {32}


def test_two_laptops_share_no_key(tmp_path: Path, unlocked: Unlocked) -> None:
    _, other = Vault.create(tmp_path / "other" / "vault.msgpack", LAPTOP, SHAH, WORDS, CHEAP)
    assert other.store_key != unlocked.store_key
    assert other.signing_key.public_bytes != unlocked.signing_key.public_bytes


def test_signatures_are_plain_ed25519(unlocked: Unlocked) -> None:
    for key in (unlocked.signing_key, unlocked.device_key):
        signature = key.sign(b"a fact")
        assert len(signature) == 64
        Ed25519PublicKey.from_public_bytes(key.public_bytes).verify(signature, b"a fact")


def test_call_signs_can_be_read_while_locked(path: Path, vault: Vault, unlocked: Unlocked) -> None:
    vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    locked = Vault.load(path)
    assert locked.officers() == [
        SlotInfo(SHAH.officer_id, "PS 9 Shah"),
        SlotInfo(REED.officer_id, "PC 41 Reed"),
    ]
    assert locked.device_id == LAPTOP


def test_secrets_are_not_shown_or_written(path: Path, unlocked: Unlocked) -> None:
    shown = repr(unlocked)
    written = b"".join(each.read_bytes() for each in path.parent.iterdir())
    for secret in (unlocked.store_key, unlocked.files_key, unlocked.master_key, WORDS.encode()):
        assert repr(secret) not in shown
        assert secret.hex() not in shown
        assert secret not in written


def test_the_file_is_for_its_owner_alone(path: Path, vault: Vault) -> None:
    refuse(vault, 1)
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_accent_may_be_typed_either_way(path: Path, clock: HandClock) -> None:
    Vault.create(path, LAPTOP, SHAH, "caf\u00e9 marsh lantern", CHEAP, clock)
    assert Vault.load(path).unlock(SHAH.officer_id, "cafe\u0301 marsh lantern").officer_id == SHAH.officer_id


def test_whoever_has_the_passphrase_is_found(vault: Vault, unlocked: Unlocked) -> None:
    vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    assert vault.unlock_any(OTHER_WORDS).officer_id == REED.officer_id
    assert vault.unlock_any(WORDS).officer_id == SHAH.officer_id
    with pytest.raises(WrongPassphrase):
        vault.unlock_any("not the words")


def test_an_unknown_officer_is_named_as_such(vault: Vault) -> None:
    with pytest.raises(NotFound) as refusal:
        vault.unlock(REED.officer_id, WORDS)
    assert "not on this laptop" in said(refusal.value)


def test_the_default_cost_is_what_the_design_says(path: Path) -> None:
    assert KdfCost() == KdfCost(memory_kib=256 * 1024, iterations=3, lanes=4)
    Vault.create(path, LAPTOP, SHAH, WORDS)
    (slot,) = read_vault(path).slots
    assert slot.cost == KdfCost()
    assert Vault.load(path).unlock(SHAH.officer_id, WORDS).officer_id == SHAH.officer_id


def test_the_derivation_is_the_documented_one(path: Path, unlocked: Unlocked) -> None:
    """Computed by hand from ``security-packaging.md`` A.4, so that another program can do it too."""
    (slot,) = read_vault(path).slots
    slow = Argon2id(salt=slot.salt, length=32, iterations=1, lanes=1, memory_cost=8).derive(WORDS.encode())
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"slot-kek/v1").derive(slow)
    parts = ("homeward-vault", 1, LAPTOP, SHAH.officer_id, "PS 9 Shah", "passphrase", (8, 1, 1), slot.salt)
    plain = AESGCM(key).decrypt(slot.nonce, slot.sealed, msgspec.msgpack.encode(parts))
    assert plain[:32] == unlocked.master_key
    store = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"store-key/v1").derive(plain[:32])
    assert store == unlocked.store_key


def test_salt_and_nonce_are_never_used_twice(path: Path, vault: Vault, unlocked: Unlocked) -> None:
    vault.add_officer(unlocked, REED, WORDS, CHEAP)
    vault.change_passphrase(SHAH.officer_id, WORDS, OTHER_WORDS)
    vault.change_passphrase(SHAH.officer_id, OTHER_WORDS, WORDS)
    slots = read_vault(path).slots
    assert len({slot.salt for slot in slots}) == 2
    assert len({slot.nonce for slot in slots}) == 2


def test_too_little_memory_is_said_and_costs_nothing(tmp_path: Path) -> None:
    script = f"""
import resource
from pathlib import Path
from app.adapters.vault import KdfCost, NewOfficer, Vault
from app.errors import Unavailable
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
path = Path({str(tmp_path)!r}) / "vault.msgpack"
try:
    Vault.create(path, b"d" * 16, NewOfficer(b"o" * 16, "PS 9"), {WORDS!r}, KdfCost(memory_kib=1 << 21))
except Unavailable as error:
    print(error.key, error.values["needed_mib"], path.exists())
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["vault.no_memory", "2048", "False"], ran.stderr


def test_a_new_officer_gets_a_key_of_their_own(vault: Vault, unlocked: Unlocked) -> None:
    public = vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    reed = vault.unlock(REED.officer_id, OTHER_WORDS)
    assert reed.store_key == unlocked.store_key
    assert reed.device_key.public_bytes == unlocked.device_key.public_bytes
    assert reed.signing_key.public_bytes == public != unlocked.signing_key.public_bytes


def test_a_removed_officer_cannot_sign_in(path: Path, vault: Vault, unlocked: Unlocked) -> None:
    vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    vault.remove_officer(unlocked, REED.officer_id)
    with pytest.raises(NotFound):
        vault.unlock(REED.officer_id, OTHER_WORDS)
    with pytest.raises(WrongPassphrase):
        Vault.load(path).unlock_any(OTHER_WORDS)


def test_the_last_officer_stays(path: Path, vault: Vault, unlocked: Unlocked) -> None:
    before = path.read_bytes()
    with pytest.raises(IllegalMove) as refusal:
        vault.remove_officer(unlocked, SHAH.officer_id)
    assert "PS 9 Shah is the only officer" in said(refusal.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("new", [NewOfficer(SHAH.officer_id, "PC 7"), NewOfficer(b"\x07" * 16, " ps 9 SHAH ")])
def test_nobody_gets_two_slots_and_no_name_is_used_twice(vault: Vault, unlocked: Unlocked, new: NewOfficer) -> None:
    with pytest.raises(IllegalMove) as refusal:
        vault.add_officer(unlocked, new, OTHER_WORDS, CHEAP)
    assert "PS 9 Shah is on this laptop already" in said(refusal.value)


def test_a_call_sign_is_needed(vault: Vault, unlocked: Unlocked) -> None:
    with pytest.raises(Missing) as refusal:
        vault.add_officer(unlocked, NewOfficer(REED.officer_id, "  "), OTHER_WORDS, CHEAP)
    assert "call sign is missing" in said(refusal.value)


def test_keys_of_another_laptop_change_nothing_here(tmp_path: Path, path: Path, vault: Vault) -> None:
    _, stranger = Vault.create(tmp_path / "other" / "vault.msgpack", b"x" * 16, REED, WORDS, CHEAP)
    before = path.read_bytes()
    with pytest.raises(StoreRefused) as refusal:
        vault.add_officer(stranger, REED, OTHER_WORDS, CHEAP)
    assert "another laptop" in said(refusal.value)
    assert path.read_bytes() == before


def test_a_changed_passphrase_replaces_the_old_one(vault: Vault, unlocked: Unlocked) -> None:
    changed = vault.change_passphrase(SHAH.officer_id, WORDS, OTHER_WORDS)
    assert changed.signing_key.public_bytes == unlocked.signing_key.public_bytes
    assert vault.unlock(SHAH.officer_id, OTHER_WORDS).store_key == unlocked.store_key
    with pytest.raises(WrongPassphrase):
        vault.unlock(SHAH.officer_id, WORDS)


def test_the_old_passphrase_is_asked_for(path: Path, vault: Vault) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongPassphrase):
        vault.change_passphrase(SHAH.officer_id, "not the words", OTHER_WORDS)
    assert path.read_bytes() == before


def test_a_process_with_an_old_view_loses_no_officer(path: Path, vault: Vault, unlocked: Unlocked) -> None:
    stale = Vault.load(path)
    vault.add_officer(unlocked, REED, OTHER_WORDS, CHEAP)
    mine = stale.unlock(SHAH.officer_id, WORDS)
    stale.change_passphrase(SHAH.officer_id, WORDS, "quarry ribbon stove")
    stale.add_officer(mine, NewOfficer(b"\x03" * 16, "PC 50 Hill"), WORDS, CHEAP)
    assert len(Vault.load(path).officers()) == 3
    assert Vault.load(path).unlock(REED.officer_id, OTHER_WORDS).officer_id == REED.officer_id


@pytest.mark.parametrize(
    ("weak", "key"),
    [
        ("", "vault.passphrase_short"),
        ("seven77", "vault.passphrase_short"),
        ("cafe\u0301 12", "vault.passphrase_short"),
        ("aaaaaaaaaaaa", "vault.passphrase_one_character"),
    ],
)
def test_a_weak_passphrase_is_refused_with_a_better_one(path: Path, weak: str, key: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        Vault.create(path, LAPTOP, SHAH, weak, CHEAP)
    assert refusal.value.key == key
    assert "kettle marsh lantern" in said(refusal.value)
    assert not path.exists()


def test_a_weak_new_passphrase_leaves_the_old_one(vault: Vault) -> None:
    with pytest.raises(Unreadable):
        vault.change_passphrase(SHAH.officer_id, WORDS, "short")
    assert vault.unlock(SHAH.officer_id, WORDS).officer_id == SHAH.officer_id


@pytest.mark.usefixtures("vault")
def test_a_laptop_is_set_up_once(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(StoreRefused) as refusal:
        Vault.create(path, LAPTOP, REED, OTHER_WORDS, CHEAP)
    assert "set up already" in said(refusal.value)
    assert path.read_bytes() == before
