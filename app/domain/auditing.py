"""Proves a log from its own bytes, trusting nobody who kept it: names, hashes, signatures, links, numbers, receipts.

Feed it everything twice: first to `Audit.learn`, so that whatever is referred to is known, then
to `Audit.check`. What cannot be right is a fault. What points at something that is not here,
where the log may well be a part of the whole, is an open link and proves nothing either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from app.domain.key_ring import KeyRing
from app.domain.operations import Header, Operation, header_of, name_of, payload_fits, signature_good
from app.domain.receipts import Receipts
from app.domain.tree import Tree
from app.domain.verdict import Fault, Logged, Verdict


class _Place(NamedTuple):
    device: bytes
    session: bytes
    seq: int
    incident: bytes


class Audit:
    """One log under audit. ``own`` is the laptop whose every operation must be here, or ``None``.

    ``judged`` says that whoever kept the log let in only what a known officer signed; in a log
    that passes on what nobody could judge, an unknown officer proves nothing.
    """

    def __init__(self, own: bytes | None = None, *, judged: bool = True) -> None:
        self.verdict = Verdict()
        self._own = own
        self._judged = judged
        self._keys = KeyRing()
        self._settled = False
        self._places: dict[bytes, _Place] = {}
        self._taken: set[tuple[bytes, bytes, int]] = set()
        self._numbers: dict[bytes, dict[int, bytes]] = {}
        self._sent: list[tuple[bytes, int | None]] = []

    def learn(self, logged: Logged) -> None:
        """First, of every operation in the order of the log: what others may refer to."""
        header = _header(logged.operation)
        if header is None:
            return
        op = name_of(logged.operation.header)
        self._places[op] = place = _Place(header.device, header.session, header.seq, header.incident)
        if logged.number:
            self._number(op, header.incident, logged.number)
        if not logged.held:
            self._keys.learn(header, logged.operation)
            self.verdict.forks += place[:3] in self._taken
            self._taken.add(place[:3])
        if logged.sent:
            self._sent.append((op, logged.number))

    def _number(self, op: bytes, incident: bytes, number: int) -> None:
        other = self._numbers.setdefault(incident, {}).setdefault(number, op)
        if other != op:
            self.verdict.fault(Fault("audit.number_twice", op, incident=incident, number=number))

    def check(self, logged: Logged) -> None:
        """Then, of every operation again: whether it is what it says it is, and where it says it is."""
        if not self._settled:
            self._keys.settle()
            self._settled = True
        self.verdict.operations += 1
        header = _header(logged.operation)
        if header is None:
            self.verdict.fault(Fault("audit.header", logged.op))
        elif logged.op not in (None, name_of(logged.operation.header)):
            self.verdict.fault(Fault("audit.name", logged.op, incident=header.incident))
        elif logged.held:
            self.verdict.held += 1
        else:
            self._content(logged.operation, header)
            self._links(name_of(logged.operation.header), header)

    def _content(self, operation: Operation, header: Header) -> None:
        op, where = name_of(operation.header), header.incident
        self.verdict.payloads += 1
        if not payload_fits(operation, header):
            self.verdict.fault(Fault("audit.payload", op, incident=where))
        keys = self._keys.of(header.actor)
        if not keys and not self._judged:
            self.verdict.unproven += 1
            return
        self.verdict.signatures += 1
        if not any(signature_good(operation, key) for key in keys):
            self.verdict.fault(Fault("audit.signature" if keys else "audit.unknown_officer", op, incident=where))

    def _links(self, op: bytes, header: Header) -> None:
        for what, link in (("prev", header.prev), ("prev_incident", header.prev_incident)):
            if link:
                self._link(op, header, what, self._places.get(link))
        if header.seq < 1 or (header.seq > 1 and not header.prev):
            self.verdict.fault(Fault("audit.chain", op, incident=header.incident))

    def _link(self, op: bytes, header: Header, what: str, before: _Place | None) -> None:
        if before is None and header.device != self._own:
            self.verdict.open_links += 1
            return
        self.verdict.links += 1
        if before is None:
            self.verdict.fault(Fault("audit.missing_before", op, incident=header.incident))
        elif not (_follows(header, before) if what == "prev" else _later(header, before)):
            self.verdict.fault(Fault("audit.chain", op, incident=header.incident))

    def check_receipts(self, receipts: Receipts, trees: Mapping[bytes, Tree]) -> None:
        """Whether what is marked as sent is covered by a receipt, or is another's and came from central.

        ``trees`` are those of what was fetched of each incident.
        """
        self.verdict.receipts += receipts.good
        self.verdict.receipts_elsewhere += receipts.elsewhere
        for _ in range(receipts.bad):
            self.verdict.fault(Fault("audit.receipt"))
        for op, incident in receipts.named.items():
            if op not in self._places or self._places[op].incident != incident:
                self.verdict.fault(Fault("audit.receipted_missing", op, incident=incident))
        for op, number in self._sent:
            place = self._places[op]
            fetched = place.device != self._own and 0 < (number or 0) <= trees.get(place.incident, Tree()).size
            if not fetched and (number is None or receipts.numbers.get(op) != number):
                self.verdict.fault(Fault("audit.not_receipted", op, incident=place.incident, number=number))

    def check_numbers(self, trees: Mapping[bytes, Tree]) -> None:
        """Whether each incident has every number from 1 to the size of its tree, and is the one the tree stands for."""
        for incident, tree in trees.items():
            here = self._numbers.get(incident, {})
            self.verdict.numbers += len(here)
            missing = next((number for number in range(1, tree.size + 1) if number not in here), None)
            if missing is not None:
                self.verdict.fault(Fault("audit.number_missing", incident=incident, number=missing))
            elif Tree().grown(here[number] for number in range(1, tree.size + 1)) != tree:
                self.verdict.fault(Fault("audit.tree", incident=incident))

    def check_attachment(self, name: bytes, digest: bytes) -> None:
        """Whether the SHA-256 of an attachment's bytes is its name."""
        self.verdict.attachments += 1
        if digest != name:
            self.verdict.fault(Fault("audit.attachment", attachment=name))


def _header(operation: Operation) -> Header | None:
    try:
        return header_of(operation)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _follows(header: Header, before: _Place) -> bool:
    """Directly behind in its session, or first in one behind another session of the same laptop."""
    if before.device != header.device:
        return False
    if before.session == header.session:
        return before.seq == header.seq - 1
    return header.seq == 1


def _later(header: Header, before: _Place) -> bool:
    """Behind in the same incident on the same laptop."""
    same = (before.device, before.incident) == (header.device, header.incident)
    return same and (before.session != header.session or before.seq < header.seq)
