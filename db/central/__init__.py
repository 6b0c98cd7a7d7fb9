"""Central's log behind one port: PostgreSQL for a force, one encrypted file for a trial."""

from __future__ import annotations

from pathlib import Path

from app.errors import StoreRefused
from app.ports.central import CentralStore
from db.central.embedded import EmbeddedStore
from db.central.postgres import PostgresStore


def open_store(database_url: str | None, folder: Path | None) -> CentralStore:
    """The store for a PostgreSQL address, or for a folder; neither is a store in memory.

    It connects when its ``open`` is awaited.

    Raises:
        StoreRefused: the address is none of PostgreSQL.
    """
    if database_url is None:
        return EmbeddedStore(folder)
    if not database_url.startswith(("postgresql://", "postgres://")):
        raise StoreRefused("central.database_refused")
    return PostgresStore(database_url)
