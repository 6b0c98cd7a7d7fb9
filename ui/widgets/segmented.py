"""Segmented: Yes, No, Not known side by side in one frame; one is chosen, and carries a tick."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import draw_icon, face, smooth, width_of
from ui.widgets.pressable import Pressable
from ui.wording import say

_CENTRED = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


class Segment(Pressable):
    """One answer."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._name_it)
        theme().follow(self.restyle)

    def _name_it(self) -> None:
        self.setAccessibleName(say("kit.chosen", word=self.words()) if self.isChecked() else self.words())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        tick = theme().px("icon", "normal") + theme().px("space", 2)
        width = round(width_of(self.words(), theme().font("strong")) + 1) + tick + 2 * theme().px("space", 2)
        return QSize(max(width, theme().target()), theme().target())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        chosen = self.isChecked()
        fill_role, ink_role = ("primary", "on_primary") if chosen else ("raised", "text")
        fill, ink = theme().color(fill_role), theme().ink(ink_role, on=fill_role)
        if self.isDown():
            fill = theme().pressed(fill, ink)
        if chosen or self.isDown():
            edge = theme().color("primary_edge") if chosen else None
            face(painter, rect, theme().size("radius", "control"), fill, edge, theme().size("edge", "control"))
        self._draw_words(painter, chosen)

    def _draw_words(self, painter: QPainter, chosen: bool) -> None:
        font, ink_on = theme().font("strong" if chosen else "body"), "primary" if chosen else "raised"
        ink = theme().ink("on_primary" if chosen else "text", on=ink_on)
        side = theme().px("icon", "normal") + theme().px("space", 1) if chosen else 0
        wide = min(width_of(self.words(), font) + 1, self.width() - side)
        left = (self.width() - wide - side) / 2
        if chosen:
            draw_icon(painter, QRectF(left, 0, theme().px("icon", "normal"), self.height()), "done", ink)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QRectF(left + side, 0, wide + 1, self.height()), _CENTRED, self.words())


class Segmented(QWidget):
    """A group of radio buttons with keys: ``chosen(str)`` tells which. Arrow keys move, as in any radio group.

    When the words do not fit side by side the segments stand under one another.
    """

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]], name: str, value: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._segments: dict[str, Segment] = {}
        for key, word in options:
            self._add(key, word)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group.buttonClicked.connect(self._tell)
        self.set_value(value)
        theme().follow(self.restyle)

    def _add(self, key: str, word: str) -> None:
        segment = Segment(word, self)
        self._segments[key] = segment
        self._group.addButton(segment)

    def value(self) -> str | None:
        """The key of the chosen answer, or None."""
        return next((key for key, segment in self._segments.items() if segment.isChecked()), None)

    def set_value(self, key: str | None) -> None:
        self._group.setExclusive(False)
        for one, segment in self._segments.items():
            segment.setChecked(one == key)
        self._group.setExclusive(True)
        self.update()

    def segments(self) -> list[Segment]:
        return list(self._segments.values())

    def restyle(self) -> None:
        self.updateGeometry()
        self._place()
        self.update()

    def _side_by_side(self) -> bool:
        return sum(segment.sizeHint().width() for segment in self._segments.values()) <= max(1, self.width())

    def _tell(self) -> None:
        self.update()
        if (key := self.value()) is not None:
            self.chosen.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self.updateGeometry()

    def _place(self) -> None:
        """Lay the segments out by hand: equal shares of the row, or one under another."""
        count, high = max(1, len(self._segments)), theme().target()
        for place, segment in enumerate(self._segments.values()):
            if self._side_by_side():
                left, right = round(self.width() * place / count), round(self.width() * (place + 1) / count)
                segment.setGeometry(left, 0, right - left, high)
            else:
                segment.setGeometry(0, place * high, self.width(), high)
            segment.show()

    def sizeHint(self) -> QSize:
        width = sum(segment.sizeHint().width() for segment in self._segments.values())
        return QSize(width, self._height())

    def minimumSizeHint(self) -> QSize:
        widest = max((segment.sizeHint().width() for segment in self._segments.values()), default=0)
        return QSize(widest, self._height())

    def _height(self) -> int:
        return theme().target() * (1 if self._side_by_side() or not self._segments else len(self._segments))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        radius, width = theme().size("radius", "control"), theme().size("edge", "control")
        face(painter, rect, radius, theme().color("raised"), theme().color("outline"), width)
        painter.setPen(QPen(theme().color("line"), theme().size("edge", "card")))
        segments, inset = self.segments(), theme().px("space", 2)
        for before, after in pairwise(segments):
            if not (before.isChecked() or after.isChecked()):
                box = after.geometry()
                if self._side_by_side():
                    painter.drawLine(box.left(), inset, box.left(), self.height() - inset)
                else:
                    painter.drawLine(inset, box.top(), self.width() - inset, box.top())
        painter.end()
