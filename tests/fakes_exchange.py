"""A laptop's log in memory, with the behaviour that syncing counts on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain import facts
from app.domain.identity import Id
from app.domain.operations import Operation, header_of, name_of, payload_fits, signature_good
from app.domain.tree import Tree
from app.ports.exchange import Counts, Enrolment, Taken


class FakeExchange:
    """See `app.ports.exchange.ExchangeStore`."""

    def __init__(self) -> None:
        self.log: dict[bytes, Operation] = {}
        self.state: dict[bytes, str] = {}
        self.numbers: dict[bytes, int] = {}
        self.reasons: dict[bytes, str] = {}
        self.receipts: list[tuple[bytes, bytes]] = []
        self.blobs: dict[bytes, bytes | None] = {}
        self.sent_blobs: set[bytes] = set()
        self.offset_ms: int | None = None
        self._trees: dict[Id, Tree] = {}
        self._keys: dict[bytes, bytes] = {}
        self._enrolment: Enrolment | None = None
        self._contact: datetime | None = None

    def record(self, operation: Operation) -> None:
        """What an officer does on this laptop."""
        self._append(operation, "saved")

    def _append(self, operation: Operation, state: str) -> None:
        op = name_of(operation.header)
        self.log[op], self.state[op] = operation, state
        header = header_of(operation)
        for blob in header.blobs:
            self.blobs.setdefault(blob.sha256, None)
        if header.type == "officer.added" and state != "held":
            fact = facts.read(header.type, header.version, operation.payload or b"")
            assert isinstance(fact, facts.OfficerAdded)
            self._keys[header.entity] = fact.public_key

    def counts(self) -> Counts:
        states = list(self.state.values())
        held = states.count("held") + len(self.reasons)
        return Counts(len(states), states.count("saved"), states.count("sent"), held, self._contact)

    def unsent(self, limit: int, max_bytes: int) -> list[Operation]:
        batch: list[Operation] = []
        size = 0
        for op in [op for op, state in self.state.items() if state == "saved"][:limit]:
            size += len(self.log[op].header) + len(self.log[op].payload or b"") + 96
            if batch and size > max_bytes:
                break
            batch.append(self.log[op])
        return batch

    def lodge(self, numbers: Sequence[tuple[bytes, int]], receipt: bytes, signature: bytes) -> None:
        self.receipts.append((receipt, signature))
        for op, number in numbers:
            self.state[op], self.numbers[op] = "sent", number
            self.reasons.pop(op, None)

    def hold_sent(self, held: Sequence[tuple[bytes, str]]) -> None:
        for op, reason in held:
            self.state[op], self.reasons[op] = "sent", reason

    def unsent_ids(self) -> list[tuple[bytes, bytes]]:
        return [(header_of(self.log[op]).incident, op) for op, state in self.state.items() if state == "saved"]

    def tree(self, incident: Id) -> Tree:
        return self._trees.get(incident, Tree())

    def take(self, incident: Id, operations: Sequence[tuple[int, Operation]]) -> Taken:
        new = known = held = 0
        for number, operation in operations:
            op = name_of(operation.header)
            if op in self.log:
                known += 1
                self.state[op] = "sent" if self.state[op] != "held" else "held"
            else:
                good = self._good(operation)
                self._append(operation, "sent" if good else "held")
                new, held = new + good, held + (not good)
            self.numbers[op] = number
        self._trees[incident] = self.tree(incident).grown(name_of(each.header) for _, each in operations)
        return Taken(new, known, held)

    def _good(self, operation: Operation) -> bool:
        header = header_of(operation)
        key = self._keys.get(header.actor)
        if key is None and header.type == "officer.added" and header.actor == header.entity:
            fact = facts.read(header.type, header.version, operation.payload or b"")
            key = fact.public_key if isinstance(fact, facts.OfficerAdded) else None
        return key is not None and payload_fits(operation, header) and signature_good(operation, key)

    def enrolment(self) -> Enrolment | None:
        return self._enrolment

    def enrol(self, enrolment: Enrolment) -> None:
        self._enrolment = enrolment

    def new_epoch(self, epoch: int) -> None:
        assert self._enrolment is not None
        self._enrolment = Enrolment(self._enrolment.url, self._enrolment.central_key, epoch)
        self._trees.clear()
        self.sent_blobs.clear()
        self.reasons.clear()
        for op, state in self.state.items():
            self.state[op] = "saved" if state == "sent" else state

    def contacted(self, at: datetime, offset_ms: int) -> None:
        self._contact, self.offset_ms = at, offset_ms

    def unsent_blobs(self, limit: int) -> list[bytes]:
        return [name for name, data in self.blobs.items() if data is not None and name not in self.sent_blobs][:limit]

    def missing_blobs(self, limit: int) -> list[bytes]:
        return [name for name, data in self.blobs.items() if data is None][:limit]

    def blob(self, sha256: bytes) -> bytes | None:
        return self.blobs.get(sha256)

    def keep_blob(self, sha256: bytes, data: bytes) -> None:
        self.blobs[sha256] = data
        self.sent_blobs.add(sha256)

    def blob_sent(self, sha256: bytes) -> None:
        self.sent_blobs.add(sha256)
