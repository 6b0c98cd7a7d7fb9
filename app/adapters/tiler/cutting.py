"""Cuts the features of one zoom into its tiles: simplified, clipped, in whole tile units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from app.adapters.tiler.features import Features, Shapes, Whole

EXTENT: Final = 4096
"""Units along the edge of a tile."""

_MARGIN: Final = 64 / EXTENT
"""How far a tile reaches over its edge, in tiles, so that lines meet without a seam."""

_SMALLEST: Final = 8 / EXTENT
"""An area smaller than this both ways, in tiles, is left out."""

_TOLERANCE: Final = 3 / EXTENT
_FINEST_TOLERANCE: Final = 1 / EXTENT


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The tiles of one zoom that a map covers; ``y`` from the north, both ends included."""

    zoom: int
    x: tuple[int, int]
    y: tuple[int, int]

    @property
    def count(self) -> int:
        """How many tiles."""
        return (self.x[1] - self.x[0] + 1) * (self.y[1] - self.y[0] + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """What lies in which tile: columns of the same length.

    ``tiles``: x and y of the tile. ``rows``: row of the feature.
    ``shapes``: shapely geometry in tile units, y from the north.
    """

    tiles: Whole
    rows: Whole
    shapes: Shapes


def grid_of(zoom: int, low: NDArray[np.float64], high: NDArray[np.float64]) -> Grid:
    """Tiles between two corners (x, y in 0..1 of Web Mercator, ``low`` north-west)."""
    side = 1 << zoom
    first = np.clip(np.floor(low * side), 0, side - 1).astype(int)
    last = np.clip(np.ceil(high * side) - 1, first, side - 1).astype(int)
    return Grid(zoom, (int(first[0]), int(last[0])), (int(first[1]), int(last[1])))


def coarser(features: Features, zoom: int, finest: int) -> Features:
    """Features as this zoom shows them: later ones and small areas left out, lines simplified."""
    side = 1 << zoom
    shown = features.take(features.first_zooms <= zoom)
    boxes = shapely.bounds(shown.shapes)
    wide = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) * side
    kept = shown.take((shown.dimensions < 2) | (wide >= _SMALLEST))
    tolerance = (_FINEST_TOLERANCE if zoom == finest else _TOLERANCE) / side
    return kept.with_shapes(shapely.simplify(kept.shapes, tolerance, preserve_topology=False))


def cut(features: Features, grid: Grid) -> Pieces:
    """Every feature in every tile of the grid that it meets."""
    tiles, rows = _meetings(features, grid)
    shapes = features.shapes[rows].copy()
    inside = _inside(shapes, tiles, grid.zoom)
    starts = np.flatnonzero(np.diff(tiles, axis=0, prepend=-1).any(axis=1))
    for start, end in zip(starts, [*starts[1:], len(tiles)], strict=True):
        across = start + np.flatnonzero(~inside[start:end])
        if len(across):
            shapes[across] = _clipped(shapes[across], _rectangle(tiles[start], grid.zoom, _MARGIN))
    left = ~shapely.is_empty(shapes)
    return Pieces(tiles[left], rows[left], _in_tile_units(shapes[left], tiles[left], grid.zoom))


def _clipped(shapes: Shapes, edges: tuple[NDArray[np.float64], ...]) -> Shapes:
    """Shapes within a rectangle; one so broken that it cannot be clipped is left out."""
    try:
        clipped: Shapes = shapely.clip_by_rect(shapes, *edges)
        return clipped
    except shapely.GEOSException:
        if len(shapes) == 1:
            return np.array([shapely.Point()], dtype=object)
        return np.concatenate([_clipped(shapes[row : row + 1], edges) for row in range(len(shapes))])


def _meetings(features: Features, grid: Grid) -> tuple[Whole, Whole]:
    """Pairs of tile and feature that meet, tile by tile. A point belongs to one tile alone."""
    lines = np.flatnonzero(features.dimensions > 0)
    xs, ys = (np.arange(low, high + 1) for low, high in (grid.x, grid.y))
    tiles = np.column_stack([part.ravel() for part in np.meshgrid(xs, ys, indexing="ij")])
    boxes = shapely.box(*_rectangle(tiles.T, grid.zoom, _MARGIN))
    tile_at, line_at = shapely.STRtree(features.shapes[lines]).query(boxes, predicate="intersects")
    found, points = _points(features, grid)
    pairs = np.concatenate((tiles[tile_at], found)), np.concatenate((lines[line_at], points))
    order = np.lexsort((pairs[1], pairs[0][:, 1], pairs[0][:, 0]))
    return pairs[0][order], pairs[1][order]


def _points(features: Features, grid: Grid) -> tuple[Whole, Whole]:
    rows = np.flatnonzero(features.dimensions == 0)
    tiles = np.floor(shapely.get_coordinates(features.shapes[rows]) * (1 << grid.zoom)).astype(np.int64)
    low, high = np.array([grid.x[0], grid.y[0]]), np.array([grid.x[1], grid.y[1]])
    inside = ((tiles >= low) & (tiles <= high)).all(axis=1)
    return tiles[inside], rows[inside]


def _inside(shapes: Shapes, tiles: Whole, zoom: int) -> NDArray[np.bool_]:
    """Which shapes need no clipping."""
    boxes = shapely.bounds(shapes)
    west, north, east, south = _rectangle(tiles.T, zoom, _MARGIN)
    inside: NDArray[np.bool_] = (
        (boxes[:, 0] >= west) & (boxes[:, 1] >= north) & (boxes[:, 2] <= east) & (boxes[:, 3] <= south)
    )
    return inside


def _rectangle(tile: Whole, zoom: int, margin: float) -> tuple[NDArray[np.float64], ...]:
    """Edges of a tile, or of columns of tiles: lowest x and y, highest x and y, in 0..1."""
    side = 1 << zoom
    x, y = tile[0], tile[1]
    return (x - margin) / side, (y - margin) / side, (x + 1 + margin) / side, (y + 1 + margin) / side


def _in_tile_units(shapes: Shapes, tiles: Whole, zoom: int) -> Shapes:
    """Shapes in units of their own tile, rounded later."""
    numbers, owner = shapely.get_coordinates(shapes, return_index=True)
    local = (numbers * (1 << zoom) - tiles[owner]) * EXTENT
    moved: Shapes = shapely.set_coordinates(shapes.copy(), local)
    return moved
