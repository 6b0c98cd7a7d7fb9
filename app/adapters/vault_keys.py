"""Turns a passphrase into keys: derive, seal, open, sign."""

from __future__ import annotations

import os
import threading
import unicodedata
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import (
    crypto_box_seal_open,
    crypto_sign,
    crypto_sign_BYTES,
    crypto_sign_ed25519_pk_to_curve25519,
    crypto_sign_ed25519_sk_to_curve25519,
    crypto_sign_seed_keypair,
)
from nacl.exceptions import CryptoError

from app.adapters.vault_file import KdfCost, Slot, slot_context
from app.errors import Unavailable, Unreadable

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
SHORTEST_PASSPHRASE = 8


_ONE_AT_A_TIME = threading.Lock()
"""OpenSSL shares its helper threads between derivations: two at once wait for each other for ever."""


class SigningKey:
    """An Ed25519 key that signs and never shows itself.

    libsodium's binding, because it signs in two thirds of the time ``cryptography`` takes
    (21 us against 34 us, measured) and every saved entry is signed.
    """

    __slots__ = ("_secret", "public_bytes")

    def __init__(self, seed: bytes) -> None:
        self.public_bytes, self._secret = crypto_sign_seed_keypair(seed)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature."""
        return crypto_sign(message, self._secret)[:crypto_sign_BYTES]

    def open_sealed(self, sealed: bytes) -> bytes | None:
        """What was sealed to the public half (X25519 sealed box), or ``None``."""
        public = crypto_sign_ed25519_pk_to_curve25519(self.public_bytes)
        try:
            return crypto_box_seal_open(sealed, public, crypto_sign_ed25519_sk_to_curve25519(self._secret))
        except (CryptoError, TypeError):
            return None

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public_bytes.hex()[:16]})"


@dataclass(frozen=True)
class SlotSecrets:
    """What a slot holds: the laptop's master key and the officer's signing seed."""

    master_key: bytes = field(repr=False)
    officer_seed: bytes = field(repr=False)


def check_strength(passphrase: str) -> None:
    """Refuse what would be guessed first.

    Raises:
        Unreadable: shorter than eight characters, or one character again and again.
    """
    normal = unicodedata.normalize("NFC", passphrase)
    if len(normal) < SHORTEST_PASSPHRASE:
        raise Unreadable("vault.passphrase_short", least=SHORTEST_PASSPHRASE)
    if len(set(normal)) == 1:
        raise Unreadable("vault.passphrase_one_character")


def derive(master_key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose; keys of two purposes say nothing about each other."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(master_key)


def seal(key: bytes, secret: bytes, context: bytes) -> tuple[bytes, bytes]:
    """AES-256-GCM: a fresh nonce, and ``secret`` sealed with it."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce, AESGCM(key).encrypt(nonce, secret, context)


def unseal(key: bytes, nonce: bytes, sealed: bytes, context: bytes) -> bytes | None:
    """What was sealed, or None where key, context or a single byte differs."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, context)
    except InvalidTag:
        return None


def seal_slot(
    device_id: bytes, officer_id: bytes, call_sign: str, secrets: SlotSecrets, passphrase: str, cost: KdfCost
) -> Slot:
    """A new slot for one officer.

    Raises:
        Unavailable: not enough memory on this laptop for ``cost``.
    """
    empty = Slot(officer_id, call_sign, "passphrase", cost, os.urandom(SALT_BYTES), b"", b"")
    key = _slot_key(empty, passphrase)
    nonce, sealed = seal(key, secrets.master_key + secrets.officer_seed, slot_context(device_id, empty))
    return Slot(officer_id, call_sign, empty.kind, cost, empty.salt, nonce, sealed)


def open_slot(device_id: bytes, slot: Slot, passphrase: str) -> SlotSecrets | None:
    """The slot's secrets, or None for a wrong passphrase or an edited slot.

    Raises:
        Unavailable: not enough memory on this laptop.
    """
    key = _slot_key(slot, passphrase)
    plain = unseal(key, slot.nonce, slot.sealed, slot_context(device_id, slot))
    return None if plain is None else SlotSecrets(plain[:KEY_BYTES], plain[KEY_BYTES:])


def _slot_key(slot: Slot, passphrase: str) -> bytes:
    # NFC: the same word typed on another keyboard must open the same slot.
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    cost = slot.cost
    slow = Argon2id(
        salt=slot.salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    try:
        with _ONE_AT_A_TIME:
            return derive(slow.derive(typed), "slot-kek/v1")
    except MemoryError as error:
        raise Unavailable("vault.no_memory", needed_mib=cost.memory_kib // 1024) from error
