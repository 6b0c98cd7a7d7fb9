"""Which tiles lie over an area, from the coarsest on."""

from __future__ import annotations

import math
from collections.abc import Iterator

from app.domain.packs import Bounds

_MOST_NORTH = 85.0511


def tiles_over(area: Bounds, min_zoom: int, max_zoom: int) -> Iterator[tuple[int, int, int]]:
    """(zoom, x, y) with rows from the north, for web Mercator tiles."""
    for zoom in range(min_zoom, max_zoom + 1):
        west, north = _tile_at(area.west, area.north, zoom)
        east, south = _tile_at(area.east, area.south, zoom)
        for x in range(west, east + 1):
            for y in range(north, south + 1):
                yield zoom, x, y


def _tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    count = 1 << zoom
    phi = math.radians(max(-_MOST_NORTH, min(_MOST_NORTH, lat)))
    x = (lon + 180) / 360 * count
    y = (1 - math.asinh(math.tan(phi)) / math.pi) / 2 * count
    return min(count - 1, max(0, int(x))), min(count - 1, max(0, int(y)))
