"""The cards of the Person room in words, made from the whole case; what is not known is said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.cases import Case, Location
from app.domain.facts import LocationRecorded
from app.domain.people import FIELDS
from app.domain.reports import Flag
from ui.lines import SentState
from ui.viewmodels.local_times import moment
from ui.viewmodels.people_lines import flag_words
from ui.viewmodels.person_sayings import Line, Said, capital, mark, pieces
from ui.wording import say, vowel

KIND_ICONS: Final = {"sighting": "watch.looking", "planning_point": "here"}
_SQUARES: Final = frozenset({"national_grid", "irish_grid", "mgrs", "utm"})
_ASK: Final = (("associates", "room.person"), ("places", "venue"), ("school", "venue"), ("work", "venue"))


@dataclass(frozen=True)
class Episodes:
    """Earlier episodes: a title, and what is known of each as (when, what)."""

    title: str
    pieces: tuple[tuple[str, str], ...]
    any_known: bool


@dataclass(frozen=True)
class Worry:
    """Why we are worried, who said so, and whether it was sent."""

    text: str
    source: str = ""
    sent: SentState | None = None
    sent_words: str = ""


def episodes_of(details: Mapping[str, Any]) -> Episodes:
    count, told = details.get("earlier_episodes"), tuple(pieces(details.get("earlier_episodes_detail")))
    if count is None and not told:
        return Episodes(say("person.episodes_not_known"), (), any_known=False)
    if count == 0 and not told:
        return Episodes(say("person.episodes_none"), (), any_known=False)
    return Episodes(say("person.episodes", count=count or len(told)), told, any_known=True)


def worry_of(details: Mapping[str, Any], said: Mapping[str, Said], now: datetime) -> Worry:
    text, said_by = str(details.get("narrative") or ""), said.get("narrative")
    if not text or said_by is None:
        return Worry(text)
    sent, words = mark(said_by.state)
    return Worry(text, source_words(said_by, now), sent, words)


def source_words(said: Said, now: datetime) -> str:
    """``Carer, 20:05``; without a source who wrote it is in the log, and the time stands alone."""
    time = moment(said.at, now)
    return say("person.source_at", source=capital(said.source), time=time) if said.source else time


def flag_lines(flags: Sequence[Flag], said: Mapping[str, Said]) -> tuple[Line, ...]:
    return tuple(_flag(flag, said.get(f"flag.{flag.name}")) for flag in flags if flag.status != "removed")


def _flag(flag: Flag, said: Said | None) -> Line:
    title = say("person.flag_title", flag=flag_words(flag.name), status=say(f"person.flag_{flag.status}"))
    second = say("person.flag_second", evidence=flag.evidence, source=flag.source) if flag.source else flag.evidence
    ink = "danger_text" if flag.status in ("confirmed", "suspected") else "warn_text"
    return Line(flag.name, "flag", title, second, ink, *(mark(said.state) if said else (None, "")))


def place_lines(locations: Sequence[Location], now: datetime) -> tuple[Line, ...]:
    """Newest first; the newest that stands in red, one that was put right says so."""
    newest = next((each.op for each in locations if not each.corrected), "")
    return tuple(_place(each, now, newest=each.op == newest) for each in locations)


def _place(location: Location, now: datetime, *, newest: bool) -> Line:
    said = location.said
    time = moment(said.seen_at, now) if said.seen_at else say("person.time_not_known")
    title = say("person.place_title", time=time, what=_what(said))
    parts = [say("person.corrected")] if location.corrected else []
    parts += [square_words(said), say(f"person.sure_{said.confidence}")]
    ink = "danger_text" if newest else "muted"
    return Line(location.op, KIND_ICONS.get(said.kind, "place"), title, ". ".join(parts), ink, *mark(location.state))


def _what(said: LocationRecorded) -> str:
    """The officer's words; where there are none, what kind of place it is."""
    if said.note and said.source:
        return say("person.place_note_source", note=capital(said.note), source=said.source)
    if said.note:
        return capital(said.note)
    kind = say(f"person.kind_{said.kind}")
    return say("person.place_kind_source", kind=kind, source=said.source) if said.source else kind


def square_words(said: LocationRecorded) -> str:
    """``SK 861 089, a 100 m square``: never more exact than it was said."""
    reference = said.reference or said.typed
    if said.position is None:
        return say("person.place_words_only", text=said.typed)
    if said.precision_m is None:
        return say("person.place_named", name=reference)
    size = size_words(said.precision_m)
    key = f"person.place_square{vowel(size)}" if said.square else "person.place_about"
    return say(key, reference=reference, size=size)


def size_words(metres: float) -> str:
    """``100 m``, ``10 km``."""
    if metres >= 1000:
        return say("person.km", km=f"{metres / 1000:.0f}")
    return say("person.m", m=f"{max(1.0, metres):.0f}")


def phone_lines(details: Mapping[str, Any], said: Mapping[str, Said]) -> tuple[Line, ...]:
    return tuple(_told("phones", "phone", *each, said) for each in pieces(details.get("phones")))


def ask_lines(case: Case, said: Mapping[str, Said]) -> tuple[Line, ...]:
    """People and places to ask, whoever was named last by whom."""
    details = case.report.details
    return tuple(_told(field, icon, *each, said) for field, icon in _ASK for each in pieces(details.get(field)))


def _told(field: str, icon: str, title: str, second: str, said: Mapping[str, Said]) -> Line:
    told = said.get(field)
    source = say("person.told_by", source=told.source) if told and told.source else ""
    return Line(field, icon, title, second or source, "muted", *(mark(told.state) if told else (None, "")))


def known_fields(details: Mapping[str, Any]) -> int:
    """How many of all fields somebody has filled in with more than "not known"."""
    return sum(known(details.get(name)) for name in FIELDS)


def known(value: object) -> bool:
    """Whether a value says something; "not known" was asked and says nothing."""
    return value not in (None, "", "not_known")


def by_words(parts: Iterable[str]) -> str:
    """Sentences of a second line, the empty ones left out."""
    return ", ".join(part for part in parts if part)
