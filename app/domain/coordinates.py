"""Reads a position however it was typed, and writes one in the system asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import cos, radians
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from app.domain.grids import degrees, irish_grid, mgrs_grid, national_grid, utm, what3words
from app.domain.grids.grid_lines import GridLine, grid_lines, suited_step_m
from app.domain.grids.position import NoReference, Point, Position, Square, System, Words
from app.errors import Unreadable

__all__ = [
    "GridLine", "NoReference", "Place", "Point", "Position", "Square", "System", "Words",
    "format_position", "grid_lines", "read_position", "suited_step_m", "tapped",
]  # fmt: skip

EXAMPLE: Final = national_grid.EXAMPLE
LONGEST: Final = 200
"""Characters. No reference is longer; a pasted page is not searched for one."""


_UPPER: Final = str.maketrans(ascii_lowercase, ascii_uppercase)
"""Plain letters only: str.upper() would turn “ß” into the name of a grid square."""


@dataclass(frozen=True, slots=True)
class Place:
    """A named place of the gazetteer; ``distance_m`` from where was asked about."""

    name: str
    kind: str
    lon: float
    lat: float
    distance_m: float | None = None

    @property
    def position(self) -> Position:
        """The place's middle. How far it reaches is not known, so no square is drawn."""
        return Position(self.lon, self.lat, None, None, "place", self.name)


def read_position(text: str) -> Position | Words:
    """Read one reference in any system, as typed: spaces, case and odd minus signs forgiven.

    Raises:
        NoReference: the form of none; it may be a place name, so ask the gazetteer.
        Unreadable: the form of one, and no such place; what was typed is in ``text``.
    """
    upper = text.strip().translate(_UPPER)
    if not upper:
        raise NoReference("location.empty", text=text, example=EXAMPLE)
    if len(upper) > LONGEST:
        raise NoReference("location.unreadable", text=text, example=EXAMPLE)
    if words := what3words.read(text):
        return words
    for reader in (mgrs_grid.read, utm.read, national_grid.read, irish_grid.read, degrees.read):
        if position := reader(upper, text):
            return position
    raise NoReference("location.unreadable", text=text, example=EXAMPLE)


def format_position(lon: float, lat: float, system: System, figures: int = 8) -> str:
    """lon, lat in a system; ``figures`` counts a grid reference's (2 to 10, even; 8 is 10 m).

    Latitude and longitude get about as many decimals; UTM is always in metres. Systems
    that are no grid give latitude and longitude.

    Raises:
        Unreadable: the system does not reach there.
        ValueError: figures odd, or not 2 to 10.
    """
    if figures not in (2, 4, 6, 8, 10):
        raise ValueError(f"{figures} figures name no cell")
    if system == "utm":
        return utm.write(lon, lat)
    writers = {"national_grid": national_grid.write, "irish_grid": irish_grid.write, "mgrs": mgrs_grid.write}
    return writers.get(system, degrees.write)(lon, lat, figures)


def tapped(lon: float, lat: float, precision_m: float) -> Position:
    """A tap on the map: a square as wide as a finger covers at that zoom.

    Raises:
        Unreadable: off the earth.
    """
    if not (-180 <= lon <= 180 and -90 < lat < 90):
        raise Unreadable("location.lat_lon_form", text=f"{lat}, {lon}", example=degrees.EXAMPLE)
    half_lat = precision_m / degrees.METRES_A_DEGREE / 2
    square = degrees.square_round(lon, lat, half_lat / cos(radians(lat)), half_lat)
    return Position(lon, lat, precision_m, square, "map_tap", _tap_reference(lon, lat, precision_m))


def _tap_reference(lon: float, lat: float, precision_m: float) -> str:
    """The National Grid reference no finer than the tap, or latitude and longitude off that grid."""
    figures = next((count for count in (10, 8, 6, 4) if 10 ** (5 - count // 2) >= precision_m), 2)
    for write in (partial(format_position, system="national_grid"), partial(format_position, system="lat_lon")):
        try:
            return write(lon, lat, figures=figures)
        except Unreadable:
            continue
    raise AssertionError("latitude and longitude reach everywhere")
