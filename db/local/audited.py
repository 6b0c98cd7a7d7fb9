"""The laptop's log as an audit reads it: the bytes that are kept, nothing that was made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select

from app.domain.identity import Id
from app.domain.operations import Operation
from app.domain.tree import Tree
from app.domain.verdict import Logged
from app.ports.exchange import Enrolment
from db.local import log
from db.local.exchange import LocalExchange
from db.local.store import LocalStore
from db.tables import attachment, cursor, operation, receipt

_PAGE: Final = 1000
_logged = select(
    operation.c.position,
    operation.c.op,
    operation.c.number,
    operation.c.state,
    operation.c.reason,
    operation.c.header,
    operation.c.signature,
    operation.c.salt,
    operation.c.payload,
).order_by(operation.c.position)


class LocalAudited:
    """See `app.ports.auditing.AuditedStore`."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store

    @property
    def device(self) -> Id:
        """See the port."""
        return self._store.device

    def logged(self) -> Iterator[Logged]:
        """See the port."""
        after = 0
        while rows := self._rows(_logged.where(operation.c.position > after).limit(_PAGE)):
            for _, op, number, state, reason, *wire in rows:
                sent = state == log.SENT and reason is None
                yield Logged(Operation(*wire), op, number, state == log.HELD, sent)
            after = rows[-1][0]

    def receipts(self) -> Iterator[tuple[bytes, bytes]]:
        """See the port."""
        yield from map(tuple, self._rows(select(receipt.c.body, receipt.c.signature).order_by(receipt.c.position)))

    def fetched(self) -> Mapping[bytes, Tree]:
        """See the port."""
        return {row.incident: Tree.read(row.number, row.peaks) for row in self._rows(select(cursor))}

    def attachments(self) -> Iterator[tuple[bytes, bytes]]:
        """See the port."""
        names = self._rows(select(attachment.c.sha256).where(attachment.c.data.is_not(None)))
        for (name,) in names:
            yield name, self._store.blob(name) or b""

    def enrolment(self) -> Enrolment | None:
        """See the port."""
        return LocalExchange(self._store).enrolment()

    def _rows(self, query: Any) -> list[Any]:
        return list(self._store.read(lambda connection: connection.execute(query).all()))
