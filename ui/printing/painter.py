"""Paints a piece of map natively: for the small maps in sheets, for paper, and where the web view cannot start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from app.domain.packs import PackInfo
from ui.printing.drawing import Drawing
from ui.printing.features import Layers, Sketch, sketch_of
from ui.printing.ground import Ground
from ui.printing.lettering import Lettering, font
from ui.printing.palette import Palette, Tokens, palette_of
from ui.printing.pins import Icons
from ui.printing.room import Box, Room
from ui.printing.tiles import TileBytes, Tiles, pack_for
from ui.printing.view import View
from ui.wording import say

_MOST_STRETCHED: Final = 5
"""A tile drawn 32 times its size shows nothing that helps a search."""


class MapPainter:
    """Draws any view of the laptop's map packs. For one thread; tiles are read as they are needed.

    ``tile(pack_id, z, x, y)`` gives a tile's bytes, rows from the north, or None.
    """

    def __init__(self, resources: Path, tile: TileBytes, packs: Sequence[PackInfo] = ()) -> None:
        self.resources = resources
        self.packs = tuple(packs)
        self._ground = Ground(Tiles(tile))
        self._icons = Icons()

    def picture(
        self,
        lon: float,
        lat: float,
        width_px: int,
        height_px: int,
        metres_per_px: float,
        *,
        marks: Layers,
        palette: Tokens,
        ratio: float = 1,
    ) -> QImage:
        """A picture round lon, lat (degrees, WGS 84), ``width_px`` by ``height_px`` logical pixels.

        ``marks`` are the layers of ``ui.map.features``; ``palette`` is ``Theme.map_tokens()``.
        """
        view = View(lon, lat, width_px, height_px, metres_per_px)
        image = QImage(round(width_px * ratio), round(height_px * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        try:
            self.paint(painter, view, sketch_of(marks), palette_of(self.resources, palette))
        finally:
            painter.end()  # before the image goes, or Qt aborts
        return image

    def pack_for(self, view: View) -> PackInfo | None:
        """The pack that is drawn for a view."""
        return pack_for(self.packs, view)

    def paint(
        self,
        painter: QPainter,
        view: View,
        sketch: Sketch,
        palette: Palette,
        *,
        names: bool = True,
        taken: Sequence[QRectF] = (),
        under: Callable[[], None] | None = None,
    ) -> None:
        """Paint a view from the painter's origin. Nothing is written over ``taken`` (boxes in pixels).

        ``under`` paints a grid, over the base map and under all words.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pack = self.pack_for(view)
        room = Room(view.rect.adjusted(3, 3, -3, -3))
        for rect in taken:
            room.take(Box.of(rect))
        drawing = Drawing(view, sketch, palette, self._icons, room)
        named = self._ground.paint(painter, view, pack, palette)
        painter.save()
        painter.setClipRect(view.rect)
        if under is not None:
            under()
        if names:
            Lettering(painter, view, palette, room).write(named)
        drawing.paint(painter)
        if words := _missing(pack, view):
            _say(painter, view, palette, words)
        painter.restore()


def _missing(pack: PackInfo | None, view: View) -> str:
    """What to say where empty ground could pass for a map of empty land."""
    if pack is None or not pack.covers(view.lon, view.lat):
        return say("print.no_map_here")
    return say("print.only_overview") if view.zoom > pack.max_zoom + _MOST_STRETCHED else ""


def _say(painter: QPainter, view: View, palette: Palette, words: str) -> None:
    """In a filled label along the upper edge, as low as two lines of a small picture can be."""
    painter.setFont(font(12, QFont.Weight.Medium))
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    box = painter.boundingRect(view.rect.adjusted(8, 2, -8, -2), flags, words)
    label = QRectF(view.rect.left(), view.rect.top(), view.rect.width(), box.height() + 3)
    painter.fillRect(label, palette.label["halo"])
    painter.setPen(palette.label["ink"])
    painter.drawText(box, flags, words)
