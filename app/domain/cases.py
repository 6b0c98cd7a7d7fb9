"""One search, whole: everything that its operations say, built from heads and entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from app.domain import facts
from app.domain.facts import Fact, Point, Ring
from app.domain.identity import Id
from app.domain.registers import Head, by_field, values
from app.domain.reports import Report, report_of
from app.domain.tasks import Moved, Result, Task, task_of


class Entry(msgspec.Struct, frozen=True):
    """One operation as the log shows it. ``fact`` is ``None`` for one from a newer version.

    ``state`` is ``saved``, ``sent`` or ``held``; ``number`` is central's, once it has one.
    """

    op: str
    incident: Id
    entity: Id
    type: str
    fact: Fact | None
    hlc: int
    at: datetime
    actor: Id
    device: str
    state: str = "saved"
    number: int | None = None
    reason: str = ""

    @property
    def standing(self) -> str:
        """``saved``, ``sent`` or ``held``: what central has and will not take in yet is held, not sent."""
        return "held" if self.reason else self.state


class Location(msgspec.Struct, frozen=True):
    """Where the person was, by somebody's word, with how exact that is."""

    op: str
    said: facts.LocationRecorded
    by: Id
    at: datetime
    state: str
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """An area to search; ``ring`` is closed, lon, lat."""

    id: Id
    name: str
    ring: Ring
    terrain: str
    hazards: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Venue:
    """A place to check as a whole."""

    id: Id
    name: str
    position: Point
    kind: str = "place"
    why: str = ""
    found_here_before: int = 0
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """Somebody who can be sent; ``speed_km_h`` over ground on the way."""

    id: Id
    name: str
    skill: str = "foot"
    size: int = 2
    speed_km_h: float = 4.0
    state: str = "available"
    position: Point | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The search: report, places, work, teams and entries, as the set of operations has them."""

    report: Report
    locations: tuple[Location, ...] = ()
    segments: tuple[Segment, ...] = ()
    venues: tuple[Venue, ...] = ()
    teams: tuple[Team, ...] = ()
    tasks: tuple[Task, ...] = ()
    entries: tuple[Entry, ...] = ()
    not_sent: int = 0

    def task(self, task: Id) -> Task | None:
        """One task, if it is here."""
        return next((each for each in self.tasks if each.id == task), None)

    def place(self, place: Id | None) -> Segment | Venue | None:
        """The segment or venue with this id."""
        places: list[Segment | Venue] = [*self.segments, *self.venues]
        return next((each for each in places if each.id == place), None)

    def planning_point(self) -> Location | None:
        """Where planning starts: the newest planning point, else the newest place last known.

        A location that was corrected or has no position counts for nothing.
        """
        usable = [each for each in self.locations if each.said.position and not each.corrected]
        chosen = [each for each in usable if each.said.kind == "planning_point"]
        return max(chosen or usable, key=_seen, default=None)


def _seen(location: Location) -> tuple[datetime, str]:
    return location.said.seen_at or location.at, location.op


def case_of(incident: Id, heads: Iterable[tuple[str, Head]], entries: Sequence[Entry]) -> Case | None:
    """The case, or ``None`` while the report's opening has not arrived.

    ``heads`` come with the noun of their entity; ``entries`` newest last.
    """
    nouns = _by_noun(heads)
    report = report_of(incident, nouns.get("report", {}).get(incident, []))
    if report is None:
        return None
    moves = moves_of(entries)
    return Case(
        report=report,
        locations=_locations(entries),
        segments=tuple(_segments(nouns)),
        venues=tuple(_venues(nouns)),
        teams=tuple(_team(team, each) for team, each in nouns.get("team", {}).items()),
        tasks=tuple(task_of(task, each, moves.get(task, [])) for task, each in nouns.get("task", {}).items()),
        entries=tuple(entries),
        not_sent=sum(entry.state == "saved" for entry in entries),
    )


def _by_noun(heads: Iterable[tuple[str, Head]]) -> dict[str, dict[Id, list[Head]]]:
    nouns: dict[str, dict[Id, list[Head]]] = {}
    for noun, head in heads:
        nouns.setdefault(noun, {}).setdefault(head.entity, []).append(head)
    return nouns


def _plain(nouns: dict[str, dict[Id, list[Head]]], noun: str) -> Iterable[tuple[Id, dict[str, Any]]]:
    """Entities of a noun with the values that stand, those taken off the plan marked."""
    gone = nouns.get("place", {})
    for entity, heads in sorted(nouns.get(noun, {}).items()):
        yield entity, {**values(by_field(heads)), "removed": entity in gone}


def _segments(nouns: dict[str, dict[Id, list[Head]]]) -> Iterable[Segment]:
    for entity, now in _plain(nouns, "segment"):
        ring = [(lon, lat) for lon, lat in now["ring"]]
        yield Segment(entity, now["name"], ring, now["terrain"], now["hazards"], now["removed"])


def _venues(nouns: dict[str, dict[Id, list[Head]]]) -> Iterable[Venue]:
    for entity, now in _plain(nouns, "venue"):
        lon, lat = now["position"]
        before = now["found_here_before"]
        yield Venue(entity, now["name"], (lon, lat), now["kind"], now["why"], before, now["removed"])


def _team(team: Id, heads: Sequence[Head]) -> Team:
    now = values(by_field(heads))
    place = now.get("position")
    return Team(
        id=team,
        name=now.get("name", ""),
        skill=now.get("skill", "foot"),
        size=now.get("size", 1),
        speed_km_h=now.get("speed_km_h", 4.0),
        state=now.get("state", "available"),
        position=None if place is None else (place[0], place[1]),
        until=now.get("until"),
    )


def _locations(entries: Sequence[Entry]) -> tuple[Location, ...]:
    said = [(entry, entry.fact) for entry in entries if isinstance(entry.fact, facts.LocationRecorded)]
    corrected = {fact.corrects for _, fact in said if fact.corrects}
    made = [Location(e.op, fact, e.actor, e.at, e.standing, e.op in corrected) for e, fact in said]
    return tuple(sorted(made, key=_seen, reverse=True))


def moves_of(entries: Iterable[Entry]) -> dict[Id, list[Moved]]:
    """Starts, ends and refusals of tasks, by task."""
    moves: dict[Id, list[Moved]] = {}
    for entry in entries:
        moved = _moved(entry)
        if moved is not None:
            moves.setdefault(entry.entity, []).append(moved)
    return moves


def _moved(entry: Entry) -> Moved | None:
    match entry.fact:
        case facts.TaskStarted(started_at=at):
            return Moved(entry.op, entry.hlc, "started", at, entry.actor)
        case facts.TaskCompleted() as done:
            return Moved(
                entry.op, entry.hlc, "ended", done.completed_at, entry.actor, _result(entry, done), done.reason
            )
        case facts.TaskCancelled(reason=reason):
            return Moved(entry.op, entry.hlc, "ended", entry.at, entry.actor, None, reason)
        case facts.TaskDeclined(reason=reason):
            return Moved(entry.op, entry.hlc, "declined", entry.at, entry.actor, None, reason)
        case _:
            return None


def _result(entry: Entry, done: facts.TaskCompleted) -> Result:
    return Result(
        entry.op, done.outcome, done.completed_at, entry.actor, done.coverage, done.found, done.note, done.reason
    )
