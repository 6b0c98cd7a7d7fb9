"""The Irish Grid (TM75, EPSG:29903; not Irish Transverse Mercator), good to about two metres."""

from __future__ import annotations

import re
from math import atan2, cos, degrees, hypot, pi, radians, sin, sqrt
from typing import Final

from app.domain.grids.figures import read_figures, write_figures
from app.domain.grids.position import NoReference, Point, Position, from_cell
from app.domain.grids.transverse_mercator import WGS84, Ellipsoid, TransverseMercator
from app.errors import Unreadable

EXAMPLE: Final = "J 338 740"
FINEST_M: Final = 2.0
"""The shift between datums is good to 1 m, so no square of this grid is drawn under 2 m. Source: EPSG 1954."""

AIRY_MODIFIED: Final = Ellipsoid(6_377_340.189, 1 / 299.3249646)
PROJECTION: Final = TransverseMercator(AIRY_MODIFIED, -8.0, 53.5, 1.000035, 200_000.0, 250_000.0)
"""Source: Ordnance Survey Ireland and Ordnance Survey of Northern Ireland 1999, The Irish Grid, 3."""

_LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SQUARE_M: Final = 100_000
_EAST_M: Final = 400_000
_NORTH_M: Final = 500_000
_LEAST_FIGURES: Final = 4
_REFERENCE: Final = re.compile(r"([A-Z])(\s*)([0-9][0-9\s]*)")

_SHIFT_M: Final = (482.530, -130.596, 564.557)
_TURN: Final = tuple(seconds / 3600 * pi / 180 for seconds in (-1.042, -0.214, -0.631))
_SCALE: Final = 8.150e-6
"""TM75 to WGS 84, position vector. Source: OSI and OSNI 1999, Making maps compatible with GPS, level 2; EPSG 1953."""

_Vector = tuple[float, float, float]


def to_lon_lat(east_m: float, north_m: float) -> Point:
    """Irish Grid easting, northing in metres to lon, lat."""
    lon, lat = PROJECTION.inverse(east_m, north_m)
    return _from_vector(_shifted(_to_vector(lon, lat, AIRY_MODIFIED)), WGS84)


def to_east_north(lon: float, lat: float) -> Point:
    """lon, lat to Irish Grid easting, northing in metres.

    Raises:
        Unreadable: outside Ireland.
    """
    turned = _from_vector(_shifted_back(_to_vector(lon, lat, WGS84)), AIRY_MODIFIED)
    east_m, north_m = PROJECTION.forward(*turned)
    if not (0 <= east_m < _EAST_M and 0 <= north_m < _NORTH_M):
        raise Unreadable("location.outside_irish_grid", text=f"{lat:.5f}, {lon:.5f}", example=EXAMPLE)
    return east_m, north_m


def read(upper: str, text: str) -> Position | None:
    """Read ``J 338 740``; None where the form is another's.

    Raises:
        NoReference: it looks as much like a road, such as ``A606`` or ``M 25``.
        Unreadable: a square off Ireland, or figures that name no cell.
    """
    found = _REFERENCE.fullmatch(upper)
    if found is None:
        return None
    letter, gap, digits = found.groups()
    count = sum(len(group) for group in digits.split())
    if count < _LEAST_FIGURES or (not gap and count <= _LEAST_FIGURES):
        raise NoReference("location.unreadable", text=text, example=EXAMPLE)
    return _read_cell(letter, digits, text)


def write(lon: float, lat: float, figures: int) -> str:
    """The reference of the cell that holds lon, lat: ``J 338 740`` for six figures.

    Raises:
        Unreadable: outside Ireland.
    """
    east_m, north_m = to_east_north(lon, lat)
    letter = _LETTERS[(4 - int(north_m // _SQUARE_M)) * 5 + int(east_m // _SQUARE_M)]
    return f"{letter} {write_figures(east_m % _SQUARE_M, north_m % _SQUARE_M, figures)}"


def _read_cell(letter: str, digits: str, text: str) -> Position:
    cell = read_figures(digits, text, EXAMPLE)
    column, row = _LETTERS.find(letter) % 5, 4 - _LETTERS.find(letter) // 5
    if letter not in _LETTERS or column * _SQUARE_M >= _EAST_M:
        raise Unreadable("location.irish_square_unknown", text=text, square=letter, example=EXAMPLE)
    edge_m = max(float(cell.edge_m), FINEST_M)
    spare_m = (edge_m - cell.edge_m) / 2
    corner = column * _SQUARE_M + cell.east_m - spare_m, row * _SQUARE_M + cell.north_m - spare_m
    return from_cell(corner, edge_m, to_lon_lat, "irish_grid", f"{letter} {cell.written}")


def _to_vector(lon: float, lat: float, ellipsoid: Ellipsoid) -> _Vector:
    """A point on the ellipsoid as metres from the earth's middle."""
    turn, rise = radians(lon), radians(lat)
    normal_m = ellipsoid.a_m / sqrt(1 - ellipsoid.e2 * sin(rise) ** 2)
    level_m = normal_m * cos(rise)
    return level_m * cos(turn), level_m * sin(turn), normal_m * (1 - ellipsoid.e2) * sin(rise)


def _from_vector(vector: _Vector, ellipsoid: Ellipsoid) -> Point:
    """lon, lat under a point near the ellipsoid; its height is dropped."""
    x, y, z = vector
    level_m, lat = hypot(x, y), atan2(z, hypot(x, y) * (1 - ellipsoid.e2))
    for _ in range(5):
        normal_m = ellipsoid.a_m / sqrt(1 - ellipsoid.e2 * sin(lat) ** 2)
        lat = atan2(z + ellipsoid.e2 * normal_m * sin(lat), level_m)
    return degrees(atan2(y, x)), degrees(lat)


def _shifted(vector: _Vector) -> _Vector:
    """TM75 to WGS 84."""
    x, y, z = vector
    turn_x, turn_y, turn_z = _TURN
    grown = 1 + _SCALE
    return (
        _SHIFT_M[0] + grown * (x - turn_z * y + turn_y * z),
        _SHIFT_M[1] + grown * (turn_z * x + y - turn_x * z),
        _SHIFT_M[2] + grown * (-turn_y * x + turn_x * y + z),
    )


def _shifted_back(vector: _Vector) -> _Vector:
    """WGS 84 to TM75: the shift undone step by step, so that both ways agree to a micrometre."""
    guess = vector
    for _ in range(4):
        reached = _shifted(guess)
        guess = (
            guess[0] + vector[0] - reached[0],
            guess[1] + vector[1] - reached[1],
            guess[2] + vector[2] - reached[2],
        )
    return guess
