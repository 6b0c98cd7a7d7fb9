"""MessageLine: an icon and a sentence under a field; its space is kept, so that nothing jumps."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import draw_icon, smooth
from ui.widgets.words import WRAP, wrapped_height

Tone = Literal["ok", "danger", "warn", "information"]
_INKS = {"ok": "ok_text", "danger": "danger_text", "warn": "warn_text", "information": "muted"}


class MessageLine(QWidget):
    """What was understood, or what is wrong, by icon, word and colour."""

    def __init__(self, tone: Tone = "ok", words: str = "", *, keep: bool = True, on: str = "raised",
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self._keep, self._on = keep, on
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(tone, words)
        theme().follow(self.restyle)

    def say(self, tone: Tone, words: str) -> None:
        self._tone, self._words = tone, words
        self.setAccessibleName(words)
        self.restyle()

    def text(self) -> str:
        return self._words

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _left(self) -> int:
        return theme().px("icon", "small") + theme().px("space", 2)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self._words:
            return theme().line("label") if self._keep else 0
        return wrapped_height(self._words, "label_strong", width - self._left())

    def sizeHint(self) -> QSize:
        return QSize(theme().px("target", "slab_width"), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px("target", "normal"), theme().line("label") if self._keep or self._words else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._words:
            return
        painter, ink = smooth(QPainter(self)), theme().ink(_INKS[self._tone], on=self._on)
        box = QRectF(0, 0, theme().px("icon", "small"), theme().line("label_strong"))
        draw_icon(painter, box, f"state.{self._tone}", ink, "small")
        painter.setFont(theme().font("label_strong"))
        painter.setPen(ink)
        painter.drawText(QRectF(self._left(), 0, self.width() - self._left(), self.height() + 1), WRAP, self._words)
        painter.end()
