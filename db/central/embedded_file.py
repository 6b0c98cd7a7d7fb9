"""Opens the file of an embedded central: its key beside it, its tables made or upgraded."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import sqlcipher3

from app.errors import StoreRefused
from db.central.embedded_log import plant
from db.central.schema import MAKE_VERSION, SQLITE_TYPES, VERSIONS, steps

T = TypeVar("T")

OLDEST_SQLITE: Final = (3, 51, 3)
"""Before it a commit can be lost when the write-ahead log is reset."""

_PRAGMAS: Final = (
    "PRAGMA cipher_memory_security = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
)


def connect(folder: Path | None) -> Any:
    """A keyed connection to ``folder/central.db`` with every table in place; in memory for ``None``.

    Raises:
        StoreRefused: the key is not there or another, the file is damaged or newer.
    """
    if sqlcipher3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreRefused("central.old_sqlite", version=sqlcipher3.sqlite_version)
    connection = _open(":memory:", bytes(32)) if folder is None else _open_in(folder)
    transaction(connection, _upgrade)
    return connection


def transaction(connection: Any, work: Callable[..., T], *given: Any) -> T:
    """Do all of it, durable when it returns, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = work(connection, *given)
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has rolled back by itself; a second ROLLBACK would be an error of its own.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return done


def _open_in(folder: Path) -> Any:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, key_path = folder / "central.db", folder / "central.key"
    if not key_path.exists():
        if path.exists():
            raise StoreRefused("central.key_missing", path=str(key_path))
        _make_key(key_path)
    return _open(str(path), key_path.read_bytes())


def _make_key(path: Path) -> None:
    """On the disk before the first page is encrypted with it; where two make it, the first stands."""
    own = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(32))
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows keeps its directories itself and cannot open one.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open(path: str, key: bytes) -> Any:
    connection = sqlcipher3.connect(path, isolation_level=None, check_same_thread=False, timeout=20)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlcipher3.DatabaseError:
        connection.close()
        raise StoreRefused("central.unreadable", path=path) from None
    return connection


def _upgrade(connection: Any) -> None:
    connection.execute(MAKE_VERSION.format(**SQLITE_TYPES))
    have = connection.execute("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()[0]
    if have > len(VERSIONS):
        raise StoreRefused("central.newer")
    for version, statements in steps(have, SQLITE_TYPES):
        for statement in statements:
            connection.execute(statement)
        connection.execute("INSERT INTO schema_version VALUES (?)", (version,))
    plant(connection)
    _name(connection)


def _name(connection: Any) -> None:
    if connection.execute("SELECT 1 FROM central").fetchone() is None:
        values = ("Central records", os.urandom(32), os.urandom(32))
        connection.execute("INSERT INTO central VALUES (1, ?, ?, ?, 1)", values)
