"""Brings a store's tables to this program's version."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from db.migrations import KNOWN


def version_of(connection: Connection) -> str | None:
    """The step this store is at, ``None`` for an empty file."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def upgrade(connection: Connection) -> None:
    """Run the missing steps in the connection's own transaction.

    Alembic is imported here, because a store that is up to date need not wait for it.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, KNOWN[-1])
