"""Reads a time that an officer types into a field of its own: ``22:40``, ``2240``, ``yesterday 22:40``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.sighting_time import find_time
from ui.viewmodels.local_times import LocalZone, moment
from ui.wording import say

_BARE: Final = re.compile(r"([01]?\d|2[0-3])[.:]?([0-5]\d)")


@dataclass(frozen=True)
class TypedTime:
    """Aware UTC or ``None``; ``error`` says why not, ``words`` what to look at."""

    at: datetime | None = None
    error: str = ""
    words: str = ""


def read_typed_time(text: str, now: datetime) -> TypedTime:
    """A time that has been; an empty text is not known, which is no error."""
    text = " ".join(text.split())
    if not text:
        return TypedTime()
    bare = _BARE.fullmatch(text)
    found = find_time(f"{bare[1]}:{bare[2]}" if bare else text, now, LocalZone())
    if found is None:
        return TypedTime(error=say("location.time_unreadable", text=text))
    said = " ".join(say(problem.key, **problem.values) for problem in found.problems)
    if found.seen_at is None:
        return TypedTime(error=said)
    return TypedTime(found.seen_at, words=said or say("person.when_read", time=when_words(found.seen_at, now)))


def when_words(at: datetime, now: datetime) -> str:
    """``22:40 today``, ``22 Nov 22:40``; it can be read again as typed."""
    today = at.astimezone().date() == now.astimezone().date()
    return say("person.when_today", time=moment(at, now)) if today else moment(at, now)
