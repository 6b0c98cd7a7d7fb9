"""Reads the features that windows hand to the map page, so that paper shows exactly the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LonLat = tuple[float, float]
Layers = Mapping[str, Sequence[Mapping[str, Any]]]
"""Layer name to its GeoJSON features, as ``ui.map.features`` makes them."""


@dataclass(frozen=True, slots=True)
class Area:
    """A search segment, or one cell of shading (then without a state). ``step`` 0..4 picks the colour."""

    ring: tuple[LonLat, ...]
    state: str
    step: int
    label: str
    emphasis: bool


@dataclass(frozen=True, slots=True)
class Pin:
    """A venue or a team: an icon with its name."""

    at: LonLat
    icon: str
    label: str
    emphasis: bool = False
    me: bool = False
    heading_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the person was: a square, or a circle of ``precision_m`` round it, at true size."""

    at: LonLat
    kind: str
    label: str
    square: tuple[LonLat, ...]
    precision_m: float


@dataclass(frozen=True, slots=True)
class Way:
    """A line on the ground: a track or a grid line."""

    points: tuple[LonLat, ...]
    label: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """A distance from a place, on the ground."""

    at: LonLat
    radius_m: float
    label: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """Everything that is drawn over the base map."""

    cells: tuple[Area, ...] = ()
    rings: tuple[Ring, ...] = ()
    segments: tuple[Area, ...] = ()
    tracks: tuple[Way, ...] = ()
    spots: tuple[Spot, ...] = ()
    venues: tuple[Pin, ...] = ()
    teams: tuple[Pin, ...] = ()


def sketch_of(layers: Layers) -> Sketch:
    """Plain records of all layers but the grid, which paper rules for itself."""

    def made(layer: str, make: Any) -> Any:
        found = layers.get(layer, ())
        return tuple(make(each["geometry"]["coordinates"], each.get("properties", {})) for each in found)

    return Sketch(
        cells=made("probability", _area),
        rings=made("rings", _ring),
        segments=made("segments", _area),
        tracks=made("tracks", _way),
        spots=made("locations", _spot),
        venues=made("venues", _pin),
        teams=made("teams", _pin),
    )


def _label(said: Mapping[str, Any]) -> str:
    return "  ".join(str(said[key]) for key in ("name", "figure") if said.get(key))


def _points(coordinates: Sequence[Sequence[float]]) -> tuple[LonLat, ...]:
    return tuple((float(each[0]), float(each[1])) for each in coordinates)


def _area(coordinates: Any, said: Mapping[str, Any]) -> Area:
    step = max(0, min(4, int(said.get("step", 0))))
    return Area(_points(coordinates[0]), str(said.get("state", "")), step, _label(said), bool(said.get("emphasis")))


def _pin(at: Any, said: Mapping[str, Any]) -> Pin:
    heading = said.get("heading_deg")
    return Pin(
        at=(float(at[0]), float(at[1])),
        icon=str(said.get("icon", "")),
        label=_label(said),
        emphasis=bool(said.get("emphasis")),
        me=bool(said.get("me")),
        heading_deg=None if heading is None else float(heading),
    )


def _spot(at: Any, said: Mapping[str, Any]) -> Spot:
    square, precision_m = _points(said.get("square") or ()), float(said.get("precision_m") or 0)
    kind, label = str(said.get("kind", "last_known")), str(said.get("label", ""))
    return Spot((float(at[0]), float(at[1])), kind, label, square, precision_m)


def _way(coordinates: Any, said: Mapping[str, Any]) -> Way:
    return Way(_points(coordinates), str(said.get("label", "")), bool(said.get("strong")))


def _ring(at: Any, said: Mapping[str, Any]) -> Ring:
    return Ring((float(at[0]), float(at[1])), float(said.get("radius_m") or 0), str(said.get("label", "")))
