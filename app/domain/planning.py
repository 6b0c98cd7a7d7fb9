"""A first real priority: where the person may be, what a team would find there, how long that takes.

Each place has a share of the probability from a smooth log-normal prior round the planning
point (never zero: 5 % is spread evenly, at least 5 % is elsewhere); what was searched takes
its part away by Bayes; the next place is the one with most chance to find in an hour.
Source: Koopman 1946 and Cooper, Frost & Robe 2003 (coverage, POD = 1 - exp(-C)).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from shapely import Polygon, contains_xy

from app.domain.behaviour import Behaviour
from app.domain.cases import Segment, Team, Venue
from app.domain.facts import Point
from app.domain.identity import Id
from app.domain.segments import local_metres
from app.domain.tasks import Task

FLOOR: Final = 0.05
ELSEWHERE: Final = 0.05
DETOUR: Final = 1.3
VENUE_VISIT_MIN: Final = 25.0
VENUE_POD: Final = 0.8
"""Assumed: no published hit rate of a venue check was found."""
SET_UP_MIN: Final = 5.0
_SAMPLES: Final = 24
_NEAREST_KM: Final = 0.02

SWEEP_WIDTH_M: Final[Mapping[str, float]] = {"foot": 20.0, "dog": 95.0, "drone": 30.0, "vehicle": 20.0, "boat": 20.0}
"""Dog: 95 m, Chiacchia et al. 2015. The rest are assumed until a team walks its own detection range."""
TERRAIN_FACTOR: Final[Mapping[str, float]] = {"open": 2.0, "built_up": 1.0, "light": 1.0, "dense": 0.5}
SEARCH_SPEED_KM_H: Final[Mapping[str, float]] = {"foot": 2.5, "dog": 3.0, "drone": 15.0, "vehicle": 10.0, "boat": 6.0}
"""Foot: 2.5 to 3.0 km/h (IGT4SAR resource estimation); the rest are assumed."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the why, as a phrase key with its values."""

    key: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place with its priority. ``share`` and ``pod`` in 0..1, times in minutes, ``rate`` per hour."""

    place: Id
    name: str
    kind: str
    share: float
    pod: float
    travel_min: float
    search_min: float
    rate: float
    team: Team | None
    status: str
    searched: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Where to look next. ``success`` is the share found out so far, ``elsewhere`` what lies outside.

    ``missing`` names, as phrase keys, what would have to be known for better advice.
    """

    ranked: tuple[Ranked, ...]
    elsewhere: float
    success: float
    missing: tuple[str, ...]


def density(behaviour: Behaviour, distance_km: np.ndarray) -> np.ndarray:
    """The prior's density per square kilometre at these distances; any shape."""
    r = np.maximum(distance_km, _NEAREST_KM)
    z = (np.log(r) - behaviour.mean_ln_km) / behaviour.sd_ln_km
    radial = np.exp(-0.5 * z**2) / (r * behaviour.sd_ln_km * math.sqrt(2 * math.pi))
    found: np.ndarray = radial / (2 * math.pi * r)
    return found


def segment_mass(segment: Segment, around: Point, behaviour: Behaviour) -> float:
    """How much of the radial prior lies in the segment: the density over a grid of points in it."""
    corners = local_metres(segment.ring, around) / 1000.0
    shape = Polygon(corners)
    west, south, east, north = shape.bounds
    xs = west + (np.arange(_SAMPLES) + 0.5) * (east - west) / _SAMPLES
    ys = south + (np.arange(_SAMPLES) + 0.5) * (north - south) / _SAMPLES
    x, y = (each.ravel() for each in np.meshgrid(xs, ys))
    inside = contains_xy(shape, x, y)
    if not inside.any():
        return float(density(behaviour, np.hypot(shape.centroid.x, shape.centroid.y)) * shape.area)
    mean = density(behaviour, np.hypot(x[inside], y[inside])).mean()
    return float(mean * shape.area)


def prior(
    segments: Sequence[Segment], venues: Sequence[Venue], around: Point, behaviour: Behaviour
) -> tuple[dict[Id, float], float]:
    """The share of each place and of elsewhere before anybody looked; together 1."""
    venue_mass = behaviour.venue_share if venues else 0.0
    open_mass = 1.0 - venue_mass
    areas = {each.id: open_mass * min(segment_mass(each, around, behaviour), 1.0) for each in segments}
    weights = {each.id: _venue_weight(each, around, behaviour) for each in venues}
    total = sum(weights.values())
    masses = {**areas, **{id_: venue_mass * weight / total for id_, weight in weights.items()}}
    return _floored(masses)


def _venue_weight(venue: Venue, around: Point, behaviour: Behaviour) -> float:
    """Earlier finds are the strongest evidence there is; nearer is likelier."""
    distance = np.hypot(*local_metres([venue.position], around)[0]) / 1000.0
    near = 1.0 / (1.0 + distance / behaviour.quantile_km(0.5))
    return float((1.0 + 3.0 * venue.found_here_before) * near)


def _floored(masses: dict[Id, float]) -> tuple[dict[Id, float], float]:
    """Nothing reaches zero: a floor for each place, at least 5 % elsewhere."""
    planned = sum(masses.values())
    elsewhere = max(1.0 - planned, ELSEWHERE)
    scale = (1.0 - elsewhere) / planned if planned > 1.0 - ELSEWHERE else 1.0
    floor = FLOOR * (1.0 - elsewhere) / max(len(masses), 1)
    shares = {place: (1.0 - FLOOR) * mass * scale + floor for place, mass in masses.items()}
    return shares, 1.0 - sum(shares.values())


def coverage_per_hour(segment: Segment, area_km2: float, team: Team) -> float:
    """Coverage a team adds in an hour: sweep width times track length over area."""
    width_km = SWEEP_WIDTH_M.get(team.skill, 20.0) * TERRAIN_FACTOR.get(segment.terrain, 1.0) / 1000.0
    searchers = 1 if team.skill in ("dog", "drone", "boat", "vehicle") else max(team.size, 1)
    return width_km * SEARCH_SPEED_KM_H.get(team.skill, 2.5) * searchers / max(area_km2, 1e-4)


def log_misses(tasks: Sequence[Task], venues: Sequence[Venue]) -> dict[Id, float]:
    """The ledger: per place the sum of log-misses of all results; no order, nothing to undo but a task.

    A segment searched whole counts coverage 1; a venue checked whole leaves 1 - POD.
    """
    whole = {venue.id: -math.log(1.0 - VENUE_POD) for venue in venues}
    ledger: dict[Id, float] = {}
    for task in tasks:
        if task.place is not None and task.task_class == "locate":
            done = sum(result.coverage or 0.0 for result in task.results)
            ledger[task.place] = ledger.get(task.place, 0.0) + done * whole.get(task.place, 1.0)
    return ledger


def posterior(
    shares: Mapping[Id, float], elsewhere: float, ledger: Mapping[Id, float]
) -> tuple[dict[Id, float], float, float]:
    """Bayes exactly: what is left at each place, elsewhere, and the success so far."""
    left = {place: share * math.exp(-ledger.get(place, 0.0)) for place, share in shares.items()}
    total = sum(left.values()) + elsewhere
    return {place: mass / total for place, mass in left.items()}, elsewhere / total, 1.0 - total
