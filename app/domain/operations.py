"""The signed, chained envelope in which every fact travels, and how it is checked.

An operation is named by the SHA-256 of its header, signed by the officer who acted and
linked to the device's previous operation. The payload stands beside the header under a
salted hash, so that a lawful erasure keeps the chain whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

FORMAT: Final = 1
CONTEXT: Final = b"homeward-op-v1"
"""Signed before the name of the operation, so that a signature serves nothing else."""

LONGEST_PAYLOAD: Final = 256 * 1024
"""Bytes; a payload longer than this is held, never projected."""


class Blob(msgspec.Struct, frozen=True, array_like=True):
    """An attachment named by its content."""

    sha256: bytes
    size: int
    mime: str


class Header(msgspec.Struct, frozen=True, array_like=True):
    """What is signed. Ids are 16 bytes, operation ids 32; times are milliseconds.

    ``prev`` is the device's last operation before this one, ``prev_incident`` its last in
    this incident; both empty at the start. ``observed`` names, for each field written, the
    heads that the officer had seen. ``hlc`` only breaks ties for display.
    """

    format: int
    incident: bytes
    device: bytes
    session: bytes
    seq: int
    prev: bytes
    prev_incident: bytes
    hlc: int
    wall_ms: int
    mono_ms: int
    offset_ms: int | None
    actor: bytes
    type: str
    version: int
    entity: bytes
    observed: dict[str, list[bytes]]
    payload_hash: bytes
    blobs: list[Blob]


class Operation(msgspec.Struct, frozen=True, array_like=True):
    """One signed fact as it is stored and sent; ``payload`` is ``None`` after an erasure."""

    header: bytes
    signature: bytes
    salt: bytes
    payload: bytes | None


_encoder = msgspec.msgpack.Encoder(order="deterministic")
_header_decoder = msgspec.msgpack.Decoder(Header)


def encode(value: object) -> bytes:
    """Canonical msgpack: equal values give equal bytes."""
    return _encoder.encode(value)


def name_of(header: bytes) -> bytes:
    """The operation's id: 32 bytes."""
    return hashlib.sha256(header).digest()


def header_of(operation: Operation) -> Header:
    """The header, decoded.

    Raises:
        msgspec.DecodeError: the bytes are no header.
    """
    return _header_decoder.decode(operation.header)


def payload_hash(salt: bytes, payload: bytes) -> bytes:
    """What the header says of its payload; the salt stops guessing a short erased value."""
    return hashlib.sha256(salt + payload).digest()


@dataclass(frozen=True, slots=True)
class Moment:
    """What a laptop believed of the time: kept as evidence, never trusted for order."""

    wall_ms: int
    mono_ms: int
    offset_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Where one session of one device stands: what the next operation links to."""

    device: bytes
    session: bytes
    seq: int = 0
    prev: bytes = b""
    hlc: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact about to be signed."""

    incident: bytes
    entity: bytes
    type: str
    version: int
    payload: bytes
    observed: Mapping[str, list[bytes]]
    prev_incident: bytes
    blobs: tuple[Blob, ...] = ()


def tick(last: int, wall_ms: int) -> int:
    """The next hybrid logical clock: 48 bits of milliseconds, 16 of counter, always rising."""
    return max(last + 1, wall_ms << 16)


_FARTHEST_AHEAD: Final = 24 * 3600 * 1000 << 16


def witness(own: int, seen: int, wall_ms: int) -> int:
    """The own clock after seeing another's, never more than 24 h past the local time."""
    return max(own, min(seen, (wall_ms << 16) + _FARTHEST_AHEAD))


def sign(
    draft: Draft, chain: Chain, actor: bytes, moment: Moment, salt: bytes, signer: Callable[[bytes], bytes]
) -> tuple[Operation, Chain]:
    """The signed operation and the chain after it. ``signer`` gives a 64-byte Ed25519 signature."""
    hlc = tick(chain.hlc, moment.wall_ms)
    header = Header(
        FORMAT,
        draft.incident,
        chain.device,
        chain.session,
        chain.seq + 1,
        chain.prev,
        draft.prev_incident,
        hlc,
        moment.wall_ms,
        moment.mono_ms,
        moment.offset_ms,
        actor,
        draft.type,
        draft.version,
        draft.entity,
        dict(draft.observed),
        payload_hash(salt, draft.payload),
        list(draft.blobs),
    )
    data = encode(header)
    name = name_of(data)
    operation = Operation(data, signer(CONTEXT + name), salt, draft.payload)
    return operation, Chain(chain.device, chain.session, chain.seq + 1, name, hlc)


_AROUND: Final = 128
"""Bytes of a signature, a salt and what msgpack puts around them, at most."""


def fitting(operations: Iterable[Operation], most: int, max_bytes: int) -> Iterator[list[Operation]]:
    """In order, at most so many together and so many bytes before packing; one that is larger goes alone."""
    batch: list[Operation] = []
    size = 0
    for each in operations:
        more = len(each.header) + len(each.payload or b"") + _AROUND
        if batch and (size + more > max_bytes or len(batch) == most):
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += more
    if batch:
        yield batch


def payload_fits(operation: Operation, header: Header) -> bool:
    """Whether the payload is the one that was signed; an erased payload fits."""
    if operation.payload is None:
        return True
    return payload_hash(operation.salt, operation.payload) == header.payload_hash


def signature_good(operation: Operation, public_key: bytes) -> bool:
    """Whether the officer with this Ed25519 key signed this operation."""
    try:
        VerifyKey(public_key).verify(CONTEXT + name_of(operation.header), operation.signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def chained(operations: list[Operation]) -> bool:
    """Whether each operation links to the one before it: then the last signature vouches for all."""
    headers = [header_of(each) for each in operations]
    names = [name_of(each.header) for each in operations]
    links = zip(names, headers[1:], strict=False)
    return all(later.prev == name for name, later in links)
