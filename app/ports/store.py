"""What services need of the laptop's store: one transaction to write, plain records to read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.cases import Case, Entry
from app.domain.facts import Fact
from app.domain.identity import Id, Officer
from app.domain.operations import Blob
from app.domain.registers import Head
from app.domain.reports import Report
from app.domain.tasks import Task
from app.ports.exchange import Counts
from app.ports.surroundings import Signer


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The officer who acts, with the key that signs."""

    officer: Officer
    signer: Signer


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as a list shows it."""

    incident: Id
    name: str
    born: str | None
    age: int | None
    grade: str | None
    risk_conflict: bool
    flags: tuple[str, ...]
    reported_by: str
    reported_at: datetime
    located_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task as a list shows it."""

    task: Id
    incident: Id
    title: str
    task_class: str
    status: str
    assignee: Id | None
    assignee_name: str
    started_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop of the force. ``public_key`` is what central knows it by (Ed25519)."""

    name: str
    force: str
    public_key: bytes


class Work(Protocol):
    """One transaction: everything in it is saved together, or nothing is."""

    def record(
        self,
        fact: Fact,
        incident: Id,
        entity: Id,
        *,
        seen: Mapping[str, Sequence[str]] | None = None,
        blobs: Sequence[Blob] = (),
    ) -> str:
        """Append the signed operation and project it; its id in hexadecimal.

        ``seen`` names, for a field, the operations whose values the officer had on the screen;
        for a field not named there, the heads of this moment are taken.
        """

    def report(self, incident: Id) -> Report:
        """Raises NotFound where this laptop does not have it."""

    def task(self, task: Id) -> tuple[Id, Task]:
        """The task and its incident. Raises NotFound."""

    def heads(self, entity: Id) -> list[Head]:
        """The current candidates for each field of an entity."""

    def keep_blob(self, sha256: bytes, data: bytes) -> None:
        """Keep an attachment with this transaction."""


class Store(Protocol):
    """The laptop's store while it is unlocked."""

    @property
    def read_only(self) -> str | None:
        """Why nothing can be written, as a phrase key, or ``None``."""

    def write(self, acting: SignedIn) -> AbstractContextManager[Work]:
        """A transaction in an officer's name. Raises DiskFull, StoreRefused; then nothing was saved."""

    def case(self, incident: Id) -> Case:
        """A search, whole. Raises NotFound."""

    def open_reports(self, located_since: datetime) -> list[ReportRow]:
        """Everybody not located, and those located since then."""

    def find_reports(self, text: str, offset: int, limit: int) -> list[ReportRow]:
        """Reports whose name, alias or reference has this text, newest first."""

    def count_reports(self, text: str) -> int:
        """How many `find_reports` has in all."""

    def tasks_of(self, incidents: Collection[Id]) -> list[TaskRow]:
        """The tasks of these incidents."""

    def tasks_for(self, assignees: Collection[Id]) -> list[TaskRow]:
        """Tasks given to these officers or teams that are not ended."""

    def log(self, incident: Id | None, limit: int, before_hlc: int | None = None) -> list[Entry]:
        """Entries of one search, or of all, newest first."""

    def waiting(self, limit: int) -> list[Entry]:
        """What has not been sent, oldest first."""

    def held(self, limit: int) -> list[Entry]:
        """What is held for review, oldest first."""

    def not_sent(self) -> Mapping[Id, int]:
        """How many entries of each incident are only on this laptop."""

    def counts(self) -> Counts:
        """How this laptop stands with central."""

    def officers(self) -> Mapping[Id, Officer]:
        """The officers this laptop has heard of."""

    @property
    def device(self) -> Id:
        """This laptop's id."""

    def laptops(self) -> Mapping[Id, Laptop]:
        """The laptops this one has heard of, itself among them."""

    def blob(self, sha256: bytes) -> bytes | None:
        """An attachment, if its bytes are here."""

    def draft(self, name: str) -> str | None:
        """What was being typed there."""

    def keep_draft(self, name: str, text: str | None) -> None:
        """Keep what is being typed, or forget it."""

    def digest(self, incident: Id | None = None) -> str:
        """SHA-256 over the projection: equal wherever the same operations are."""
