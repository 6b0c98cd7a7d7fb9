"""MoreBelow: fades the last lines of a scroller and points down, until its end is in sight."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.theme import theme
from ui.widgets.paint import draw_icon, face, smooth
from ui.widgets.scroller import Scroller


class _Hint(QWidget):
    """Painted over the last lines; presses go through it."""

    def __init__(self, parent: QWidget, on: str) -> None:
        super().__init__(parent)
        self._on = on
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty("overlay", True)
        theme().follow(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, wide, high = smooth(QPainter(self)), self.width(), self.height()
        fade, clear = QLinearGradient(QPointF(0, 0), QPointF(0, high)), theme().color(self._on)
        clear.setAlpha(0)
        fade.setColorAt(0, clear)
        fade.setColorAt(0.8, theme().color(self._on))
        painter.fillRect(self.rect(), fade)
        side = theme().px("icon", "large")
        disc = QRectF((wide - side) / 2, high - side, side, side)
        face(painter, disc, side / 2, theme().color("raised"), theme().color("outline"), theme().size("edge", "card"))
        draw_icon(painter, disc, "chevron-down", theme().ink("text", on="raised"))
        painter.end()


class HintingScroller(Scroller):
    """A scroller that shows when there is more below; its bar takes no room from what it scrolls."""

    def __init__(self, parent: QWidget, *, on: str = "raised") -> None:
        super().__init__(None, parent)
        self.more = _Hint(self, on)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._look)
        bar.valueChanged.connect(self._look)
        theme().follow(self._look)

    def bar_room(self) -> int:
        """How much wider than its content it wants to be."""
        return self.verticalScrollBar().sizeHint().width() + theme().px("space", 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    def _look(self) -> None:
        bar = self.verticalScrollBar()
        beside = self.bar_room() - (bar.sizeHint().width() if bar.maximum() > 0 else 0)
        self.setViewportMargins(0, 0, beside, 0)
        room = self.viewport().geometry()
        high = min(theme().target(), room.height())
        self.more.setGeometry(QRect(room.left(), room.bottom() + 1 - high, room.width(), high))
        self.more.setVisible(bar.value() < bar.maximum())
        self.more.raise_()
