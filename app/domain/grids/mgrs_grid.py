"""The Military Grid Reference System, as mountain rescue and the forces read it out."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from mgrs import MGRS
from mgrs.core import MGRSError

from app.domain.grids import utm
from app.domain.grids.figures import read_figures
from app.domain.grids.position import Position, from_cell
from app.errors import Unreadable

EXAMPLE: Final = "30U XC 999 081"

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
    hemisphere, east_m, north_m = _corner(f"{zone}{band}{square}00000 00000".replace(" ", ""), text)
    corner = east_m + cell.east_m, north_m + cell.north_m
    reference = f"{int(zone):02d}{band} {square} {cell.written}"
    return from_cell(corner, float(cell.edge_m), partial(utm.to_lon_lat, int(zone), hemisphere), "mgrs", reference)


def write(lon: float, lat: float, figures: int) -> str:
    """The reference of the cell that holds lon, lat, cut and never rounded.

    Raises:
        Unreadable: nearer to a pole than UTM goes.
    """
    zone, hemisphere, east_m, north_m = utm.to_east_north(lon, lat)
    run = MGRS().UTMToMGRS(zone, hemisphere, float(int(east_m)), float(int(north_m)), figures // 2)
    run = f"{run:0>{5 + figures}}"
    return f"{run[:3]} {run[3:5]} {run[5 : 5 + figures // 2]} {run[5 + figures // 2 :]}"


def _corner(run: str, text: str) -> tuple[str, float, float]:
    """Hemisphere, easting and northing of the square's south-west corner, in metres.

    The package answers with the middle of the metre named, so half a metre comes off.
    """
    try:
        _, hemisphere, east_m, north_m = MGRS().MGRSToUTM(run)
    except MGRSError as error:
        raise Unreadable("location.mgrs_square_unknown", text=text, example=EXAMPLE) from error
    return hemisphere, east_m - 0.5, north_m - 0.5
