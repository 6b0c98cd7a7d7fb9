"""The clock of one search in words: its slab, its fuse, and what the full card says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.clocks import NoAction
from app.domain.identity import Rank
from ui.lines import ClockState, Fuse, FuseTick
from ui.viewmodels.local_times import clock_time, day_or_time, duration, moment
from ui.wording import say

_TICKS: tuple[tuple[str, Rank], ...] = (
    ("amber", Rank.SERGEANT),
    ("red", Rank.SERGEANT),
    ("red", Rank.INSPECTOR),
)
_ROOM_AFTER_LAST = 1.1
"""The fuse goes on a little beyond the last rank, so that its words have room."""


@dataclass(frozen=True)
class ClockWords:
    """What a full clock card shows."""

    clock: ClockState
    heading: str
    foot: str
    fuse: Fuse | None


def clock_state(clock: NoAction, now: datetime, *, looked_before: bool = True) -> ClockState:
    """The slab or chip of a clock. ``looked_before`` is whether anybody has looked yet."""
    if clock.level == "located":
        return ClockState("located", day_or_time(clock.since, now), "", say("people.clock_located"))
    return ClockState(clock.level, *duration(clock.minutes), _words(clock, looked_before))


def _words(clock: NoAction, looked_before: bool) -> str:
    if clock.level == "looking":
        return say("people.clock_looking", count=clock.looking)
    quiet = clock.level == "running" and not looked_before
    return say("people.clock_nobody_yet" if quiet else "people.clock_nobody")


def fuse_of(clock: NoAction, viewer: Rank | None = None) -> Fuse | None:
    """Who is told when; ``None`` while somebody looks or once the person is found.

    ``viewer`` is the rank of who reads it: that rank's red tick says "you".
    """
    if clock.level in ("looking", "located"):
        return None
    ticks = tuple(
        _tick(minute, level, rank, clock, viewer)
        for minute, (level, rank) in zip(clock.thresholds, _TICKS, strict=True)
    )
    return Fuse(clock.minutes, clock.thresholds[-1] * _ROOM_AFTER_LAST, ticks)


def _tick(minute: int, level: str, rank: Rank, clock: NoAction, viewer: Rank | None) -> FuseTick:
    reached = clock.minutes >= minute
    at = clock_time(clock.since + timedelta(minutes=minute))
    who = say(f"people.fuse_{rank.word}")
    if level == "red" and rank is viewer:
        who = say("people.fuse_you", rank=who)
    words = who if reached or level == "amber" else say("people.fuse_at", who=who, time=at)
    return FuseTick(minute, say(f"people.fuse_{level}", minute=_span(minute)), words, reached)


def _span(minutes: int) -> str:
    """Thresholds are round: 15, 60, 4 h."""
    whole_hours = minutes >= 120 and minutes % 60 == 0
    return say("people.hours", hours=minutes // 60) if whole_hours else str(minutes)


def clock_words(
    clock: NoAction, name: str, now: datetime, *, ended: str | None = None, who: str = "", viewer: Rank | None = None
) -> ClockWords:
    """The card for the person who is called ``name``.

    ``ended`` is the title of the task with which the last look ended, ``who`` the names of those who look.
    """
    state = clock_state(clock, now, looked_before=ended is not None)
    return ClockWords(state, _heading(clock, name, state), _foot(clock, now, ended, who), fuse_of(clock, viewer))


def _heading(clock: NoAction, name: str, state: ClockState) -> str:
    if clock.level == "located":
        return say("people.heading_located", name=name, time=state.text)
    if clock.level == "looking":
        return say("people.heading_looking", name=name, count=clock.looking)
    return say("people.heading_nobody", name=name)


def _foot(clock: NoAction, now: datetime, ended: str | None, who: str) -> str:
    since = moment(clock.since, now)
    if clock.level == "located":
        return say("people.foot_located", time=since)
    if clock.level == "looking":
        return say("people.foot_looking", time=since, who=who)
    if ended is None:
        return say("people.foot_reported", time=since)
    return say("people.foot_ended", time=since, task=ended)
