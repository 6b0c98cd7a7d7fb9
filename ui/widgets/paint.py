"""The strokes that every painted part shares: rounded faces, the two-ring focus, icons, lines of text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from ui.theme import theme

CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def smooth(painter: QPainter) -> QPainter:
    """The same painter with edges and pixmaps smoothed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    return painter


def face(painter: QPainter, rect: QRectF, radius: float, fill: QColor, edge: QColor | None, width: float) -> None:
    """A filled rounded rectangle whose edge lies inside ``rect``."""
    half = width / 2 if edge else 0
    painter.setPen(QPen(edge, width) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    inner = rect.adjusted(half, half, -half, -half)
    painter.drawRoundedRect(inner, radius - half, radius - half)


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> QRectF:
    """Draw both rings inside ``rect`` and give the room left for the face."""
    edge, width, gap = (theme().size("ring", key) for key in ("edge", "width", "gap"))
    face(painter, rect, radius, theme().color("focus"), theme().color("focus_edge"), edge)
    inset = edge + width
    inner = rect.adjusted(inset, inset, -inset, -inset)
    face(painter, inner, radius - edge, theme().color("raised"), None, 0)
    return inner.adjusted(gap, gap, -gap, -gap)


def ring_inset() -> int:
    """How far ``focus_ring`` moves a face inwards, in whole pixels."""
    return round(sum(theme().size("ring", key) for key in ("edge", "width", "gap")))


def draw_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor, size: str = "normal") -> None:
    """An icon in the middle of ``rect``."""
    pixmap = theme().icon(name, colour, size, painter.device().devicePixelRatio())
    side = theme().px("icon", size)
    painter.drawPixmap(QPointF(rect.center().x() - side / 2, rect.center().y() - side / 2), pixmap)


def draw_line(painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor, align: Qt.AlignmentFlag) -> None:
    """One line of text, never elided."""
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip, text)


def draw_elided(painter: QPainter, rect: QRectF, text: str, font: QFont, colour: QColor) -> None:
    """A second line, cut with an ellipsis where it does not fit. Never for a name, clock or place."""
    elided = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    draw_line(painter, rect, elided, font, colour, LEFT)


def width_of(text: str, font: QFont) -> float:
    """How wide one line is, in logical pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)


def rounded_path(rect: QRectF, radius: float) -> QPainterPath:
    """For clipping children and pictures: QSS cannot."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path
