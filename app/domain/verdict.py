"""What an audit is given of a log, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.operations import Operation


@dataclass(frozen=True, slots=True)
class Logged:
    """An operation as a log keeps it: under which name and number, and how it is said to stand.

    ``op`` is ``None`` where the log keeps no name beside it. ``held`` says that it was
    not let in, ``sent`` that it is marked as with central.
    """

    operation: Operation
    op: bytes | None = None
    number: int | None = None
    held: bool = False
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be right. ``what`` is a phrase key; the rest says where, as far as that is known."""

    what: str
    operation: bytes | None = None
    incident: bytes | None = None
    number: int | None = None
    attachment: bytes | None = None


@dataclass(slots=True)
class Verdict:
    """What was checked, and the first thing that is wrong."""

    operations: int = 0
    payloads: int = 0
    signatures: int = 0
    links: int = 0
    numbers: int = 0
    receipts: int = 0
    attachments: int = 0
    held: int = 0
    forks: int = 0
    open_links: int = 0
    unproven: int = 0
    receipts_elsewhere: int = 0
    faults: int = 0
    first_fault: Fault | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.faults == 0

    def fault(self, fault: Fault) -> None:
        """Count something wrong; the first is kept."""
        self.faults += 1
        self.first_fault = self.first_fault or fault
