"""The Military Grid Reference System, by the standard's own tables.

The `mgrs` package is the tests' second opinion and no more: just south of the equator it
writes references it cannot read, near a zone's edge it moves to the next zone, and it warns
the whole process where a square spans two bands.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from app.domain.grids import utm
from app.domain.grids.figures import read_figures, write_figures
from app.domain.grids.position import Point, Position, from_cell
from app.errors import Unreadable

EXAMPLE: Final = "30U XC 999 081"

_COLUMNS: Final = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
"""Letters of the columns from 100 km east, by zone modulo three. Source: NGA 2014, NGA.STND.0037, figure 9."""
_ROWS: Final = "ABCDEFGHJKLMNPQRSTUV"
_EVEN_ZONE_ROW: Final = 5
_SQUARE_M: Final = 100_000.0
_ROUND_M: Final = 2_000_000.0
"""The row letters come round again every 2,000 km; the band says which round."""
_BAND_DEG: Final = 8.0

_REFERENCE: Final = re.compile(r"([0-9]{1,2})\s*([A-Z])\s*([A-Z]{2})\s*([0-9][0-9\s]*)")


def read(upper: str, text: str) -> Position | None:
    """Read ``30U XC 99941 08180`` or ``30UXC9994108180``; None where the form is another's.

    Raises:
        Unreadable: no such zone, band or square, or figures that name no cell.
    """
    found = _REFERENCE.fullmatch(upper)
    if found is None:
        return None
    zone, band, square, digits = found.groups()
    cell = read_figures(digits, text, EXAMPLE)
    if not 1 <= int(zone) <= 60:
        raise Unreadable("location.zone_range", text=text, zone=int(zone), example=EXAMPLE)
    hemisphere, (east_m, north_m) = _corner(int(zone), band, square, text)
    corner = east_m + cell.east_m, north_m + cell.north_m
    reference = f"{int(zone):02d}{band} {square} {cell.written}"
    return from_cell(corner, float(cell.edge_m), partial(utm.to_lon_lat, int(zone), hemisphere), "mgrs", reference)


def write(lon: float, lat: float, figures: int) -> str:
    """The reference of the cell that holds lon, lat, cut and never rounded.

    Raises:
        Unreadable: nearer to a pole than UTM goes.
    """
    zone, hemisphere, east_m, north_m = utm.to_east_north(lon, lat)
    band = _band(lat, hemisphere)
    column = _COLUMNS[zone % 3][int(east_m // _SQUARE_M) - 1]
    row = _ROWS[(int(north_m // _SQUARE_M) + _first_row(zone)) % len(_ROWS)]
    return f"{zone:02d}{band} {column}{row} {write_figures(east_m % _SQUARE_M, north_m % _SQUARE_M, figures)}"


def _band(lat: float, hemisphere: str) -> str:
    """The band of a latitude; a hair south of the equator is rounded to it, as UTM does."""
    bands = utm.BANDS[10:] if hemisphere == "N" else utm.BANDS[:10]
    south = 0.0 if hemisphere == "N" else utm.SOUTHERNMOST
    return bands[min(max(int((lat - south) // _BAND_DEG), 0), len(bands) - 1)]


def _corner(zone: int, band: str, square: str, text: str) -> tuple[str, Point]:
    """Hemisphere, and easting and northing of the square's south-west corner in metres."""
    if band not in utm.BANDS:
        raise Unreadable("location.band_unknown", text=text, band=band, example=EXAMPLE)
    column, row = _COLUMNS[zone % 3].find(square[0]), _ROWS.find(square[1])
    hemisphere = "N" if band >= "N" else "S"
    if column >= 0 and row >= 0:
        first_m = (row - _first_row(zone)) % len(_ROWS) * _SQUARE_M
        for north_m in (first_m + turn * _ROUND_M for turn in range(5)):
            corner = (column + 1) * _SQUARE_M, north_m
            if _touches(zone, hemisphere, corner, band):
                return hemisphere, corner
    raise Unreadable("location.mgrs_square_unknown", text=text, example=EXAMPLE)


def _first_row(zone: int) -> int:
    """Where in the row letters the equator lies: at A, or at F in even zones."""
    return 0 if zone % 2 else _EVEN_ZONE_ROW


def _touches(zone: int, hemisphere: str, corner: Point, band: str) -> bool:
    """Whether a square has ground in a band (X, the last, is 12 degrees high)."""
    south = utm.SOUTHERNMOST + _BAND_DEG * utm.BANDS.index(band)
    north = utm.NORTHERNMOST if band == "X" else south + _BAND_DEG
    east_m, north_m = corner
    lats = [
        utm.to_lon_lat(zone, hemisphere, east_m + east * _SQUARE_M, north_m + up * _SQUARE_M)[1]
        for east in (0, 1)
        for up in (0, 1)
    ]
    return max(lats) > south and min(lats) < north
