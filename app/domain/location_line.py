"""Reads the one line of the location box: where, when, what about it, who said so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from app.domain.coordinates import EXAMPLE, NoReference, Position, Words, read_position
from app.domain.sighting_time import Problem, find_time
from app.errors import Unreadable

_MOST_WORDS: Final = 16
"""No reference has more, spaces and all."""
_COARSEST_AMONG_WORDS_M: Final = 1_000
"""“No 12 High Street” is not the 10 km square NO 1 2; that wide a square must stand alone."""
_LEAST_FIGURES: Final = 4
_WEAK: Final = ("location.lat_lon_form", "location.lat_lon_letters")
_EDGES: Final = " \t\n,;"


@dataclass(frozen=True, slots=True)
class LocationLine:
    """What a line says. Nothing is made up: what is not there is None, what is not understood stays typed.

    ``position`` is None for a place name, which ``position_text`` holds for the gazetteer, and
    for a reference that names no place, which ``problems`` explains. ``seen_at`` is aware UTC.
    """

    position_text: str
    position: Position | Words | None
    seen_at: datetime | None
    when_text: str | None
    source: str | None
    note: str | None
    problems: tuple[Problem, ...]

    @property
    def is_place_name(self) -> bool:
        """Whether the gazetteer should be asked for ``position_text``."""
        unread = any(not problem.key.startswith("location.time_") for problem in self.problems)
        return bool(self.position_text) and self.position is None and not unread


@dataclass(frozen=True, slots=True)
class _Where:
    text: str
    position: Position | Words | None
    problems: tuple[Problem, ...]
    rest: str


def read_line(text: str, now: datetime, time_zone: tzinfo) -> LocationLine:
    """Read ``TQ 3110 8125 22:40 bus stop, driver``: position, time, note, and behind the last comma the source.

    ``now`` is aware; ``time_zone`` is the officer's. Every part but the position may be left out.
    """
    when = find_time(text, now, time_zone)
    before, after = (text[: when.start], text[when.end :]) if when else ("", text)
    if before.strip(_EDGES):
        where = _where(before.strip(_EDGES))
    else:
        where, after = _where(after.strip(_EDGES)), ""
    note, source = _note_and_source(f"{where.rest} {after}")
    return LocationLine(
        position_text=where.text,
        position=where.position,
        seen_at=when.seen_at if when else None,
        when_text=when.text.strip() if when else None,
        source=source,
        note=note,
        problems=(*where.problems, *(when.problems if when else ())),
    )


def _where(text: str) -> _Where:
    """The longest start of ``text`` that reads as a position; or else all of it, perhaps a place's name."""
    refused: _Where | None = None
    for end in reversed([word.end() for word in re.finditer(r"\S+", text)][:_MOST_WORDS]):
        start = text[:end].rstrip(_EDGES)
        rest = text[len(start) :]
        try:
            position = read_position(start)
        except Unreadable as error:
            refused = refused or _refused(start, rest, error)
            continue
        if not rest.strip(_EDGES) or _stands_among_words(position):
            return _Where(start, position, (), rest)
    return refused or _named(text)


def _named(text: str) -> _Where:
    problems = () if text else (Problem("location.empty", {"example": EXAMPLE}),)
    return _Where(text, None, problems, "")


def _refused(start: str, rest: str, error: Unreadable) -> _Where | None:
    """A reference that names no place; but a few figures before words are a house's, or PC 207's."""
    if isinstance(error, NoReference):
        return None
    if rest.strip(_EDGES) and (error.key in _WEAK or sum(map(str.isdigit, start)) < _LEAST_FIGURES):
        return None
    return _Where(start, None, (Problem(error.key, error.values),), rest)


def _stands_among_words(position: Position | Words) -> bool:
    if isinstance(position, Words) or position.system == "lat_lon":
        return True
    return (position.precision_m or 0.0) <= _COARSEST_AMONG_WORDS_M


def _note_and_source(text: str) -> tuple[str | None, str | None]:
    """Behind the last comma stands who said so; without a comma nobody is named."""
    note, comma, source = text.rstrip(_EDGES).rpartition(",")
    if not comma:
        note, source = source, ""
    return _words(note), _words(source)


def _words(text: str) -> str | None:
    return re.sub(r"\s+", " ", text).strip(_EDGES + "-\u2013\u2014") or None
