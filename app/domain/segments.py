"""Areas to search: their names for the radio, their size, and a grid cut over a chosen area."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count
from typing import Final

import numpy as np
from shapely import Polygon, box
from shapely.validation import explain_validity

from app.domain.facts import Point, Ring
from app.errors import Unreadable

LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No I and no O: on the radio and on paper they pass for figures."""

MOST_CELLS: Final = 200
SMALLEST_M2: Final = 100.0
LARGEST_M2: Final = 400e6
_METRES_PER_DEGREE: Final = 111_320.0


def next_names(taken: Collection[str]) -> Iterator[str]:
    """Names nobody has yet, one letter and one figure each: A1 to A9, B1 ..., then A10 ..."""
    used = {name.upper() for name in taken}
    for tens in count():
        for letter in LETTERS:
            for figure in range(10 * tens + (tens == 0), 10 * tens + 10):
                if (name := f"{letter}{figure}") not in used:
                    yield name


def local_metres(points: Sequence[Point], origin: Point) -> np.ndarray:
    """Points as metres east and north of ``origin``: shape (n, 2), good to 0.1 % over 50 km."""
    array = np.asarray(points, dtype=float) - np.asarray(origin)
    scale = np.array([_METRES_PER_DEGREE * math.cos(math.radians(origin[1])), _METRES_PER_DEGREE])
    metres: np.ndarray = array * scale
    return metres


def area_m2(ring: Ring) -> float:
    """The ground that a closed ring covers, in square metres."""
    return float(Polygon(local_metres(ring, ring[0])).area)


def check_ring(ring: Ring) -> Ring:
    """The ring, closed and sound.

    Raises:
        Unreadable: too few corners, out of range, crossing itself, too small or too large.
    """
    closed = ring if ring and ring[0] == ring[-1] else [*ring, *ring[:1]]
    if len(closed) < 4:
        raise Unreadable("segment.too_few_corners")
    if not all(abs(lon) <= 180 and abs(lat) <= 85 for lon, lat in closed):
        raise Unreadable("segment.out_of_range")
    shape = Polygon(closed)
    if not shape.is_valid:
        raise Unreadable("segment.crosses_itself", reason=explain_validity(shape))
    if not SMALLEST_M2 <= area_m2(closed) <= LARGEST_M2:
        raise Unreadable("segment.size", area_ha=round(area_m2(closed) / 1e4, 2))
    return [(lon, lat) for lon, lat in closed]


def grid(
    ring: Ring,
    cell_m: float,
    to_grid: Callable[[Point], tuple[float, float]],
    to_point: Callable[[float, float], Point],
) -> list[Ring]:
    """Cells of a metric grid (easting, northing) that lie in the area, cut at its edge, from the
    north-west, row by row; slivers of less than a tenth of a cell are left out.

    Raises:
        Unreadable: more cells than anybody can give out.
    """
    area = Polygon([to_grid(point) for point in ring])
    west, south, east, north = area.bounds
    columns = range(math.floor(west / cell_m), math.ceil(east / cell_m))
    rows = range(math.ceil(north / cell_m) - 1, math.floor(south / cell_m) - 1, -1)
    if len(columns) * len(rows) > 4 * MOST_CELLS:
        raise Unreadable("segment.too_many_cells", most=MOST_CELLS)
    cut = [_cut(area, column, row, cell_m) for row in rows for column in columns]
    cells = [shape for shape in cut if shape is not None]
    if len(cells) > MOST_CELLS:
        raise Unreadable("segment.too_many_cells", most=MOST_CELLS)
    return [[to_point(x, y) for x, y in shape.exterior.coords] for shape in cells]


def _cut(area: Polygon, column: int, row: int, cell_m: float) -> Polygon | None:
    cell = box(column * cell_m, row * cell_m, (column + 1) * cell_m, (row + 1) * cell_m)
    inside = area.intersection(cell)
    parts = [part for part in getattr(inside, "geoms", [inside]) if isinstance(part, Polygon)]
    largest = max(parts, key=lambda part: part.area, default=None)
    return largest if largest is not None and largest.area >= cell_m**2 / 10 else None
