"""Reads the directories of a PMTiles file: which tile lies where, without trusting the file.

Source: PMTiles specification version 3, sections 4 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from db.local.pack_bytes import Broken

Numbers = NDArray[np.int64]

MAX_DIRECTORY_BYTES: Final = 16 * 1024 * 1024
_LONGEST_VARINT: Final = 9
"""Nine bytes carry 63 bits: more than any offset in a real file, and never negative."""


@dataclass(frozen=True, slots=True, eq=False)
class Directory:
    """One directory, unpacked: four arrays of the same length.

    ``runs`` 0 means that the entry is a further directory and ``offsets`` counts from
    the start of the leaf directories; otherwise it counts from the start of the tiles.
    """

    tile_ids: Numbers
    runs: Numbers
    lengths: Numbers
    offsets: Numbers

    def find(self, tile_id: int) -> tuple[int, int, bool] | None:
        """Offset, length and whether it is a further directory, for the entry with this tile."""
        at = int(np.searchsorted(self.tile_ids, tile_id, side="right")) - 1
        if at < 0:
            return None
        run = int(self.runs[at])
        if run and tile_id - int(self.tile_ids[at]) >= run:
            return None
        return int(self.offsets[at]), int(self.lengths[at]), run == 0


def read_directory(plain: bytes) -> Directory:
    """A directory from its unpacked bytes. Raises Broken."""
    numbers = _varints(plain)
    count = int(numbers[0]) if len(numbers) else -1
    if count < 0 or len(numbers) != 1 + 4 * count:
        raise Broken
    steps, runs, lengths, places = numbers[1:].reshape(4, count)
    tile_ids = _sum(steps)
    if count and (steps[1:].min(initial=1) < 1 or lengths.min() < 1):
        raise Broken
    return Directory(tile_ids, runs, lengths, _offsets(places, lengths))


def _offsets(places: Numbers, lengths: Numbers) -> Numbers:
    """0 stands for "right behind the entry before"; any other number is the offset plus one. Raises Broken."""
    if not len(places):
        return places
    behind = np.concatenate(([0], _sum(lengths)[:-1]))
    last = np.maximum.accumulate(np.where(places > 0, np.arange(len(places)), 0))
    offsets = places[last] - 1 + behind - behind[last]
    if offsets.min() < 0:
        raise Broken
    return offsets


def _sum(numbers: Numbers) -> Numbers:
    """Running totals. Raises Broken where they leave 63 bits."""
    total = np.cumsum(numbers)
    if len(total) and (total.min() < 0 or float(np.sum(numbers, dtype=np.float64)) >= 2.0**62):
        raise Broken
    return total


def _varints(plain: bytes) -> Numbers:
    """All protobuf varints of ``plain``, in order. Raises Broken."""
    data = np.frombuffer(plain, np.uint8)
    ends = np.flatnonzero(data < 0x80)
    if not len(data) or not len(ends) or ends[-1] != len(data) - 1:
        raise Broken
    starts = np.concatenate(([0], ends[:-1] + 1))
    sizes = ends - starts + 1
    if sizes.max() > _LONGEST_VARINT:
        raise Broken
    shifts = (np.arange(len(data)) - np.repeat(starts, sizes)) * 7
    return np.add.reduceat((data & 0x7F).astype(np.int64) << shifts, starts)
