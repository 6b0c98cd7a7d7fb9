"""Packs tiles into one PMTiles file, each different tile once.

Source: PMTiles specification version 3; headers and directories by the `pmtiles` package.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pmtiles.tile import Compression, Entry, TileType, zxy_to_tileid
from pmtiles.writer import finalize_header

from app.domain.packs import Bounds

_TEN_MILLIONTHS: Final = 10_000_000


class Archive:
    """Tiles of a map until they are written; all of them are held in memory."""

    def __init__(self) -> None:
        self._tiles: dict[int, bytes] = {}

    def add(self, zoom: int, x: int, y: int, content: bytes) -> None:
        """A vector tile, packed with gzip; ``y`` from the north."""
        self._tiles[zxy_to_tileid(zoom, x, y)] = content

    def __len__(self) -> int:
        return len(self._tiles)

    def write(self, path: Path, bounds: Bounds, metadata: Mapping[str, Any]) -> None:
        """Write the file; bounds in degrees, WGS 84. The same tiles give the same bytes."""
        entries, contents, size = self._laid_out()
        head: tuple[bytes, ...] = finalize_header(
            _header(bounds), len(self._tiles), entries, len(contents), dict(metadata), clustered=True,
            tile_data_length=size,
        )  # fmt: skip
        with path.open("xb") as file:
            for part in (*head, *contents):
                file.write(part)

    def _laid_out(self) -> tuple[list[Any], list[bytes], int]:
        """Directory entries in the order of tiles, the different contents, and their size in bytes."""
        entries: list[Any] = []
        places: dict[bytes, int] = {}
        contents: list[bytes] = []
        size = 0
        for number, content in sorted(self._tiles.items()):
            mark = hashlib.sha256(content).digest()
            if mark not in places:
                places[mark] = size
                contents.append(content)
                size += len(content)
            _append(entries, number, places[mark], len(content))
        return entries, contents, size


def _append(entries: list[Any], number: int, offset: int, length: int) -> None:
    """One more tile: a longer run where it repeats the one before."""
    last = entries[-1] if entries else None
    if last and last.offset == offset and number == last.tile_id + last.run_length:
        last.run_length += 1
    else:
        entries.append(Entry(number, offset, length, 1))


def _header(bounds: Bounds) -> dict[str, Any]:
    west, south, east, north = (
        round(edge * _TEN_MILLIONTHS) for edge in (bounds.west, bounds.south, bounds.east, bounds.north)
    )
    return {
        "tile_compression": Compression.GZIP,
        "tile_type": TileType.MVT,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
    }
