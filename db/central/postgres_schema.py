"""Makes or upgrades the tables of a PostgreSQL central, one process at a time."""

from __future__ import annotations

import os
from typing import Any, Final

from app.errors import StoreRefused
from db.central.postgres_log import plant
from db.central.schema import MAKE_VERSION, POSTGRES_TYPES, VERSIONS, steps

OLDEST_POSTGRES: Final = 150_000
_LOCK: Final = 0x484F4D45


async def upgrade(connection: Any) -> None:
    """All tables in place, in one transaction.

    Raises:
        StoreRefused: too old a server, one that does not sync its commits, newer tables.
    """
    await _check(connection)
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(MAKE_VERSION.format(**POSTGRES_TYPES))
        have = await connection.fetchval("SELECT coalesce(max(version), 0) FROM schema_version")
        if have > len(VERSIONS):
            raise StoreRefused("central.newer")
        for version, statements in steps(have, POSTGRES_TYPES):
            for statement in statements:
                await connection.execute(statement)
            await connection.execute("INSERT INTO schema_version VALUES ($1)", version)
        await plant(connection)
        await _name(connection)


async def _check(connection: Any) -> None:
    """A receipt says that an operation is safe: the server must not only believe so."""
    if int(await connection.fetchval("SHOW server_version_num")) < OLDEST_POSTGRES:
        raise StoreRefused("central.old_postgres", least=OLDEST_POSTGRES // 10_000)
    if await connection.fetchval("SHOW fsync") != "on":
        raise StoreRefused("central.fsync_off")


async def _name(connection: Any) -> None:
    if await connection.fetchval("SELECT count(*) FROM central") == 0:
        values = ("Central records", os.urandom(32), os.urandom(32))
        await connection.execute("INSERT INTO central VALUES (1, $1, $2, $3, 1)", *values)
