"""The laptop's log as syncing sees it: what to send, what was receipted, what came from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from app.changes import Changes
from app.domain.identity import Id
from app.domain.instants import milliseconds
from app.domain.operations import Operation, fitting, name_of
from app.domain.tree import Tree
from app.ports.exchange import Counts, Enrolment, Taken
from db.local import log
from db.local.intake import Intake
from db.local.store import LocalStore, counts, recall, remember
from db.local.unit_of_work import keep_blob
from db.tables import attachment, cursor, operation, receipt


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
        return next(fitting(self._store.read(log.unsent, limit), limit, max_bytes), [])

    def unsent_ids(self) -> list[tuple[bytes, bytes]]:
        """See the port."""
        return list(self._store.read(log.unsent_ids))

    def lodge(self, numbers: Sequence[tuple[bytes, int]], receipt_body: bytes, signature: bytes) -> None:
        """See the port."""
        with self._store.change() as connection:
            connection.execute(insert(receipt).values(body=receipt_body, signature=signature))
            waiting = log.unsent_places(connection)
            for op, number in numbers:
                if op in waiting:
                    _mark_taken(connection, waiting[op], number)
            for incident in {waiting[op].incident for op, _ in numbers if op in waiting}:
                _grow(connection, incident, [])
        self._store.feed.tell(Changes(sync=True))

    def hold_sent(self, held: Sequence[tuple[bytes, str]]) -> None:
        """See the port; what central holds was true here and stays projected here."""
        with self._store.change() as connection:
            waiting = log.unsent_places(connection)
            for op, reason in held:
                if op in waiting:
                    _mark_held(connection, waiting[op], reason)
        self._store.feed.tell(Changes(sync=True))

    def held_there(self) -> list[tuple[bytes, bytes]]:
        """See the port."""
        return list(self._store.read(log.held_there))

    def offer_again(self, operations: Collection[bytes]) -> None:
        """See the port."""
        with self._store.change() as connection:
            log.offer_again(connection, operations)
        self._store.feed.tell(Changes(sync=True))

    def trees(self) -> dict[Id, Tree]:
        """See the port."""
        rows = self._store.read(lambda connection: connection.execute(select(cursor)).all())
        return {Id(row.incident.hex()): Tree.read(row.number, row.peaks) for row in rows}

    def tree(self, incident: Id) -> Tree:
        """See the port."""
        tree: Tree = self._store.read(_tree, bytes.fromhex(incident))
        return tree

    def take(self, incident: Id, operations: Sequence[tuple[int, Operation]]) -> Taken:
        """See the port."""
        with self._store.change() as connection:
            log.renumber(connection, bytes.fromhex(incident), {n: name_of(each.header) for n, each in operations})
            intake = Intake(connection, bytes.fromhex(self._store.device))
            taken = intake.take(operations)
            _grow(connection, bytes.fromhex(incident), [name_of(each.header) for _, each in operations])
            highest = log.highest_clock(connection)
        self._store.witness(highest)
        self._store.feed.tell(Changes(frozenset(intake.touched), sync=True))
        return taken

    def beyond(self) -> int:
        """See the port."""
        lost: list[int] = self._store.read(log.numbered_beyond)
        if lost:
            with self._store.change() as connection:
                log.lose(connection, lost)
        return len(lost)

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
            again = update(operation).where(operation.c.state == log.SENT)
            connection.execute(again.values(state=log.SAVED, number=None, reason=None))
            connection.execute(update(operation).where(operation.c.state == log.HELD).values(number=None))
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


def _mark_taken(connection: Connection, place: log.Place, number: int) -> None:
    """Central has it; what is held here stays so until central sends it with its officer."""
    if place.state == log.HELD:
        log.mark(connection, place.position, log.HELD, number=number)
    else:
        log.mark(connection, place.position, log.SENT, number=number, reason=None)


def _mark_held(connection: Connection, place: log.Place, reason: str) -> None:
    if place.state == log.HELD:
        log.mark(connection, place.position, log.HELD, number=log.HELD_THERE)
    else:
        log.mark(connection, place.position, log.SENT, reason=reason)


_cursor = select(cursor.c.number, cursor.c.peaks).where(cursor.c.incident == bindparam("incident"))


def _tree(connection: Connection, incident: bytes) -> Tree:
    row = connection.execute(_cursor, {"incident": incident}).first()
    return Tree() if row is None else Tree.read(*row)


def _grow(connection: Connection, incident: bytes, ops: Sequence[bytes]) -> None:
    tree = _tree(connection, incident).grown(ops)
    connection.execute(delete(cursor).where(cursor.c.incident == incident))
    connection.execute(insert(cursor).values(incident=incident, number=tree.size, peaks=tree.written()))
