"""How long nobody has looked for a person, and how loud that is by now.

Source: the no-action table of the duty-of-care note; a force's own defaults replace it later.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Level = Literal["nobody_red", "nobody_amber", "running", "looking", "located"]

EXPLOITED: Final = frozenset({"sexual_exploitation", "criminal_exploitation", "serious_violence", "trafficking"})
Minutes = tuple[int, int, int]
"""Amber to the sergeant, red to the sergeant, red to the inspector."""

_EXPLOITED_CHILD: Final[Minutes] = (15, 30, 60)
_CHILD: Final[Minutes] = (30, 60, 120)
_BY_GRADE: Final[dict[str, Minutes]] = {
    "high": (5, 15, 30),
    "medium": (30, 60, 120),
    "low": (120, 240, 480),
    "very_low": (240, 480, 960),
}
_NOT_ASSESSED: Final[Minutes] = (30, 60, 120)


@dataclass(frozen=True, slots=True)
class Look:
    """One stretch in which somebody looked: a locate task from its start."""

    started_at: datetime
    ended_at: datetime | None = None
    due_at: datetime | None = None

    def end_by(self, now: datetime) -> datetime | None:
        """When looking ended, if it has: completed, or lapsed at its due time."""
        if self.ended_at is not None:
            return self.ended_at
        if self.due_at is not None and self.due_at <= now:
            return max(self.due_at, self.started_at)
        return None


@dataclass(frozen=True, slots=True)
class NoAction:
    """The clock of one person. ``since`` is the start of what ``minutes`` counts."""

    level: Level
    since: datetime
    minutes: int
    looking: int
    thresholds: Minutes


def thresholds(age: int | None, grade: str | None, flags: Collection[str]) -> Minutes:
    """The smallest of the rows that apply, column by column; a grade not known is not safe."""
    rows = [_BY_GRADE.get(grade or "", _NOT_ASSESSED)]
    if age is not None and age < 18:
        rows.append(_CHILD)
        if EXPLOITED & set(flags):
            rows.append(_EXPLOITED_CHILD)
    amber, red, inspector = (min(column) for column in zip(*rows, strict=True))
    return amber, red, inspector


def no_action(
    reported_at: datetime, looks: Sequence[Look], limits: Minutes, now: datetime, located_at: datetime | None = None
) -> NoAction:
    """The clock at ``now``: what runs, since when, how loud."""
    if located_at is not None:
        return NoAction("located", located_at, _minutes(located_at, now), 0, limits)
    current = [look for look in looks if look.end_by(now) is None]
    if current:
        since = min(look.started_at for look in current)
        return NoAction("looking", since, _minutes(since, now), len(current), limits)
    ends = [end for look in looks if (end := look.end_by(now)) is not None]
    since = max([reported_at, *ends])
    minutes = _minutes(since, now)
    return NoAction(_level(minutes, limits), since, minutes, 0, limits)


def _minutes(since: datetime, now: datetime) -> int:
    return max(0, (now - since) // timedelta(minutes=1))


def _level(minutes: int, limits: Minutes) -> Level:
    amber, red, _ = limits
    if minutes >= red:
        return "nobody_red"
    return "nobody_amber" if minutes >= amber else "running"


ORDER: Final[tuple[Level, ...]] = ("nobody_red", "nobody_amber", "running", "looking", "located")
"""How a list of people is sorted: by level, then the longest first."""


def urgency(clock: NoAction) -> tuple[int, int]:
    """Sort key: the loudest first, then the longest."""
    return ORDER.index(clock.level), -clock.minutes
