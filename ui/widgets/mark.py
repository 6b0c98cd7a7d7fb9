"""SentMark: Saved and Sent are two words with two icons; colour is never the only sign."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.lines import SentState
from ui.theme import theme
from ui.widgets.paint import LEFT, draw_icon, draw_line, smooth, width_of
from ui.wording import say

_LOOKS: dict[str, tuple[str, str]] = {
    "saving": ("saving", "muted"),
    "saved": ("saved", "text"),
    "not_sent": ("not_sent", "warn_text"),
    "sent": ("sent", "ok_text"),
    "no_network": ("no_network", "text"),
}


def mark_words(state: SentState) -> str:
    """The word of a state when there is no better one, such as ``Sent 22:14``."""
    return say(f"kit.{state}")


def mark_width(words: str) -> int:
    """How wide a mark is, icon and word together."""
    return round(theme().px("icon", "normal") + theme().px("space", 2) + width_of(words, theme().font("label")) + 1)


def draw_mark(painter: QPainter, rect: QRectF, state: SentState, words: str, on: str = "raised") -> None:
    """Icon and word at the left of ``rect``; the word is always there."""
    icon, role = _LOOKS[state]
    ink, side = theme().ink(role, on=on), theme().px("icon", "normal")
    draw_icon(painter, QRectF(rect.left(), rect.top(), side, rect.height()), icon, ink)
    text = rect.adjusted(side + theme().px("space", 2), 0, 0, 0)
    draw_line(painter, text, words or mark_words(state), theme().font("label"), ink, LEFT)


class SentMark(QWidget):
    """One mark as a widget."""

    def __init__(self, state: SentState, words: str = "", *, on: str = "raised", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on = on
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state, words)
        theme().follow(self.restyle)

    def set_state(self, state: SentState, words: str = "") -> None:
        self._state, self._words = state, words or mark_words(state)
        self.setAccessibleName(self._words)
        self.restyle()

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(mark_width(self._words), max(theme().px("icon", "normal"), theme().line("label")))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        draw_mark(painter, QRectF(self.rect()), self._state, self._words, self._on)
        painter.end()
