"""The clock: one painter each for slab and chip, shared by the delegate and the widgets."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.lines import ClockState
from ui.theme import ClockLook, theme
from ui.widgets.paint import LEFT, draw_icon, draw_line, face, smooth, width_of
from ui.wording import say

_CENTRE_BOTTOM = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


def clock_sentence(clock: ClockState) -> str:
    """``31 min nobody looking``, for a screen reader."""
    return " ".join(say("kit.clock", text=clock.text, unit=clock.unit, words=clock.words).split())


def draw_slab(painter: QPainter, rect: QRectF, clock: ClockState) -> None:
    """Icon, number, unit and words on a flat fill; the caller clips and edges it."""
    look = theme().clock(clock.level)
    painter.fillRect(rect, look.fill)
    draw_slab_words(painter, rect, clock, look)


def draw_slab_words(painter: QPainter, rect: QRectF, clock: ClockState, look: ClockLook) -> None:
    """The three lines of a slab, in the middle of ``rect``."""
    px, margin = theme().px, theme().px("space", 1)
    top = rect.top() + (rect.height() - px("parts", "slab_height")) / 2
    words_font = theme().font("caption_strong")
    long = width_of(clock.words, words_font) > rect.width() - margin
    lift = theme().line("caption_strong") / 2 if long else 0
    icon_y = top + px("parts", "slab_icon") - lift / 2
    draw_icon(painter, QRectF(rect.left(), icon_y - 1, rect.width(), 2), look.icon, look.ink)
    number = QRectF(rect.left(), top, rect.width(), px("parts", "slab_number") - lift)
    draw_number(painter, number, clock, look.ink, _number_role(clock, rect.width()))
    words_top = top + px("parts", "slab_words") - theme().line("caption_strong") * 0.76 - lift
    words = QRectF(rect.left() + margin / 2, words_top, rect.width() - margin, theme().line("caption_strong") * 2)
    painter.setFont(words_font)
    painter.drawText(words, int(_CENTRE_BOTTOM), clock.words)


def draw_low_slab(painter: QPainter, rect: QRectF, clock: ClockState) -> None:
    """The slab that stands above the name at large text: icon and number on one line, words below."""
    look, side = theme().clock(clock.level), theme().px("icon", "large")
    painter.fillRect(rect, look.fill)
    upper = QRectF(rect.left() + side / 2, rect.top(), rect.width(), theme().px("parts", "slab_low_number"))
    role = "clock" if clock.unit else "clock_time"
    number = width_of(clock.text, theme().font(role)) + width_of(clock.unit, theme().font("unit"))
    draw_number(painter, upper, clock, look.ink, role)
    left = upper.center().x() - number / 2 - side - theme().px("space", 2)
    base = theme().px("parts", "slab_low_number") / 2 + theme().px("space", 1)
    draw_icon(painter, QRectF(left, rect.top(), side, base * 2), look.icon, look.ink, "large")
    words = QRectF(rect.left(), upper.bottom() + theme().px("space", 1), rect.width(), theme().line("caption_strong"))
    draw_line(painter, words, clock.words, theme().font("caption_strong"), look.ink, Qt.AlignmentFlag.AlignCenter)


def _number_role(clock: ClockState, room: float) -> str:
    """A time of day, or a clock of hours, is set smaller, so that it fits the slab."""
    wide = width_of(clock.text, theme().font("clock")) + width_of(f" {clock.unit}", theme().font("unit"))
    return "clock" if clock.unit and wide < room - theme().px("space", 2) else "clock_time"


def draw_number(painter: QPainter, rect: QRectF, clock: ClockState, ink: QColor, role: str) -> None:
    """Number and unit on one base line at the foot of ``rect``, in its middle."""
    big, small, gap = theme().font(role), theme().font("unit"), theme().px("space", 1)
    number = width_of(clock.text, big)
    unit = width_of(clock.unit, small) + gap if clock.unit else 0
    left = rect.center().x() - (number + unit) / 2
    _draw_base(painter, QPointF(left, rect.bottom()), clock.text, big, ink)
    _draw_base(painter, QPointF(left + number + gap, rect.bottom()), clock.unit, small, ink)


def _draw_base(painter: QPainter, at: QPointF, text: str, font: QFont, ink: QColor) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(at, text)


def draw_chip(painter: QPainter, rect: QRectF, clock: ClockState) -> None:
    """The wide chip: icon, number and words on one line."""
    look, px = theme().clock(clock.level), theme().px
    edge = look.edge if clock.level == "running" else None
    face(painter, rect, theme().size("radius", "control"), look.fill, edge, theme().size("edge", "control"))
    side, gap = px("icon", "large"), px("space", 2)
    left = rect.left() + px("space", 3)
    draw_icon(painter, QRectF(left, rect.top(), side, rect.height()), look.icon, look.ink, "large")
    left += side + gap
    number = chip_number(clock)
    draw_line(
        painter, QRectF(left, rect.top(), rect.width(), rect.height()), number, theme().font("chip"), look.ink, LEFT
    )
    left += width_of(number, theme().font("chip")) + gap
    words = QRectF(left, rect.top() + 1, rect.right() - left, rect.height())
    draw_line(painter, words, clock.words, theme().font("label_strong"), look.ink, LEFT)


def draw_tall_chip(painter: QPainter, rect: QRectF, clock: ClockState) -> None:
    """The narrow person bar's chip: number above, words below."""
    look, px = theme().clock(clock.level), theme().px
    edge = look.edge if clock.level == "running" else None
    face(painter, rect, theme().size("radius", "control"), look.fill, edge, theme().size("edge", "control"))
    number, side, gap = chip_number(clock), px("icon", "normal"), px("space", 2)
    upper, lower = theme().line("chip"), theme().line("caption_strong")
    top = rect.center().y() - (upper + lower) / 2
    left = rect.center().x() - (side + gap + width_of(number, theme().font("chip"))) / 2
    draw_icon(painter, QRectF(left, top, side, upper), look.icon, look.ink)
    text = QRectF(left + side + gap, top, rect.width(), upper)
    draw_line(painter, text, number, theme().font("chip"), look.ink, LEFT)
    words = QRectF(rect.left(), top + upper, rect.width(), lower)
    draw_line(painter, words, clock.words, theme().font("caption_strong"), look.ink, Qt.AlignmentFlag.AlignCenter)


def chip_number(clock: ClockState) -> str:
    return f"{clock.text} {clock.unit}".strip()


def chip_size(clock: ClockState, *, tall: bool) -> QSize:
    """How much room a chip needs."""
    px, number = theme().px, width_of(chip_number(clock), theme().font("chip"))
    pad = 2 * px("space", 3)
    if tall:
        words = width_of(clock.words, theme().font("caption_strong"))
        upper = px("icon", "normal") + px("space", 2) + number
        height = theme().line("chip") + theme().line("caption_strong") + px("space", 4)
        return QSize(round(max(upper, words)) + pad + 1, height)
    words = width_of(clock.words, theme().font("label_strong"))
    width = px("icon", "large") + number + words + 2 * px("space", 2) + pad + px("space", 1)
    return QSize(round(width) + 1, px("parts", "chip_clock"))


class _ClockPart(QWidget):
    """What the clock's widgets share: one state, its sentence, and the theme."""

    def __init__(self, clock: ClockState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_clock(clock)
        theme().follow(self.restyle)

    def set_clock(self, clock: ClockState) -> None:
        self.clock = clock
        self.setAccessibleName(clock_sentence(clock))
        self.restyle()

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class ClockSlab(_ClockPart):
    """The slab alone, for a task card: rounded on all corners."""

    def sizeHint(self) -> QSize:
        height = theme().px("parts", "slab_height")
        return QSize(theme().px("target", "slab_width"), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect, look = smooth(QPainter(self)), QRectF(self.rect()), theme().clock(self.clock.level)
        edge = look.edge if look.edge != look.fill else None
        face(painter, rect, theme().size("radius", "card"), look.fill, edge, theme().size("edge", "control"))
        draw_slab_words(painter, rect, self.clock, look)
        painter.end()


class ClockChip(_ClockPart):
    """The chip of the person bar; ``tall`` on a narrow window."""

    def __init__(self, clock: ClockState, *, tall: bool = False, parent: QWidget | None = None) -> None:
        self._tall = tall
        super().__init__(clock, parent)

    def set_tall(self, tall: bool) -> None:
        self._tall = tall
        self.restyle()

    def sizeHint(self) -> QSize:
        return chip_size(self.clock, tall=self._tall)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        (draw_tall_chip if self._tall else draw_chip)(painter, QRectF(self.rect()), self.clock)
        painter.end()
