"""What a typed reference turns into: a square with its precision, or words that only name a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from app.errors import Unreadable

Point = tuple[float, float]
"""lon, lat, WGS 84, degrees; or easting, northing, metres, where a docstring says so."""
Square = tuple[Point, Point, Point, Point]
"""South-west, south-east, north-east, north-west, each lon, lat."""
System = Literal["national_grid", "irish_grid", "mgrs", "utm", "lat_lon", "place", "what3words", "map_tap"]

FINEST_M: Final = 1.0
"""Nobody says where a person was to better than a metre, so no square is drawn smaller."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place on the ground, with how exact it is.

    ``lon, lat`` (WGS 84) is the middle of ``square``. ``precision_m`` is the edge of that
    square (its longer edge where it has two). A place name says nothing of how far the place
    reaches: it has neither. ``reference`` reads back as the same position.
    """

    lon: float
    lat: float
    precision_m: float | None
    square: Square | None
    system: System
    reference: str

    @property
    def point(self) -> Point:
        """lon, lat."""
        return self.lon, self.lat

    @property
    def ring(self) -> list[Point] | None:
        """The square as a closed ring of five lon, lat points."""
        return None if self.square is None else [*self.square, self.square[0]]


@dataclass(frozen=True, slots=True)
class Words:
    """A what3words reference: kept as typed, never turned into a place without their service."""

    reference: str
    system: System = "what3words"


class NoReference(Unreadable):
    """The text has the form of no grid reference or coordinate; it may still be a place name."""


def from_cell(
    corner: Point, edge_m: float, to_lon_lat: Callable[[float, float], Point], system: System, reference: str
) -> Position:
    """The position of one grid cell; ``corner`` is its south-west easting, northing in metres."""
    east, north = corner
    lon, lat = to_lon_lat(east + edge_m / 2, north + edge_m / 2)
    square = (
        to_lon_lat(east, north),
        to_lon_lat(east + edge_m, north),
        to_lon_lat(east + edge_m, north + edge_m),
        to_lon_lat(east, north + edge_m),
    )
    return Position(lon, lat, edge_m, square, system, reference)
