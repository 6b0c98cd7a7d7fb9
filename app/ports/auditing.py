"""What an audit needs of the laptop's store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from app.domain.identity import Id
from app.domain.tree import Tree
from app.domain.verdict import Logged
from app.ports.exchange import Enrolment


class AuditedStore(Protocol):
    """The laptop's log as its bytes are, whatever they are."""

    @property
    def device(self) -> Id:
        """This laptop."""

    def logged(self) -> Iterator[Logged]:
        """Every operation, in the order they came here; may be asked for again."""

    def receipts(self) -> Iterator[tuple[bytes, bytes]]:
        """Every receipt of central (body, signature)."""

    def fetched(self) -> Mapping[bytes, Tree]:
        """The tree of what was fetched from central of each incident (16 bytes)."""

    def attachments(self) -> Iterator[tuple[bytes, bytes]]:
        """Every attachment whose bytes are here: SHA-256 and bytes."""

    def enrolment(self) -> Enrolment | None:
        """How this laptop is enrolled, or ``None``."""
