"""The head of a bundle: which laptop wrote it, when, and for whom; signed by that laptop.

A bundle carries operations where there is no network. Its head alone can be read by
anybody and names laptops by their ids; all else is encrypted under one fresh key, which
stands in the head once for each recipient, sealed to that recipient's key.

    magic (16) | format (2) | length (4) | manifest | signature (64) | frames ...

Numbers are big-endian. The frames are those of `app.formats.bundle_frames`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import msgspec
from nacl.bindings import crypto_box_seal, crypto_sign_ed25519_pk_to_curve25519
from nacl.exceptions import CryptoError

from app.domain.operations import encode
from app.domain.wire import signed_by
from app.errors import Unreadable

MAGIC: Final = b"HOMEWARD BUNDLE\n"
FORMAT: Final = 1
HEAD_CONTEXT: Final = b"homeward-bundle-v1"
"""Signed before the manifest, so that a signature serves nothing else."""
LONGEST_MANIFEST: Final = 8 << 20
"""Bytes; a country's 40,000 laptops take half of it."""

_START: Final = struct.Struct(">16sHI")
SIGNATURE_BYTES: Final = 64


class Source(Protocol):
    """Where a bundle's bytes come from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""


class Recipient(msgspec.Struct, frozen=True, array_like=True):
    """A laptop's id, or a central's, and the bundle's key sealed to it (X25519 sealed box)."""

    id: bytes
    sealed: bytes


class Manifest(msgspec.Struct, frozen=True):
    """What anybody can read of a bundle.

    ``bundle`` is 16 random bytes that also mark each frame; ``device`` wrote it at
    ``written_ms`` (UTC, by its own clock) and signs with ``public_key`` (Ed25519).
    ``central`` and ``epoch`` are those the writer knows, if any.
    """

    bundle: bytes
    device: bytes
    public_key: bytes
    written_ms: int
    central: bytes | None
    epoch: int | None
    recipients: list[Recipient]

    def sealed_for(self, recipient: bytes) -> bytes | None:
        """The bundle's key as it was sealed for this laptop or central, or ``None``."""
        return next((each.sealed for each in self.recipients if each.id == recipient), None)


def seal_for(recipients: Mapping[bytes, bytes], key: bytes) -> list[Recipient]:
    """The bundle's key sealed to each of these (id to Ed25519 key); a key that is none is left out."""
    sealed = ((id_, _seal(public_key, key)) for id_, public_key in sorted(recipients.items()))
    return [Recipient(id_, each) for id_, each in sealed if each is not None]


def _seal(public_key: bytes, key: bytes) -> bytes | None:
    try:
        return crypto_box_seal(key, crypto_sign_ed25519_pk_to_curve25519(public_key))
    except CryptoError:
        return None


def write_head(manifest: Manifest, sign: Callable[[bytes], bytes]) -> bytes:
    """The first bytes of a bundle. ``sign`` signs with the writing laptop's key."""
    body = encode(manifest)
    return _START.pack(MAGIC, FORMAT, len(body)) + body + sign(_signed(body))


def _signed(body: bytes) -> bytes:
    return HEAD_CONTEXT + FORMAT.to_bytes(2, "big") + body


def read_head(source: Source) -> Manifest:
    """The manifest, whose signature is good for the key that it names.

    Raises:
        Unreadable: no bundle, one of a newer format, or a damaged head.
    """
    start = take(source, _START.size)
    if not start.startswith(MAGIC) or len(start) < _START.size:
        raise Unreadable("bundle.none")
    _, format_, length = _START.unpack(start)
    if format_ > FORMAT:
        raise Unreadable("bundle.newer")
    if format_ != FORMAT or length > LONGEST_MANIFEST:
        raise Unreadable("bundle.head_damaged")
    return _manifest(take(source, length), take(source, SIGNATURE_BYTES))


def _manifest(body: bytes, signature: bytes) -> Manifest:
    try:
        manifest = msgspec.msgpack.decode(body, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Unreadable("bundle.head_damaged") from None
    sane = len(manifest.bundle) == len(manifest.device) == 16
    if not sane or not signed_by(manifest.public_key, _signed(body), signature):
        raise Unreadable("bundle.head_damaged")
    return manifest


def take(source: Source, size: int) -> bytes:
    """Exactly so many bytes, fewer only at the end."""
    taken = bytearray()
    while len(taken) < size and (piece := source.read(size - len(taken))):
        taken += piece
    return bytes(taken)
