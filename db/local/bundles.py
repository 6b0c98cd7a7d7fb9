"""The laptop's log as bundles see it: what to carry, and what another laptop carried here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import select

from app.changes import Changes
from app.domain.identity import FORCE, Id
from app.domain.operations import Operation
from app.ports.exchange import Enrolment, Taken
from app.ports.store import Laptop
from db.local import log
from db.local.exchange import LocalExchange
from db.local.intake import Intake
from db.local.store import LocalStore
from db.local.unit_of_work import keep_blob
from db.tables import attachment, operation

_PAGE: Final = 500
_FORCE: Final = bytes.fromhex(FORCE)


class LocalBundles:
    """See `app.ports.bundles.BundleStore`."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store

    @property
    def device(self) -> Id:
        """See the port."""
        return self._store.device

    def laptops(self) -> Mapping[Id, Laptop]:
        """See the port."""
        return self._store.laptops()

    def enrolment(self) -> Enrolment | None:
        """See the port."""
        return LocalExchange(self._store).enrolment()

    def has(self, incident: Id) -> bool:
        """See the port."""
        query = select(operation.c.op).where(operation.c.incident == bytes.fromhex(incident)).limit(1)
        return self._store.read(lambda connection: connection.execute(query).first()) is not None

    def carried(self, incidents: Collection[Id] | None) -> Iterator[Operation]:
        """See the port; a page at a time, so that nothing waits for it."""
        yield from self._pages([_FORCE], among=True)
        if incidents is None:
            yield from self._pages([_FORCE], among=False)
        else:
            yield from self._pages([bytes.fromhex(each) for each in incidents if each != FORCE], among=True)

    def _pages(self, incidents: Sequence[bytes], *, among: bool) -> Iterator[Operation]:
        after = 0
        while page := self._store.read(log.carried, incidents, among, after, _PAGE):
            yield from (found for _, found in page)
            after = page[-1][0]

    def take(self, operations: Sequence[Operation], *, vouched: bool) -> Taken:
        """See the port."""
        with self._store.change() as connection:
            intake = Intake(connection, bytes.fromhex(self._store.device), vouched=vouched)
            taken = intake.take([(None, each) for each in operations])
            highest = log.highest_clock(connection)
        self._store.witness(highest)
        self._store.feed.tell(Changes(frozenset(intake.touched), sync=True))
        return taken

    def blob(self, sha256: bytes) -> bytes | None:
        """See the port."""
        return self._store.blob(sha256)

    def keep_blob(self, sha256: bytes, data: bytes) -> bool:
        """See the port."""
        with self._store.change() as connection:
            query = select(attachment.c.data).where(attachment.c.sha256 == sha256)
            if connection.execute(query).scalar() is not None:
                return False
            keep_blob(connection, sha256, data)
        self._store.feed.tell(Changes(sync=True))
        return True

    def awaits(self, sha256: bytes) -> bool:
        """See the port."""
        query = select(attachment.c.sha256).where(attachment.c.sha256 == sha256, attachment.c.data.is_(None))
        return self._store.read(lambda connection: connection.execute(query).first()) is not None
