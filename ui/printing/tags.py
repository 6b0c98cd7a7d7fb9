"""Filled labels: officers' words in a box of their own, always as plain text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.printing.ground import is_pdf
from ui.printing.lettering import font
from ui.printing.palette import Palette
from ui.printing.room import Box

TAG_PX: Final = 13
_PAD_PX: Final = 7.0
_MARK_PX: Final = 14.0
_LONGEST_PX: Final = 240.0


def tag_font(*, plain: bool = False) -> QFont:
    """The face of a filled label: noughts slashed, I, l and 1 apart.

    ``plain`` is for a PDF, where those shapes would be found and read aloud as no letters at all.
    """
    face = font(TAG_PX, QFont.Weight.DemiBold)
    for feature in ("zero", "ss02"):
        face.setFeature(QFont.Tag(feature), 0 if plain else 1)
    return face


def tag_words(text: str) -> str:
    """One line that a label can hold; very long words end in an ellipsis."""
    one_line = text.replace("\n", " ").strip()
    return QFontMetricsF(tag_font()).elidedText(one_line, Qt.TextElideMode.ElideRight, _LONGEST_PX)


def tag_size(text: str, state: str = "") -> tuple[float, float]:
    """Width and height of a label's box."""
    metrics = QFontMetricsF(tag_font())
    mark = _MARK_PX if state in {"searched", "cannot"} else 0
    return metrics.horizontalAdvance(tag_words(text)) + 2 * _PAD_PX + mark, metrics.height() + 4


def paint_tag(
    painter: QPainter, box: Box, text: str, palette: Palette, *, state: str = "", heavy: bool = False
) -> None:
    """A label in its box, with the tick or bar of its state before the words."""
    rect = QRectF(box.x - box.width / 2, box.y - box.height / 2, box.width, box.height)
    painter.setPen(QPen(palette.mark("segment_selected" if heavy else "segment_edge"), 2.2 if heavy else 1.3))
    painter.setBrush(palette.mark("label_fill"))
    painter.drawRoundedRect(rect, 5, 5)
    ink = palette.mark("label_ink")
    if state in {"searched", "cannot"}:
        _paint_sign(painter, QRectF(rect.left() + _PAD_PX - 1, rect.center().y() - 5, 10, 10), state, ink)
        rect.setLeft(rect.left() + _MARK_PX)
    painter.setFont(tag_font(plain=is_pdf(painter)))
    painter.setPen(ink)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(rect.adjusted(_PAD_PX, 0, 0, 0), int(flags), tag_words(text))


def _paint_sign(painter: QPainter, rect: QRectF, state: str, ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y, side = rect.left(), rect.top(), rect.width()
    if state == "searched":
        painter.drawPolyline([QPointF(x + 1, y + side * 0.55), QPointF(x + side * 0.4, y + side * 0.85),
                              QPointF(x + side - 1, y + side * 0.2)])  # fmt: skip
        return
    painter.drawEllipse(rect)
    painter.drawLine(QPointF(x + side * 0.16, y + side * 0.16), QPointF(x + side * 0.84, y + side * 0.84))


def paint_leader(painter: QPainter, start: QPointF, box: Box, palette: Palette, away_px: float) -> None:
    """A line from a mark to a label that had to go further off."""
    end = QPointF(box.x, box.y)
    if (end - start).manhattanLength() > away_px:
        for colour, width in ((palette.mark("label_fill"), 3.0), (palette.mark("segment_edge"), 1.2)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(start, end)
