"""Counts tries at each officer's passphrase, and says how long to wait before the next.

Beside the vault and not in it, so that a wrong passphrase never rewrites a slot. It slows a
colleague who guesses; a thief with a copy of the disk can set it back, and meets Argon2id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from app.adapters.durable_file import write_durably
from app.errors import Unavailable

# Before the first try, the second, ... The last one holds: a slot is never destroyed by
# guessing, because the only officer on duty may be the one who mistyped.
WAITS = (timedelta(0), timedelta(0), timedelta(0), timedelta(seconds=30), timedelta(minutes=5))


class Tries(msgspec.Struct, frozen=True):
    """Failed tries in a row, and when the last began (aware UTC)."""

    count: int
    last_at: datetime


class Attempts:
    """The counter of one vault, kept in ``path``.

    ``now`` gives aware UTC.
    """

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._now = now
        self._tries: dict[str, Tries] = {}
        self._saved = True

    def wait(self, officer_id: bytes) -> timedelta:
        """How long until this officer may try again; zero for at once."""
        self._reload()
        tries = self._tries.get(officer_id.hex())
        if tries is None:
            return timedelta(0)
        passed = self._now() - tries.last_at
        if passed < timedelta(0):
            return self._wait_again(officer_id.hex(), tries)
        return max(timedelta(0), _needed(tries) - passed)

    def count(self, officer_ids: Iterable[bytes]) -> dict[str, Tries]:
        """Write one try down for each officer, before it is made; returns the counts as they were."""
        self._reload()
        before = dict(self._tries)
        for officer_id in officer_ids:
            old = self._tries.get(officer_id.hex())
            self._tries[officer_id.hex()] = Tries((old.count if old else 0) + 1, self._now())
        self._save()
        return before

    def succeeded(self, officer_id: bytes, before: dict[str, Tries]) -> None:
        """Forget this officer's failed tries, and take back those counted for the others."""
        self._tries = {key: tries for key, tries in before.items() if key != officer_id.hex()}
        self._save()

    def _wait_again(self, key: str, tries: Tries) -> timedelta:
        """The clock was set back: the wait starts again from now, or it could last a year."""
        self._tries[key] = Tries(tries.count, self._now())
        self._save()
        return _needed(tries)

    def _reload(self) -> None:
        """Another process may have counted; a lost or damaged file leaves what memory holds."""
        if not self._saved:
            return
        try:
            self._tries = msgspec.msgpack.decode(self._path.read_bytes(), type=dict[str, Tries])
        except (OSError, msgspec.MsgspecError):
            return

    def _save(self) -> None:
        """Where the disk is full the count lives in memory: a full disk must not keep the officer out."""
        try:
            write_durably(self._path, msgspec.msgpack.encode(self._tries))
            self._saved = True
        except Unavailable:
            self._saved = False


def _needed(tries: Tries) -> timedelta:
    return WAITS[min(tries.count, len(WAITS) - 1)]
