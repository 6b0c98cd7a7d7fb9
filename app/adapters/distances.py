"""Distance and bearing over the ground, on the WGS 84 ellipsoid, with no network."""

from __future__ import annotations

from typing import Final

from geographiclib.geodesic import Geodesic
from geopy.distance import geodesic

Point = tuple[float, float]
"""lon, lat, WGS 84, degrees."""

_COMPASS: Final = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
)  # fmt: skip


def distance_m(a: Point, b: Point) -> float:
    """Metres over the ground between two lon, lat points, by the shortest way."""
    return float(geodesic((a[1], a[0]), (b[1], b[0])).meters)


def bearing_deg(a: Point, b: Point) -> float:
    """Degrees from true north, 0 to under 360, to set out from a for b (lon, lat)."""
    azimuth = Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0])["azi1"]
    return float(azimuth % 360.0) % 360.0


def compass_point(bearing: float) -> str:
    """The nearest of sixteen compass points to a bearing in degrees: ``NNE``."""
    return _COMPASS[round(bearing % 360.0 / 22.5) % 16]
