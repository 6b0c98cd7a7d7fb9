"""What everything that can be pressed shares: a target's size, a ring for the keyboard, a hand for the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.theme import theme
from ui.widgets.paint import focus_ring, smooth

_SAME = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class Pressable(QAbstractButton):
    """A button without a face: a sub-class paints one in ``draw_face``."""

    radius_key = "control"

    def __init__(self, text: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ring = False
        self.setText(text)
        self.setAccessibleName(name or text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def setText(self, text: str) -> None:
        super().setText(text.replace("&", "&&"))
        self._words = text
        self.setAccessibleName(text)
        self.updateGeometry()

    def words(self) -> str:
        """What is written on it."""
        return self._words

    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        """Paint everything but the ring."""
        raise NotImplementedError

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        rect = QRectF(self.rect())
        if self.ringed():
            rect = focus_ring(painter, rect, theme().size("radius", self.radius_key))
        self.draw_face(painter, rect, self.ringed())
        painter.end()

    def ringed(self) -> bool:
        """The ring is for the keyboard: a finger or a mouse does not need it."""
        return self._ring and self.hasFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in _SAME:
            self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave, QEvent.Type.EnabledChange):
            self.update()
        return super().event(event)
