"""Draws what is to be searched and says where to look next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.domain import facts
from app.domain.cases import Case
from app.domain.facts import Point, Ring
from app.domain.grounds import metric_grid
from app.domain.identity import Id
from app.domain.planning import Advice
from app.domain.ranking import advise
from app.domain.segments import check_ring, grid, next_names
from app.errors import Missing, Unreadable
from app.ports.store import Work
from app.services.desk import Desk

Terrain = Literal["open", "light", "dense", "built_up"]


@dataclass(frozen=True, slots=True)
class NewVenue:
    """A place to check as a whole: lon, lat, and why it is worth a look."""

    name: str
    position: Point
    kind: str = "place"
    why: str = ""
    found_here_before: int = 0


@dataclass(frozen=True, slots=True)
class NewTeam:
    """Somebody who can be sent; ``speed_km_h`` on the way, ``size`` in people."""

    name: str
    skill: Literal["foot", "dog", "drone", "vehicle", "boat", "police"] = "foot"
    size: int = 2
    speed_km_h: float = 4.0
    position: Point | None = None
    until: datetime | None = None


class Plans:
    """The plan of one search: segments, venues, teams, and the order to look in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def draw(self, incident: Id, ring: Ring, name: str = "", terrain: Terrain = "built_up") -> Id:
        """A segment; without a name it takes the next that can be said on the radio.

        Raises:
            Unreadable: a ring that is no area, or a name that is taken. NotAllowed.
        """
        return self._draw_all(incident, [check_ring(ring)], name, terrain)[0]

    def redraw(self, incident: Id, segment: Id, ring: Ring) -> None:
        """Move a segment's corners; its name and what was searched stay. Raises NotFound, Unreadable."""
        checked = check_ring(ring)
        with self._desk.act("plan.draw") as (work, _):
            old = {head.field: head.value for head in work.heads(segment)}
            if "ring" not in old:
                raise Missing("plan.no_such_place")
            fact = facts.SegmentDrawn(
                name=old["name"], ring=checked, terrain=old["terrain"], hazards=old.get("hazards", "")
            )
            work.record(fact, incident, segment)

    def cut_grid(self, incident: Id, ring: Ring, cell_m: float, terrain: Terrain = "built_up") -> list[Id]:
        """Cells of the National Grid over an area, named row by row.

        Raises:
            Unreadable: no area, cells outside 50 to 2000 m, too many cells.
        """
        if not 50.0 <= cell_m <= 2000.0:
            raise Unreadable("segment.cell_size", cell_m=cell_m)
        area = check_ring(ring)
        cells = grid(area, cell_m, *metric_grid(area[0]))
        return self._draw_all(incident, cells, "", terrain)

    def _draw_all(self, incident: Id, rings: Sequence[Ring], name: str, terrain: Terrain) -> list[Id]:
        with self._desk.act("plan.draw") as (work, _):
            work.report(incident)
            taken = {segment.name for segment in self._desk.store.case(incident).segments}
            if name and name in taken:
                raise Unreadable("segment.name_taken", name=name)
            names = iter([name]) if name else next_names(taken)
            return [self._draw(work, incident, ring, next(names), terrain) for ring in rings]

    def _draw(self, work: Work, incident: Id, ring: Ring, name: str, terrain: Terrain) -> Id:
        segment = self._desk.chance.new_id()
        work.record(facts.SegmentDrawn(name=name, ring=ring, terrain=terrain), incident, segment)
        return segment

    def add_venue(self, incident: Id, new: NewVenue) -> Id:
        """A place to check. Raises Missing without a name, Unreadable out of range."""
        lon, lat = new.position
        if not new.name.strip():
            raise Missing("venue.no_name")
        if not (abs(lon) <= 180 and abs(lat) <= 85):
            raise Unreadable("segment.out_of_range")
        with self._desk.act("plan.draw") as (work, _):
            work.report(incident)
            venue = self._desk.chance.new_id()
            fact = facts.VenueAdded(
                name=new.name.strip(),
                position=new.position,
                kind=new.kind,
                why=new.why.strip(),
                found_here_before=max(new.found_here_before, 0),
            )
            work.record(fact, incident, venue)
        return venue

    def remove(self, incident: Id, place: Id, reason: str = "") -> None:
        """Take a segment or venue off the plan; what was searched there stands."""
        with self._desk.act("plan.draw") as (work, _):
            if not work.heads(place):
                raise Missing("plan.no_such_place")
            work.record(facts.PlaceRemoved(reason=reason.strip()), incident, place)

    def add_team(self, incident: Id, new: NewTeam) -> Id:
        """A team. Raises Missing without a name, Unreadable for a size or speed nobody has."""
        if not new.name.strip():
            raise Missing("team.no_name")
        if not (1 <= new.size <= 500 and 0.1 <= new.speed_km_h <= 300):
            raise Unreadable("team.out_of_range", size=new.size, speed_km_h=new.speed_km_h)
        fact = facts.TeamAdded(
            name=new.name.strip(),
            skill=new.skill,
            size=new.size,
            speed_km_h=new.speed_km_h,
            position=new.position,
            until=new.until,
        )
        with self._desk.act("team.manage") as (work, _):
            work.report(incident)
            team = self._desk.chance.new_id()
            work.record(fact, incident, team)
        return team

    def move_team(self, incident: Id, team: Id, state: facts.TeamState, position: Point | None = None) -> None:
        """A team's state or place changed. Raises Missing for a team nobody added."""
        with self._desk.act("task.do") as (work, _):
            if not work.heads(team):
                raise Missing("team.no_such_team")
            work.record(facts.TeamMoved(state=state, position=position), incident, team)

    def advice(self, case: Case) -> Advice:
        """Where to look next, best first, each with its reasons."""
        return advise(case, self._desk.clock.now().date())
