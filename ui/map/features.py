"""Builds the plain GeoJSON features that the map draws; all text in them is shown as text, never as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

Feature = dict[str, Any]
LonLat = tuple[float, float]
SegmentState = Literal["not_started", "assigned", "searching", "searched", "cannot"]
PlaceKind = Literal["last_known", "last_seen", "sighting", "planning_point"]

LAYERS = ("probability", "grid", "rings", "segments", "tracks", "locations", "venues", "teams")
"""Drawing order, the lowest first."""


def feature(feature_id: str, geometry: dict[str, Any], **properties: object) -> Feature:
    """One GeoJSON feature; ``geometry`` in lon, lat."""
    return {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": properties}


def segment(
    feature_id: str,
    ring: Sequence[LonLat],
    *,
    state: SegmentState,
    step: int,
    name: str,
    figure: str = "",
    emphasis: bool = False,
    spoken: str = "",
) -> Feature:
    """A search segment. ``step`` 0..4 picks the violet; ``figure`` is rendered text such as "22 %".

    ``emphasis`` gives the label a heavy edge (it is in the plan); ``spoken`` is its accessible name.
    """
    properties = {"state": state, "step": step, "name": name, "figure": figure, "emphasis": emphasis, "spoken": spoken}
    return feature(feature_id, _polygon(ring), **properties)


def venue(
    feature_id: str, at: LonLat, *, icon: str, name: str, figure: str = "", emphasis: bool = False, spoken: str = ""
) -> Feature:
    """A place to search: a square pin. ``icon`` is a Material name that the page has, such as "bus"."""
    return feature(feature_id, _point(at), icon=icon, name=name, figure=figure, emphasis=emphasis, spoken=spoken)


def location(
    feature_id: str,
    at: LonLat,
    *,
    kind: PlaceKind,
    label: str,
    square: Sequence[LonLat] = (),
    precision_m: float = 0,
    spoken: str = "",
) -> Feature:
    """Where the person was, or where planning starts, at true ground size.

    ``square`` is the square of a grid reference as its corners; without it ``precision_m`` (radius) draws a circle.
    """
    properties = {"kind": kind, "label": label, "precision_m": precision_m, "spoken": spoken}
    return feature(feature_id, _point(at), square=[list(corner) for corner in square], **properties)


def team(
    feature_id: str,
    at: LonLat,
    *,
    icon: str,
    name: str,
    me: bool = False,
    heading_deg: float | None = None,
    spoken: str = "",
) -> Feature:
    """A team: a round pin; ``me`` makes it the arrow of this laptop. ``heading_deg`` is clockwise from north."""
    return feature(feature_id, _point(at), icon=icon, name=name, me=me, heading_deg=heading_deg, spoken=spoken)


def track(feature_id: str, line: Sequence[LonLat], *, label: str = "") -> Feature:
    """Where a team went."""
    return feature(feature_id, _line(line), label=label)


def ring(feature_id: str, at: LonLat, *, radius_m: float, label: str) -> Feature:
    """A distance ring of ``radius_m`` on the ground, such as "half are found within this"."""
    return feature(feature_id, _point(at), radius_m=radius_m, label=label)


def cell(feature_id: str, corners: Sequence[LonLat], *, step: int) -> Feature:
    """One cell of probability shading; ``step`` 0..4."""
    return feature(feature_id, _polygon(corners), step=step)


def grid_line(feature_id: str, line: Sequence[LonLat], *, label: str, strong: bool = False) -> Feature:
    """One line of a grid overlay; ``label`` stands at the edge of the map, ``strong`` marks each tenth line."""
    return feature(feature_id, _line(line), label=label, strong=strong)


def _point(at: LonLat) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [at[0], at[1]]}


def _line(line: Sequence[LonLat]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [[lon, lat] for lon, lat in line]}


def _polygon(ring: Sequence[LonLat]) -> dict[str, Any]:
    corners = [[lon, lat] for lon, lat in ring]
    if corners and corners[0] != corners[-1]:
        corners.append(corners[0])
    return {"type": "Polygon", "coordinates": [corners]}
