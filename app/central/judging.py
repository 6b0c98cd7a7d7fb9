"""Decides of each operation whether central takes it or holds it, and why: pure, no store, no clock.

Within a run of operations that one officer signed, each linked to the one before, the last
signature vouches for all: it names the whole chain behind it. A key that an operation makes
known is worth a check of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from app.domain import facts
from app.domain.identity import FORCE
from app.domain.key_ring import introduced
from app.domain.operations import LONGEST_PAYLOAD, Header, Operation, header_of, name_of, payload_fits, signature_good
from app.domain.wire import LONGEST_HEADER
from app.ports.central import Judged

Keys = dict[bytes, list[bytes]]

_FORCE: Final = bytes.fromhex(FORCE)
_LARGEST: Final = 2**63
_LONGEST_SALT: Final = 64
_LINK: Final = (0, 32)


class Candidate(msgspec.Struct, frozen=True):
    """An operation with its name; no header where its bytes are none."""

    op: bytes
    operation: Operation
    header: Header | None
    reason: str | None = None


def read(operations: Iterable[Operation]) -> list[Candidate]:
    """Name each operation and decode its header; held already where that cannot be done."""
    return [_candidate(each) for each in operations]


def _candidate(operation: Operation) -> Candidate:
    op = name_of(operation.header)
    header = _header(operation) if len(operation.header) <= LONGEST_HEADER else None
    if len(operation.header) > LONGEST_HEADER or _too_large(operation):
        return Candidate(op, operation, header, "held.too_large")
    if header is None:
        return Candidate(op, operation, None, "held.header")
    return Candidate(op, operation, header)


def _too_large(operation: Operation) -> bool:
    return len(operation.payload or b"") > LONGEST_PAYLOAD or len(operation.salt) > _LONGEST_SALT


def _header(operation: Operation) -> Header | None:
    try:
        header = header_of(operation)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return header if _well_formed(header) else None


def _well_formed(header: Header) -> bool:
    ids = len(header.incident) == len(header.device) == len(header.session) == len(header.actor) == len(header.entity)
    links = len(header.prev) in _LINK and len(header.prev_incident) in _LINK
    return ids and len(header.incident) == 16 and links and 0 < header.seq < _LARGEST


def weigh(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Held also where the payload is not the one that was signed, or not what it says it is."""
    return [_weighed(each) for each in candidates]


def _weighed(candidate: Candidate) -> Candidate:
    if candidate.reason is not None or candidate.header is None:
        return candidate
    reason = _misfit(candidate.operation, candidate.header)
    return candidate if reason is None else Candidate(candidate.op, candidate.operation, candidate.header, reason)


def _misfit(operation: Operation, header: Header) -> str | None:
    if not payload_fits(operation, header):
        return "held.payload"
    try:
        facts.read(header.type, header.version, operation.payload) if operation.payload is not None else None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return "held.unreadable"
    return None


def judge(
    candidates: Sequence[Candidate], laptops: Iterable[bytes], keys: Mapping[bytes, Sequence[bytes]]
) -> list[Judged]:
    """What becomes of each weighed candidate, in order.

    ``laptops`` are the enrolled ones, ``keys`` the known keys of each officer.
    """
    enrolled = set(laptops)
    faults = {each.op: _fault(each, enrolled) for each in candidates}
    known: Keys = {officer: list(some) for officer, some in keys.items()}
    learnt = _learn([each for each in candidates if faults[each.op] is None], known)
    for run in _runs([each for each in candidates if faults[each.op] is None]):
        faults.update(_check(run, known))
    return [_judged(each, faults[each.op], learnt.get(each.op)) for each in candidates]


def _fault(candidate: Candidate, enrolled: set[bytes]) -> str | None:
    if candidate.reason is None and candidate.header is not None and candidate.header.device not in enrolled:
        return "held.unknown_laptop"
    return candidate.reason


def _learn(candidates: Iterable[Candidate], known: Keys) -> dict[bytes, tuple[bytes, bytes]]:
    """Add the keys that are made known here to ``known``; which operation brought which."""
    learnt = {}
    for each in candidates:
        learns = _introduces(each)
        if learns is not None and _vouched(each, learns, known):
            known.setdefault(learns[0], []).append(learns[1])
            learnt[each.op] = learns
    return learnt


def _introduces(candidate: Candidate) -> tuple[bytes, bytes] | None:
    header = candidate.header
    key = None if header is None else introduced(header, candidate.operation)
    return None if header is None or key is None else (header.entity, key)


def _vouched(candidate: Candidate, learns: tuple[bytes, bytes], known: Keys) -> bool:
    """Signed by an officer who is known; by the new key itself only where nobody has that name yet."""
    actor = candidate.header.actor if candidate.header else b""
    own = [learns[1]] if actor == learns[0] else []
    return _signed(candidate, known.get(actor, own))


def _signed(candidate: Candidate, keys: Iterable[bytes]) -> bool:
    return any(signature_good(candidate.operation, key) for key in keys)


def _runs(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Operations of one officer that follow one another in one chain."""
    run: list[Candidate] = []
    for each in candidates:
        if run and not _follows(run[-1], each):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _follows(earlier: Candidate, later: Candidate) -> bool:
    before, after = earlier.header, later.header
    if before is None or after is None:
        return False
    return after.prev == earlier.op and after.actor == before.actor and after.device == before.device


def _check(run: Sequence[Candidate], known: Keys) -> dict[bytes, str | None]:
    """The fault of each operation of a run, by the last signature, or by each where that is bad."""
    actor = run[-1].header.actor if run[-1].header else b""
    keys = known.get(actor, [])
    if not keys:
        return {each.op: "held.unknown_officer" for each in run}
    if _signed(run[-1], keys):
        return {}
    return {each.op: None if _signed(each, keys) else "held.signature" for each in run}


def _judged(candidate: Candidate, reason: str | None, learns: tuple[bytes, bytes] | None) -> Judged:
    header = candidate.header
    if header is None:
        return Judged(candidate.op, _FORCE, bytes(16), bytes(16), 0, candidate.operation, reason)
    place = (header.incident, header.device, header.session, header.seq)
    return Judged(candidate.op, *place, candidate.operation, reason, learns, header.actor)
