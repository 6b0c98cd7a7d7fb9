"""The sync line: what is saved here and not yet sent, and the last contact."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.lines import SyncLine
from ui.theme import theme
from ui.widgets.paint import LEFT, draw_icon, draw_line, smooth, width_of
from ui.wording import say

_ICONS = {
    "not_sent": ("not_sent", "warn_text"),
    "no_network": ("no_network", "text"),
    "sent": ("sent", "ok_text"),
    "saved": ("saved", "text"),
    "saving": ("saving", "muted"),
}


class SyncStrip(QWidget):
    """A strip of its own on a narrow window; on a wide one a part of the navigation bar.

    A short cut for a pointer: the way for keys and gloves is the Laptop room.
    """

    pressed = Signal()

    def __init__(self, *, on: str = "surface", bar: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on, self._bar = on, bar
        self._line = SyncLine(0, "", "", "saved")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        wide = QSizePolicy.Policy.Preferred if bar else QSizePolicy.Policy.Expanding
        policy = QSizePolicy(wide, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().follow(self.restyle)

    def set_sync(self, line: SyncLine) -> None:
        self._line = line
        self.setAccessibleName(say("shell.sync", words=line.words, contact=line.last_contact_text))
        self.restyle()

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _width_needed(self) -> int:
        words = width_of(self._line.words, theme().font("label_strong"))
        contact = width_of(self._line.last_contact_text, theme().font("label"))
        return round(words + contact) + theme().px("icon", "normal") + theme().px("space", 2) + self._edges()

    def _edges(self) -> int:
        return theme().px("space", 5) + 2 * theme().px("space", 4)

    def _two_lines(self, width: int) -> bool:
        return self._width_needed() > width

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._bar:
            return theme().line("label") * 2
        low = theme().px("layout", "sync_strip")
        return low + theme().line("label") if self._two_lines(width) else low

    def sizeHint(self) -> QSize:
        return QSize(self._width_needed(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px("target", "normal"), self.heightForWidth(self.width()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        painter.fillRect(rect, theme().color(self._on))
        if not self._bar:
            painter.fillRect(QRectF(0, 0, rect.width(), theme().size("edge", "card")), theme().color("line"))
        self._draw(painter, rect)
        painter.end()

    def _draw(self, painter: QPainter, rect: QRectF) -> None:
        icon, role = _ICONS[self._line.level]
        side, gap, margin = theme().px("icon", "normal"), theme().px("space", 2), theme().px("space", 4)
        two = self._two_lines(self.width())
        first = QRectF(0, 0, rect.width(), rect.height() / 2 if two else rect.height())
        last = first.translated(0, first.height()) if two else first
        contact = width_of(self._line.last_contact_text, theme().font("label"))
        right = rect.right() - (0 if self._bar else margin)
        words = width_of(self._line.words, theme().font("label_strong"))
        left = right - contact - margin - words - gap - side if self._bar and not two else margin
        draw_icon(painter, QRectF(left, first.top(), side, first.height()), icon, theme().ink(role, on=self._on))
        left += side + gap
        ink = theme().ink("text", on=self._on)
        draw_line(painter, first.adjusted(left, 0, 0, 0), self._line.words, theme().font("label_strong"), ink, LEFT)
        at = left if two else right - contact
        ink = theme().ink("muted", on=self._on)
        draw_line(painter, last.adjusted(at, 0, 0, 0), self._line.last_contact_text, theme().font("label"), ink, LEFT)
