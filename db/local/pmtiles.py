"""Reads a PMTiles file (version 3) through memory, from any thread, and checks it whole before it is taken in.

Source: PMTiles specification version 3.
"""

from __future__ import annotations

import json
import mmap
import struct
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

from app.domain.packs import MAX_TILE_BYTES, Bounds
from db.local.pack_bytes import Broken, TooLarge, gunzip, unpack
from db.local.pack_facts import MAX_METADATA_BYTES
from db.local.pmtiles_directory import MAX_DIRECTORY_BYTES, Directory, read_directory

MAGIC: Final = b"PMTiles"
_HEADER: Final = struct.Struct("<7sB11Q6B4iB2i")
HEADER_BYTES: Final = _HEADER.size
VERSION: Final = 3
MAX_DEPTH: Final = 4
"""The root and at most three further directories on the way to a tile."""

_KEPT_DIRECTORIES: Final = 64
_GZIP: Final = 2


@dataclass(frozen=True, slots=True)
class Header:
    """The fixed part of a PMTiles file; offsets and lengths in bytes, bounds in degrees."""

    root: tuple[int, int]
    metadata: tuple[int, int]
    leaves: tuple[int, int]
    tiles: tuple[int, int]
    internal: int
    packing: int
    tile_type: int
    zooms: tuple[int, int]
    bounds: Bounds


def read_header(data: bytes) -> Header:
    """The header of a version 3 file. Raises Broken."""
    if len(data) < HEADER_BYTES:
        raise Broken
    magic, version, *rest = _HEADER.unpack(data[:HEADER_BYTES])
    if magic != MAGIC or version != VERSION:
        raise Broken
    at: list[int] = rest[:8]
    _, internal, packing, tile_type, low, high = rest[11:17]
    west, south, east, north = (number / 1e7 for number in rest[17:21])
    parts = [(at[i], at[i + 1]) for i in (0, 2, 4, 6)]
    bounds = Bounds(west, south, east, north)
    return Header(parts[0], parts[1], parts[2], parts[3], internal, packing, tile_type, (low, high), bounds)


def tile_number(zoom: int, x: int, y: int) -> int:
    """The place of a tile on the Hilbert curve that PMTiles counts along."""
    number = ((1 << (2 * zoom)) - 1) // 3
    for level in range(zoom - 1, -1, -1):
        side = 1 << level
        right, low = side & x, side & y
        number += ((3 * right) ^ low) << level
        if not low:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
    return number


def zoom_of_number(number: int) -> int:
    """The zoom that a tile's place on the curve belongs to."""
    return ((3 * number + 1).bit_length() - 1) // 2


class PmtilesFile:
    """An open PMTiles file. Every method may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Raises Broken for a file that is no PMTiles version 3, OSError where it cannot be read."""
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.header = read_header(self._data[:HEADER_BYTES])
        self._kept: OrderedDict[int, Directory] = OrderedDict()
        self._lock = Lock()

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A tile as it is stored, still packed. Raises Broken, TooLarge."""
        number = tile_number(zoom, x, y)
        offset, length = self.header.root
        for _ in range(MAX_DEPTH):
            found = self._directory(offset, length).find(number)
            if found is None:
                return None
            offset, length, further = found
            if not further:
                return self.stored(offset, length)
            offset += self.header.leaves[0]
        raise Broken

    def stored(self, offset: int, length: int) -> bytes:
        """Bytes of a tile; ``offset`` counts from the start of the tiles. Raises Broken, TooLarge."""
        start, size = self.header.tiles
        if length > MAX_TILE_BYTES:
            raise TooLarge
        if offset + length > size or start + offset + length > len(self._data):
            raise Broken
        return self._data[start + offset : start + offset + length]

    def size(self) -> int:
        """Bytes in the file."""
        return len(self._data)

    def metadata(self) -> dict[str, Any]:
        """The JSON the maker wrote beside the tiles. Raises Broken, TooLarge."""
        offset, length = self.header.metadata
        if not length:
            return {}
        try:
            found = json.loads(self._unpacked(self._data[offset : offset + length], MAX_METADATA_BYTES))
        except (ValueError, RecursionError) as error:
            raise error if isinstance(error, Broken | TooLarge) else Broken from error
        return found if isinstance(found, dict) else {}

    def directory(self, offset: int, length: int) -> Directory:
        """A directory, read afresh; ``offset`` counts from the start of the file. Raises Broken, TooLarge."""
        if length > MAX_DIRECTORY_BYTES or offset + length > len(self._data):
            raise Broken
        return read_directory(self._unpacked(self._data[offset : offset + length], MAX_DIRECTORY_BYTES))

    def close(self) -> None:
        """Let go of the file; a thread that still reads gets ``ValueError``."""
        self._data.close()

    def _directory(self, offset: int, length: int) -> Directory:
        with self._lock:
            if offset in self._kept:
                self._kept.move_to_end(offset)
                return self._kept[offset]
        fresh = self.directory(offset, length)
        with self._lock:
            self._kept[offset] = fresh
            if len(self._kept) > _KEPT_DIRECTORIES:
                self._kept.popitem(last=False)
        return fresh

    def _unpacked(self, data: bytes, limit: int) -> bytes:
        if self.header.internal == _GZIP:
            return gunzip(data, limit)
        return unpack(data, limit)
