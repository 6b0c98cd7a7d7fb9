"""A laptop's log in memory, with everything that syncing counts on: for tests that need many laptops or many nights."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from app.domain.identity import Id
from app.domain.key_ring import introduced
from app.domain.operations import Header, Operation, fitting, header_of, name_of, payload_fits, signature_good
from app.domain.tree import Tree
from app.ports.exchange import Counts, Enrolment, Taken


class Kept(NamedTuple):
    """An operation and how it stands with central."""

    operation: Operation
    header: Header
    state: str
    number: int | None = None
    reason: str | None = None


@dataclass
class State:
    """Everything that a transaction changes or leaves as it was."""

    log: dict[bytes, Kept] = field(default_factory=dict)
    trees: dict[Id, Tree] = field(default_factory=dict)
    keys: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    blobs: dict[bytes, bytes | None] = field(default_factory=dict)
    sent_blobs: frozenset[bytes] = frozenset()
    receipts: tuple[tuple[bytes, bytes], ...] = ()
    enrolment: Enrolment | None = None
    contact: datetime | None = None
    offset_ms: int | None = None

    def copy(self) -> State:
        return replace(self, log=dict(self.log), trees=dict(self.trees), keys=dict(self.keys), blobs=dict(self.blobs))


class MemoryLog:
    """See `app.ports.exchange.ExchangeStore`. ``device`` is the laptop's, 16 bytes."""

    def __init__(self, device: bytes) -> None:
        self.device = device
        self.now = State()

    @contextmanager
    def change(self) -> Iterator[State]:
        """A transaction: all of it, or nothing where it ends with an error."""
        changed = self.now.copy()
        yield changed
        self.now = changed

    def record(self, operation: Operation) -> None:
        """What an officer does on this laptop."""
        with self.change() as state:
            self._append(state, Kept(operation, header_of(operation), "saved"))

    def good(self) -> list[Kept]:
        """What is projected, in the order it came."""
        return [each for each in self.now.log.values() if each.state != "held"]

    # what came from elsewhere

    def take(self, incident: Id, operations: Sequence[tuple[int, Operation]]) -> Taken:
        with self.change() as state:
            before = len([each for each in state.log.values() if each.state != "held"])
            _renumber(state, incident, {number: name_of(each.header) for number, each in operations})
            known = held = 0
            for number, operation in operations:
                here = state.log.get(name_of(operation.header))
                known += here is not None
                held += here is None and self._new(state, operation, number)
                if here is not None:
                    self._again(state, here, operation, number)
            leaves = [name_of(each.header) for _, each in operations]
            state.trees[incident] = state.trees.get(incident, Tree()).grown(leaves)
            good = len([each for each in state.log.values() if each.state != "held"]) - before
        return Taken(good, known, held)

    def _new(self, state: State, operation: Operation, number: int) -> bool:
        reason = _fault(state, operation)
        kept = Kept(operation, header_of(operation), "held", number, reason)
        self._append(state, self._released(kept) if reason is None else kept)
        return reason is not None

    def _released(self, kept: Kept) -> Kept:
        """Good now: with central where it has a number, but ours need a receipt of their own."""
        number = None if kept.header.device == self.device else kept.number or None
        return kept._replace(state="saved" if number is None else "sent", number=number, reason=None)

    def _again(self, state: State, here: Kept, operation: Operation, number: int) -> None:
        op = name_of(operation.header)
        if here.state == "held":
            if _fault(state, operation) is None:
                del state.log[op]
                self._append(state, self._released(here._replace(operation=operation, number=number)))
            else:
                state.log[op] = here._replace(number=number)
        elif here.header.device != self.device or (here.state == "sent" and here.reason is None):
            state.log[op] = here._replace(state="sent", number=number, reason=None)
        else:
            state.log[op] = here._replace(state="saved", number=None, reason=None)

    def _append(self, state: State, kept: Kept) -> None:
        state.log[name_of(kept.operation.header)] = kept
        if kept.state == "held":
            return
        for blob in kept.header.blobs:
            state.blobs.setdefault(blob.sha256, None)
        officer = introduced(kept.header, kept.operation)
        if officer is not None:
            state.keys[kept.header.entity] = state.keys.get(kept.header.entity, frozenset()) | {officer}
            self._judge_again(state, kept.header.entity)

    def _judge_again(self, state: State, actor: bytes) -> None:
        held = [(op, each) for op, each in state.log.items() if each.state == "held" and each.header.actor == actor]
        for op, each in held:
            if _fault(state, each.operation) is None:
                del state.log[op]
                self._append(state, self._released(each))

    # what central said

    def counts(self) -> Counts:
        log = self.now.log.values()
        held = sum(each.reason is not None for each in log)
        unsent = sum(each.state == "saved" for each in log)
        return Counts(len(log), unsent, len(log) - unsent - held, held, self.now.contact)

    def unsent(self, limit: int, max_bytes: int) -> list[Operation]:
        saved = (each.operation for each in self.now.log.values() if each.state == "saved")
        return next(fitting(saved, limit, max_bytes), [])

    def unsent_ids(self) -> list[tuple[bytes, bytes]]:
        return [(each.header.incident, op) for op, each in self.now.log.items() if each.state == "saved"]

    def lodge(self, numbers: Sequence[tuple[bytes, int]], receipt: bytes, signature: bytes) -> None:
        with self.change() as state:
            state.receipts = (*state.receipts, (receipt, signature))
            for op, number in numbers:
                if op in state.log and state.log[op].state == "saved":
                    state.log[op] = state.log[op]._replace(state="sent", number=number, reason=None)
                    state.trees.setdefault(Id(state.log[op].header.incident.hex()), Tree())

    def hold_sent(self, held: Sequence[tuple[bytes, str]]) -> None:
        with self.change() as state:
            for op, reason in held:
                if op in state.log and state.log[op].state == "saved":
                    state.log[op] = state.log[op]._replace(state="sent", reason=reason)

    def held_there(self) -> list[tuple[bytes, bytes]]:
        there = (None, "held.too_large")
        log = self.now.log.items()
        return [(each.header.incident, op) for op, each in log if each.state == "sent" and each.reason not in there]

    def offer_again(self, operations: Collection[bytes]) -> None:
        with self.change() as state:
            for op in operations:
                state.log[op] = state.log[op]._replace(state="saved", reason=None)

    def beyond(self) -> int:
        with self.change() as state:
            sizes = {bytes.fromhex(incident): tree.size for incident, tree in state.trees.items()}
            far = [
                op for op, each in state.log.items() if (each.number or 0) > sizes.get(each.header.incident, 1 << 60)
            ]
            _lose(state, far)
        return len(far)

    def trees(self) -> dict[Id, Tree]:
        return dict(self.now.trees)

    def tree(self, incident: Id) -> Tree:
        return self.now.trees.get(incident, Tree())

    def enrolment(self) -> Enrolment | None:
        return self.now.enrolment

    def enrol(self, enrolment: Enrolment) -> None:
        with self.change() as state:
            state.enrolment = enrolment

    def new_epoch(self, epoch: int) -> None:
        with self.change() as state:
            assert state.enrolment is not None
            state.enrolment = Enrolment(state.enrolment.url, state.enrolment.central_key, epoch)
            state.trees = {}
            state.sent_blobs = frozenset()
            for op, each in state.log.items():
                sent = each._replace(state="saved", reason=None) if each.state == "sent" else each
                state.log[op] = sent._replace(number=None)

    def contacted(self, at: datetime, offset_ms: int) -> None:
        with self.change() as state:
            state.contact, state.offset_ms = at, offset_ms

    # attachments

    def unsent_blobs(self, limit: int) -> list[bytes]:
        here = [name for name, data in self.now.blobs.items() if data is not None]
        return [name for name in here if name not in self.now.sent_blobs][:limit]

    def missing_blobs(self, limit: int) -> list[bytes]:
        return [name for name, data in self.now.blobs.items() if data is None][:limit]

    def blob(self, sha256: bytes) -> bytes | None:
        return self.now.blobs.get(sha256)

    def keep_blob(self, sha256: bytes, data: bytes, *, sent: bool = True) -> None:
        with self.change() as state:
            state.blobs[sha256] = data
        if sent:
            self.blob_sent(sha256)

    def blob_sent(self, sha256: bytes) -> None:
        with self.change() as state:
            state.sent_blobs |= {sha256}


def _fault(state: State, operation: Operation) -> str | None:
    header = header_of(operation)
    own = introduced(header, operation) if header.actor == header.entity else None
    keys = state.keys.get(header.actor) or (frozenset() if own is None else frozenset({own}))
    if not payload_fits(operation, header):
        return "held.payload"
    if not keys:
        return "held.unknown_officer"
    return None if any(signature_good(operation, key) for key in keys) else "held.signature"


def _renumber(state: State, incident: Id, numbers: dict[int, bytes]) -> None:
    of = bytes.fromhex(incident)
    same = [(op, each.number or 0) for op, each in state.log.items() if each.header.incident == of]
    _lose(state, [op for op, number in same if numbers.get(number, op) != op])


def _lose(state: State, ops: Iterable[bytes]) -> None:
    for op in ops:
        lost = state.log[op]._replace(number=None)
        state.log[op] = lost._replace(state="saved", reason=None) if lost.state == "sent" else lost
