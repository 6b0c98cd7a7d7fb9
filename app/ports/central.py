"""What central needs of its store, and what a laptop may ask of a central."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from app.domain.operations import Operation
from app.domain.tree import Tree
from app.domain.wire import Enrolled, Greeting, Page, Pushed, Signed


@dataclass(frozen=True, slots=True)
class CentralIdentity:
    """Who a central is: its Ed25519 seed and the secret of its tokens, both 32 bytes."""

    name: str
    seed: bytes = field(repr=False)
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KnownLaptop:
    """A laptop that central answers."""

    device: bytes
    name: str
    force: str
    public_key: bytes


class Judged(msgspec.Struct, frozen=True):
    """An operation as central found it; held where it has a ``reason``.

    ``learns`` is an officer's id and key that this operation makes known. ``actor`` is empty
    where the header cannot be read.
    """

    op: bytes
    incident: bytes
    device: bytes
    session: bytes
    seq: int
    operation: Operation
    reason: str | None = None
    learns: tuple[bytes, bytes] | None = None
    actor: bytes = b""


@dataclass(frozen=True, slots=True)
class Lodged:
    """What a commit took: the numbers of its operations, which are new, which fork a session.

    ``trees`` are those of the incidents that grew, by incident.
    """

    epoch: int
    numbers: Mapping[bytes, int]
    new: frozenset[bytes]
    forked: frozenset[bytes]
    trees: Mapping[bytes, Tree]


@dataclass(frozen=True, slots=True)
class CentralCounts:
    """How much central has."""

    operations: int
    held: int


class CentralStore(Protocol):
    """Central's log. Each call is one transaction, durable when it returns.

    Raises Unavailable ("central.store_down") from any call while the database cannot be
    reached. Ids are 16 bytes, operation ids and SHA-256 names 32; times are UTC milliseconds.
    """

    async def open(self) -> None:
        """Connect, and make or upgrade the tables. Raises StoreRefused."""

    async def close(self) -> None:
        """Let the database go."""

    async def identity(self) -> CentralIdentity:
        """Who this central is; the same for all its processes."""

    async def epoch(self) -> int:
        """How often this central was restored from a backup."""

    async def new_epoch(self, at_ms: int) -> int:
        """To be called after a restore: all laptops offer everything again. The new epoch,
        which no earlier restore of the same backup can have had.
        """

    async def invite(self, code_hash: bytes, force: str, expires_ms: int) -> None:
        """Let one laptop enrol with the code of this hash; of any force where that is empty."""

    async def enrol(self, code_hash: bytes, laptop: KnownLaptop, at_ms: int) -> bool:
        """Take the code and know the laptop; ``False`` for a code that is not, or no longer, good.

        The same laptop with the same key may ask again: the first answer may have been lost.
        A laptop that is known by another key is not taken, and the code stays good.
        """

    async def laptops(self, devices: Collection[bytes]) -> dict[bytes, KnownLaptop]:
        """Those of these laptops that are enrolled."""

    async def keys(self, officers: Collection[bytes]) -> dict[bytes, list[bytes]]:
        """Every key that each of these officers was ever known by."""

    async def numbers(self, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, int]:
        """The numbers of those of these (incident, operation) that central has taken."""

    async def lodge(self, sender: bytes, judged: Sequence[Judged], at_ms: int) -> Lodged:
        """Take what is good under the next numbers of its incident, keep the rest as held.

        What is here already keeps its number, also where this copy of it is not good; a held
        operation that has become good is released. Two operations with one place in one
        session are both kept and flagged.
        """

    async def holds(self, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, str]:
        """Those of these (incident, operation) that are held and not released, with the reason."""

    async def now_known(self, limit: int) -> list[Operation]:
        """What is held because nobody knew its officer or its laptop, who are known now."""

    async def heads(self, after: bytes, limit: int) -> list[tuple[bytes, Tree]]:
        """Incidents behind ``after`` in order of their ids, each with the tree of its operations."""

    async def page(self, incident: bytes, after: int, limit: int, max_bytes: int) -> list[tuple[int, Operation]]:
        """Operations with their numbers, in order, the first even where it is larger."""

    async def counts(self) -> CentralCounts:
        """Operations taken, and operations held and not released."""

    async def blob_size(self, sha256: bytes) -> int | None:
        """Bytes of an attachment, or ``None`` where it is not here."""

    async def blob(self, sha256: bytes) -> bytes | None:
        """An attachment."""

    async def keep_blob(self, sha256: bytes, data: bytes, sender: bytes, at_ms: int) -> None:
        """Keep an attachment whose hash was checked; one that is here stays as it is."""


class CentralLink(Protocol):
    """The way to one central, as one laptop. Blocking; to be used from a worker thread.

    Every call raises Offline where central cannot be reached or does not answer in time,
    and Refused where it answers and will not.
    """

    @property
    def device(self) -> bytes:
        """The laptop that asks."""

    def enrol(self, code: str, name: str, force: str, public_key: bytes) -> Enrolled:
        """Make this laptop known there by a one-time code."""

    def hello(self, central_key: bytes) -> Greeting:
        """Central's epoch and time; proves who we are to the central of this key, and keeps the session."""

    def push(self, operations: Sequence[Operation]) -> Pushed:
        """Offer a batch; its receipt is not yet checked."""

    def known(self, operations: Sequence[tuple[bytes, bytes]]) -> Signed:
        """A receipt, not yet checked, for those of these (incident, operation) that central has or holds."""

    def incidents(self, after: bytes = b"") -> Signed:
        """What central has of each incident, not yet checked."""

    def pull(self, incident: bytes, after: int, limit: int) -> Page:
        """The operations of an incident behind a number."""

    def has_blob(self, sha256: bytes) -> bool:
        """Whether central has this attachment."""

    def put_blob(self, sha256: bytes, data: bytes) -> None:
        """Give central an attachment."""

    def get_blob(self, sha256: bytes) -> bytes | None:
        """An attachment whose hash was checked, or ``None`` where central does not have it."""

    def close(self) -> None:
        """Let the connection go."""
