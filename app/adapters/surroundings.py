"""The laptop's own clock and chance."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

from app.domain.identity import Id
from app.domain.operations import Moment


class SystemClock:
    """Wall and monotonic time; ``offset_ms`` is what central last said of our wall clock."""

    def __init__(self) -> None:
        self.offset_ms: int | None = None

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    def moment(self) -> Moment:
        """See `app.ports.surroundings.Clock`."""
        return Moment(time.time_ns() // 1_000_000, time.monotonic_ns() // 1_000_000, self.offset_ms)


class SystemChance:
    """Ids and salts from the operating system."""

    def new_id(self) -> Id:
        """Sixteen random bytes."""
        return Id(os.urandom(16).hex())

    def salt(self) -> bytes:
        """Sixteen random bytes."""
        return os.urandom(16)


class StoryClock(SystemClock):
    """A clock that a practice station sets back while its story is told."""

    def __init__(self) -> None:
        super().__init__()
        self._back = timedelta()

    def set_back(self, by: timedelta) -> None:
        """From now on it is that much earlier; zero is the truth again."""
        self._back = by

    def now(self) -> datetime:
        """Aware UTC, set back."""
        return super().now() - self._back

    def moment(self) -> Moment:
        """See `app.ports.surroundings.Clock`."""
        there = super().moment()
        return Moment(there.wall_ms - self._back // timedelta(milliseconds=1), there.mono_ms, there.offset_ms)
