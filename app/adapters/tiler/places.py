"""Names for the gazetteer: towns, streets, waters and venues of an extract, each with one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from app.adapters.tiler.features import Shapes
from app.adapters.tiler.rules import Drawn, Tags, name_of

Place = tuple[str, str, float, float]
"""Name, kind, lon, lat (degrees, WGS 84)."""

_STREET: Final = "street"
_PATHS: Final = frozenset({"path", "track"})
_KINDS: Final = {"water": "water", "waterway": "water", "park": "park", "landcover": "open land", "landuse": "site"}
_SAME_STREET_DEGREES: Final = 0.012
"""Ways of one name within about 1.3 km (of latitude) are one street."""


def named_of(tags: Tags, kinds: Sequence[Drawn]) -> tuple[str, str] | None:
    """Name and kind of an object, for the gazetteer, or ``None``."""
    name = name_of(tags)
    if not name or not kinds:
        return None
    best = next((kind for kind in kinds if kind.as_point), kinds[0])
    if best.layer == "place":
        return name, tags.get("place", "place").replace("_", " ")
    if best.layer == "poi":
        return name, (tags.get("amenity") or tags.get("railway", "place")).replace("_", " ")
    if best.layer == "transportation":
        return name, "path" if dict(best.attributes)["class"] in _PATHS else _STREET
    return (name, _KINDS[best.layer]) if best.layer in _KINDS else None


def places(named: Sequence[tuple[str, str]], shapes: Shapes) -> list[Place]:
    """One place for each name and kind near one another, sorted; ``shapes`` in degrees, lon, lat."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, key in enumerate(named):
        groups[key].append(row)
    middles = shapely.get_coordinates(_middles(shapes))
    sizes = shapely.length(shapes)
    found = [
        (name, kind, round(float(middles[row, 0]), 5), round(float(middles[row, 1]), 5))
        for (name, kind), rows in groups.items()
        for row in _apart(rows, middles, sizes)
    ]
    return sorted(found)


def _middles(shapes: Shapes) -> Shapes:
    """A point of each shape that lies on it."""
    lines = shapely.get_dimensions(shapes) == 1
    points: Shapes = shapely.point_on_surface(shapes)
    points[lines] = shapely.line_interpolate_point(shapes[lines], 0.5, normalized=True)
    return points


def _apart(rows: list[int], middles: NDArray[np.float64], sizes: NDArray[np.float64]) -> list[int]:
    """Of rows with one name those that stand for it: the longest first, then any that are far from it."""
    kept: list[int] = []
    for row in sorted(rows, key=lambda row: (-sizes[row], row)):
        near = (np.abs(middles[row] - middles[other]).max() < _SAME_STREET_DEGREES for other in kept)
        if not any(near):
            kept.append(row)
    return kept
