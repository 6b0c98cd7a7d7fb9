"""Fetches tiles of a map pack, ready to paint, and keeps the last thirty-two."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from app.domain.packs import PackInfo
from app.errors import HomewardError, Unreadable
from app.formats.vector_tiles import decode
from ui.printing.paths import PreparedTile, prepare
from ui.printing.view import View, world

TileBytes = Callable[[str, int, int, int], bytes | None]
"""A tile by pack id, zoom, column and row from the north; None where there is none."""

Key = tuple[str, int, int, int]
KEPT: Final = 32
MOST_AT_ONCE: Final = 32
MOST_RASTER_PX: Final = 2048


class Damaged:
    """A tile that could not be read: shown as such, never as empty land."""


Ready = PreparedTile | QImage | Damaged | None


class Tiles:
    """Decoded tiles of all packs on this laptop. For one thread."""

    def __init__(self, tile: TileBytes) -> None:
        self._tile = tile
        self._kept: OrderedDict[Key, Ready] = OrderedDict()

    def get(self, pack: PackInfo, z: int, x: int, y: int) -> Ready:
        """A prepared vector tile, a picture, ``Damaged``, or None where the pack has no tile."""
        key = (pack.id, z, x, y)
        if key not in self._kept:
            self._kept[key] = self._read(pack, key)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _read(self, pack: PackInfo, key: Key) -> Ready:
        try:
            body = self._tile(*key)
            if not body:
                return None
            return picture_of(body) if pack.kind == "raster" else prepare(decode(body))
        except (HomewardError, OSError):
            return Damaged()


def picture_of(body: bytes) -> QImage:
    """A raster tile.

    Raises:
        Unreadable: no picture that Qt knows, or larger than any honest tile.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(body))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > MOST_RASTER_PX:
        raise Unreadable("print.tile_damaged")
    image = reader.read()
    if image.isNull():
        raise Unreadable("print.tile_damaged")
    return image


def pack_for(packs: Sequence[PackInfo], view: View) -> PackInfo | None:
    """The most detailed map of the middle of a view; else any that reaches into it."""
    here = [pack for pack in packs if pack.covers(view.lon, view.lat)]
    near = [pack for pack in packs if _meet(pack, view)]
    return max(here or near, key=lambda pack: pack.max_zoom, default=None)


def _meet(pack: PackInfo, view: View) -> bool:
    ours, theirs = view.bounds, pack.bounds
    apart = ours.east < theirs.west or theirs.east < ours.west or ours.north < theirs.south or theirs.north < ours.south
    return not apart


def tiles_for(pack: PackInfo, view: View, ratio: float = 1) -> list[tuple[int, int, int]]:
    """Zoom, column and row of the tiles to draw; past the pack's last zoom its tiles are stretched."""
    finer = view.zoom + (ratio - 1) * 0.5 if pack.kind == "raster" else view.zoom + 0.3
    z = max(pack.min_zoom, min(pack.max_zoom, round(finer)))
    while z > pack.min_zoom and len(_within(pack, view, z)) > MOST_AT_ONCE:
        z -= 1
    found = _within(pack, view, z)
    return found if len(found) <= 2 * MOST_AT_ONCE else []


def _within(pack: PackInfo, view: View, z: int) -> list[tuple[int, int, int]]:
    west, north = (share * 2**z for share in world(pack.bounds.west, pack.bounds.north))
    east, south = (share * 2**z for share in world(pack.bounds.east, pack.bounds.south))
    columns, rows = view.tiles(z)
    across = range(max(columns.start, int(west)), min(columns.stop, int(east) + 1))
    down = range(max(rows.start, int(north)), min(rows.stop, int(south) + 1))
    return [(z, x, y) for y in down for x in across] if len(across) * len(down) < 10_000 else [(z, 0, 0)] * 10_000
