"""The features that the map page, paper and export draw, as plain GeoJSON in lon, lat; `ui.map.features` says the same.

View-models stand below the map, so they make the records and know nothing of the page; a test holds both alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Feature = dict[str, Any]
LonLat = tuple[float, float]


def segment(
    feature_id: str, ring: Sequence[LonLat], *, state: str, step: int, name: str, figure: str, emphasis: bool,
    spoken: str,
) -> Feature:  # fmt: skip
    """An area to search; ``step`` 0..4 picks the violet, ``figure`` is written behind the name."""
    said = {"state": state, "step": step, "name": name, "figure": figure, "emphasis": emphasis, "spoken": spoken}
    return _feature(feature_id, _polygon(ring), said)


def venue(
    feature_id: str, at: LonLat, *, icon: str, name: str, figure: str, emphasis: bool, spoken: str
) -> Feature:  # fmt: skip
    """A place to check: a square pin."""
    said = {"icon": icon, "name": name, "figure": figure, "emphasis": emphasis, "spoken": spoken}
    return _feature(feature_id, _point(at), said)


def location(
    feature_id: str, at: LonLat, *, kind: str, label: str, square: Sequence[LonLat], precision_m: float, spoken: str
) -> Feature:  # fmt: skip
    """Where the person was, at true size: ``square`` as corners, or else a circle of ``precision_m`` radius."""
    corners = [list(corner) for corner in square]
    said = {"kind": kind, "label": label, "precision_m": precision_m, "spoken": spoken, "square": corners}
    return _feature(feature_id, _point(at), said)


def team(feature_id: str, at: LonLat, *, icon: str, name: str, spoken: str) -> Feature:
    """Who searches: a round pin. This laptop has no position of its own, so none of them is "me"."""
    said = {"icon": icon, "name": name, "me": False, "heading_deg": None, "spoken": spoken}
    return _feature(feature_id, _point(at), said)


def ring(feature_id: str, at: LonLat, *, radius_m: float, label: str) -> Feature:
    """A distance on the ground round a place."""
    return _feature(feature_id, _point(at), {"radius_m": radius_m, "label": label})


def cell(feature_id: str, corners: Sequence[LonLat], *, step: int) -> Feature:
    """One cell of shading; ``step`` 0..4."""
    return _feature(feature_id, _polygon(corners), {"step": step})


def grid_line(feature_id: str, line: Sequence[LonLat], *, label: str, strong: bool) -> Feature:
    """One line of a grid; ``label`` stands at the edge of the map."""
    geometry = {"type": "LineString", "coordinates": [[lon, lat] for lon, lat in line]}
    return _feature(feature_id, geometry, {"label": label, "strong": strong})


def _feature(feature_id: str, geometry: dict[str, Any], properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": properties}


def _point(at: LonLat) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [at[0], at[1]]}


def _polygon(ring: Sequence[LonLat]) -> dict[str, Any]:
    corners = [[lon, lat] for lon, lat in ring]
    if corners and corners[0] != corners[-1]:
        corners.append(corners[0])
    return {"type": "Polygon", "coordinates": [corners]}
