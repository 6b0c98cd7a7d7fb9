"""The store of one laptop while it is unlocked: opens, upgrades, writes, reads, closes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DBAPIError

from app.changes import ChangeFeed, Changes
from app.domain.cases import Case, Entry
from app.domain.identity import Id, Officer
from app.domain.instants import when
from app.domain.operations import Chain, witness
from app.errors import DiskFull, StoreRefused
from app.ports.exchange import Counts
from app.ports.store import Laptop, ReportRow, SignedIn, TaskRow, Work
from app.ports.surroundings import Chance, Clock
from db.local import log, projection, queries
from db.local.engine import open_engine
from db.local.intake import Intake
from db.local.unit_of_work import LocalWork
from db.migrations import KNOWN
from db.migrations.upgrade import upgrade, version_of
from db.tables import attachment, draft, laptop


class LocalStore:
    """See `app.ports.store.Store`. One writer at a time; readers never wait.

    Raises:
        StoreRefused: a key that does not open it, a damaged file, an unsafe SQLite.
    """

    def __init__(
        self, path: Path, key: bytes, device: Id, clock: Clock, chance: Chance, feed: ChangeFeed | None = None
    ) -> None:
        self.feed = feed or ChangeFeed()
        self._clock = clock
        self._chance = chance
        self._writing = RLock()
        self._writer: Connection | None = None
        self._last_in: dict[bytes, bytes] = {}
        self.device = device
        self.read_only = _newer(path, key)
        self._engine = open_engine(path, key, read_only=self.read_only is not None)
        if self.read_only is None:
            self._prepare()
        self._chain = self._start_chain(bytes.fromhex(device))

    def _prepare(self) -> None:
        with self._transaction() as connection:
            if version_of(connection) != KNOWN[-1]:
                upgrade(connection)
            if recall(connection, "projection") != projection.version():
                projection.rebuild(connection, log.in_incident(connection, None))
                Intake(connection, bytes.fromhex(self.device)).judge_again()
                remember(connection, "projection", projection.version())

    def _start_chain(self, device: bytes) -> Chain:
        """A new session at every start, linked to this device's last operation."""
        with self._engine.connect() as connection:
            prev, own = log.last_of_device(connection, device)
            hlc = witness(own, log.highest_clock(connection), self._clock.moment().wall_ms)
            return Chain(device, bytes.fromhex(self._chance.new_id()), 0, prev, hlc)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self.read_only is not None:
            raise StoreRefused(self.read_only)
        with self._writing, translated():
            if self._writer is None:
                self._writer = self._engine.connect().execution_options(writes=True)
            with self._writer.begin():
                yield self._writer

    @contextmanager
    def write(self, acting: SignedIn) -> Iterator[Work]:
        """See `app.ports.store.Store.write`."""
        with self._writing:
            with self._transaction() as connection:
                work = LocalWork(connection, acting, self._chain, self._clock, self._chance, self._last_in)
                yield work
                if any(noun == "officer" for _, noun in work.touched):
                    work.touched |= self._judge_again(connection)
            self._chain = work.chain
            self._last_in.update(work.last_in)
        self.feed.tell(Changes(frozenset(work.touched)))

    def _judge_again(self, connection: Connection) -> set[tuple[Id, str]]:
        """An officer is known now: what was held of them may be good. Gives what to show anew."""
        intake = Intake(connection, bytes.fromhex(self.device))
        intake.judge_again()
        return intake.touched

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """A transaction for what is not an officer's act: exchange, drafts, settings."""
        with self._transaction() as connection:
            yield connection

    def read(self, query: Callable[..., Any], *arguments: Any) -> Any:
        """Run one of `db.local.queries` on a connection of its own."""
        with self._engine.connect() as connection:
            return query(connection, *arguments)

    def witness(self, seen: int) -> None:
        """Write no clock below one that was seen, within 24 h of what this laptop believes."""
        with self._writing:
            now_ms = self._clock.moment().wall_ms
            self._chain = _at(self._chain, witness(self._chain.hlc, seen, now_ms))

    def case(self, incident: Id) -> Case:
        """See the port."""
        found: Case = self.read(queries.case, incident)
        return found

    def open_reports(self, located_since: datetime) -> list[ReportRow]:
        """See the port."""
        return list(self.read(queries.open_reports, located_since))

    def find_reports(self, text: str, offset: int, limit: int) -> list[ReportRow]:
        """See the port."""
        return list(self.read(queries.find_reports, text, offset, limit))

    def count_reports(self, text: str) -> int:
        """See the port."""
        return int(self.read(queries.count_reports, text))

    def tasks_of(self, incidents: Collection[Id]) -> list[TaskRow]:
        """See the port."""
        return list(self.read(queries.tasks_of, incidents))

    def tasks_for(self, assignees: Collection[Id]) -> list[TaskRow]:
        """See the port."""
        return list(self.read(queries.tasks_for, assignees))

    def log(self, incident: Id | None, limit: int, before_hlc: int | None = None) -> list[Entry]:
        """See the port."""
        return list(self.read(queries.log, incident, limit, before_hlc))

    def waiting(self, limit: int) -> list[Entry]:
        """See the port."""
        return list(self.read(queries.waiting, limit))

    def held(self, limit: int) -> list[Entry]:
        """See the port."""
        return list(self.read(queries.held, limit))

    def not_sent(self) -> Mapping[Id, int]:
        """See the port."""
        return dict(self.read(queries.not_sent))

    def counts(self) -> Counts:
        """See the port."""
        found: Counts = self.read(counts)
        return found

    def officers(self) -> Mapping[Id, Officer]:
        """See the port."""
        return dict(self.read(queries.officers))

    def laptops(self) -> Mapping[Id, Laptop]:
        """See the port."""
        return dict(self.read(queries.laptops))

    def digest(self, incident: Id | None = None) -> str:
        """See the port."""
        return str(self.read(queries.digest, incident))

    def blob(self, sha256: bytes) -> bytes | None:
        """See the port."""
        query = select(attachment.c.data).where(attachment.c.sha256 == sha256)
        data: bytes | None = self.read(lambda connection: connection.execute(query).scalar())
        return data

    def draft(self, name: str) -> str | None:
        """See the port."""
        query = select(draft.c.text).where(draft.c.name == name)
        text: str | None = self.read(lambda connection: connection.execute(query).scalar())
        return text

    def keep_draft(self, name: str, text: str | None) -> None:
        """See the port."""
        with self.change() as connection:
            connection.execute(delete(draft).where(draft.c.name == name))
            if text is not None:
                connection.execute(insert(draft).values(name=name, text=text))

    def close(self) -> None:
        """Close every connection; the key is gone with them."""
        if self._writer is not None:
            self._writer.close()
        self._engine.dispose()


def _at(chain: Chain, hlc: int) -> Chain:
    return Chain(chain.device, chain.session, chain.seq, chain.prev, hlc)


def _newer(path: Path, key: bytes) -> str | None:
    """Why an existing store may only be read: a newer program has written it."""
    if not path.exists():
        return None
    engine = open_engine(path, key, read_only=True)
    try:
        with engine.connect() as connection:
            version = version_of(connection)
    finally:
        engine.dispose()
    return None if version is None or version in KNOWN else "store.newer"


@contextmanager
def translated() -> Iterator[None]:
    """The driver's errors as ours; SQLite has already rolled back when the disk is full.

    Raises:
        DiskFull: there is no room; nothing of this transaction was saved.
    """
    try:
        yield
    except DBAPIError as error:
        words = str(error.orig)
        if "full" in words or "disk I/O" in words:
            raise DiskFull("store.disk_full") from None
        raise


def remember(connection: Connection, name: str, value: object) -> None:
    """Keep what the laptop knows of itself under a name."""
    connection.execute(delete(laptop).where(laptop.c.name == name))
    connection.execute(insert(laptop).values(name=name, value=msgspec.msgpack.encode(value)))


def recall(connection: Connection, name: str) -> Any:
    """What the laptop knows of itself, or ``None``."""
    value = connection.execute(select(laptop.c.value).where(laptop.c.name == name)).scalar()
    return None if value is None else msgspec.msgpack.decode(value)


def counts(connection: Connection) -> Counts:
    """How this laptop stands with central; operations are never deleted, so the last place counts them."""
    total = connection.exec_driver_sql("SELECT max(position) FROM operation").scalar() or 0
    unsent = connection.exec_driver_sql("SELECT count(*) FROM operation WHERE state = 'saved'").scalar() or 0
    held = connection.exec_driver_sql("SELECT count(*) FROM operation WHERE reason IS NOT NULL").scalar() or 0
    contact = recall(connection, "last_contact_ms")
    at = None if contact is None else when(contact)
    return Counts(total, unsent, total - unsent - held, held, at)
