"""Reads what an officer typed about a place, and records where the person was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.domain import facts
from app.domain.coordinates import NoReference, Position, Words, read_position
from app.domain.facts import Point, Ring
from app.domain.identity import Id
from app.errors import Missing, Unreadable
from app.services.desk import Desk


class FoundPlace(Protocol):
    """A named place of the gazetteer: lon, lat."""

    @property
    def name(self) -> str:
        """As the map writes it."""

    @property
    def lon(self) -> float:
        """Degrees east."""

    @property
    def lat(self) -> float:
        """Degrees north."""


class PlaceNames(Protocol):
    """The offline gazetteer."""

    def find(self, text: str, near: Point | None = None, limit: int = 8) -> Sequence[FoundPlace]:
        """Places with this name, the likeliest first."""


@dataclass(frozen=True, slots=True)
class NewLocation:
    """Where the person was, as typed or tapped. ``tapped`` is lon, lat with ``tapped_m`` its precision."""

    typed: str
    kind: facts.Kind = "last_known"
    seen_at: datetime | None = None
    source: str = ""
    confidence: facts.Confidence = "not_known"
    note: str = ""
    told_at: datetime | None = None
    tapped: Point | None = None
    tapped_m: float = 10.0
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed place turned out to be; ``position`` is ``None`` for words that only name one.

    ``square`` is a closed ring of the ground that the reference covers; ``system`` how it was written.
    """

    typed: str
    reference: str
    position: Point | None
    precision_m: float | None
    square: Ring | None
    system: str


MOST_AHEAD = timedelta(minutes=10)
"""A person is not seen in the future; this much is a laptop's clock."""


class Locations:
    """Typed, append-only places with source, times, precision and confidence."""

    def __init__(self, desk: Desk, names: PlaceNames) -> None:
        self._desk = desk
        self._names = names

    def read(self, typed: str, near: Point | None = None) -> Reading:
        """Any grid or coordinate, a three-word address, a place name, or words nobody can place.

        Raises:
            Missing: nothing typed. Unreadable: it has figures but is no reference; what was typed
            is kept by whoever asks.
        """
        text = " ".join(typed.split())
        if not text:
            raise Missing("location.empty")
        try:
            return _reading(text, read_position(text))
        except NoReference:
            return self._named(text, near)

    def _named(self, text: str, near: Point | None) -> Reading:
        found = self._names.find(text, near, 1)
        if found and found[0].name.casefold() == text.casefold():
            place = found[0]
            return Reading(text, place.name, (place.lon, place.lat), None, None, "place")
        if any(each.isdigit() for each in text) and not any(word.isalpha() for word in text.split()):
            raise Unreadable("location.unreadable", text=text, example="SK 861 089")
        return Reading(text, "", None, None, None, "words")

    def suggestions(self, text: str, near: Point | None = None) -> Sequence[FoundPlace]:
        """Named places to choose from while somebody types."""
        return self._names.find(text, near, 6) if len(text.strip()) > 1 else []

    def fact(self, new: NewLocation, now: datetime) -> facts.LocationRecorded:
        """The entry for the log. Raises as `read`, and Unreadable for a time that has not come."""
        if new.seen_at is not None and new.seen_at > now + MOST_AHEAD:
            raise Unreadable("location.in_the_future")
        reading = self.read(new.typed) if new.tapped is None else _tapped(new)
        return facts.LocationRecorded(
            kind=new.kind,
            typed=new.typed,
            reference=reading.reference,
            position=reading.position,
            precision_m=reading.precision_m,
            square=reading.square,
            seen_at=new.seen_at,
            told_at=new.told_at or now,
            source=new.source.strip(),
            confidence=new.confidence,
            note=new.note.strip(),
            corrects=new.corrects,
        )

    def record(self, incident: Id, new: NewLocation) -> str:
        """Add the place to the log; the operation's id.

        Raises:
            Unreadable, Missing: what is wrong with it; nothing is saved. NotFound, NotAllowed.
        """
        fact = self.fact(new, self._desk.clock.now())
        with self._desk.act("location.record") as (work, _):
            work.report(incident)
            return work.record(fact, incident, self._desk.chance.new_id())


def _reading(text: str, found: Position | Words) -> Reading:
    if isinstance(found, Words):
        return Reading(text, found.reference, None, None, None, found.system)
    return Reading(text, found.reference, found.point, found.precision_m, found.ring, found.system)


def _tapped(new: NewLocation) -> Reading:
    """A finger on the map is a place of some metres, drawn as that."""
    if new.tapped is None or not (abs(new.tapped[0]) <= 180 and abs(new.tapped[1]) <= 85):
        raise Unreadable("segment.out_of_range")
    return Reading(new.typed, new.typed, new.tapped, new.tapped_m, None, "map_tap")
