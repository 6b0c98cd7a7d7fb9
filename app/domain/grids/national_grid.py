"""The Ordnance Survey National Grid of Great Britain, to the millimetre by OSTN15."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Final, Literal

import convertbng.cutil as ostn15
import numpy as np

from app.domain.grids.figures import read_figures, write_figures
from app.domain.grids.position import NoReference, Point, Position, from_cell
from app.errors import Unreadable

EXAMPLE: Final = "SK 861 089"
PAIR_EXAMPLE: Final = "486100, 308900"
EAST_M: Final = 700_000
NORTH_M: Final = 1_300_000
"""The grid's own bounds. Source: Ordnance Survey 2020, A guide to coordinate systems in Great Britain, 7.1."""

_LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SQUARE_M: Final = 100_000
_LINE_POINT_M: Final = 500
_MOST_LINES: Final = 2_000
_REFERENCE: Final = re.compile(r"([A-Z]{2})(\s*)(\d[\d\s]*)")
_UNLETTERED: Final = re.compile(r"(\d{3,5})\s+(\d{3,5})")
_PAIR: Final = re.compile(r"[E]?\s*(\d{4,7}(?:\.\d+)?)\s*[,;\s]\s*[N]?\s*(\d{4,7}(?:\.\d+)?)")


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


def to_lon_lat(east_m: float, north_m: float) -> Point:
    """Easting, northing to lon, lat.

    Raises:
        Unreadable: outside the grid or outside OSTN15.
    """
    lon, lat = ostn15.convert_osgb36_to_ll([east_m], [north_m])
    return _finite(float(lon[0]), float(lat[0]), f"{east_m:.0f}, {north_m:.0f}")


def to_east_north(lon: float, lat: float) -> Point:
    """lon, lat to easting, northing in metres.

    Raises:
        Unreadable: outside the grid or outside OSTN15.
    """
    east, north = ostn15.convert_to_osgb36([lon], [lat])
    east_m, north_m = _finite(float(east[0]), float(north[0]), f"{lat:.5f}, {lon:.5f}")
    if not _on_grid(east_m, north_m):
        raise Unreadable("location.outside_national_grid", text=f"{lat:.5f}, {lon:.5f}", example=EXAMPLE)
    return east_m, north_m


def read(upper: str, text: str) -> Position | None:
    """Read ``SK 861 089``, ``SK861089`` or ``530625, 178388``; None where the form is another's.

    Raises:
        NoReference: it looks as much like a postcode, such as ``SW19``.
        Unreadable: no such square, no letters, or figures that name no cell.
    """
    if lettered := _REFERENCE.fullmatch(upper):
        return _read_lettered(lettered, text)
    if (bare := _UNLETTERED.fullmatch(upper)) and len(bare[1]) == len(bare[2]):
        raise Unreadable("location.letters_missing", text=text, example=EXAMPLE)
    if pair := _PAIR.fullmatch(upper):
        return _read_pair(pair, text)
    return None


def write(lon: float, lat: float, figures: int) -> str:
    """The reference of the cell that holds lon, lat: ``SK 861 089`` for six figures.

    Raises:
        Unreadable: outside the grid.
    """
    east_m, north_m = to_east_north(lon, lat)
    return reference_of(east_m, north_m, figures)


def reference_of(east_m: float, north_m: float, figures: int) -> str:
    """The reference of the cell that holds an easting and northing in metres."""
    column, row = int(east_m // _SQUARE_M), int(north_m // _SQUARE_M)
    return f"{_letters(column, row)} {write_figures(east_m % _SQUARE_M, north_m % _SQUARE_M, figures)}"


def _read_lettered(found: re.Match[str], text: str) -> Position:
    letters, gap, digits = found.groups()
    if not gap and len(digits.strip()) <= 2:
        raise NoReference("location.unreadable", text=text, example=EXAMPLE)
    column, row = _square_of(letters, text)
    cell = read_figures(digits, text, EXAMPLE)
    corner = column * _SQUARE_M + cell.east_m, row * _SQUARE_M + cell.north_m
    return _cell_position(corner, cell.edge_m, f"{letters} {cell.written}", text)


def _read_pair(found: re.Match[str], text: str) -> Position:
    east_m, north_m = int(float(found[1])), int(float(found[2]))
    if not _on_grid(east_m, north_m):
        raise Unreadable("location.outside_national_grid", text=text, example=PAIR_EXAMPLE)
    return _cell_position((east_m, north_m), 1, reference_of(east_m, north_m, 10), text)


def _cell_position(corner: Point, edge_m: int, reference: str, text: str) -> Position:
    try:
        return from_cell(corner, float(edge_m), to_lon_lat, "national_grid", reference)
    except Unreadable as error:
        raise Unreadable(error.key, text=text, example=EXAMPLE) from error


def _square_of(letters: str, text: str) -> tuple[int, int]:
    """Column and row of a 100 km square, counted from the grid's south-west corner."""
    for row in range(NORTH_M // _SQUARE_M):
        for column in range(EAST_M // _SQUARE_M):
            if _letters(column, row) == letters:
                return column, row
    raise Unreadable("location.square_unknown", text=text, square=letters, example=EXAMPLE)


def _letters(column: int, row: int) -> str:
    """The grid hangs in a 25 by 25 table of letters; S of that table holds the south-west corner."""
    across, down = column + 10, 19 - row
    return _LETTERS[down // 5 * 5 + across // 5] + _LETTERS[down % 5 * 5 + across % 5]


def _on_grid(east_m: float, north_m: float) -> bool:
    return 0 <= east_m < EAST_M and 0 <= north_m < NORTH_M


def _finite(first: float, second: float, text: str) -> Point:
    if not (isfinite(first) and isfinite(second)):
        raise Unreadable("location.outside_national_grid", text=text, example=EXAMPLE)
    return first, second


def grid_lines(bounds: tuple[float, float, float, float], step_m: int) -> list[GridLine]:
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


def suited_step_m(bounds: tuple[float, float, float, float], most_lines: int = 12) -> int:
    """The finest of 100 m, 1 km, 10 km, 100 km that draws at most ``most_lines`` each way."""
    extent = _extent(bounds)
    if extent is None:
        return _SQUARE_M
    widest_m = max(extent[2] - extent[0], extent[3] - extent[1])
    return next((step for step in (100, 1_000, 10_000) if widest_m / step <= most_lines), _SQUARE_M)


def _extent(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float] | None:
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
    pieces = max(1, int(-(-(high - low) // _LINE_POINT_M)))
    return [low + (high - low) * piece / pieces for piece in range(pieces + 1)]


def _line(axis: Literal["easting", "northing"], value_m: int, along: np.ndarray, step_m: int) -> GridLine:
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
