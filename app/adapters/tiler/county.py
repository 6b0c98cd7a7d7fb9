"""Draws a county: the whole way from an ``.osm.pbf`` to a PMTiles map and a list of names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from app.adapters.tiler.archive import Archive
from app.adapters.tiler.cutting import Grid, coarser, cut, grid_of
from app.adapters.tiler.extract import read_extract
from app.adapters.tiler.features import LAYERS, Features, unit_mercator
from app.adapters.tiler.vector_tile import vector_tiles
from app.domain.packs import Bounds, Cancelled, ImportStopped, Progress
from app.errors import Unreadable

ZOOMS: Final = (8, 14)
ATTRIBUTION: Final = "© OpenStreetMap contributors"
LICENCE: Final = "ODbL-1.0"
MAX_TILES: Final = 60_000
"""Of the finest zoom: about 360 by 360 km in Britain."""

_READ: Final = 0.35
"""The part of the time that reading takes."""


def draw_county(
    source: Path, target: Path, places_target: Path, title: str, progress: Progress, cancelled: Cancelled
) -> None:
    """Turn an OpenStreetMap extract into a map pack; see `db.local.packs.Tiler`.

    Raises:
        Unreadable: damaged, empty or too large.
        ImportStopped: ``cancelled`` said so.
        OSError: the disk failed.
    """
    extract = read_extract(source, lambda done, doing: progress(_READ * done, doing), cancelled)
    metadata = metadata_of(title, ATTRIBUTION, LICENCE, extract.features)
    try:
        archive = draw(
            extract.features, extract.bounds, ZOOMS,
            lambda done, doing: progress(_READ + (1 - _READ) * done, doing), cancelled,
        )  # fmt: skip
    except TooManyTiles:
        raise Unreadable("packs.extract_too_large", name=source.name) from None
    archive.write(target, extract.bounds, metadata)
    places_target.write_text(json.dumps(extract.places, ensure_ascii=False, separators=(",", ":")), "utf-8")


class TooManyTiles(ValueError):
    """The area is too large for tiles that are held in memory."""


def draw(
    features: Features, bounds: Bounds, zooms: tuple[int, int], progress: Progress, cancelled: Cancelled
) -> Archive:
    """All tiles of a map, finest zoom first; each coarser one is made from the one before.

    Raises:
        TooManyTiles: more than `MAX_TILES` of the finest zoom.
        ImportStopped: ``cancelled`` said so.
    """
    archive, low, high = Archive(), *zooms
    left = features
    for zoom in range(high, low - 1, -1):
        if cancelled():
            raise ImportStopped("packs.stopped")
        progress((high - zoom) / (high - low + 1), "packs.progress.cutting")
        left = coarser(left, zoom, high)
        if len(left):
            _draw_zoom(archive, left, _grid(left, bounds, zoom))
    return archive


def _draw_zoom(archive: Archive, features: Features, grid: Grid) -> None:
    if grid.count > MAX_TILES:
        raise TooManyTiles
    for x, y, content in vector_tiles(cut(features, grid), features):
        archive.add(grid.zoom, x, y, content)


def _grid(features: Features, bounds: Bounds, zoom: int) -> Grid:
    """The tiles that have something, no further than the bounds."""
    corners = unit_mercator(np.array([[bounds.west, bounds.north], [bounds.east, bounds.south]]))
    found = shapely.total_bounds(features.shapes)
    return grid_of(zoom, np.maximum(corners[0], found[:2]), np.minimum(corners[1], found[2:]))


def metadata_of(title: str, attribution: str, licence: str, features: Features) -> Mapping[str, Any]:
    """What stands beside the tiles: title, who made the map, and the layers that the map has."""
    used: list[dict[str, object]] = [
        {"id": LAYERS[layer], "fields": {}, "minzoom": int(features.first_zooms[features.layers == layer].min())}
        for layer in np.unique(features.layers)
    ]
    return {
        "name": title,
        "attribution": attribution,
        "license": licence,
        "format": "pbf",
        "type": "baselayer",
        "vector_layers": used,
    }
