"""Central's log in PostgreSQL, for any number of server processes on one database.

A batch takes two steps in one transaction: lock its laptops and incidents in order, then
filter and insert. They must be two statements, so that the second sees what was committed
while the first waited.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

from app.domain.operations import Operation
from app.domain.tree import Tree
from app.errors import DiskFull, StoreRefused, Unavailable
from app.ports.central import CentralCounts, CentralIdentity, Judged, KnownLaptop, Lodged
from db.central import postgres_log as log
from db.central.postgres_hosts import whichever
from db.central.postgres_schema import upgrade

_POOL: Final = 10
_WITHIN_S: Final = 30.0
_AWAY: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InsufficientResourcesError,
    asyncpg.exceptions.TransactionRollbackError,
    asyncpg.exceptions.UniqueViolationError,
    asyncpg.exceptions.ReadOnlySQLTransactionError,
    asyncpg.exceptions.InternalClientError,
    asyncio.TimeoutError,
    OSError,
)
"""What a laptop may try again: no receipt was given.

The driver has an internal error of its own for a connection that ends between two of its
steps, and for hosts of which none takes writes yet.
"""
_NOT_OURS: Final = (
    ValueError,
    asyncpg.exceptions.InvalidAuthorizationSpecificationError,
    asyncpg.exceptions.InvalidCatalogNameError,
)


class PostgresStore:
    """See `app.ports.central.CentralStore`. ``url`` is ``postgresql://user:word@host/database``.

    With a standby it names both hosts and ends in ``?target_session_attrs=read-write``: then
    whichever takes writes is used, also by a central that was running when they changed.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: Any = None

    async def open(self) -> None:
        """See the port. Raises StoreRefused also for a database that does not sync its commits."""
        try:
            async with _translated():
                self._pool = await self._connect()
                async with self._pool.acquire() as connection:
                    await upgrade(connection)
        except BaseException:
            await self.close()
            raise

    async def _connect(self) -> Any:
        try:
            return await asyncpg.create_pool(
                self._url,
                min_size=1,
                max_size=_POOL,
                command_timeout=_WITHIN_S,
                connect=whichever(self._url),
                reset=_as_it_is,
                server_settings={"synchronous_commit": "on", "application_name": "homeward"},
            )
        except _NOT_OURS as error:
            raise StoreRefused("central.database_refused") from error

    async def close(self) -> None:
        """See the port."""
        if self._pool is not None:
            await self._pool.close()
        self._pool = None

    @asynccontextmanager
    async def _work(self) -> AsyncIterator[Any]:
        """One transaction on one connection of the pool."""
        async with _translated(), self._pool.acquire() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[Any]:
        """A connection for one query, which is a transaction by itself."""
        async with _translated(), self._pool.acquire() as connection:
            yield connection

    async def identity(self) -> CentralIdentity:
        """See the port."""
        async with self._read() as connection:
            return await log.identity(connection)

    async def epoch(self) -> int:
        """See the port."""
        async with self._read() as connection:
            return await log.epoch(connection)

    async def new_epoch(self, at_ms: int) -> int:
        """See the port."""
        async with self._work() as connection:
            return await log.new_epoch(connection, at_ms)

    async def invite(self, code_hash: bytes, force: str, expires_ms: int) -> None:
        """See the port."""
        async with self._work() as connection:
            await log.invite(connection, code_hash, force, expires_ms)

    async def enrol(self, code_hash: bytes, laptop: KnownLaptop, at_ms: int) -> bool:
        """See the port."""
        async with self._work() as connection:
            return await log.enrol(connection, code_hash, laptop, at_ms)

    async def laptops(self, devices: Collection[bytes]) -> dict[bytes, KnownLaptop]:
        """See the port."""
        async with self._read() as connection:
            return await log.laptops(connection, devices)

    async def keys(self, officers: Collection[bytes]) -> dict[bytes, list[bytes]]:
        """See the port."""
        async with self._read() as connection:
            return await log.keys(connection, officers)

    async def numbers(self, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, int]:
        """See the port."""
        async with self._read() as connection:
            return await log.numbers(connection, operations)

    async def lodge(self, sender: bytes, judged: Sequence[Judged], at_ms: int) -> Lodged:
        """See the port."""
        async with self._work() as connection:
            return await log.lodge(connection, sender, judged, at_ms)

    async def holds(self, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, str]:
        """See the port."""
        async with self._work() as connection:
            return await log.holds(connection, operations)

    async def now_known(self, limit: int) -> list[Operation]:
        """See the port."""
        async with self._work() as connection:
            return await log.now_known(connection, limit)

    async def heads(self, after: bytes, limit: int) -> list[tuple[bytes, Tree]]:
        """See the port."""
        async with self._read() as connection:
            return await log.heads(connection, after, limit)

    async def page(self, incident: bytes, after: int, limit: int, max_bytes: int) -> list[tuple[int, Operation]]:
        """See the port."""
        async with self._read() as connection:
            return await log.page(connection, incident, after, limit, max_bytes)

    async def counts(self) -> CentralCounts:
        """See the port."""
        async with self._read() as connection:
            return await log.counts(connection)

    async def blob_size(self, sha256: bytes) -> int | None:
        """See the port."""
        async with self._read() as connection:
            return await log.blob_size(connection, sha256)

    async def blob(self, sha256: bytes) -> bytes | None:
        """See the port."""
        async with self._read() as connection:
            return await log.blob(connection, sha256)

    async def keep_blob(self, sha256: bytes, data: bytes, sender: bytes, at_ms: int) -> None:
        """See the port."""
        async with self._work() as connection:
            await log.keep_blob(connection, sha256, data, sender, at_ms)


async def _as_it_is(_connection: Any) -> None:
    """Nothing is ever set on a connection of the pool, so nothing is to be set back: it would cost a round trip."""


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except asyncpg.exceptions.DiskFullError as error:
        raise DiskFull("central.disk_full") from error
    except _AWAY as error:
        raise Unavailable("central.store_down") from error
