"""Universal Transverse Mercator, with the wide zones of Norway and Svalbard."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Final

from app.domain.grids.position import Point, Position, from_cell
from app.domain.grids.transverse_mercator import WGS84, TransverseMercator
from app.errors import Unreadable

EXAMPLE: Final = "30 N 699375 5713970"
SOUTHERNMOST, NORTHERNMOST = -80.0, 84.0

_FALSE_NORTH_M: Final = 10_000_000.0
BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
_HAIR_DEG: Final = 1e-8
"""A millimetre from the equator is on it, so that no northing rounds up to ten million."""
_METRES: Final = r"([0-9]{5,8})(?:\.[0-9]+)?"
_REFERENCE: Final = re.compile(rf"([0-9]{{1,2}})\s*([A-Z])\s+{_METRES}(?:M?E)?[\s,]+{_METRES}(?:M?N)?")


def zone_of(lon: float, lat: float) -> int:
    """The zone that maps use at lon, lat. Source: NGA 2014, NGA.STND.0037, 4.2 and figure 6."""
    if 56 <= lat < 64 and 3 <= lon < 12:
        return 32
    if lat >= 72 and 0 <= lon < 42:
        return 31 + 2 * int((lon + 3) // 12)
    return min(int((lon + 180) // 6) + 1, 60)


def to_lon_lat(zone: int, hemisphere: str, east_m: float, north_m: float) -> Point:
    """UTM to lon, lat; ``hemisphere`` is N or S."""
    lon, lat = _projection(zone, hemisphere).inverse(east_m, north_m)
    return (lon + 180) % 360 - 180, lat


def to_east_north(lon: float, lat: float) -> tuple[int, str, float, float]:
    """lon, lat to zone, hemisphere, easting, northing in metres.

    Raises:
        Unreadable: nearer to a pole than UTM goes.
    """
    if not SOUTHERNMOST <= lat <= NORTHERNMOST:
        raise Unreadable("location.outside_utm", text=f"{lat:.5f}, {lon:.5f}", example=EXAMPLE)
    lat = 0.0 if abs(lat) < _HAIR_DEG else lat
    zone, hemisphere = zone_of(lon, lat), "N" if lat >= 0 else "S"
    return zone, hemisphere, *_projection(zone, hemisphere).forward(lon, lat)


def read(upper: str, text: str) -> Position | None:
    """Read ``30 N 699375 5713970``; None where the form is another's.

    The letter is the hemisphere where it is N or S, and otherwise a latitude band.

    Raises:
        Unreadable: no such zone or band, or metres outside the zone.
    """
    found = _REFERENCE.fullmatch(upper)
    if found is None:
        return None
    zone, letter, east_m, north_m = int(found[1]), found[2], int(found[3]), int(found[4])
    hemisphere = _hemisphere(zone, letter, text)
    _check_metres(zone, hemisphere, (east_m, north_m), text)
    reference = f"{zone:02d} {hemisphere} {east_m:06d} {north_m:07d}"
    return from_cell((east_m, north_m), 1.0, partial(to_lon_lat, zone, hemisphere), "utm", reference)


def write(lon: float, lat: float) -> str:
    """The metre that holds lon, lat: ``30 N 699375 5713970``.

    Raises:
        Unreadable: nearer to a pole than UTM goes.
    """
    zone, hemisphere, east_m, north_m = to_east_north(lon, lat)
    return f"{zone:02d} {hemisphere} {int(east_m):06d} {int(north_m):07d}"


def _hemisphere(zone: int, letter: str, text: str) -> str:
    if not 1 <= zone <= 60:
        raise Unreadable("location.zone_range", text=text, zone=zone, example=EXAMPLE)
    if letter in ("N", "S"):
        return letter
    if letter not in BANDS:
        raise Unreadable("location.band_unknown", text=text, band=letter, example=EXAMPLE)
    return "N" if letter > "M" else "S"


def _check_metres(zone: int, hemisphere: str, metres: Point, text: str) -> None:
    """100 km to 900 km east holds every zone, the wide ones included."""
    east_m, north_m = metres
    if 100_000 <= east_m < 900_000 and north_m < _FALSE_NORTH_M:
        _, lat = to_lon_lat(zone, hemisphere, east_m, north_m)
        if SOUTHERNMOST <= lat <= NORTHERNMOST:
            return
    raise Unreadable("location.outside_zone", text=text, example=EXAMPLE)


@cache
def _projection(zone: int, hemisphere: str) -> TransverseMercator:
    north_m = 0.0 if hemisphere == "N" else _FALSE_NORTH_M
    return TransverseMercator(WGS84, zone * 6 - 183.0, 0.0, 0.9996, 500_000.0, north_m)
