"""The fuse: a bar that burns from the last look, with a tick where each rank is told."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.lines import Fuse, FuseTick
from ui.theme import theme
from ui.widgets.paint import draw_line, face, rounded_path, smooth, width_of

_CENTRED = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class FuseColours:
    """What is burnt, what is left, its edge, and the ink of ticks and words (past and to come)."""

    burnt: QColor
    left: QColor
    edge: QColor
    ink: QColor
    quiet: QColor


def fuse_height() -> int:
    """Bar, ticks and two lines of words."""
    words = theme().line("label_strong") + theme().line("caption_strong")
    return theme().px("parts", "fuse_tick") + words + theme().px("space", 1)


def draw_fuse(painter: QPainter, rect: QRectF, fuse: Fuse, colours: FuseColours) -> None:
    """The fuse at the top of ``rect``, over its whole width."""
    tick, high = theme().px("parts", "fuse_tick"), theme().px("parts", "fuse")
    bar = QRectF(rect.left(), rect.top() + (tick - high) / 2, rect.width(), high)
    face(painter, bar, high / 2, colours.left, None, 0)
    painter.save()
    painter.setClipPath(rounded_path(bar, high / 2))
    share = min(1.0, max(0.0, fuse.minute / fuse.span_minutes))
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, high), colours.burnt)
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colours.edge, theme().size("edge", "card")))
    painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), high / 2, high / 2)
    _draw_ticks(painter, rect, fuse, colours)


def _draw_ticks(painter: QPainter, rect: QRectF, fuse: Fuse, colours: FuseColours) -> None:
    high, ends = theme().px("parts", "fuse_tick"), [rect.left(), rect.left()]
    for tick in fuse.ticks:
        x = rect.left() + rect.width() * min(1.0, tick.minute / fuse.span_minutes)
        painter.setPen(QPen(colours.ink, theme().size("edge", "strong")))
        painter.drawLine(QLineF(x, rect.top(), x, rect.top() + high))
        top = rect.top() + high
        for row, (text, role) in enumerate(_tick_words(tick)):
            ink = colours.quiet if role == "caption" else colours.ink
            ends[row] = _draw_tick_words(
                painter, QRectF(ends[row], top, rect.right() - ends[row], 1), x, text, role, ink
            )
            top += theme().line(role)


def _tick_words(tick: FuseTick) -> tuple[tuple[str, str], tuple[str, str]]:
    return (tick.title, "label_strong"), (tick.words, "caption_strong" if tick.reached else "caption")


def _draw_tick_words(painter: QPainter, room: QRectF, x: float, text: str, role: str, ink: QColor) -> float:
    """Centred under the tick, moved aside for its neighbour; gives where the next may begin."""
    wide = width_of(text, theme().font(role))
    left = max(room.left(), min(x - wide / 2, room.right() - wide))
    draw_line(painter, QRectF(left, room.top(), wide, theme().line(role)), text, theme().font(role), ink, _CENTRED)
    return left + wide + theme().px("space", 2)


class FuseBar(QWidget):
    """The fuse on a card, in the colour of its level (``danger``, ``warn`` or ``accent``)."""

    def __init__(self, fuse: Fuse, burnt: str = "danger", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._burnt = burnt
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_fuse(fuse)
        theme().follow(self.restyle)

    def set_fuse(self, fuse: Fuse) -> None:
        self._fuse = fuse
        self.setAccessibleName("; ".join(f"{tick.title} {tick.words}" for tick in fuse.ticks))
        self.update()

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px("layout", "sheet_max_width") // 2, fuse_height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = FuseColours(
            theme().color(self._burnt), theme().color("sunken"), theme().color("outline"),
            theme().ink("text", on="raised"), theme().ink("muted", on="raised"),
        )  # fmt: skip
        painter = smooth(QPainter(self))
        draw_fuse(painter, QRectF(self.rect()).adjusted(1, 0, -1, 0), self._fuse, colours)
        painter.end()
