"""A moment as a number, for tables and messages: UTC milliseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS: Final = 253_370_764_800_000
"""The year 9999: `datetime` knows no later one."""


def milliseconds(at: datetime) -> int:
    """Of an aware time."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def when(number: int) -> datetime:
    """Aware UTC from milliseconds; a laptop's clock may be far off, so never out of range."""
    return _EPOCH + timedelta(milliseconds=min(max(number, 0), _LATEST_MS))
