"""Writes the base map's own names: places flat, streets and rivers along their straightest piece."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, degrees, hypot
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from ui.printing.ground import Named
from ui.printing.palette import Palette
from ui.printing.paths import Name
from ui.printing.room import Box, Room
from ui.printing.view import View

FAMILY: Final = "Inter"
_STREET_PX: Final = 11
_FITS: Final = 1.1
_APART_PX: Final = 220
_PLACES: Final = (
    (17, 0),
    (15, 0),
    (13, 11),
    (12, 12),
    (12, 13),
    (11, 14),
    (11, 14),
    (11, 15),
    (11, 15),
    (11, 15),
    (11, 16.4),
)
"""Size in pixels and least zoom of a place, by rank."""


def font(size_px: int, weight: QFont.Weight = QFont.Weight.Medium, *, slanted: bool = False) -> QFont:
    """The bundled face; hinting is off so that screen and paper break lines alike."""
    made = QFont(FAMILY)
    made.setPixelSize(size_px)
    made.setWeight(weight)
    made.setItalic(slanted)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in ("tnum", "calt"):  # a painter would take them over from the window, and a PDF then lose the letters
        made.setFeature(QFont.Tag(feature), 0)
    return made


class Lettering:
    """One pass of names over a view. What the officers write was given its room before."""

    def __init__(self, painter: QPainter, view: View, palette: Palette, room: Room) -> None:
        self._painter, self._view, self._palette, self._room = painter, view, palette, room
        self._written: dict[str, list[QPointF]] = {}

    def write(self, named: Sequence[Named]) -> None:
        """Write what fits, the highest rank first."""
        for name, rect in sorted(named, key=lambda each: each[0].rank):
            if name.start == name.end:
                self._flat(name, _in(rect, name.start))
            elif self._view.zoom >= 13.5:
                self._along(name, _in(rect, name.start), _in(rect, name.end))

    def _flat(self, name: Name, at: QPointF) -> None:
        size, from_zoom = _PLACES[min(name.rank, len(_PLACES) - 1)]
        if self._view.zoom < from_zoom or not self._view.rect.contains(at) or self._near(name.text, at):
            return
        face = font(size, QFont.Weight.DemiBold if name.rank < 6 else QFont.Weight.Medium, slanted=name.kind == "water")
        metrics = QFontMetricsF(face)
        box = Box(at.x(), at.y(), metrics.horizontalAdvance(name.text) + 6, metrics.height())
        if self._room.claim(box):
            self._draw(name, box, face)

    def _along(self, name: Name, start: QPointF, end: QPointF) -> None:
        piece = hypot(end.x() - start.x(), end.y() - start.y())
        if piece < 3 * _STREET_PX:
            return
        face = font(_STREET_PX, slanted=name.kind == "water")
        metrics = QFontMetricsF(face)
        width = metrics.horizontalAdvance(name.text)
        middle = (start + end) / 2
        if width > _FITS * piece or not self._view.rect.contains(middle) or self._near(name.text, middle):
            return
        angle = atan2(end.y() - start.y(), end.x() - start.x())
        box = Box(middle.x(), middle.y(), width + 4, metrics.height() - 2, angle)
        if self._room.claim(box):
            self._draw(name, box, face)

    def _near(self, text: str, at: QPointF) -> bool:
        """Whether the same name stands close by already."""
        return any((at - other).manhattanLength() < _APART_PX for other in self._written.get(text, ()))

    def _draw(self, name: Name, box: Box, face: QFont) -> None:
        self._written.setdefault(name.text, []).append(QPointF(box.x, box.y))
        ink = self._palette.label["water" if name.kind == "water" else "ink"]
        self._painter.save()
        self._painter.translate(box.x, box.y)
        self._painter.rotate(degrees(box.angle))
        haloed(self._painter, QPointF(0, 0), name.text, face, ink, self._palette.label["halo"])
        self._painter.restore()


def haloed(painter: QPainter, middle: QPointF, text: str, face: QFont, ink: QColor, halo: QColor) -> None:
    """Text round a point, with a rim that keeps it readable on any ground."""
    metrics = QFontMetricsF(face)
    left = middle.x() - metrics.horizontalAdvance(text) / 2
    base = QPointF(left, middle.y() + (metrics.ascent() - metrics.descent()) / 2)
    rim = QPainterPath()
    rim.addText(base, face, text)
    pen = QPen(halo, 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(rim, pen)
    painter.setFont(face)
    painter.setPen(ink)
    painter.drawText(base, text)


def _in(rect: QRectF, share: tuple[float, float]) -> QPointF:
    return QPointF(rect.x() + share[0] * rect.width(), rect.y() + share[1] * rect.height())
