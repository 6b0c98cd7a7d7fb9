"""The frames of a bundle: each compressed, encrypted and signed on its own, so that damage stays where it is.

    marker (16) | index (4) | length (4) | signature (64) | body

The marker is the bundle's own 16 random bytes: whatever was damaged or is not there, the
next frame is found by it. The signature of the writing laptop covers marker, index and the
SHA-256 of the body. The last frame says what all the others were.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from app.domain.operations import Operation, encode, fitting
from app.domain.wire import LONGEST_BLOB, LONGEST_BODY, signed_by
from app.formats.bundle import SIGNATURE_BYTES, Manifest, Source
from app.formats.packing import Unpackable, pack, unpack

FRAME_CONTEXT: Final = b"homeward-bundle-frame-v1"
LONGEST_FRAME: Final = 1 << 20
"""Bytes of a frame's body as it stands in the file."""
MOST_IN_FRAME: Final = 4_000
"""Operations in one frame."""
MOST_FRAMES: Final = 1 << 16
PIECE_BYTES: Final = 960 * 1024
"""Bytes of an attachment in one frame: what cannot be packed grows a little."""
MOST_FALSE_STARTS: Final = 1_000
"""Markers with no good frame behind them; a file with more was made to be slow and is read no further."""

_HEAD: Final = struct.Struct(f">16sII{SIGNATURE_BYTES}s")
_ROOM: Final = 64 * 1024
_READ: Final = 1 << 20


class Operations(msgspec.Struct, frozen=True, array_like=True, tag="operations"):
    """Operations as they go over any carrier."""

    operations: list[Operation]


class Piece(msgspec.Struct, frozen=True, array_like=True, tag="attachment"):
    """A part of an attachment: ``data`` stands at ``offset`` among its ``size`` bytes."""

    sha256: bytes
    size: int
    offset: int
    data: bytes


class End(msgspec.Struct, frozen=True, array_like=True, tag="end"):
    """The last frame: of each frame before it what kind it was, and of how many operations or pieces."""

    frames: list[tuple[str, int]]


Content = Operations | Piece | End


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame whose signature is good, still encrypted."""

    index: int
    body: bytes


class FrameWriter:
    """Makes the frames of one bundle, in order. ``key`` is the bundle's own: 32 bytes, never used before."""

    def __init__(self, bundle: bytes, key: bytes, sign: Callable[[bytes], bytes]) -> None:
        self._bundle = bundle
        self._key = key
        self._sign = sign
        self._frames: list[tuple[str, int]] = []

    @property
    def frames(self) -> int:
        """How many there are so far."""
        return len(self._frames)

    def operations(self, operations: list[Operation]) -> bytes | None:
        """A frame of operations; ``None`` where they are more than one frame can hold."""
        return self._add(Operations(operations), "operations", len(operations))

    def attachment(self, sha256: bytes, data: bytes) -> Iterator[bytes]:
        """The frames of an attachment."""
        for offset in range(0, max(len(data), 1), PIECE_BYTES):
            piece = Piece(sha256, len(data), offset, data[offset : offset + PIECE_BYTES])
            yield self._add(piece, "attachment", 1) or b""

    def end(self) -> bytes:
        """The last frame."""
        return self._add(End(list(self._frames)), "end", 0) or b""

    def _add(self, content: Content, kind: str, count: int) -> bytes | None:
        index = len(self._frames)
        body = _cipher(self._key).encrypt(pack(encode(content)), *_sealing(self._bundle, index)).ciphertext
        if len(body) > LONGEST_FRAME or index > MOST_FRAMES:
            return None
        self._frames.append((kind, count))
        return _HEAD.pack(self._bundle, index, len(body), self._sign(_signed(self._bundle, index, body))) + body


def batches(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    """As many operations as surely fit into a frame, one at least."""
    return fitting(operations, MOST_IN_FRAME, LONGEST_FRAME - _ROOM)


def frames(source: Source, manifest: Manifest) -> Iterator[Frame]:
    """Every good frame from here on; what lies between them is passed over."""
    buffer, false_starts = bytearray(), 0
    while false_starts < MOST_FALSE_STARTS and _fill(buffer, source, manifest.bundle):
        frame = _frame(buffer, manifest)
        if frame is None:
            false_starts += 1
            del buffer[:1]
        else:
            yield frame
            del buffer[: _HEAD.size + len(frame.body)]


def _fill(buffer: bytearray, source: Source, marker: bytes) -> bool:
    """Let the next marker stand at the start with all that a frame can have behind it; ``False`` at the end."""
    while True:
        at = buffer.find(marker)
        del buffer[: at if at >= 0 else max(0, len(buffer) - len(marker) + 1)]
        if at >= 0 and len(buffer) >= _HEAD.size + LONGEST_FRAME:
            return True
        more = source.read(_READ)
        if not more:
            return at >= 0
        buffer += more


def _frame(buffer: bytearray, manifest: Manifest) -> Frame | None:
    if len(buffer) < _HEAD.size:
        return None
    _, index, length, signature = _HEAD.unpack_from(buffer)
    body = bytes(buffer[_HEAD.size : _HEAD.size + min(length, LONGEST_FRAME)])
    if index > MOST_FRAMES or not 0 < length == len(body) <= LONGEST_FRAME:
        return None
    if not signed_by(manifest.public_key, _signed(manifest.bundle, index, body), signature):
        return None
    return Frame(index, body)


def open_frame(manifest: Manifest, key: bytes, frame: Frame) -> Content | None:
    """What is in a frame, or ``None`` where this key does not open it or it holds what it may not."""
    try:
        nonce_and_context = _sealing(manifest.bundle, frame.index)
        packed = _cipher(key).decrypt(frame.body, *nonce_and_context)
        content = msgspec.msgpack.decode(unpack(packed, LONGEST_BODY), type=Content)
    except (CryptoError, Unpackable, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return content if _sane(content) else None


def _sane(content: Content) -> bool:
    if isinstance(content, Operations):
        return len(content.operations) <= MOST_IN_FRAME
    if isinstance(content, Piece):
        return len(content.sha256) == 32 and 0 <= content.offset <= content.size <= LONGEST_BLOB
    return len(content.frames) <= MOST_FRAMES


def _cipher(key: bytes) -> Aead:
    return Aead(key)


def _sealing(bundle: bytes, index: int) -> tuple[bytes, bytes]:
    """What is authenticated beside a frame, and its nonce: each index comes once under a bundle's key."""
    return bundle + index.to_bytes(4, "big"), index.to_bytes(Aead.NONCE_SIZE, "big")


def _signed(bundle: bytes, index: int, body: bytes) -> bytes:
    return FRAME_CONTEXT + bundle + index.to_bytes(4, "big") + hashlib.sha256(body).digest()
