"""Small map files, sound and hostile, made on the spot for the tests of map packs."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, Entry, TileType, serialize_directory, serialize_header, zxy_to_tileid
from pmtiles.writer import Writer

PICTURES = {"tile_type": TileType.PNG, "tile_compression": Compression.NONE}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
CREDIT = "© Made-up Mapping"
Tiles = Mapping[tuple[int, int, int], bytes]
"""By zoom, x and y from the north."""

PLAIN = "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)"
MAP = "CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id TEXT)"
IMAGES = "CREATE TABLE images (tile_id TEXT, tile_data BLOB)"
VIEW = (
    "CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data"
    " FROM map JOIN images ON images.tile_id = map.tile_id"
)


def vector(layer: str = "transportation") -> bytes:
    """A vector tile with one empty layer."""
    name = layer.encode()
    body = b"\x78\x02\x0a" + bytes((len(name),)) + name
    return b"\x1a" + bytes((len(body),)) + body


def some_tiles() -> dict[tuple[int, int, int], bytes]:
    """Zooms 0 to 3, each tile different, packed."""
    return {
        (zoom, x, y): gzip.compress(vector(f"t{zoom}-{x}-{y}"), mtime=0)
        for zoom in range(4)
        for x in range(1 << zoom)
        for y in range(1 << zoom)
    }


def mbtiles(path: Path, tiles: Tiles, *, schema: tuple[str, ...] = (PLAIN,), **metadata: str) -> Path:
    """An MBTiles file; rows are counted from the south, as they should be."""
    database = sqlite3.connect(path)
    for statement in schema:
        database.execute(statement)
    database.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
    said = {"name": "Made up", "attribution": CREDIT, "bounds": "-10,-20,30,40", **metadata}
    database.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
    for (zoom, x, y), data in tiles.items():
        _insert(database, schema[0], (zoom, x, (1 << zoom) - 1 - y), data)
    database.commit()
    database.close()
    return path


def _insert(database: sqlite3.Connection, schema: str, place: tuple[int, int, int], data: bytes) -> None:
    if schema == MAP:
        database.execute("INSERT INTO map VALUES (?, ?, ?, ?)", (*place, str(place)))
        database.execute("INSERT INTO images VALUES (?, ?)", (str(place), data))
    elif schema == PLAIN:
        database.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (*place, data))


def header(**other: Any) -> dict[str, Any]:
    """The parts of a PMTiles header that a maker chooses; bounds in ten-millionths of a degree."""
    return {
        "tile_compression": Compression.GZIP,
        "tile_type": TileType.MVT,
        "min_lon_e7": -100_000_000,
        "min_lat_e7": -200_000_000,
        "max_lon_e7": 300_000_000,
        "max_lat_e7": 400_000_000,
        **other,
    }


def pmtiles(path: Path, tiles: Tiles, metadata: Mapping[str, Any] | None = None, /, **other: Any) -> Path:
    """A PMTiles file."""
    said = {"name": "Made up", "attribution": CREDIT} if metadata is None else dict(metadata)
    with path.open("wb") as file:
        writer = Writer(file)
        for place, data in sorted(tiles.items(), key=lambda item: zxy_to_tileid(*item[0])):
            writer.write_tile(zxy_to_tileid(*place), data)
        writer.finalize(header(**other), said)
    return path


def pmtiles_by_hand(path: Path, root: bytes, leaves: bytes = b"", tiles: bytes = b"", **other: Any) -> Path:
    """A PMTiles file with directories that its maker wrote by hand."""
    metadata = gzip.compress(json.dumps({"attribution": CREDIT}).encode())
    at = 127 + len(root)
    sections = {
        "clustered": True,
        "internal_compression": Compression.GZIP,
        "root_offset": 127,
        "root_length": len(root),
        "metadata_offset": at,
        "metadata_length": len(metadata),
        "leaf_directory_offset": at + len(metadata),
        "leaf_directory_length": len(leaves),
        "tile_data_offset": at + len(metadata) + len(leaves),
        "tile_data_length": len(tiles),
        "min_zoom": 0,
        "max_zoom": 3,
    }
    fields: Any = {**header(), **sections, **other}
    head = serialize_header(fields)
    path.write_bytes(head + root + metadata + leaves + tiles)
    return path


def looping(path: Path) -> Path:
    """A directory that names itself as its own next one."""
    leaf = serialize_directory([Entry(1, 0, 30, 0)])
    for _ in range(5):
        leaf = serialize_directory([Entry(1, 0, len(leaf), 0)])
    root = serialize_directory([Entry(1, 0, len(leaf), 0)])
    return pmtiles_by_hand(path, root, leaf)


def bomb(size_mib: int = 20) -> bytes:
    """A tile of a few kilobytes that unpacks to many megabytes."""
    return gzip.compress(bytes(size_mib << 20), mtime=0)
