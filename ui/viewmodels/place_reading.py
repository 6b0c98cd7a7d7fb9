"""Reads a line about a place the whole way: reference or named place, square, time, note and who told it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from app.domain.coordinates import Position, Words, format_position
from app.domain.facts import Point, Ring
from app.domain.location_line import LocationLine, read_line
from app.domain.sighting_time import Problem
from app.errors import UserError
from app.services.locations import Locations, Reading
from ui.viewmodels.person_lines import size_words
from ui.wording import say

GRIDS: Final = frozenset({"national_grid", "irish_grid"})
_FIGURES: Final = {2: "two", 4: "four", 6: "six", 8: "eight", 10: "ten"}


@dataclass(frozen=True)
class PlaceRead:
    """What the line says. ``tone`` is ok, warn or danger; ``headline`` and ``words`` read it back.

    ``place`` is what goes into the log as typed; ``at`` is lon, lat or ``None`` for words that no map has.
    """

    tone: str = "information"
    headline: str = ""
    words: str = ""
    place: str = ""
    at: Point | None = None
    square: Ring | None = None
    precision_m: float | None = None
    seen_at: datetime | None = None
    when_text: str = ""
    source: str = ""
    note: str = ""
    error: str = ""
    time_error: str = ""
    time_warning: str = ""
    suggestions: tuple[str, ...] = ()


def read_typed(text: str, now: datetime, zone: tzinfo, locations: Locations, near: Point | None) -> PlaceRead:
    """Read what was typed; on the database thread, as it asks the gazetteer."""
    if not text.strip():
        return PlaceRead()
    line = read_line(text, now, zone)
    base = _base(line)
    if problem := _first(line, about_time=False):
        return replace(base, tone="danger", error=say(problem.key, **problem.values))
    if isinstance(line.position, Words):
        words = say("location.words_no_place", text=line.position.reference)
        return replace(base, tone="warn", headline=say("person.read_words", text=line.position_text), words=words)
    if line.position is not None:
        return _squared(base, line.position)
    return _named(base, locations, near)


def _base(line: LocationLine) -> PlaceRead:
    wrong = _first(line, about_time=True)
    said = say(wrong.key, **wrong.values) if wrong else ""
    return PlaceRead(
        place=line.position_text,
        seen_at=line.seen_at,
        when_text=line.when_text or "",
        source=line.source or "",
        note=line.note or "",
        time_error=said if line.seen_at is None else "",
        time_warning=said if line.seen_at is not None else "",
    )


def _first(line: LocationLine, *, about_time: bool) -> Problem | None:
    found = [each for each in line.problems if each.key.startswith("location.time_") == about_time]
    return found[0] if found else None


def _squared(base: PlaceRead, position: Position) -> PlaceRead:
    size = size_words(position.precision_m or 1.0)
    square = position.square is not None and position.system != "lat_lon"
    return replace(
        base,
        tone="ok",
        headline=say("person.read_square" if square else "person.read_about", reference=position.reference, size=size),
        words=_more(position),
        at=position.point,
        square=position.ring,
        precision_m=position.precision_m,
    )


def _more(position: Position) -> str:
    """How many figures it has, and what two more would mean."""
    figures = sum(map(str.isdigit, position.reference))
    if position.system not in GRIDS or figures not in _FIGURES:
        return say("person.read_as_typed")
    said = say(f"person.figures_{_FIGURES[figures]}")
    if figures == max(_FIGURES):
        return said
    finer = format_position(*position.point, position.system, figures + 2)
    return say("person.read_more", figures=said, finer=finer, size=size_words((position.precision_m or 10.0) / 10))


def _named(base: PlaceRead, locations: Locations, near: Point | None) -> PlaceRead:
    """Ask the gazetteer, once for the whole and once without what stands behind the last comma."""
    names = [each.name for each in locations.suggestions(base.place, near)]
    before, _, after = base.place.rpartition(",")
    tries = [(base.place, base.source), (before.strip(), base.source or after.strip())]
    for place, source in tries:
        reading = _asked(locations, place, near)
        if isinstance(reading, Reading) and reading.position is not None:
            return _found(base, reading, source)
    first = _asked(locations, base.place, near)
    if isinstance(first, UserError):
        return replace(base, tone="danger", error=say(first.key, **first.values), suggestions=tuple(names))
    headline = say("person.read_words", text=base.place)
    words = say("person.read_words_more")
    return replace(base, tone="warn", headline=headline, words=words, suggestions=tuple(dict.fromkeys(names)))


def _asked(locations: Locations, place: str, near: Point | None) -> Reading | UserError | None:
    if not place:
        return None
    try:
        return locations.read(place, near)
    except UserError as error:
        return error


def _found(base: PlaceRead, reading: Reading, source: str) -> PlaceRead:
    return replace(
        base,
        tone="ok",
        headline=say("person.read_place", name=reading.reference),
        words=say("person.read_place_more"),
        place=reading.reference,
        at=reading.position,
        source=source,
    )


def tapped_read(position: Position) -> PlaceRead:
    """What a finger on the map says."""
    size = size_words(position.precision_m or 1.0)
    return PlaceRead(
        tone="ok",
        headline=say("person.read_tapped", reference=position.reference, size=size),
        words=say("person.read_tapped_more"),
        place=position.reference,
        at=position.point,
        square=position.ring,
        precision_m=position.precision_m,
    )


def answers(kept: object) -> Mapping[str, str]:
    """A kept draft as words by field; anything else is none."""
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}
