"""The person bar: which person, risk, flags and the running clock, always in sight."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.lines import PersonLine
from ui.theme import theme
from ui.widgets.avatar import draw_avatar
from ui.widgets.chip import chip_width, draw_fact
from ui.widgets.clock import chip_size, draw_chip, draw_tall_chip
from ui.widgets.paint import LEFT, draw_line, focus_ring, smooth, width_of
from ui.widgets.person_row import person_sentence, stacked
from ui.widgets.pressable import Pressable
from ui.widgets.risk import draw_risk
from ui.widgets.words import WRAP, wrapped_height
from ui.wording import say


class PersonBar(Pressable):
    """Painted whole and pressed whole; pressing it opens the Person room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._line: PersonLine | None = None
        self.setAccessibleName(say("shell.nobody_chosen"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().follow(self.restyle)

    def set_person(self, line: PersonLine | None) -> None:
        self._line = line
        if line is not None:
            self.setAccessibleName(say("shell.person_bar", name=line.name, sentence=person_sentence(line)))
        self.restyle()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._line is not None and stacked(width):
            gap, inner = theme().px("space", 2), width - 2 * theme().px("space", 3)
            name = wrapped_height(self._line.title, "strong", inner)
            return name + theme().px("parts", "badge") + chip_size(self._line.clock, tall=True).height() + 4 * gap
        if self._line is None or not theme().is_narrow(width):
            return theme().px("layout", "person_bar_wide")
        name = wrapped_height(self._line.title, "strong", self._room_for_name(width, self._line))
        need = name + theme().px("parts", "badge") + 4 * theme().px("space", 1)
        return max(theme().px("layout", "person_bar_narrow"), need)

    def _room_for_name(self, width: int, line: PersonLine) -> int:
        """Between the photo and the clock of a narrow bar."""
        photo = theme().px("parts", "avatar_bar") + 2 * theme().px("space", 3)
        return width - photo - self._clock_width(line) - 2 * theme().px("space", 3)

    def _clock_width(self, line: PersonLine) -> int:
        return max(chip_size(line.clock, tall=True).width(), theme().px("target", "slab_width"))

    def sizeHint(self) -> QSize:
        return QSize(theme().px("layout", "list_width") // 2, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px("target", "normal"), self.heightForWidth(self.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        painter.fillRect(rect, theme().color("raised"))
        hair = theme().size("edge", "card")
        painter.fillRect(QRectF(0, self.height() - hair, self.width(), hair), theme().color("line"))
        if self.ringed():
            focus_ring(painter, rect, theme().size("radius", "control"))
        if self._line is not None:
            self._draw(painter, rect, self._line)
        painter.end()

    def _draw(self, painter: QPainter, rect: QRectF, line: PersonLine) -> None:
        if stacked(self.width()):
            self._draw_stacked(painter, rect, line)
        elif theme().is_narrow(self.width()):
            self._draw_narrow(painter, rect, line)
        else:
            self._draw_wide(painter, rect, line)

    def _draw_avatar(self, painter: QPainter, left: float, line: PersonLine) -> float:
        side = theme().px("parts", "avatar_bar")
        draw_avatar(painter, QRectF(left, (self.height() - side) / 2, side, side), line.initials, line.photo)
        return left + side + theme().px("space", 3)

    def _draw_wide(self, painter: QPainter, rect: QRectF, line: PersonLine) -> None:
        margin, gap, ink = theme().px("space", 5), theme().px("space", 5), theme().ink("text", on="raised")
        chip = chip_size(line.clock, tall=False)
        right = rect.right() - margin - chip.width()
        draw_chip(painter, QRectF(right, (rect.height() - chip.height()) / 2, chip.width(), chip.height()), line.clock)
        left, font = self._draw_avatar(painter, margin, line), theme().font("title")
        draw_line(painter, rect.adjusted(left, 0, 0, 0), line.title, font, ink, LEFT)
        left += width_of(line.title, font) + gap
        left = self._draw_risk(painter, QPointF(left, rect.center().y()), line, "badge_large", "label_strong") + gap / 2
        self._draw_flags(painter, left, right - gap, line)

    def _draw_flags(self, painter: QPainter, left: float, right: float, line: PersonLine) -> None:
        """As many flags as fit, whole; the Person room has them all."""
        high = theme().px("parts", "chip")
        flags = [(line.flag, True)] if line.flag else []
        for text, grave in [*flags, *((flag, False) for flag in line.more_flags)]:
            wide = chip_width(text or "", "flag" if grave else "")
            if left + wide > right:
                return
            rect = QRectF(left, (self.height() - high) / 2, wide, high)
            draw_fact(painter, rect, text or "", "danger" if grave else "plain", "flag" if grave else "")
            left += wide + theme().px("space", 3)

    def _draw_risk(self, painter: QPainter, at: QPointF, line: PersonLine, badge: str, role: str) -> float:
        side, font, gap = theme().px("parts", badge), theme().font(role), theme().px("space", 2)
        draw_risk(painter, QRectF(at.x(), at.y() - side / 2, side, side), line.risk)
        words = QRectF(at.x() + side + gap, at.y() - side, self.width(), 2 * side)
        draw_line(painter, words, line.risk_words, font, theme().ink("text", on="raised"), LEFT)
        return words.left() + width_of(line.risk_words, font) + gap

    def _draw_narrow(self, painter: QPainter, rect: QRectF, line: PersonLine) -> None:
        margin, wide, high = theme().px("space", 3), self._clock_width(line), chip_size(line.clock, tall=True).height()
        clock = QRectF(rect.right() - margin - wide, (rect.height() - high) / 2, wide, high)
        draw_tall_chip(painter, clock, line.clock)
        left, badge = self._draw_avatar(painter, margin, line), theme().px("parts", "badge")
        room = self._room_for_name(self.width(), line)
        name = wrapped_height(line.title, "strong", room)
        top = (rect.height() - name - badge - theme().px("space", 1)) / 2
        painter.setFont(theme().font("strong"))
        painter.setPen(theme().ink("text", on="raised"))
        painter.drawText(QRectF(left, top, room, name), WRAP | int(Qt.TextFlag.TextDontClip), line.title)
        below = top + name + theme().px("space", 1) + badge / 2
        self._draw_risk(painter, QPointF(left, below), line, "badge", "label")

    def _draw_stacked(self, painter: QPainter, rect: QRectF, line: PersonLine) -> None:
        margin, gap = theme().px("space", 3), theme().px("space", 2)
        inner = rect.adjusted(margin, gap, -margin, -gap)
        painter.setFont(theme().font("strong"))
        painter.setPen(theme().ink("text", on="raised"))
        painter.drawText(inner, WRAP, line.title)
        badge = theme().px("parts", "badge")
        top = inner.top() + wrapped_height(line.title, "strong", inner.width()) + gap
        self._draw_risk(painter, QPointF(margin, top + badge / 2), line, "badge", "label")
        high = chip_size(line.clock, tall=True).height()
        draw_tall_chip(painter, QRectF(margin, inner.bottom() - high, inner.width(), high), line.clock)
