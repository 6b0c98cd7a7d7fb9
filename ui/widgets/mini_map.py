"""MiniMap: a painted piece of map in a frame, to read a place back at true size."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import CENTRE, draw_line, face, rounded_path, smooth
from ui.wording import say


class MiniMap(QWidget):
    """Shows the pixmap it is given in the middle; ``name`` says in words what it shows."""

    def __init__(self, name: str = "", pixmap: QPixmap | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_map(pixmap, name)
        theme().follow(self.updateGeometry)

    def set_map(self, pixmap: QPixmap | None, name: str = "", words: str = "") -> None:
        """``words`` stand in the frame while there is no picture."""
        self._pixmap, self._words = pixmap, words
        self.setAccessibleName(name or say("kit.map_picture"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px("layout", "sheet_max_width") // 2, theme().px("parts", "mini_map"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        radius, width = theme().size("radius", "control"), theme().size("edge", "control")
        face(painter, rect, radius, theme().color("sunken"), None, 0)
        if self._pixmap is not None and not self._pixmap.isNull():
            self._draw_pixmap(painter, rect, radius)
        elif self._words:
            draw_line(painter, rect, self._words, theme().font("label"), theme().ink("muted", on="sunken"), CENTRE)
        painter.setPen(QPen(theme().color("outline"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)
        painter.end()

    def _draw_pixmap(self, painter: QPainter, rect: QRectF, radius: float) -> None:
        assert self._pixmap is not None
        size = self._pixmap.deviceIndependentSize()
        left, top = (rect.width() - size.width()) / 2, (rect.height() - size.height()) / 2
        painter.save()
        painter.setClipPath(rounded_path(rect, radius))
        painter.drawPixmap(QRectF(left, top, size.width(), size.height()), self._pixmap, QRectF(self._pixmap.rect()))
        painter.restore()
