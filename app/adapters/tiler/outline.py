"""Reads country shapes and their common borders out of TopoJSON.

Source: TopoJSON format specification 1.0: arcs are shared, delta-coded, in steps of the transform.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

_FEWEST_POINTS: Final = 4
"""Of a closed ring; a rock in the sea can fall together into fewer."""

Line = NDArray[np.float64]


def countries(topology: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Name and shape (shapely; degrees, lon, lat) of each country."""
    arcs = _arcs(topology)
    return [
        (str(country["properties"]["name"]), shapely.make_valid(_shape(country, arcs)))
        for country in _members(topology)
    ]


def borders(topology: Mapping[str, Any]) -> list[Any]:
    """Lines (shapely; degrees, lon, lat) that two countries share."""
    arcs = _arcs(topology)
    used: Counter[int] = Counter()
    for country in _members(topology):
        used.update({arc if arc >= 0 else ~arc for ring in _rings(country) for arc in ring})
    return [shapely.LineString(arcs[arc]) for arc, count in sorted(used.items()) if count > 1]


def _members(topology: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    members: list[Mapping[str, Any]] = topology["objects"]["countries"]["geometries"]
    return [member for member in members if member.get("arcs")]


def _arcs(topology: Mapping[str, Any]) -> list[Line]:
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]


def _polygons(country: Mapping[str, Any]) -> Sequence[Sequence[Sequence[int]]]:
    """Arc numbers of each ring of each polygon."""
    arcs: Any = country["arcs"]
    return [arcs] if country["type"] == "Polygon" else arcs


def _rings(country: Mapping[str, Any]) -> list[Sequence[int]]:
    return [ring for polygon in _polygons(country) for ring in polygon]


def _shape(country: Mapping[str, Any], arcs: Sequence[Line]) -> Any:
    polygons = [[_ring(ring, arcs) for ring in polygon] for polygon in _polygons(country)]
    return shapely.MultiPolygon(
        [
            (rings[0], [hole for hole in rings[1:] if len(hole) >= _FEWEST_POINTS])
            for rings in polygons
            if len(rings[0]) >= _FEWEST_POINTS
        ]
    )


def _ring(numbers: Sequence[int], arcs: Sequence[Line]) -> Line:
    """A ring from its arcs; ``~n`` is arc ``n`` backwards, and each starts where the one before ends."""
    lines = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
