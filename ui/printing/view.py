"""Where on the ground each pixel of a picture or a printed page lies, true in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import asinh, atan, cos, degrees, log2, pi, radians, sin, sinh, sqrt, tan
from typing import Final

from PySide6.QtCore import QPointF, QRectF

from app.domain.packs import Bounds

EQUATOR_M: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257223563
"""WGS 84. Source: NGA.STND.0036 2014, table 3.1."""

TILE_PX: Final = 256
PX_PER_MM: Final = 96 / 25.4
"""A logical pixel is 1/96 inch, on the screen and on paper."""


@dataclass(frozen=True)
class View:
    """A picture ``width_px`` by ``height_px`` (logical pixels) round lon, lat; north is up.

    Tiles are spherical Mercator, which shows the ground 0.2 % too narrow in Britain. East and
    north have a scale each here, so that ``metres_per_px`` holds both ways at the middle.
    """

    lon: float
    lat: float
    width_px: float
    height_px: float
    metres_per_px: float

    @cached_property
    def _world_m(self) -> tuple[float, float]:
        """Ground metres to one unit of the world (0..1) to the east and to the north at the middle."""
        phi, squared = radians(self.lat), FLATTENING * (2 - FLATTENING)
        bend = sqrt(1 - squared * sin(phi) ** 2)
        across, along = EQUATOR_M / bend, EQUATOR_M * (1 - squared) / bend**3
        return 2 * pi * across * cos(phi), 2 * pi * along * cos(phi)

    @cached_property
    def px_per_world(self) -> tuple[float, float]:
        """Pixels to one unit of the world (0..1), to the east and to the south."""
        east_m, north_m = self._world_m
        return east_m / self.metres_per_px, north_m / self.metres_per_px

    @cached_property
    def _middle(self) -> tuple[float, float]:
        return world(self.lon, self.lat)

    @cached_property
    def zoom(self) -> float:
        """The zoom of 256 px tiles that has this scale."""
        return log2(self.px_per_world[0] / TILE_PX)

    def to_px(self, lon: float, lat: float) -> QPointF:
        """lon, lat to pixels from the top left."""
        return self.world_to_px(*world(lon, lat))

    def world_to_px(self, x: float, y: float) -> QPointF:
        """A place of the world (0..1 from the west and from the north) in pixels."""
        (mid_x, mid_y), (across, down) = self._middle, self.px_per_world
        return QPointF(self.width_px / 2 + (x - mid_x) * across, self.height_px / 2 + (y - mid_y) * down)

    def to_lon_lat(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Pixels from the top left to lon, lat."""
        (mid_x, mid_y), (across, down) = self._middle, self.px_per_world
        x = mid_x + (x_px - self.width_px / 2) / across
        y = mid_y + (y_px - self.height_px / 2) / down
        return x * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * y))))

    def tile_px(self, z: int, x: int, y: int) -> QRectF:
        """Where a tile lies."""
        corner = self.world_to_px(x / 2**z, y / 2**z)
        across, down = self.px_per_world
        return QRectF(corner.x(), corner.y(), across / 2**z, down / 2**z)

    @property
    def rect(self) -> QRectF:
        """The whole picture."""
        return QRectF(0, 0, self.width_px, self.height_px)

    @cached_property
    def bounds(self) -> Bounds:
        """What is in the picture."""
        west, north = self.to_lon_lat(0, 0)
        east, south = self.to_lon_lat(self.width_px, self.height_px)
        return Bounds(west, south, east, north)

    def tiles(self, z: int) -> tuple[range, range]:
        """Columns and rows of the tiles of a zoom that lie in the picture."""
        (west, north), (east, south) = world(*self._corner(0, 0)), world(*self._corner(1, 1))
        last = 2**z - 1
        columns = range(max(0, int(west * 2**z)), min(last, int(east * 2**z)) + 1)
        rows = range(max(0, int(north * 2**z)), min(last, int(south * 2**z)) + 1)
        return columns, rows

    def _corner(self, right: int, bottom: int) -> tuple[float, float]:
        return self.to_lon_lat(self.width_px * right, self.height_px * bottom)


def world(lon: float, lat: float) -> tuple[float, float]:
    """lon, lat to spherical Mercator as 0..1 from the west and from the north."""
    return (lon + 180) / 360, (1 - asinh(tan(radians(max(-85.0, min(85.0, lat))))) / pi) / 2


def metres_per_px(zoom: float, lat: float) -> float:
    """The scale of a zoom of 256 px tiles at a latitude."""
    return View(0, lat, 1, 1, 1).px_per_world[0] / TILE_PX / 2**zoom


def fitting(bounds: Bounds, width_px: float, height_px: float, finest: float = 0.5) -> View:
    """The closest view that shows all of a box; at least ``finest`` metres a pixel."""
    lon, lat = (bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2
    whole = View(lon, lat, width_px, height_px, 1)
    low, high = whole.to_px(bounds.west, bounds.south), whole.to_px(bounds.east, bounds.north)
    needed = max((high.x() - low.x()) / max(width_px, 1), (low.y() - high.y()) / max(height_px, 1))
    return View(lon, lat, width_px, height_px, max(needed, finest))
