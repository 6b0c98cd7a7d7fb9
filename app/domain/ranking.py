"""Puts places in order for a sergeant, each with its reasons in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.domain.behaviour import behaviour_for
from app.domain.cases import Case, Segment, Team, Venue
from app.domain.facts import Point
from app.domain.identity import Id
from app.domain.planning import (
    DETOUR,
    SET_UP_MIN,
    VENUE_POD,
    VENUE_VISIT_MIN,
    Advice,
    Ranked,
    Reason,
    coverage_per_hour,
    log_misses,
    posterior,
    prior,
)
from app.domain.segments import area_m2, local_metres

LONGEST_MIN = 180.0
"""A segment that would take longer is searched in part; its POD says so."""


@dataclass(frozen=True, slots=True)
class _Effort:
    """What one team would need and find at one place."""

    team: Team | None
    travel_min: float
    search_min: float
    pod: float

    @property
    def rate(self) -> float:
        """Chance to find per hour and per unit of share."""
        return self.pod * 60.0 / (self.travel_min + SET_UP_MIN + self.search_min)


def advise(case: Case, today: date) -> Advice:
    """Where to look next: places still open, best first, then those taken or searched."""
    segments = [each for each in case.segments if not each.removed]
    venues = [each for each in case.venues if not each.removed]
    start = case.planning_point()
    if start is None or start.said.position is None or not (segments or venues):
        return Advice((), 1.0, 0.0, _missing(case, bool(segments or venues)))
    around = (start.said.position[0], start.said.position[1])
    behaviour = behaviour_for(case.report.age(today), case.report.details)
    shares, outside = prior(segments, venues, around, behaviour)
    left, elsewhere, success = posterior(shares, outside, log_misses(case.tasks, venues))
    places: list[Segment | Venue] = [*venues, *segments]
    ranked = [_ranked(case, place, left[place.id], around) for place in places]
    return Advice(tuple(sorted(ranked, key=_order)), elsewhere, success, _missing(case, any_place=True))


def _missing(case: Case, any_place: bool) -> tuple[str, ...]:
    gaps = {
        "plan.missing_point": case.planning_point() is None,
        "plan.missing_places": not any_place,
        "plan.missing_teams": not case.teams,
    }
    return tuple(key for key, gap in gaps.items() if gap)


def _order(each: Ranked) -> tuple[bool, float, str]:
    return each.status != "not_started", -each.rate, each.name


def _ranked(case: Case, place: Segment | Venue, share: float, around: Point) -> Ranked:
    status, searched = state_of(case, place.id)
    free = [team for team in case.teams if team.state == "available"]
    efforts = [_effort(place, team, around) for team in free] or [_effort(place, None, around)]
    best = max(efforts, key=lambda effort: effort.rate)
    return Ranked(
        place=place.id,
        name=place.name,
        kind="venue" if isinstance(place, Venue) else "segment",
        share=share,
        pod=best.pod,
        travel_min=best.travel_min,
        search_min=best.search_min,
        rate=share * best.rate,
        team=best.team,
        status=status,
        searched=searched,
        reasons=_reasons(place, share, best, searched),
    )


def state_of(case: Case, place: Id) -> tuple[str, float]:
    """What the map shows of a place: not_started, assigned, searching, searched or cannot; and how
    much of it was searched, 0..1.
    """
    tasks = [task for task in case.tasks if task.place == place and task.status != "cancelled"]
    searched = min(1.0, sum(result.coverage or 0.0 for task in tasks for result in task.results))
    statuses = {task.status for task in tasks}
    if "under_way" in statuses:
        return "searching", searched
    if statuses & {"offered", "accepted"}:
        return "assigned", searched
    if statuses & {"done", "part_done"}:
        return "searched", searched
    return ("cannot" if "not_done" in statuses else "not_started"), searched


def _effort(place: Segment | Venue, team: Team | None, around: Point) -> _Effort:
    assumed = team or Team(Id(""), "")
    travel = _travel_min(place, assumed, around)
    if isinstance(place, Venue):
        return _Effort(team, travel, VENUE_VISIT_MIN, VENUE_POD)
    per_hour = coverage_per_hour(place, area_m2(place.ring) / 1e6, assumed)
    minutes = min(60.0 / per_hour, LONGEST_MIN)
    return _Effort(team, travel, minutes, 1.0 - math.exp(-per_hour * minutes / 60.0))


def _travel_min(place: Segment | Venue, team: Team, around: Point) -> float:
    """Minutes on the way: straight line times a detour, from the team's place or the planning point."""
    target = place.position if isinstance(place, Venue) else _middle(place)
    metres = float(np.hypot(*local_metres([target], team.position or around)[0]))
    return DETOUR * metres / 1000.0 / max(team.speed_km_h, 0.5) * 60.0


def _middle(segment: Segment) -> Point:
    points: Sequence[Point] = segment.ring[:-1]
    return sum(lon for lon, _ in points) / len(points), sum(lat for _, lat in points) / len(points)


def _reasons(place: Segment | Venue, share: float, effort: _Effort, searched: float) -> tuple[Reason, ...]:
    found = [Reason("plan.why_share", {"percent": round(100 * share)})]
    if isinstance(place, Venue) and place.found_here_before:
        found.append(Reason("plan.why_found_before", {"count": place.found_here_before}))
    if isinstance(place, Venue) and place.why:
        found.append(Reason("plan.why_said", {"why": place.why}))
    if searched:
        found.append(Reason("plan.why_searched", {"percent": round(100 * searched)}))
    found.append(_who(effort))
    found.append(Reason("plan.why_finds", {"percent": round(100 * effort.pod), "minutes": round(effort.search_min)}))
    return tuple(found)


def _who(effort: _Effort) -> Reason:
    minutes = round(effort.travel_min)
    if effort.team is None:
        return Reason("plan.why_nobody_free", {"minutes": minutes})
    return Reason("plan.why_team", {"team": effort.team.name, "minutes": minutes})
