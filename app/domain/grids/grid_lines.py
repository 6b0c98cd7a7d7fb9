"""The lines of the National Grid as a map draws them: bent, labelled, at most 500 m between points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import convertbng.cutil as ostn15
import numpy as np
from numpy.typing import NDArray

from app.domain.grids.national_grid import EAST_M, NORTH_M, SQUARE_M
from app.domain.grids.position import Point

_POINT_M: Final = 500
_MOST_LINES: Final = 2_000

Bounds = tuple[float, float, float, float]
"""West, south, east, north: degrees, or metres where a docstring says so."""


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line of the grid, bent as the map bends it.

    ``value_m`` is the easting or northing that is the same all along; ``label`` the figures
    printed beside it; ``points`` lon, lat at most 500 m apart.
    """

    axis: Literal["easting", "northing"]
    value_m: int
    label: str
    points: tuple[Point, ...]


def grid_lines(bounds: Bounds, step_m: int) -> list[GridLine]:
    """The grid's lines over ``bounds`` (west, south, east, north, degrees), ``step_m`` apart.

    Empty where the bounds lie off the grid.

    Raises:
        ValueError: more than 2,000 lines; ask for a wider step.
    """
    extent = _extent(bounds)
    if extent is None:
        return []
    west, south, east, north = extent
    eastings, northings = _multiples(west, east, step_m), _multiples(south, north, step_m)
    if len(eastings) + len(northings) > _MOST_LINES:
        raise ValueError(f"{len(eastings) + len(northings)} grid lines at {step_m} m; widen the step")
    upright = [_line("easting", value, np.array(_spaced(south, north)), step_m) for value in eastings]
    level = [_line("northing", value, np.array(_spaced(west, east)), step_m) for value in northings]
    return [line for line in upright + level if len(line.points) > 1]


def suited_step_m(bounds: Bounds, most_lines: int = 12) -> int:
    """The finest of 100 m, 1 km, 10 km, 100 km that draws at most ``most_lines`` each way."""
    extent = _extent(bounds)
    if extent is None:
        return SQUARE_M
    widest_m = max(extent[2] - extent[0], extent[3] - extent[1])
    return next((step for step in (100, 1_000, 10_000) if widest_m / step <= most_lines), SQUARE_M)


def _extent(bounds: Bounds) -> Bounds | None:
    """West, south, east, north in metres of everything inside the bounds, cut to the grid."""
    west, south, east, north = bounds
    lon, lat = np.meshgrid(np.linspace(west, east, 9), np.linspace(south, north, 9))
    eastings, northings = ostn15.convert_to_osgb36(lon.ravel(), lat.ravel())
    if np.isnan(eastings).all():
        return None
    low_east, high_east = np.clip([np.nanmin(eastings), np.nanmax(eastings)], 0, EAST_M)
    low_north, high_north = np.clip([np.nanmin(northings), np.nanmax(northings)], 0, NORTH_M)
    return float(low_east), float(low_north), float(high_east), float(high_north)


def _multiples(low: float, high: float, step_m: int) -> range:
    return range(int(-(-low // step_m)) * step_m, int(high // step_m) * step_m + 1, step_m)


def _spaced(low: float, high: float) -> list[float]:
    pieces = max(1, int(-(-(high - low) // _POINT_M)))
    return [low + (high - low) * piece / pieces for piece in range(pieces + 1)]


def _line(axis: Literal["easting", "northing"], value_m: int, along: NDArray[np.float64], step_m: int) -> GridLine:
    steady = np.full(along.shape, float(value_m))
    eastings, northings = (steady, along) if axis == "easting" else (along, steady)
    lon, lat = ostn15.convert_osgb36_to_ll(eastings, northings)
    known = ~np.isnan(lon)
    points = tuple(zip(lon[known].tolist(), lat[known].tolist(), strict=True))
    return GridLine(axis, value_m, _line_label(value_m, step_m), points)


def _line_label(value_m: int, step_m: int) -> str:
    """The figures a map prints in its margin: two for a kilometre line, three for 100 m."""
    if step_m < 1_000:
        return f"{value_m // 100 % 1_000:03d}"
    return f"{value_m // 1_000 % 100:02d}"
