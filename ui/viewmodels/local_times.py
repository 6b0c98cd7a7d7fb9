"""Times as an officer reads and writes them: the laptop's own time zone, 24 hours, a date only where it is needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from ui.wording import say

_HOURS_FROM_MIN = 100
_DAYS_FROM_MIN = 48 * 60


class LocalZone(tzinfo):
    """The laptop's time zone with its summer time, as the system has it; for `app.domain.sighting_time`."""

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        return None if at is None else at.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, at: datetime | None) -> timedelta | None:
        return None

    def tzname(self, at: datetime | None) -> str | None:
        return None if at is None else at.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, at: datetime) -> datetime:
        there = at.replace(tzinfo=UTC)
        local = there.astimezone().replace(tzinfo=None)
        second = local.astimezone(UTC) != there
        return local.replace(tzinfo=self, fold=int(second))


def clock_time(at: datetime) -> str:
    """``23:11``; ``at`` is aware."""
    return at.astimezone().strftime("%H:%M")


def day(at: datetime) -> str:
    """``22 Nov``, in the words of the phrases and not of the system's language."""
    local = at.astimezone()
    return f"{local.day} {say('people.months').split()[local.month - 1]}"


def moment(at: datetime, now: datetime) -> str:
    """``23:11`` on the same local day as ``now``, else ``22 Nov 23:11``, in another year with that year."""
    local, today = at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return clock_time(at)
    return f"{day(at)} {clock_time(at)}" if local.year == today.year else f"{day(at)} {local.year} {clock_time(at)}"


def day_or_time(at: datetime, now: datetime) -> str:
    """``23:11`` on the same local day as ``now``, else ``22 Nov``."""
    return clock_time(at) if at.astimezone().date() == now.astimezone().date() else day(at)


def duration(minutes: int) -> tuple[str, str]:
    """Number and unit: ``31 min``, from 100 minutes ``2:05 h``, from 48 hours ``3 days``."""
    if minutes >= _DAYS_FROM_MIN:
        return str(minutes // (24 * 60)), say("people.unit_days")
    if minutes >= _HOURS_FROM_MIN:
        return f"{minutes // 60}:{minutes % 60:02d}", say("people.unit_hours")
    return str(minutes), say("people.unit_min")
