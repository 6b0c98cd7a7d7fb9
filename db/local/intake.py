"""Judges operations that come from elsewhere: good ones are projected, the others held until they are good.

An officer's key may come after that officer's work. So whenever a key becomes known, what is
held of that officer is judged again in the same transaction, and what was waited for counts
as if it had come in order. A rival who gives himself the name of a known officer stays held:
which of two was first is central's to say, in the order of its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection

from app.domain.identity import Id
from app.domain.key_ring import introduced
from app.domain.operations import LONGEST_PAYLOAD, Header, Operation, payload_fits, signature_good
from app.domain.wire import LONGEST_HEADER
from app.ports.exchange import Taken
from db.local import log, projection, queries

_LARGEST: Final = 2**63


class Intake:
    """What comes from elsewhere in one transaction; ``touched`` says what to show anew."""

    def __init__(self, connection: Connection, device: bytes, *, vouched: bool = True) -> None:
        """``device`` is this laptop, whose own entries are sent by their receipt alone.

        ``vouched`` says that what comes is from central or from a laptop of the force.
        """
        self.touched: set[tuple[Id, str]] = set()
        self._vouched = vouched
        self._connection = connection
        self._device = device
        self._keys = queries.officer_keys(connection)
        self._learnt: list[bytes] = []
        self._stale: dict[projection.Summarised, None] = {}
        self._good = 0

    def take(self, operations: Sequence[tuple[int | None, Operation]]) -> Taken:
        """Append what is new and judge again what was held; nothing is dropped.

        Each has its number at central, or none where another laptop carried it here.
        """
        numbered = [(number, kept) for number, each in operations if (kept := _kept(each)) is not None]
        here = log.known(self._connection, [kept for _, kept in numbered])
        held, known = len(operations) - len(numbered), 0
        for number, kept in numbered:
            place = here.get(kept.op)
            if place is None:
                here[kept.op], reason = self._append(kept, number)
                held += reason is not None
            else:
                known += 1
                here[kept.op] = self._again(place, kept, number)
        self._finish()
        return Taken(self._good, known, held)

    def judge_again(self) -> None:
        """What is held of any officer, with the keys that are known now."""
        self._learnt = log.held_actors(self._connection)
        self._finish()

    def _append(self, kept: log.Kept, number: int | None) -> tuple[log.Place, str | None]:
        reason = self._fault(kept, vouched=self._vouched)
        if reason is None:
            number = self._proven(kept, number)
        state = _standing(number) if reason is None else log.HELD
        position = log.append_one(self._connection, log.row_of(kept, state, number, reason))
        if reason is None:
            self._project(kept)
        return log.Place(position, state, reason, number), reason

    def _again(self, place: log.Place, kept: log.Kept, number: int | None) -> log.Place:
        """It is here already; where it was held, what comes now may be the good one."""
        if place.state == log.HELD:
            return self._replace(place, kept, number or place.number)
        if number is None:
            return place
        if kept.header.device != self._device:
            return self._mark(place, log.SENT, number)
        if place.state == log.SENT and place.reason is None:
            return self._mark(place, log.SENT, number)
        # Ours: offered again, so that the receipt comes here too; also when central held it before.
        return self._mark(place, log.SAVED, None)

    def _mark(self, place: log.Place, state: str, number: int | None) -> log.Place:
        log.mark(self._connection, place.position, state, number=number, reason=None)
        return log.Place(place.position, state, None, number)

    def _replace(self, place: log.Place, kept: log.Kept, number: int | None) -> log.Place:
        if self._fault(kept, vouched=self._vouched) is not None:
            log.mark(self._connection, place.position, log.HELD, number=number)
            return place._replace(number=number)
        log.replace(self._connection, place.position, kept.operation)
        return self._release_one(place._replace(number=number), kept)

    def _release_one(self, place: log.Place, kept: log.Kept) -> log.Place:
        """What was held is good; where central is not known to have taken it, it may need this one from us."""
        number = self._proven(kept, place.number)
        marked = self._mark(place, _standing(number), number)
        self._project(kept)
        return marked

    def _proven(self, kept: log.Kept, number: int | None) -> int | None:
        """The number that stands without a receipt. Ours, lost here and kept elsewhere, is offered for its own."""
        return None if kept.header.device == self._device else number or None

    def _finish(self) -> None:
        self._release()
        for each in self._stale:
            projection.summarise(self._connection, *each)

    def _release(self) -> None:
        """Judge again what is held of the officers whose keys are new, and of those it brings."""
        while self._learnt:
            for place, kept in log.held_of(self._connection, self._learnt.pop()):
                # Who was carried here by a stranger and introduces himself waits for central's word.
                reason = self._fault(kept, vouched=bool(place.number))
                if reason is None:
                    self._release_one(place, kept)
                elif reason != place.reason:
                    log.mark(self._connection, place.position, log.HELD, reason=reason)

    def _project(self, kept: log.Kept) -> None:
        self._good += 1
        log.speak_of(self._connection, [blob.sha256 for blob in kept.header.blobs])
        fact = projection.write(self._connection, kept)
        if fact is None:
            return
        if fact.writes():
            self._stale[kept.header.incident, kept.header.entity, fact.NOUN] = None
        self.touched.add((Id(kept.header.incident.hex()), fact.NOUN))
        key = introduced(kept.header, kept.operation)
        if key is not None:
            self._keys.setdefault(kept.header.entity, set()).add(key)
            self._learnt.append(kept.header.entity)

    def _fault(self, kept: log.Kept, *, vouched: bool) -> str | None:
        """Why an operation from elsewhere is held, as a phrase key, or ``None``."""
        if len(kept.operation.payload or b"") > LONGEST_PAYLOAD or len(kept.operation.header) > LONGEST_HEADER:
            return "held.too_large"
        if not payload_fits(kept.operation, kept.header):
            return "held.payload"
        keys = self._keys.get(kept.header.actor) or (_introduces_itself(kept) if vouched else set())
        if not keys:
            return log.UNKNOWN_OFFICER
        return None if any(signature_good(kept.operation, key) for key in keys) else "held.signature"


def _standing(number: int | None) -> str:
    """With a number central has it; without one it is owed to central, whoever wrote it."""
    return log.SAVED if number is None else log.SENT


def _introduces_itself(kept: log.Kept) -> set[bytes]:
    """The key in an `officer.added` that the added officer signed: central vouched for the laptop."""
    key = introduced(kept.header, kept.operation) if kept.header.actor == kept.header.entity else None
    return set() if key is None else {key}


def _kept(found: Operation) -> log.Kept | None:
    """``None`` for bytes that are no header: central holds them, a laptop has no use for them."""
    try:
        kept = log.keep(found)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return kept if _fits(kept.header) else None


def _fits(header: Header) -> bool:
    """Whether its numbers are ones that a table can hold."""
    return all(-_LARGEST <= number < _LARGEST for number in (header.hlc, header.wall_ms, header.version))
