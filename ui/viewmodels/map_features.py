"""Turns a search and its advice into what the map draws: plain GeoJSON features by layer; no Qt, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from math import cos, radians
from typing import Final

from app.domain.behaviour import Behaviour, behaviour_for
from app.domain.cases import Case, Location, Segment, Venue
from app.domain.coordinates import GridLine
from app.domain.facts import Point
from app.domain.identity import Id
from app.domain.planning import Advice, Ranked, density
from app.domain.ranking import state_of
from app.domain.tasks import Task
from ui.viewmodels import geojson as features
from ui.viewmodels.geojson import Feature
from ui.viewmodels.local_times import day_or_time
from ui.wording import say

Layers = Mapping[str, tuple[Feature, ...]]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

RING_SHARES: Final = (25, 50, 75, 95)
"""Percent of people of this kind who were found within each ring."""
EMPHASISED: Final = 3
"""So many of the best places carry a heavy label: those that the plan names first."""
VENUE_ICONS: Final[Mapping[str, str]] = {
    "place": "home-search-outline", "home": "home", "friend": "account", "bus_stop": "bus", "station": "train",
    "school": "school", "hotel": "bed", "hospital": "hospital-building", "shop": "store",
    "food": "silverware-fork-knife", "church": "church", "park": "tree", "water": "water", "empty": "warehouse",
    "car_park": "parking", "sports": "soccer",
}  # fmt: skip
"""Kinds of place, each with a Material icon that window, page and paper have."""
TEAM_ICONS: Final[Mapping[str, str]] = {
    "foot": "walk", "dog": "dog-side", "drone": "quadcopter", "vehicle": "car", "boat": "sail-boat",
    "police": "shield-account",
}  # fmt: skip
_STEPS: Final = 5
_CELLS_ACROSS: Final = 24
_KM_PER_DEGREE: Final = 111.32
_WIDEST_PAD: Final = 0.04
_LEAST_BOX_KM: Final = 0.4


def layers_of(case: Case, advice: Advice, now: datetime, hidden: Iterable[Id] = ()) -> dict[str, tuple[Feature, ...]]:
    """Segments, venues, locations and teams; ``hidden`` places are left out, as those taken off the plan are."""
    gone = set(hidden)
    ranked = {each.place: each for each in advice.ranked}
    first = {each.place for each in open_places(advice)[:EMPHASISED]}
    top = max((each.share for each in advice.ranked if each.kind == "segment"), default=0.0)
    segments = (each for each in case.segments if not each.removed and each.id not in gone)
    venues = (each for each in case.venues if not each.removed and each.id not in gone)
    return {
        "segments": tuple(_segment(case, each, ranked.get(each.id), top, each.id in first) for each in segments),
        "venues": tuple(_venue(case, each, ranked.get(each.id), each.id in first) for each in venues),
        "locations": tuple(_locations(case, now)),
        "teams": tuple(_teams(case)),
    }


def open_places(advice: Advice) -> list[Ranked]:
    """The places nobody has and nobody has searched, best first."""
    return [each for each in advice.ranked if each.status == "not_started"]


def step_of(share: float, top: float) -> int:
    """Which of five violets, 0..4: the darkest is the segment that holds most; a venue has a pin and a number."""
    return 0 if top <= 0 else min(_STEPS - 1, int(_STEPS * share / top))


def percent(share: float) -> str:
    """``28 %``; what is not nothing is never shown as nothing."""
    rounded = round(100 * share)
    return say("map.less_than_one") if rounded == 0 and share > 0 else say("map.percent", percent=rounded)


def _segment(case: Case, segment: Segment, ranked: Ranked | None, top: float, emphasis: bool) -> Feature:
    state, _ = state_of(case, segment.id)
    share = ranked.share if ranked else 0.0
    return features.segment(
        segment.id,
        segment.ring,
        state=state,
        step=step_of(share, top),
        name=segment.name,
        figure=percent(share) if ranked else "",
        emphasis=emphasis,
        spoken=_spoken(segment.name, state, ranked),
    )


def _venue(case: Case, venue: Venue, ranked: Ranked | None, emphasis: bool) -> Feature:
    state, _ = state_of(case, venue.id)
    words = say(f"map.venue_{state}", name=venue.name)
    return features.venue(
        venue.id,
        venue.position,
        icon=VENUE_ICONS.get(venue.kind, VENUE_ICONS["place"]),
        name=words,
        figure=percent(ranked.share) if ranked else "",
        emphasis=emphasis,
        spoken=_spoken(venue.name, state, ranked),
    )


def _spoken(name: str, state: str, ranked: Ranked | None) -> str:
    share = percent(ranked.share) if ranked else ""
    return ", ".join(part for part in (name, share, say(f"map_page.state.{state}")) if part)


def _locations(case: Case, now: datetime) -> Iterator[Feature]:
    for each in case.locations:
        said = each.said
        if said.position is None or each.corrected:
            continue
        label = location_words(each, now)
        square = said.square or ()
        radius_m = 0.0 if square else (said.precision_m or 0.0) / 2
        spoken = ", ".join(part for part in (label, said.source) if part)
        yield features.location(
            each.op, said.position, kind=said.kind, label=label, square=square, precision_m=radius_m, spoken=spoken
        )


def location_words(location: Location, now: datetime) -> str:
    """``22:40 last known``; without a time only what it is."""
    said = location.said
    what = say(f"map.kind_{said.kind}")
    return what if said.seen_at is None else say("map.kind_at", time=day_or_time(said.seen_at, now), what=what)


def _teams(case: Case) -> Iterator[Feature]:
    """Teams where they said they are; whoever searches and gave no place stands in what is searched."""
    busy = {task.assignee: task for task in case.tasks if task.status == "under_way"}
    for team in case.teams:
        at = team.position or _middle_of(case, busy.get(team.id))
        if at is not None and team.state != "off_duty":
            icon, spoken = TEAM_ICONS.get(team.skill, "walk"), _doing(case, team.name, busy.get(team.id))
            yield features.team(team.id, at, icon=icon, name=team.name, spoken=spoken)
    teams = {team.id for team in case.teams}
    for who, task in busy.items():
        if who not in teams and (at := _middle_of(case, task)) is not None:
            spoken = _doing(case, task.assignee_name, task)
            yield features.team(f"by:{task.id}", at, icon="shield-account", name=task.assignee_name, spoken=spoken)


def _doing(case: Case, name: str, task: Task | None) -> str:
    place = case.place(task.place) if task else None
    return name if place is None else say("map.team_in", name=name, place=place.name)


def _middle_of(case: Case, task: Task | None) -> Point | None:
    place = case.place(task.place) if task else None
    return None if place is None or place.removed else middle(place)


def middle(place: Segment | Venue) -> Point:
    """The place itself, or the mean of a segment's corners."""
    if isinstance(place, Venue):
        return place.position
    corners = place.ring[:-1]
    return sum(lon for lon, _ in corners) / len(corners), sum(lat for _, lat in corners) / len(corners)


def behaviour_of(case: Case, today: date) -> Behaviour:
    """The fit that the plan uses for this person."""
    return behaviour_for(case.report.age(today), case.report.details)


def rings_of(case: Case, today: date) -> tuple[Feature, ...]:
    """Where people of this kind were found: 25, 50, 75 and 95 % within each ring, with how far that is."""
    start = start_of(case)
    if start is None:
        return ()
    fit = behaviour_of(case, today)
    source = say("map.ring_source", kind=say(f"map.behaviour_{fit.key}"))
    return tuple(
        features.ring(
            f"ring:{share}",
            start,
            radius_m=1000 * fit.quantile_km(share / 100),
            label=say("map.ring", percent=share, distance=distance_words(1000 * fit.quantile_km(share / 100)))
            + (f" · {source}" if share == RING_SHARES[-1] else ""),
        )
        for share in RING_SHARES
    )


def shading_of(case: Case, today: date) -> tuple[Feature, ...]:
    """The smooth prior round the planning point, as square cells out to the distance of 75 %; what was
    searched is not in it: that stands in the segments.
    """
    start = start_of(case)
    if start is None:
        return ()
    fit = behaviour_of(case, today)
    cell_km = 2 * fit.quantile_km(0.75) / _CELLS_ACROSS
    return tuple(_cells(start, fit, cell_km))


def _cells(start: Point, fit: Behaviour, cell_km: float) -> Iterator[Feature]:
    import numpy as np

    places = np.arange(_CELLS_ACROSS) - (_CELLS_ACROSS - 1) / 2
    east, north = np.meshgrid(places * cell_km, places * cell_km)
    away = np.hypot(east, north)
    dense = density(fit, away)
    limits = np.quantile(dense, (0.5, 0.7, 0.85, 0.95))
    steps = np.searchsorted(limits, dense)
    inside = away <= _CELLS_ACROSS / 2 * cell_km
    for row, column in zip(*np.nonzero(inside), strict=True):
        corners = _square(start, float(east[row, column]), float(north[row, column]), cell_km)
        yield features.cell(f"cell:{row}:{column}", corners, step=int(steps[row, column]))


def _square(start: Point, east_km: float, north_km: float, side_km: float) -> list[Point]:
    lon, lat = start
    wide = _KM_PER_DEGREE * cos(radians(lat))
    sides = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return [
        (lon + (east_km + dx * side_km / 2) / wide, lat + (north_km + dy * side_km / 2) / _KM_PER_DEGREE)
        for dx, dy in sides
    ]


def grid_of(lines: Sequence[GridLine], step_m: int) -> tuple[Feature, ...]:
    """The National Grid's lines; each tenth is strong."""
    return tuple(
        features.grid_line(
            f"grid:{line.axis}:{line.value_m}",
            line.points,
            label=line.label,
            strong=line.value_m % (10 * step_m) == 0,
        )
        for line in lines
    )


def start_of(case: Case) -> Point | None:
    """Where planning starts, lon, lat."""
    start = case.planning_point()
    if start is None or start.said.position is None:
        return None
    lon, lat = start.said.position
    return lon, lat


def box_of(layers: Layers) -> Box | None:
    """The smallest box round places, teams and locations, with some air; ``None`` for an empty map."""
    names = ("segments", "venues", "locations", "teams")
    points = [point for name in names for each in layers.get(name, ()) for point in _points(each)]
    if not points:
        return None
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    least = _LEAST_BOX_KM / _KM_PER_DEGREE
    across = max((east - west) * _WIDEST_PAD, (least - (east - west)) / 2)
    along = max((north - south) * _WIDEST_PAD, (least - (north - south)) / 2)
    return west - across, south - along, east + across, north + along


def _points(feature: Feature) -> list[Point]:
    coordinates = feature["geometry"]["coordinates"]
    if feature["geometry"]["type"] == "Point":
        return [(coordinates[0], coordinates[1])]
    return [(lon, lat) for lon, lat in coordinates[0]]


def distance_words(metres: float) -> str:
    """``90 m``, ``1.4 km``, ``23 km``: never more exact than anybody can walk."""
    if metres < 950:
        return say("now.m", m=round(metres / 10) * 10 if metres >= 100 else round(metres))
    km = metres / 1000
    return say("now.km", km=f"{km:.1f}".removesuffix(".0") if km < 20 else f"{km:.0f}")


def changed(before: Layers, after: Layers) -> dict[str, tuple[list[Feature], list[str]]]:
    """For each layer the features to add or replace and the ids to take away."""
    found = {}
    for name in {*before, *after}:
        old = {each["id"]: each for each in before.get(name, ())}
        new = {each["id"]: each for each in after.get(name, ())}
        put = [each for key, each in new.items() if old.get(key) != each]
        taken = [key for key in old if key not in new]
        if put or taken:
            found[name] = (put, taken)
    return found
