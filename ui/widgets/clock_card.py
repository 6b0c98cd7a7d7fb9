"""ClockCard: the full card of one clock, the loudest thing on the screen when it is red."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.lines import ClockState, Fuse
from ui.theme import theme
from ui.widgets.clock import clock_sentence
from ui.widgets.fuse import FuseColours, draw_fuse, fuse_height
from ui.widgets.paint import draw_icon, face, smooth, width_of
from ui.widgets.words import WRAP, wrapped_height


class ClockCard(QWidget):
    """Heading, big number, fuse and a foot line. On a narrow card the fuse goes below the number."""

    def __init__(
        self, clock: ClockState, heading: str, foot: str, fuse: Fuse | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_clock(clock, heading, foot, fuse)
        theme().follow(self.restyle)

    def set_clock(self, clock: ClockState, heading: str, foot: str, fuse: Fuse | None = None) -> None:
        self._clock, self._heading, self._foot, self._fuse = clock, heading, foot, fuse
        self.setAccessibleName(f"{heading}. {clock_sentence(clock)}. {foot}")
        self.restyle()

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = theme().px("layout", "sheet_max_width")
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px("layout", "stack_below") // 2, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._lay_out(width)[-1])

    def _beside(self, width: int) -> bool:
        return width >= theme().px("layout", "sheet_max_width")

    def _big(self, width: int) -> str:
        return "clock_wide" if self._beside(width) else "clock_large"

    def _lay_out(self, width: int) -> tuple[float, float, float, float]:
        """Tops of the number line, the fuse and the foot, and the whole height."""
        px, inner = theme().px, width - 2 * theme().px("space", 5)
        icon = px("icon", "large") + px("space", 3)
        top = px("space", 4) + wrapped_height(self._heading, "title", inner - icon)
        number = top + px("space", 1) * 0.5
        below = number + theme().line(self._big(width))
        fuse = number if self._beside(width) or not self._fuse else below + px("space", 2)
        after = below if fuse == number else fuse + fuse_height()
        foot = max(after, fuse + fuse_height() if self._fuse else 0) + px("space", 1)
        foot_height = wrapped_height(self._foot, "label_strong", inner)
        return number, fuse, foot, foot + foot_height + px("space", 3)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = smooth(QPainter(self)), theme().clock(self._clock.level)
        edge = look.edge if look.edge != look.fill else None
        face(
            painter, QRectF(self.rect()), theme().size("radius", "card"), look.fill, edge, theme().size("edge", "card")
        )
        number, fuse, foot, _ = self._lay_out(self.width())
        self._draw_heading(painter, look.icon, look.ink)
        self._draw_number(painter, number, look.ink)
        if self._fuse:
            self._draw_fuse(painter, fuse, look.fill, look.ink)
        self._draw_text(painter, foot, theme().px("space", 5), self._foot, theme().font("label_strong"), look.ink)
        painter.end()

    def _draw_heading(self, painter: QPainter, icon: str, ink: QColor) -> None:
        left, top, side = theme().px("space", 5), theme().px("space", 4), theme().px("icon", "large")
        draw_icon(painter, QRectF(left, top, side, theme().line("title")), icon, ink, "large")
        self._draw_text(painter, top, left + side + theme().px("space", 3), self._heading, theme().font("title"), ink)

    def _draw_text(self, painter: QPainter, top: float, left: float, text: str, font: QFont, ink: QColor) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        width = self.width() - left - theme().px("space", 5)
        painter.drawText(QRectF(left, top, width, self.height()), WRAP, text)

    def _draw_number(self, painter: QPainter, top: float, ink: QColor) -> None:
        font, left = theme().font(self._big(self.width())), theme().px("space", 5)
        base = top + theme().line(self._big(self.width())) * 0.86
        painter.setPen(ink)
        painter.setFont(font)
        painter.drawText(QPointF(left, base), self._clock.text)
        painter.setFont(theme().font("title"))
        painter.drawText(
            QPointF(left + width_of(self._clock.text, font) + theme().px("space", 3), base), self._clock.unit
        )

    def _draw_fuse(self, painter: QPainter, top: float, fill: QColor, ink: QColor) -> None:
        margin, width = theme().px("space", 5), self.width()
        left = width * 0.29 if self._beside(width) else margin
        rect = QRectF(left, top, width - left - margin, fuse_height())
        if self._fuse:
            draw_fuse(painter, rect, self._fuse, FuseColours(ink, fill, ink, ink, ink))
