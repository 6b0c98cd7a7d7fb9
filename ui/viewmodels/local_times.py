"""Times as an officer reads them: the laptop's own time zone, 24 hours, a date only where it is needed."""

from __future__ import annotations

from datetime import datetime

from ui.wording import say

_HOURS_FROM_MIN = 100
_DAYS_FROM_MIN = 48 * 60


def clock_time(at: datetime) -> str:
    """``23:11``; ``at`` is aware."""
    return at.astimezone().strftime("%H:%M")


def moment(at: datetime, now: datetime) -> str:
    """``23:11`` on the same local day as ``now``, else ``22 Nov 23:11``, in another year with that year."""
    local, today = at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return clock_time(at)
    day = local.strftime("%d %b").lstrip("0")
    return f"{day} {clock_time(at)}" if local.year == today.year else f"{day} {local.year} {clock_time(at)}"


def day_or_time(at: datetime, now: datetime) -> str:
    """``23:11`` on the same local day as ``now``, else ``22 Nov``."""
    local = at.astimezone()
    return clock_time(at) if local.date() == now.astimezone().date() else local.strftime("%d %b").lstrip("0")


def duration(minutes: int) -> tuple[str, str]:
    """Number and unit: ``31 min``, from 100 minutes ``2:05 h``, from 48 hours ``3 days``."""
    if minutes >= _DAYS_FROM_MIN:
        return str(minutes // (24 * 60)), say("people.unit_days")
    if minutes >= _HOURS_FROM_MIN:
        return f"{minutes // 60}:{minutes % 60:02d}", say("people.unit_hours")
    return str(minutes), say("people.unit_min")
