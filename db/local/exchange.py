"""The laptop's log as syncing sees it: what to send, what was receipted, what came from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from app.changes import Changes
from app.domain.identity import Id
from app.domain.operations import LONGEST_PAYLOAD, Operation, payload_fits, signature_good, witness
from app.ports.exchange import Counts, Enrolment, Taken
from db.local import log, projection, queries
from db.local.projection import milliseconds
from db.local.store import LocalStore, counts, recall, remember
from db.local.unit_of_work import keep_blob
from db.tables import attachment, cursor, operation, receipt

UNKNOWN_OFFICER: Final = "held.unknown_officer"
_OF_UNKNOWN: Final = select(
    operation.c.position, operation.c.header, operation.c.signature, operation.c.salt, operation.c.payload
).where(operation.c.reason == UNKNOWN_OFFICER)


class LocalExchange:
    """See `app.ports.exchange.ExchangeStore`."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store

    def counts(self) -> Counts:
        """See the port."""
        found: Counts = self._store.read(counts)
        return found

    def unsent(self, limit: int, max_bytes: int) -> list[Operation]:
        """See the port; at least one operation where any is unsent."""
        batch: list[Operation] = []
        size = 0
        for each in self._store.read(log.unsent, limit):
            size += len(each.header) + len(each.payload or b"") + 96
            if batch and size > max_bytes:
                break
            batch.append(each)
        return batch

    def lodge(self, numbers: Sequence[tuple[bytes, int]], receipt_body: bytes, signature: bytes) -> None:
        """See the port."""
        with self._store.change() as connection:
            connection.execute(insert(receipt).values(body=receipt_body, signature=signature))
            waiting = log.unsent_positions(connection)
            for op, number in numbers:
                if op in waiting:
                    log.mark(connection, waiting[op], log.SENT, number=number, reason=None)
        self._store.feed.tell(Changes(sync=True))

    def hold_sent(self, held: Sequence[tuple[bytes, str]]) -> None:
        """See the port; what central holds was true here and stays projected here."""
        with self._store.change() as connection:
            waiting = log.unsent_positions(connection)
            for op, reason in held:
                if op in waiting:
                    log.mark(connection, waiting[op], log.SENT, reason=reason)
        self._store.feed.tell(Changes(sync=True))

    def cursor(self, incident: Id) -> int:
        """See the port."""
        query = select(cursor.c.number).where(cursor.c.incident == bytes.fromhex(incident))
        return int(self._store.read(lambda connection: connection.execute(query).scalar()) or 0)

    def take(self, incident: Id, operations: Sequence[tuple[int, Operation]], cursor_to: int) -> Taken:
        """See the port."""
        touched: set[tuple[Id, str]] = set()
        with self._store.change() as connection:
            taken = _take(connection, operations, touched)
            _move_cursor(connection, bytes.fromhex(incident), cursor_to)
            highest = log.highest_clock(connection)
        self._store.witness(witness(0, highest, self._now_ms()))
        self._store.feed.tell(Changes(frozenset(touched), sync=True))
        return taken

    def _now_ms(self) -> int:
        return self._store.moment().wall_ms

    def enrolment(self) -> Enrolment | None:
        """See the port."""
        kept = self._store.read(recall, "enrolment")
        return None if kept is None else Enrolment(*kept)

    def enrol(self, enrolment: Enrolment) -> None:
        """See the port."""
        with self._store.change() as connection:
            remember(connection, "enrolment", (enrolment.url, enrolment.central_key, enrolment.epoch))

    def new_epoch(self, epoch: int) -> None:
        """See the port."""
        with self._store.change() as connection:
            url, key, _ = recall(connection, "enrolment")
            remember(connection, "enrolment", (url, key, epoch))
            connection.execute(delete(cursor))
            connection.execute(update(operation).where(operation.c.state == log.SENT).values(state=log.SAVED))
            connection.execute(update(attachment).values(sent=0))

    def contacted(self, at: datetime, offset_ms: int) -> None:
        """See the port."""
        with self._store.change() as connection:
            remember(connection, "last_contact_ms", milliseconds(at))
            remember(connection, "offset_ms", offset_ms)
        self._store.feed.tell(Changes(sync=True))

    def unsent_blobs(self, limit: int) -> list[bytes]:
        """See the port."""
        query = select(attachment.c.sha256).where(attachment.c.sent == 0, attachment.c.data.is_not(None)).limit(limit)
        return list(self._store.read(lambda connection: connection.execute(query).scalars().all()))

    def missing_blobs(self, limit: int) -> list[bytes]:
        """See the port."""
        query = select(attachment.c.sha256).where(attachment.c.data.is_(None)).order_by(func.random()).limit(limit)
        return list(self._store.read(lambda connection: connection.execute(query).scalars().all()))

    def blob(self, sha256: bytes) -> bytes | None:
        """See the port."""
        return self._store.blob(sha256)

    def keep_blob(self, sha256: bytes, data: bytes) -> None:
        """See the port."""
        with self._store.change() as connection:
            keep_blob(connection, sha256, data, sent=True)

    def blob_sent(self, sha256: bytes) -> None:
        """See the port."""
        with self._store.change() as connection:
            connection.execute(update(attachment).where(attachment.c.sha256 == sha256).values(sent=1))


def _move_cursor(connection: Connection, incident: bytes, number: int) -> None:
    connection.execute(delete(cursor).where(cursor.c.incident == incident))
    connection.execute(insert(cursor).values(incident=incident, number=number))


def _take(connection: Connection, operations: Sequence[tuple[int, Operation]], touched: set[tuple[Id, str]]) -> Taken:
    """Append what is new, projected where it is good and held where it is not; nothing is dropped."""
    numbered = [(number, kept) for number, each in operations if (kept := _kept(each)) is not None]
    here = log.known(connection, [kept for _, kept in numbered])
    keys = {officer.id: officer.public_key for officer in queries.officers(connection).values()}
    held = len(operations) - len(numbered)
    new, appended = 0, set[bytes]()
    for number, kept in numbered:
        if kept.op in here:
            log.mark(connection, here[kept.op], log.SENT, number=number)
            continue
        if kept.op in appended:
            continue
        appended.add(kept.op)
        reason = _fault(kept, keys.get(Id(kept.header.actor.hex())))
        _append(connection, kept, number, reason)
        held += reason is not None
        new += reason is None
        if reason is None:
            _project(connection, kept, keys, touched)
    return Taken(new, len(numbered) - new, held)


def _kept(found: Operation) -> log.Kept | None:
    """``None`` for bytes that are no header: central holds them, a laptop has no use for them."""
    try:
        return log.keep(found)
    except msgspec.MsgspecError:
        return None


def _append(connection: Connection, kept: log.Kept, number: int, reason: str | None) -> None:
    state = log.SENT if reason is None else log.HELD
    log.append(connection, [log.row_of(kept, state, number, reason)])
    if reason is None:
        log.speak_of(connection, [blob.sha256 for blob in kept.header.blobs])


def _project(connection: Connection, kept: log.Kept, keys: dict[Id, bytes], touched: set[tuple[Id, str]]) -> None:
    fact = projection.project(connection, kept)
    if fact is None:
        return
    touched.add((Id(kept.header.incident.hex()), fact.NOUN))
    if fact.NOUN == "officer":
        keys.update({each.id: each.public_key for each in queries.officers(connection).values()})
        _judge_again(connection, keys, touched)


def _judge_again(connection: Connection, keys: dict[Id, bytes], touched: set[tuple[Id, str]]) -> None:
    """What was held because nobody had heard of its officer, once somebody has."""
    waiting = [(row.position, log.keep(Operation(*row[1:]))) for row in connection.execute(_OF_UNKNOWN)]
    for position, kept in waiting:
        reason = _fault(kept, keys.get(Id(kept.header.actor.hex())))
        if reason == UNKNOWN_OFFICER:
            continue
        log.mark(connection, position, log.SENT if reason is None else log.HELD, reason=reason)
        if reason is None:
            log.speak_of(connection, [blob.sha256 for blob in kept.header.blobs])
            _project(connection, kept, keys, touched)


def _fault(kept: log.Kept, key: bytes | None) -> str | None:
    """Why an operation from elsewhere is held, as a phrase key, or ``None``."""
    if len(kept.operation.payload or b"") > LONGEST_PAYLOAD:
        return "held.too_large"
    if not payload_fits(kept.operation, kept.header):
        return "held.payload"
    key = key or _introduces_itself(kept)
    if key is None:
        return UNKNOWN_OFFICER
    return None if signature_good(kept.operation, key) else "held.signature"


def _introduces_itself(kept: log.Kept) -> bytes | None:
    """The key in an `officer.added` that the added officer signed: central vouched for the laptop."""
    fact = projection.fact_of(kept)
    if kept.header.type != "officer.added" or kept.header.actor != kept.header.entity or fact is None:
        return None
    key: bytes = fact.writes()["public_key"]
    return key
