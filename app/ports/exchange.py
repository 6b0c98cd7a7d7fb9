"""What syncing needs of the laptop's store and of the way to central."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.identity import Id
from app.domain.operations import Operation


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

    def lodge(self, numbers: Sequence[tuple[bytes, int]], receipt: bytes, signature: bytes) -> None:
        """Keep central's receipt and mark these operations (id, number in the incident) as sent."""

    def hold_sent(self, held: Sequence[tuple[bytes, str]]) -> None:
        """Central keeps these (id, reason) for review: shown, counted, no longer unsent."""

    def cursor(self, incident: Id) -> int:
        """The last number of this incident that was taken from central."""

    def take(self, incident: Id, operations: Sequence[tuple[int, Operation]], cursor: int) -> Taken:
        """Check, append and project operations from central and move the cursor, together.

        What was held is judged again when its officer becomes known. The laptop's own operations
        are unsent, also where they were lost here: only a receipt says that central has them.
        """

    def enrolment(self) -> Enrolment | None:
        """How this laptop is enrolled, or ``None``."""

    def enrol(self, enrolment: Enrolment) -> None:
        """Remember where central is."""

    def new_epoch(self, epoch: int) -> None:
        """Central was restored: void all cursors and offer everything again."""

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
