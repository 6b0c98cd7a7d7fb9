"""Opens the encrypted store of one laptop, or says in one sentence why not.

SQLCipher with a raw 32-byte key, write-ahead log, every commit synced to the disk. Two
processes never share a store; a wrong key and a damaged file change nothing. Pages are
authenticated by HMAC-SHA-256, which processors of the last years do in hardware: SHA-512,
the default, costs a fifth more for each saved entry. SQLCipher's memory wiping is off: it
costs a third of each batch and protects the memory of a running laptop, which nobody promises.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import sqlcipher3
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from app.errors import StoreRefused

OLDEST_SQLITE: Final = (3, 51, 3)
"""Before it a commit can be lost when the write-ahead log is reset."""

PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = FAST",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -8000",
)


def check_sqlite(version: tuple[int, ...] = sqlcipher3.sqlite_version_info) -> None:
    """Let a safe SQLite pass.

    Raises:
        StoreRefused: it may lose a commit.
    """
    if version < OLDEST_SQLITE:
        raise StoreRefused("store.old_sqlite", version=".".join(map(str, version)))


def open_connection(path: Path, key: bytes, *, read_only: bool = False) -> Any:
    """A DB-API connection to the store, keyed and checked.

    Raises:
        StoreRefused: the key does not open it, or it is damaged; nothing was changed.
    """
    mode = "ro" if read_only else "rwc"
    connection = sqlcipher3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=10
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in PRAGMAS:
            if not (read_only and "journal_mode" in pragma):
                connection.execute(pragma)
    except sqlcipher3.DatabaseError:
        connection.close()
        raise StoreRefused("store.unreadable") from None
    return connection


def open_engine(path: Path, key: bytes, *, read_only: bool = False) -> Engine:
    """A Core engine whose connections are keyed and whose transactions are explicit.

    Raises:
        StoreRefused: an SQLite that may lose a commit, a wrong key, a damaged file.
    """
    check_sqlite()
    open_connection(path, key, read_only=read_only).close()
    engine = create_engine(
        "sqlite://",
        module=sqlcipher3.dbapi2,
        creator=lambda: open_connection(path, key, read_only=read_only),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Any) -> None:
    """The driver's own transactions are off, so that a write can take its lock at once."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
