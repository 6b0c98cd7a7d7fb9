"""The Ordnance Survey National Grid of Great Britain, to the millimetre by OSTN15."""

from __future__ import annotations

import re
from math import isfinite
from typing import Final

import convertbng.cutil as ostn15

from app.domain.grids.figures import read_figures, write_figures
from app.domain.grids.position import NoReference, Point, Position, from_cell
from app.errors import Unreadable

EXAMPLE: Final = "SK 861 089"
PAIR_EXAMPLE: Final = "486100, 308900"
EAST_M: Final = 700_000
NORTH_M: Final = 1_300_000
"""The grid's own bounds. Source: Ordnance Survey 2020, A guide to coordinate systems in Great Britain, 7.1."""

_LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
SQUARE_M: Final = 100_000
_REFERENCE: Final = re.compile(r"([A-Z]{2})(\s*)([0-9][0-9\s]*)")
_UNLETTERED: Final = re.compile(r"([0-9]{3,5})\s+([0-9]{3,5})")
_PAIR: Final = re.compile(r"[E]?\s*([0-9]{4,7}(?:\.[0-9]+)?)\s*[,;\s]\s*[N]?\s*([0-9]{4,7}(?:\.[0-9]+)?)")


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
    return _finite(float(east[0]), float(north[0]), f"{lat:.5f}, {lon:.5f}")


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
    column, row = int(east_m // SQUARE_M), int(north_m // SQUARE_M)
    return f"{_letters(column, row)} {write_figures(east_m % SQUARE_M, north_m % SQUARE_M, figures)}"


def _read_lettered(found: re.Match[str], text: str) -> Position:
    letters, gap, digits = found.groups()
    if not gap and len(digits.strip()) <= 2:
        raise NoReference("location.unreadable", text=text, example=EXAMPLE)
    column, row = _square_of(letters, text)
    cell = read_figures(digits, text, EXAMPLE)
    corner = column * SQUARE_M + cell.east_m, row * SQUARE_M + cell.north_m
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
    for row in range(NORTH_M // SQUARE_M):
        for column in range(EAST_M // SQUARE_M):
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
