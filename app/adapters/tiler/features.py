"""What will be drawn, as columns: shapes in the unit square of Web Mercator, layers, attributes, first zooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from app.adapters.tiler.rules import Attributes, Drawn

Shapes = NDArray[np.object_]
Whole = NDArray[np.int64]

LAYERS: Final = (
    "landcover",
    "landuse",
    "park",
    "land",
    "water",
    "waterway",
    "building",
    "boundary",
    "transportation",
    "transportation_name",
    "place",
    "poi",
)
"""In the order in which they stand in a tile."""

HIGHEST_LAT: Final = 85.05112877980659
"""Degrees; Web Mercator ends there."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Columns of the same length.

    ``shapes``: shapely geometry, x and y in 0..1 of Web Mercator, y from the north.
    ``dimensions``: 0 point, 1 line, 2 area. ``layers``: index into `LAYERS`.
    ``sets``: index into ``attributes``, where each set of attributes stands once.
    """

    shapes: Shapes
    dimensions: Whole
    layers: Whole
    first_zooms: Whole
    sets: Whole
    attributes: tuple[Attributes, ...]

    def take(self, which: Any) -> Features:
        """The rows of a mask or of indices."""
        columns = (self.shapes, self.dimensions, self.layers, self.first_zooms, self.sets)
        shapes, dimensions, layers, zooms, sets = (column[which] for column in columns)
        return Features(shapes, dimensions, layers, zooms, sets, self.attributes)

    def with_shapes(self, shapes: Shapes) -> Features:
        """The same rows with other shapes."""
        return Features(shapes, self.dimensions, self.layers, self.first_zooms, self.sets, self.attributes)

    def __len__(self) -> int:
        return len(self.shapes)


class FeatureList:
    """Collects rows one by one: the number of a shape, and how it is drawn."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, int, int, bool]] = []
        self._sets: dict[Attributes, int] = {}

    def add(self, shape: int, kind: Drawn) -> None:
        """``shape``: its place among the shapes that `features` will be given."""
        number = self._sets.setdefault(kind.attributes, len(self._sets))
        self._rows.append((shape, LAYERS.index(kind.layer), kind.first_zoom, number, kind.as_point))

    def features(self, shapes: Shapes, good: NDArray[np.bool_]) -> Features:
        """All rows whose shape is good; ``shapes`` in degrees, lon, lat, WGS 84."""
        rows = np.array(self._rows, np.int64).reshape(-1, 5)
        rows = rows[good[rows[:, 0]]]
        shown, middle = shapes[rows[:, 0]], rows[:, 4] == 1
        shown[middle] = shapely.point_on_surface(shown[middle])
        projected = shapely.transform(shown, unit_mercator)
        dimensions = shapely.get_dimensions(projected).astype(np.int64)
        return Features(projected, dimensions, rows[:, 1], rows[:, 2], rows[:, 3], tuple(self._sets))


def unit_mercator(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of lon, lat (degrees, WGS 84) as x, y in 0..1, y from the north."""
    lat = np.radians(np.clip(degrees[:, 1], -HIGHEST_LAT, HIGHEST_LAT))
    y = 0.5 - np.arcsinh(np.tan(lat)) / (2 * np.pi)
    return np.column_stack((degrees[:, 0] / 360 + 0.5, y))
