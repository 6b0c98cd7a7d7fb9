"""Finds when somebody was seen in a line of words; a sighting is never in the future."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATE: Final = (
    r"today|tonight|tomorrow|last\s+night|this\s+(?:morning|afternoon|evening)"
    r"|yesterday(?:\s+(?:morning|afternoon|evening))?"
    r"|(?:last\s+)?(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}(?:/(?:[0-9]{4}|[0-9]{2}))?"
    rf"|[0-9]{{1,2}}\s+(?:{'|'.join(_MONTHS)})[a-z]*(?:\s+[0-9]{{4}})?"
)
_CLOCK: Final = (
    r"(?:(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\s?(?P<half>[ap]m)|\s?(?:hrs|hours))?"
    r"|(?P<bare_hour>[0-9]{1,2})\s?(?P<bare_half>[ap]m)"
    r"|(?P<run_hour>[0-9]{2})(?P<run_minute>[0-9]{2})\s?(?:hrs|hours|h))(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_WHEN: Final = re.compile(
    rf"(?<![\w:./-])(?:(?:at|on)\s+)?(?:(?P<before>{_DATE})(?:T|\s*,?\s+(?:at\s+)?))?"
    rf"{_CLOCK}(?:\s+(?:on\s+)?(?P<after>{_DATE})(?![\w:/]))?(?![\w:/])",
    re.IGNORECASE,
)
_CLOSE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the officer should look at: a phrase key and what its sentence needs."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SightingTime:
    """The words that tell a time (from ``start`` to ``end``), and the aware UTC they mean, if any."""

    start: int
    end: int
    text: str
    seen_at: datetime | None
    problems: tuple[Problem, ...] = ()


def find_time(text: str, now: datetime, time_zone: tzinfo) -> SightingTime | None:
    """The first time of day in ``text``, with its date before or behind it; None where there is none.

    ``now`` is aware. A time without a date is the last one that has been: today, or yesterday.
    """
    found = _WHEN.search(text)
    if found is None:
        return None
    seen_at, problems = _meant(found, now, time_zone)
    return SightingTime(found.start(), found.end(), found[0], seen_at, problems)


def _meant(found: re.Match[str], now: datetime, time_zone: tzinfo) -> tuple[datetime | None, tuple[Problem, ...]]:
    words = found[0].strip()
    try:
        at, zone = _clock(found), _zone(found["zone"], time_zone)
        days = _days(found["before"] or found["after"], at, now.astimezone(zone).date())
        moments = [datetime.combine(day, at, zone) for day in days]
        past = [each for each in moments if each.astimezone(UTC) <= now]
    except (ValueError, OverflowError):
        return None, (Problem("location.time_unreadable", {"text": words}),)
    if not past:
        return None, (Problem("location.time_future", {"text": words}),)
    return _checked(past[0], words, now, skipped=moments[0] if past[0] is not moments[0] else None)


def _checked(
    local: datetime, words: str, now: datetime, skipped: datetime | None
) -> tuple[datetime | None, tuple[Problem, ...]]:
    """The moment in UTC, with a word about clocks that change and times that only just are not yet."""
    early, late = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if early > late:
        return None, (Problem("location.time_never_was", {"text": words}),)
    if early < late:
        return (late if late <= now else early), (Problem("location.time_twice", {"text": words}),)
    if skipped is not None and _surprising(skipped, local, now):
        return early, (Problem("location.time_moved_back", {"text": words, "date": f"{local:%Y-%m-%d}"}),)
    return early, ()


def _surprising(skipped: datetime, local: datetime, now: datetime) -> bool:
    """Last night's 23:50 at ten past twelve is plain; a time just ahead of the clock, or a year back, is not."""
    return skipped.astimezone(UTC) - now <= _CLOSE or skipped - local > timedelta(days=8)


def _clock(found: re.Match[str]) -> time:
    hour = int(found["hour"] or found["bare_hour"] or found["run_hour"])
    half = (found["half"] or found["bare_half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(hour)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(found["minute"] or found["run_minute"] or 0))


def _zone(written: str | None, time_zone: tzinfo) -> tzinfo:
    if not written:
        return time_zone
    if written in "Zz":
        return UTC
    digits = written[1:].replace(":", "")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if written[0] == "-" else away)


def _days(written: str | None, at: time, today: date) -> list[date]:
    """The days that may be meant, likeliest first."""
    words = "" if written is None else " ".join(written.lower().split())
    if not words:
        return [today, today - timedelta(days=1)]
    if words[0].isdigit():
        return _written_days(words, today)
    if (weekday := words.removeprefix("last ")[:3]) in _WEEKDAYS:
        since = timedelta(days=(today.weekday() - _WEEKDAYS.index(weekday)) % 7)
        return [today - since, today - since - timedelta(days=7)]
    if words == "last night":
        return [today - timedelta(days=int(at.hour >= 12))]
    away = -1 if words.startswith("yesterday") else 1 if words == "tomorrow" else 0
    return [today + timedelta(days=away)]


def _written_days(words: str, today: date) -> list[date]:
    if "-" in words:
        return [date.fromisoformat(words)]
    day, month, *year = words.split("/") if "/" in words else words.split()
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    if year:
        return [date(int(year[0]) + (2000 if len(year[0]) == 2 else 0), number, int(day))]
    return [date(today.year, number, int(day)), date(today.year - 1, number, int(day))]
