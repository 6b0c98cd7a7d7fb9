"""The risk badge: a letter in an octagon, diamond, square or circle, and the word beside it."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.lines import RiskLevel
from ui.theme import RiskLook, theme
from ui.widgets.paint import CENTRE, LEFT, draw_line, smooth, width_of


def _polygon(rect: QRectF, corners: int, turn: float) -> QPainterPath:
    """A regular polygon in a circle around ``rect``'s middle; ``turn`` in radians."""
    path, radius = QPainterPath(), rect.width() / 2
    for corner in range(corners):
        angle = turn + corner * 2 * pi / corners
        point = rect.center() + QPointF(radius * cos(angle), radius * sin(angle))
        path.lineTo(point) if corner else path.moveTo(point)
    path.closeSubpath()
    return path


def _shape(look: RiskLook, rect: QRectF) -> QPainterPath:
    grow = rect.width() * 0.08
    if look.shape == "octagon":
        return _polygon(rect.adjusted(-grow / 2, -grow / 2, grow / 2, grow / 2), 8, pi / 8)
    if look.shape == "diamond":
        return _polygon(rect.adjusted(-grow, -grow, grow, grow), 4, 0)
    path = QPainterPath()
    if look.shape == "circle":
        path.addEllipse(rect)
    else:
        path.addRoundedRect(rect, theme().size("radius", "small"), theme().size("radius", "small"))
    return path


def draw_risk(painter: QPainter, rect: QRectF, level: RiskLevel) -> None:
    """The badge in the square ``rect``."""
    look, width = theme().risk(level), theme().size("edge", "strong")
    pen = QPen(look.edge, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
    if look.dashed:
        pen.setDashPattern([2.2, 1.1])
    painter.setPen(pen)
    painter.setBrush(look.fill)
    inset = width / 2 + rect.width() * 0.04
    painter.drawPath(_shape(look, rect.adjusted(inset, inset, -inset, -inset)))
    font = QFont(theme().font("label_strong"))
    font.setPixelSize(max(1, round(rect.width() * 0.58)))
    font.setWeight(QFont.Weight.Bold)
    draw_line(painter, rect, look.letter, font, look.ink, CENTRE)


class RiskBadge(QWidget):
    """The badge with its word."""

    def __init__(
        self, level: RiskLevel, words: str, *, large: bool = False, on: str = "raised", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._large, self._on = large, on
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_risk(level, words)
        theme().follow(self.restyle)

    def set_risk(self, level: RiskLevel, words: str) -> None:
        self._level, self._words = level, words
        self.setAccessibleName(words)
        self.restyle()

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _side(self) -> int:
        return theme().px("parts", "badge_large" if self._large else "badge")

    def _font(self) -> QFont:
        return theme().font("strong" if self._large else "label_strong")

    def sizeHint(self) -> QSize:
        text = round(width_of(self._words, self._font()) + 1)
        return QSize(self._side() + theme().px("space", 2) + text, self._side() + theme().px("space", 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, side = smooth(QPainter(self)), self._side()
        draw_risk(painter, QRectF(0, (self.height() - side) / 2, side, side), self._level)
        left = side + theme().px("space", 2)
        rect = QRectF(left, 0, self.width() - left, self.height())
        draw_line(painter, rect, self._words, self._font(), theme().ink("text", on=self._on), LEFT)
        painter.end()
