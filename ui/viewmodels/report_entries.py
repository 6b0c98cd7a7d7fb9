"""Reads what was typed into a new report: times, dates, numbers and answers, and says what was understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from app.domain.people import FIELDS
from app.domain.sighting_time import find_time
from app.services.locations import Reading
from ui.viewmodels.local_times import LocalZone, moment
from ui.wording import say

ANSWERS: Final[dict[str, object]] = {"yes": True, "no": False, "not_known": "not_known"}
_BARE_TIME: Final = re.compile(r"([01]?\d|2[0-3])[.:]?([0-5]\d)")
_WRITTEN_DATE: Final = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})")
_SQUARES: Final = frozenset({"national_grid", "irish_grid", "mgrs", "utm"})


@dataclass(frozen=True)
class ReadBack:
    """What a field says below itself; "" for nothing."""

    tone: Literal["ok", "warn", "danger"]
    words: str


@dataclass(frozen=True)
class ReadTime:
    """A time as it was understood: aware UTC, or ``None`` with the reason in ``back``."""

    at: datetime | None
    back: ReadBack


def read_time(text: str, now: datetime) -> ReadTime:
    """``22:40``, ``2240``, ``yesterday 22:40``; a time is never in the future."""
    text = " ".join(text.split())
    if not text:
        return ReadTime(None, ReadBack("ok", ""))
    bare = _BARE_TIME.fullmatch(text)
    found = find_time(f"{bare[1]}:{bare[2]}" if bare else text, now, LocalZone())
    if found is None:
        return ReadTime(None, ReadBack("danger", say("location.time_unreadable", text=text)))
    said = [say(problem.key, **problem.values) for problem in found.problems]
    if found.seen_at is None:
        return ReadTime(None, ReadBack("danger", " ".join(said)))
    if said:
        return ReadTime(found.seen_at, ReadBack("warn", " ".join(said)))
    return ReadTime(found.seen_at, ReadBack("ok", _time_words(found.seen_at, now)))


def _time_words(at: datetime, now: datetime) -> str:
    minutes = int((now - at).total_seconds() // 60)
    key = "new.time_hours" if minutes >= 120 else "new.time_minutes"
    return say(key, time=moment(at, now), count=minutes // 60 if minutes >= 120 else minutes)


def place_words(reading: Reading) -> ReadBack:
    """What the place box understood, with how exact it is; never more exact than it was typed."""
    if reading.system == "words":
        return ReadBack("warn", say("new.place_words"))
    if reading.position is None:
        return ReadBack("warn", say("location.words_no_place", text=reading.typed))
    if reading.system == "place":
        return ReadBack("ok", say("new.place_name", name=reading.reference))
    size = _size(reading.precision_m or 0.0)
    key = "new.place_square" if reading.system in _SQUARES else "new.place_exact"
    return ReadBack("ok", say(key, reference=reading.reference, size=size))


def _size(metres: float) -> str:
    if metres >= 1000:
        return say("now.km", km=f"{metres / 1000:.0f}")
    return say("now.m", m=f"{metres:.0f}" if metres >= 1 else "1")


def details_of(values: Mapping[str, str]) -> dict[str, object]:
    """The fields of `people` that were filled in, as the report takes them; a wrong one is left as typed."""
    filled = {name: text.strip() for name, text in values.items() if name in FIELDS and name != "name"}
    return {name: _entry(name, text) for name, text in filled.items() if text}


def _entry(name: str, text: str) -> object:
    kind = FIELDS[name].type
    if kind == "yes_no":
        return ANSWERS.get(text, text)
    if kind == "number":
        return int(text) if text.isdecimal() else text
    return _iso_date(text) if kind == "date" else text


def _iso_date(text: str) -> str:
    """``25/3/2010`` as the log writes it; anything else stays as typed, for the domain to judge."""
    written = _WRITTEN_DATE.fullmatch(text)
    if written is None:
        return text
    day, month, year = (int(part) for part in written.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text
