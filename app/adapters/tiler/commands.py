"""Writes the drawing commands of vector tiles for many features at once, as varints.

Source: Mapbox Vector Tile specification 2.1, section 4.3.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from app.adapters.tiler.features import Shapes, Whole

Bytes = NDArray[np.uint8]

_MOVE_TO: Final = 1
_LINE_TO: Final = 2
_CLOSE: Final = 15
"""ClosePath, once."""

_LIMITS: Final = np.array([1 << 7, 1 << 14, 1 << 21, 1 << 28], np.uint64)
"""From each of these on, a varint needs one byte more."""


class Runs:
    """Runs of points in whole tile units: each the points of one feature, one line, or one ring.

    ``xy``: all points. ``sizes``: points in each run. ``owners``: to which feature a run belongs, ascending.
    """

    def __init__(self, xy: Whole, sizes: Whole, owners: Whole) -> None:
        self.xy, self.sizes, self.owners = xy, sizes, owners
        self.starts = np.cumsum(sizes) - sizes

    def only(self, kept: NDArray[np.bool_]) -> Runs:
        """The runs of a mask."""
        return Runs(self.xy[np.repeat(kept, self.sizes)], self.sizes[kept], self.owners[kept])


def point_runs(shapes: Shapes, owners: Whole) -> Runs:
    """Points, one run for each."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    xy = _rounded(shapely.get_coordinates(parts))
    return Runs(xy, np.ones(len(xy), np.int64), owners[owner])


def line_runs(shapes: Shapes, owners: Whole) -> Runs:
    """Lines without points that fall together; those with no length are left out."""
    parts, owner = _parts(shapes, shapely.GeometryType.LINESTRING)
    runs = _without_repeats(parts, owners[owner])
    return runs.only(runs.sizes >= 2)


def area_runs(shapes: Shapes, owners: Whole) -> Runs:
    """Rings, outer ones clockwise on the screen, holes the other way, none of them closed.

    Rings that fall together in whole units are left out, and holes with their outer ring.
    """
    parts, owner = _parts(shapes, shapely.GeometryType.POLYGON)
    rings, polygon = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    runs = _without_repeats(rings, np.arange(len(rings)))
    outer = np.diff(polygon, prepend=-1) > 0
    doubled = _doubled_areas(runs)
    fine = (runs.sizes >= 4) & np.where(outer, doubled > 0, doubled < 0)
    fine &= fine[np.flatnonzero(outer)[polygon]] if len(polygon) else fine
    kept = Runs(runs.xy, runs.sizes, owners[owner[polygon]]).only(fine)
    return _opened(kept)


def commands(runs: Runs, *, lines: bool, closed: bool) -> tuple[list[int], list[bytes]]:
    """Features and the varints that draw each."""
    if not len(runs.owners):
        return [], []
    words, of_run = _words(runs, lines=lines, closed=closed)
    data, ends = varints(words)
    last_word = np.cumsum(of_run) - 1
    changes = np.flatnonzero(np.diff(runs.owners, append=-1))
    stops = ends[last_word[changes]]
    text, begins = data.tobytes(), [0, *stops[:-1].tolist()]
    return runs.owners[changes].tolist(), [text[a:b] for a, b in zip(begins, stops.tolist(), strict=True)]


def varints(words: NDArray[np.uint64]) -> tuple[Bytes, Whole]:
    """Protobuf varints of whole numbers below 2**35, and where each ends."""
    sizes = 1 + np.searchsorted(_LIMITS, words, side="right").astype(np.int64)
    ends = np.cumsum(sizes)
    at = np.arange(int(sizes.sum())) - np.repeat(ends - sizes, sizes)
    spread = np.repeat(words, sizes) >> (7 * at).astype(np.uint64)
    more = at < np.repeat(sizes, sizes) - 1
    return ((spread & 0x7F) | (more.astype(np.uint64) << 7)).astype(np.uint8), ends


def _words(runs: Runs, *, lines: bool, closed: bool) -> tuple[NDArray[np.uint64], Whole]:
    """Commands and their parameters of all runs, one after the other, and how many each run has."""
    counts = 2 * runs.sizes + 1 + int(lines) + int(closed)
    begins = np.cumsum(counts) - counts
    words = np.zeros(int(counts.sum()), np.uint64)
    words[begins] = _MOVE_TO | 1 << 3
    within = np.arange(len(runs.xy)) - np.repeat(runs.starts, runs.sizes)
    places = np.repeat(begins, runs.sizes) + 1 + 2 * within + (within > 0) * int(lines)
    words[places], words[places + 1] = _zigzag(_steps(runs)).T
    if lines:
        words[begins + 3] = (runs.sizes - 1).astype(np.uint64) << np.uint64(3) | np.uint64(_LINE_TO)
    if closed:
        words[begins + counts - 1] = _CLOSE
    return words, counts


def _steps(runs: Runs) -> Whole:
    """From each point to the next; the pen starts at 0, 0 for each feature."""
    steps = np.diff(runs.xy, axis=0, prepend=np.zeros((1, 2), np.int64))
    fresh = runs.starts[np.diff(runs.owners, prepend=-1) > 0]
    steps[fresh] = runs.xy[fresh]
    return steps


def _zigzag(steps: Whole) -> NDArray[np.uint64]:
    return ((steps << 1) ^ (steps >> 63)).astype(np.uint64)


def _rounded(numbers: NDArray[np.float64]) -> Whole:
    return np.rint(numbers).astype(np.int64)


def _parts(shapes: Shapes, wanted: int) -> tuple[Shapes, Whole]:
    """Single shapes of one type, out of multi-shapes and the collections that clipping leaves."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    inner, within = shapely.get_parts(parts, return_index=True)
    right = shapely.get_type_id(inner) == wanted
    return inner[right], owner[within[right]]


def _without_repeats(shapes: Shapes, owners: Whole) -> Runs:
    """Rounded points, those left out that fall on the one before."""
    numbers, run = shapely.get_coordinates(shapes, return_index=True)
    xy = _rounded(numbers)
    kept = np.diff(xy, axis=0, prepend=xy[:1] - 1).any(axis=1) | (np.diff(run, prepend=-1) > 0)
    return Runs(xy[kept], np.bincount(run[kept], minlength=len(shapes)), owners)


def _doubled_areas(runs: Runs) -> Whole:
    """Twice the area of each closed ring, above 0 for one that is clockwise on the screen."""
    cross = runs.xy[:-1, 0] * runs.xy[1:, 1] - runs.xy[1:, 0] * runs.xy[:-1, 1]
    total = np.concatenate(([0], np.cumsum(cross), [0]))
    areas: Whole = total[runs.starts + runs.sizes - 1] - total[runs.starts]
    return areas


def _opened(runs: Runs) -> Runs:
    """Closed rings without their last point."""
    last = np.zeros(len(runs.xy), bool)
    last[runs.starts + runs.sizes - 1] = True
    return Runs(runs.xy[~last], runs.sizes - 1, runs.owners)
