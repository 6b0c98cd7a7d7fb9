"""Reads what the map room shows, in one go on the database thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from app.domain.cases import Case
from app.domain.facts import Point
from app.domain.identity import Id, Officer, may
from app.domain.planning import Advice
from app.services.office import Services
from app.services.tasks import assignee_named
from ui.viewmodels.map_features import Box, Layers, box_of, distance_words, layers_of, middle, start_of
from ui.viewmodels.map_packs import BaseMap, Packs, base_map
from ui.viewmodels.plan import PlanState, place_icon, plan_of
from ui.wording import say

Measure = Callable[[Point, Point], float]
"""Two lon, lat points to metres, or to degrees from true north."""
_COMPASS: Final = 8
_ORDER: Final = ("under_way", "accepted", "offered")


@dataclass(frozen=True)
class MyTask:
    """The officer's own next task of this search; ``at`` is where it is, lon, lat."""

    task: Id
    place: Id | None
    icon: str
    title: str
    second: str
    under_way: bool
    seen: str
    at: Point | None


@dataclass(frozen=True)
class MapState:
    """Everything the room shows. ``case`` and ``advice`` are what it was made from, for the sheets."""

    loaded: bool = False
    incident: str = ""
    first_name: str = ""
    legend: str = ""
    may_draw: bool = False
    may_give: bool = False
    may_record: bool = False
    layers: Layers = field(default_factory=dict)
    box: Box | None = None
    start: Point | None = None
    base: BaseMap = field(default_factory=BaseMap)
    plan: PlanState = field(default_factory=PlanState)
    mine: MyTask | None = None
    case: Case | None = None
    advice: Advice | None = None
    officer: Officer | None = None
    officers: Mapping[Id, Officer] = field(default_factory=dict)


def read_state(
    services: Services, packs: Packs, incident: Id | None, hidden: Sequence[Id], ground: tuple[Measure, Measure]
) -> MapState:
    """The room for whoever is signed in; nearly empty for nobody, and while nobody is open."""
    officer = services.desk.session.officer
    if officer is None or incident is None:
        return MapState(loaded=True, officer=officer, base=base_map(packs.packs(), None))
    case, now = services.reports.case(incident), services.desk.clock.now()
    advice = services.plans.advice(case)
    layers, start = layers_of(case, advice, now, hidden), start_of(case)
    return MapState(
        loaded=True,
        incident=incident,
        first_name=case.report.first_name,
        legend=say("map.legend", name=case.report.first_name),
        may_draw=may(officer.rank, "plan.draw"),
        may_give=may(officer.rank, "task.give"),
        may_record=may(officer.rank, "location.record"),
        layers=layers,
        box=box_of(layers),
        start=start,
        base=base_map(packs.packs(), start),
        plan=plan_of(case, advice, now, hidden),
        mine=_my_task(case, officer, start, ground),
        case=case,
        advice=advice,
        officer=officer,
        officers=services.officers.known(),
    )


def _my_task(case: Case, officer: Officer, start: Point | None, ground: tuple[Measure, Measure]) -> MyTask | None:
    alone = [team.id for team in case.teams if team.name.casefold() == officer.call_sign.casefold()]
    own = (officer.id, assignee_named(officer.call_sign), *alone)
    mine = [task for task in case.tasks if task.assignee in own and task.status in _ORDER]
    if not mine:
        return None
    far = float("inf")
    task = min(
        mine, key=lambda each: (_ORDER.index(each.status), each.due_at.timestamp() if each.due_at else far, each.id)
    )
    place = case.place(task.place)
    at = middle(place) if place is not None else None
    return MyTask(
        task=task.id,
        place=task.place,
        icon=place_icon(case, task.place),
        title=task.title,
        second=task.instructions if start is None or at is None else way_words(start, at, ground),
        under_way=task.status == "under_way",
        seen=say("map.seen_name", name=case.report.first_name),
        at=at,
    )


def way_words(start: Point, at: Point, ground: tuple[Measure, Measure]) -> str:
    """``380 m north-east of the last known location``; where the officer is, this laptop does not know."""
    metres, degrees = ground[0](start, at), ground[1](start, at)
    if metres < 20:
        return say("map.at_start")
    return say("map.from_start", distance=distance_words(metres), way=compass_words(degrees))


def measure_words(points: Sequence[Point], ground: tuple[Measure, Measure]) -> str:
    """The whole way along the points, and the bearing of its last leg; "" for a single one."""
    if len(points) < 2:
        return ""
    metres = sum(ground[0](a, b) for a, b in pairwise(points))
    degrees = ground[1](points[-2], points[-1])
    return say(
        "map.measured", distance=_exact(metres), bearing=f"{round(degrees) % 360:03d}", way=compass_words(degrees)
    )


def _exact(metres: float) -> str:
    """A tape is more exact than a way: metres up to a kilometre, then ten of them."""
    return say("now.m", m=round(metres)) if metres < 1000 else say("now.km", km=f"{metres / 1000:.2f}")


def compass_words(degrees: float) -> str:
    """``north-east``: the nearest of eight."""
    return say("map.compass").split()[round(degrees % 360 / (360 / _COMPASS)) % _COMPASS]
