"""What laptops and central say to each other: one msgpack struct a message, and its limits.

Messages are maps, so that a newer side may add fields that an older one passes over. Ids
are 16 bytes, operation ids and SHA-256 names 32; times are UTC milliseconds.
"""

from __future__ import annotations

import hashlib
from typing import Final, Literal, TypeVar

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from app.domain.operations import Operation

T = TypeVar("T")

MOST_OPERATIONS: Final = 500
"""Operations in one batch or page."""
LONGEST_BATCH: Final = 1 << 20
"""Bytes of a batch as it travels, compressed."""
LONGEST_BODY: Final = 8 << 20
"""Bytes of any message once it is unpacked."""
LONGEST_BLOB: Final = 32 << 20
"""Bytes of one attachment."""
LONGEST_HEADER: Final = 64 * 1024
"""Bytes of an operation's header; a longer one is held."""

MOST_IDS: Final = 5_000
"""Operations asked after by their ids in one question."""

MOST_HEADS: Final = 20_000
"""Incidents in one answer."""

MESSAGE_TYPE: Final = "application/msgpack"
RECEIPT_CONTEXT: Final = b"homeward-receipt-v1"
SESSION_CONTEXT: Final = b"homeward-session-v1"
HEADS_CONTEXT: Final = b"homeward-heads-v1"

TreeHead = tuple[bytes, int, bytes]
"""An incident, how many operations it has, and the root of their tree (`app.domain.tree`)."""


class Enrol(msgspec.Struct, frozen=True):
    """A laptop asks to be known, with a code that an administrator read out."""

    code: str
    device: bytes
    name: str
    force: str
    public_key: bytes


class Enrolled(msgspec.Struct, frozen=True):
    """Central knows the laptop; the laptop pins ``central_key`` (Ed25519)."""

    epoch: int
    central_key: bytes
    name: str


class Hello(msgspec.Struct, frozen=True):
    """A laptop says who it is."""

    device: bytes


class Greeting(msgspec.Struct, frozen=True):
    """What the laptop signs to prove it, and central's time."""

    nonce: bytes
    epoch: int
    server_ms: int


class Proof(msgspec.Struct, frozen=True):
    """The nonce, signed by the laptop's key (`session_message`)."""

    device: bytes
    nonce: bytes
    signature: bytes


class Session(msgspec.Struct, frozen=True):
    """A bearer token for the next calls; when it has run out, the laptop proves itself again."""

    token: str


class Status(msgspec.Struct, frozen=True):
    """What became of one operation; ``number`` where it was taken, ``reason`` where it is held."""

    state: Literal["accepted", "duplicate", "held"]
    number: int | None = None
    reason: str | None = None


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """What central has committed: (operation, incident, number), and (operation, reason) held.

    ``trees`` are those of the incidents that grew, as they are with these operations.
    """

    central: bytes
    epoch: int
    device: bytes
    numbers: list[tuple[bytes, bytes, int]]
    held: list[tuple[bytes, str]]
    trees: list[TreeHead]
    server_ms: int


class Asked(msgspec.Struct, frozen=True):
    """Which of these (incident, operation) does central have? Answered with a signed `Receipt`."""

    operations: list[tuple[bytes, bytes]]


class Signed(msgspec.Struct, frozen=True):
    """A message that central signed: kept and checked as the bytes that came."""

    body: bytes
    signature: bytes


class Pushed(msgspec.Struct, frozen=True):
    """The answer to a batch: one status for each operation in its order, and the signed receipt."""

    statuses: list[Status]
    receipt: bytes
    signature: bytes


class Heads(msgspec.Struct, frozen=True, array_like=True):
    """The tree of each incident, by incident; ``more`` says that others follow. It travels `Signed`."""

    central: bytes
    epoch: int
    heads: list[TreeHead]
    more: bool
    server_ms: int


class Page(msgspec.Struct, frozen=True):
    """Operations of one incident in the order of their numbers."""

    epoch: int
    operations: list[tuple[int, Operation]]


class Problem(msgspec.Struct, frozen=True):
    """Why central does not do it: a phrase key. Sent as JSON, for whoever looks by hand."""

    error: str


def central_id(public_key: bytes) -> bytes:
    """Sixteen bytes that name a central by its key."""
    return hashlib.sha256(public_key).digest()[:16]


def session_message(central: bytes, nonce: bytes) -> bytes:
    """What a laptop signs; the central's id in it keeps another central from passing it on."""
    return SESSION_CONTEXT + central + nonce


def signed_by(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this Ed25519 key signed this message."""
    try:
        VerifyKey(public_key).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def receipt_message(body: bytes) -> bytes:
    """What central signs for a receipt."""
    return RECEIPT_CONTEXT + body


def heads_message(body: bytes) -> bytes:
    """What central signs for the trees it has."""
    return HEADS_CONTEXT + body


def read_receipt(body: bytes, signature: bytes, central_key: bytes) -> Receipt | None:
    """The receipt, or ``None`` where that central did not sign it or it is none."""
    return read_message(body, Receipt) if signed_by(central_key, receipt_message(body), signature) else None


def read_heads(signed: Signed, central_key: bytes) -> Heads | None:
    """The trees, or ``None`` where that central did not sign them or they are none."""
    good = signed_by(central_key, heads_message(signed.body), signed.signature)
    return read_message(signed.body, Heads) if good else None


def read_message(body: bytes, type_: type[T]) -> T | None:
    """The message in these bytes, whoever wrote them; ``None`` where it is another or none."""
    try:
        return msgspec.msgpack.decode(body, type=type_)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
