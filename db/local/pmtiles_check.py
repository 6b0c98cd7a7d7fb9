"""Walks a PMTiles file whole before it is taken in, and refuses it with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from app.domain.packs import MAX_TILE_BYTES, Kind, Layout
from app.errors import Unreadable
from db.local.pack_bytes import Broken, TooLarge
from db.local.pack_facts import (
    attribution_of,
    checked_bounds,
    checked_zooms,
    layers_of,
    licence_of,
    tile_facts,
    title_of,
    too_large,
)
from db.local.pmtiles import HEADER_BYTES, MAGIC, MAX_DEPTH, VERSION, PmtilesFile, zoom_of_number
from db.local.pmtiles_directory import Directory

_TILE_TYPES: Final[dict[int, Kind]] = {1: "vector", 2: "raster", 3: "raster", 4: "raster"}
_TYPE_NAMES: Final = {5: "AVIF", 6: "MapLibre"}
_PACKED: Final = {1, 2, 4}
_PACKING_NAMES: Final = {3: "Brotli"}
_UNSAID: Final = 0
_MAX_DIRECTORIES: Final = 200_000
"""A file of the whole planet has about twenty thousand."""


def check_version(head: bytes, size: int, name: str) -> None:
    """Refuse other versions and files that end within their header. Raises Unreadable."""
    version = head[7] if head.startswith(MAGIC) and len(head) > 7 else head[2] if len(head) > 2 else None
    if version is not None and version != VERSION:
        raise Unreadable("packs.pmtiles_version", name=name, version=version)
    if size < HEADER_BYTES:
        raise Unreadable("packs.cut_short", name=name)


def pmtiles_layout(path: Path, name: str, attribution: str | None) -> Layout:
    """What a PMTiles file holds, every directory walked.

    Raises:
        Unreadable: anything about it is not as it should be; the key says what.
    """
    try:
        file = PmtilesFile(path)
    except Broken:
        raise Unreadable("packs.damaged", name=name) from None
    try:
        return _layout(file, name, attribution)
    except TooLarge:
        raise too_large(name) from None
    except Broken:
        raise Unreadable("packs.damaged", name=name) from None
    finally:
        file.close()


def _layout(file: PmtilesFile, name: str, attribution: str | None) -> Layout:
    kind = _check_header(file, name)
    walk = _Walk(file, name)
    walk.whole()
    low, high = checked_zooms(zoom_of_number(walk.lowest), zoom_of_number(walk.highest), name)
    found, seen = tile_facts(file.stored(*walk.sample), name)
    if found != kind:
        raise Broken
    metadata = file.metadata()
    by = attribution_of(metadata, attribution)
    return Layout(
        title_of(metadata, name), kind, "pmtiles", low, high, checked_bounds(file.header.bounds, name),
        by, licence_of(metadata, by), layers_of(metadata) or seen,
    )  # fmt: skip


def _check_header(file: PmtilesFile, name: str) -> Kind:
    header = file.header
    for offset, length in (header.root, header.metadata, header.leaves, header.tiles):
        if offset + length > file.size():
            raise Unreadable("packs.cut_short", name=name)
    for packing, allowed in ((header.internal, _PACKED), (header.packing, _PACKED | {_UNSAID})):
        if packing not in allowed:
            raise Unreadable("packs.compression", name=name, kind=_PACKING_NAMES.get(packing, f"no. {packing}"))
    if header.tile_type not in _TILE_TYPES:
        kind = _TYPE_NAMES.get(header.tile_type, f"no. {header.tile_type}")
        raise Unreadable("packs.tile_kind", name=name, kind=kind)
    checked_zooms(*header.zooms, name)
    return _TILE_TYPES[header.tile_type]


@dataclass(slots=True)
class _Walk:
    """One visit to every directory of a file, none of them twice."""

    file: PmtilesFile
    name: str
    seen: set[int] = field(default_factory=set)
    lowest: int = -1
    highest: int = -1
    sample: tuple[int, int] = (0, 0)

    def whole(self) -> None:
        """Raises Unreadable for loops and for a file without tiles; Broken, TooLarge."""
        level = [(*self.file.header.root, 0)]
        for _ in range(MAX_DEPTH):
            level = [found for place in level for found in self._visit(*place)]
        if level:
            raise Unreadable("packs.loops", name=self.name)
        if self.highest < 0:
            raise Unreadable("packs.no_tiles", name=self.name)

    def _visit(self, offset: int, length: int, first: int) -> list[tuple[int, int, int]]:
        """Check one directory; the further ones it names, with the tile each must start at or after."""
        if offset in self.seen or len(self.seen) >= _MAX_DIRECTORIES:
            raise Unreadable("packs.loops", name=self.name)
        self.seen.add(offset)
        found = self.file.directory(offset, length)
        if len(found.tile_ids) and int(found.tile_ids[0]) < first:
            raise Broken
        self._check_tiles(found)
        return self._further(found)

    def _check_tiles(self, found: Directory) -> None:
        tiles = found.runs > 0
        if not tiles.any():
            return
        ids, lengths, offsets = found.tile_ids[tiles], found.lengths[tiles], found.offsets[tiles]
        if int(lengths.max()) > MAX_TILE_BYTES:
            raise TooLarge
        if int((offsets + lengths).max()) > self.file.header.tiles[1] or int(found.runs.max()) > 1 << 46:
            raise Broken
        self._note(int(ids[0]), int((ids + found.runs[tiles]).max()) - 1)
        if self.sample == (0, 0):
            self.sample = int(offsets[0]), int(lengths[0])

    def _note(self, low: int, high: int) -> None:
        self.lowest = low if self.lowest < 0 else min(low, self.lowest)
        self.highest = max(high, self.highest)

    def _further(self, found: Directory) -> list[tuple[int, int, int]]:
        start, size = self.file.header.leaves
        places = []
        for at in np.flatnonzero(found.runs == 0):
            offset, length = int(found.offsets[at]), int(found.lengths[at])
            if offset + length > size:
                raise Broken
            places.append((start + offset, length, int(found.tile_ids[at])))
        return places
