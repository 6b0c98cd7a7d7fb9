"""What syncing needs of the laptop's store and of the way to central."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.identity import Id
from app.domain.operations import Operation
from app.domain.tree import Tree


@dataclass(frozen=True, slots=True)
class Counts:
    """How this laptop stands with central: each operation is unsent, sent or held, here or there."""

    operations: int
    unsent: int
    sent: int
    held: int
    last_contact_at: datetime | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of operations that came from elsewhere.

    ``new`` counts what is good now, with what was held before and is good since an officer
    became known; ``held`` what came and must wait.
    """

    new: int
    known: int
    held: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Where this laptop's central is and what it is known by there."""

    url: str
    central_key: bytes
    epoch: int


class ExchangeStore(Protocol):
    """The laptop's log, as syncing sees it. Each call is one transaction.

    Ids of operations are 32 bytes.
    """

    def counts(self) -> Counts:
        """Operations held here, how many unsent, sent and held."""

    def unsent(self, limit: int, max_bytes: int) -> list[Operation]:
        """The oldest operations that central has not answered for, in the order they came here.

        Last what is held because its officer is not known here: central may know better.
        """

    def unsent_ids(self) -> list[tuple[bytes, bytes]]:
        """Every (incident, operation) that central has not receipted, in the order they were written."""

    def lodge(self, numbers: Sequence[tuple[bytes, int]], receipt: bytes, signature: bytes) -> None:
        """Keep central's receipt and mark these operations (id, number in the incident) as sent."""

    def hold_sent(self, held: Sequence[tuple[bytes, str]]) -> None:
        """Central keeps these (id, reason) for review: shown, counted, no longer unsent."""

    def held_there(self) -> list[tuple[bytes, bytes]]:
        """Every (incident, operation) that central is said to hold for review."""

    def offer_again(self, operations: Collection[bytes]) -> None:
        """Central does not hold these any more: they are unsent."""

    def trees(self) -> dict[Id, Tree]:
        """The trees of all incidents of which central has anything, as far as this laptop was told."""

    def tree(self, incident: Id) -> Tree:
        """The tree of what was taken from central of this incident: its size is the last number."""

    def take(self, incident: Id, operations: Sequence[tuple[int, Operation]]) -> Taken:
        """Check, append and project the next operations from central and grow the tree, together.

        What was held is judged again when its officer becomes known. The laptop's own operations
        are unsent, also where they were lost here: only a receipt says that central has them. What
        bears the number of another operation that comes now was lost at central, and is unsent again.
        """

    def beyond(self) -> int:
        """Make unsent what bears a number behind the end of central's tree; how many there were."""

    def enrolment(self) -> Enrolment | None:
        """How this laptop is enrolled, or ``None``."""

    def enrol(self, enrolment: Enrolment) -> None:
        """Remember where central is."""

    def new_epoch(self, epoch: int) -> None:
        """Central was restored: forget all trees and offer everything again."""

    def contacted(self, at: datetime, offset_ms: int) -> None:
        """Central answered at this time; its clock is ahead of ours by so many milliseconds."""

    def unsent_blobs(self, limit: int) -> list[bytes]:
        """Names (SHA-256) of attachments central does not have yet, whose operations it has."""

    def missing_blobs(self, limit: int) -> list[bytes]:
        """Names of attachments that operations speak of and this laptop does not have."""

    def blob(self, sha256: bytes) -> bytes | None:
        """An attachment."""

    def keep_blob(self, sha256: bytes, data: bytes) -> None:
        """Keep an attachment that came from central; the caller has checked its hash."""

    def blob_sent(self, sha256: bytes) -> None:
        """Central has this attachment."""
