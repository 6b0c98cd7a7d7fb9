"""Chips: Chip says a fact in a frame; FilterChip is one of several filters to press."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import LEFT, draw_icon, draw_line, face, smooth, width_of
from ui.widgets.pressable import Pressable

Tone = Literal["plain", "danger", "warn", "quiet", "accent", "ok"]
_LOOKS: dict[str, tuple[str, str, str]] = {
    "plain": ("raised", "text", "outline"),
    "danger": ("danger_soft", "danger_text", "danger"),
    "warn": ("warn_soft", "warn_text", "warn_text"),
    "quiet": ("sunken", "text", "outline"),
    "accent": ("accent_soft", "on_accent_soft", "accent"),
    "ok": ("ok_soft", "ok_text", "ok_text"),
}


def chip_width(text: str, icon: str = "", role: str = "label") -> int:
    """How wide a chip is."""
    side = theme().px("icon", "small") + theme().px("space", 2) if icon else 0
    return round(width_of(text, theme().font(role)) + 1) + side + 2 * theme().px("space", 3)


def _draw_inside(painter: QPainter, rect: QRectF, text: str, icon: str, ink_role: tuple[str, str], role: str) -> None:
    ink, left = theme().ink(ink_role[0], on=ink_role[1]), rect.left() + theme().px("space", 3)
    if icon:
        side = theme().px("icon", "small")
        draw_icon(painter, QRectF(left, rect.top(), side, rect.height()), icon, ink, "small")
        left += side + theme().px("space", 2)
    draw_line(
        painter, QRectF(left, rect.top(), rect.right() - left, rect.height()), text, theme().font(role), ink, LEFT
    )


def draw_fact(painter: QPainter, rect: QRectF, text: str, tone: Tone = "plain", icon: str = "") -> None:
    """A chip in ``rect``; shared by the widget and the person bar."""
    fill, ink, edge = _LOOKS[tone]
    radius, width = theme().size("radius", "chip"), theme().size("edge", "card")
    face(painter, rect, radius, theme().color(fill), theme().color(edge), width)
    _draw_inside(painter, rect, text, icon, (ink, fill), "label")


class Chip(QWidget):
    """A framed word or two; not to press."""

    def __init__(self, text: str, tone: Tone = "plain", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chip(text, tone, icon)
        theme().follow(self.restyle)

    def set_chip(self, text: str, tone: Tone = "plain", icon: str = "") -> None:
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.restyle()

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._text, self._icon, "label"), theme().px("parts", "chip"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        draw_fact(painter, rect, self._text, self._tone, self._icon)
        painter.end()


class FilterChip(Pressable):
    """A filter with its count; checkable, with a tick on the chosen one."""

    def __init__(self, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self._icon = icon
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self.restyle)
        theme().follow(self.restyle)

    def _mark(self) -> str:
        return "done" if self.isChecked() else self._icon

    def sizeHint(self) -> QSize:
        width = chip_width(self.words(), self._mark(), "label_strong") + theme().px("space", 1)
        return QSize(max(width, theme().target()), theme().target())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        soft = self.isChecked() or self.isDown()
        fill, ink, edge = _LOOKS["accent" if soft else "plain"]
        width = theme().size("edge", "strong" if self.isChecked() else "control")
        face(painter, rect, theme().size("radius", "control"), theme().color(fill), theme().color(edge), width)
        whole = QRectF(self.rect())
        spare = (self.width() - chip_width(self.words(), self._mark(), "label_strong")) / 2
        _draw_inside(painter, whole.adjusted(spare, 0, 0, 0), self.words(), self._mark(), (ink, fill), "label_strong")
