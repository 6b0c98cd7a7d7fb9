"""What an administrator tells central: let one laptop in by a one-time code; you were restored."""

from __future__ import annotations

import secrets
import time

from app.central.seals import INVITATION_LASTS_MS, code_hash, new_code
from app.ports.central import CentralStore


def now_ms() -> int:
    """Central's clock: UTC milliseconds."""
    return time.time_ns() // 1_000_000


async def invite(store: CentralStore, force: str = "") -> str:
    """As `issue`, for a command: opens the store and closes it.

    Raises:
        StoreRefused: the store must not be opened. Unavailable: the database is away.
    """
    await store.open()
    try:
        return await issue(store, force)
    finally:
        await store.close()


async def issue(store: CentralStore, force: str = "") -> str:
    """A code such as ``K7QP-3MXD``, good for 24 hours and one laptop; only its hash is kept.

    With a force, only a laptop of that force may use it.
    """
    code = new_code(secrets.choice)
    await store.invite(code_hash(code), force, now_ms() + INVITATION_LASTS_MS)
    return code


async def restored(store: CentralStore) -> int:
    """For a command, after central's store was restored from a backup: laptops offer everything again.

    Gives the new epoch.

    Raises:
        StoreRefused: the store must not be opened. Unavailable: the database is away.
    """
    await store.open()
    try:
        return await store.new_epoch(now_ms())
    finally:
        await store.close()
