"""The metric grid that cells are cut along: the National Grid in Britain, plain metres elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable

from app.domain.facts import Point
from app.domain.grids.national_grid import to_east_north, to_lon_lat
from app.errors import Unreadable

ToGrid = Callable[[Point], tuple[float, float]]
ToPoint = Callable[[float, float], Point]

_METRES_PER_DEGREE = 111_320.0


def metric_grid(at: Point) -> tuple[ToGrid, ToPoint]:
    """How to get to metres and back round here: (lon, lat) to (east, north) and the other way."""
    try:
        to_east_north(*at)
    except Unreadable:
        return _plain(at[1])
    return (lambda point: to_east_north(*point)), to_lon_lat


def _plain(lat: float) -> tuple[ToGrid, ToPoint]:
    """Metres east and north of the equator's zero, good to 0.1 % over some kilometres."""
    per_lon = _METRES_PER_DEGREE * math.cos(math.radians(lat))
    return (
        lambda point: (point[0] * per_lon, point[1] * _METRES_PER_DEGREE),
        lambda east, north: (east / per_lon, north / _METRES_PER_DEGREE),
    )
