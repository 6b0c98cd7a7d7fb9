"""A map pack: one file of map tiles, what it covers, who made the map and under which licence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from app.errors import UserError

Kind = Literal["vector", "raster"]
FileType = Literal["pmtiles", "mbtiles"]
Schema = Literal["openmaptiles", "zoomstack", "protomaps", "natural_earth", "other"]

Progress = Callable[[float, str], None]
"""Told how far an import is, 0..1, and the phrase key of what it is doing."""

Cancelled = Callable[[], bool]
"""Asked now and then whether the officer wants the import to stop."""

MAX_ZOOM: Final = 22
"""No map that a search needs is finer: at zoom 22 a tile is about 6 m wide in Britain."""

MAX_TILE_BYTES: Final = 16 * 1024 * 1024
"""A tile that unpacks to more is refused; honest ones stay under 1 MiB."""


class ImportStopped(UserError):
    """The officer stopped an import; nothing was added."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a map covers: degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place (degrees, WGS 84) lies on the map."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@dataclass(frozen=True, slots=True)
class PackInfo:
    """One map pack as a list shows it.

    ``id`` is the first 16 characters of ``sha256`` (hexadecimal, of the tile file).
    ``licence`` is an SPDX name where it is known, else empty. ``made_at`` is aware UTC.
    """

    id: str
    title: str
    kind: Kind
    schema: Schema
    file_type: FileType
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    attribution: str
    licence: str
    size_bytes: int
    made_at: datetime
    sha256: str
    shipped: bool

    def covers(self, lon: float, lat: float) -> bool:
        """Whether a place (degrees, WGS 84) lies on this map."""
        return self.bounds.holds(lon, lat)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file of tiles says of itself, read before it is taken in."""

    title: str
    kind: Kind
    file_type: FileType
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    attribution: str
    licence: str
    layers: tuple[str, ...]


_SCHEMAS: Final[tuple[tuple[Schema, frozenset[str]], ...]] = (
    ("openmaptiles", frozenset({"transportation"})),
    ("zoomstack", frozenset({"surfacewater", "roads", "names"})),
    ("protomaps", frozenset({"roads", "places", "water"})),
    ("natural_earth", frozenset({"land", "boundary", "place"})),
)
"""Layer names that give a schema away, the surest first.

Source: OpenMapTiles 3.15 schema; Ordnance Survey's own Zoomstack style; Protomaps basemap v4.
"""


def schema_of(layers: tuple[str, ...]) -> Schema:
    """Which well-known set of layers this is, so that the map can be drawn in its own style."""
    names = frozenset(layers)
    return next((schema for schema, telling in _SCHEMAS if telling <= names), "other")
