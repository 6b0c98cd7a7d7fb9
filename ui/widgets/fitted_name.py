"""A name is never cut: on one line as large as it fits, else on two, smaller. Nor are the words of a risk or a flag."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.theme import theme
from ui.widgets.paint import width_of
from ui.widgets.words import WRAP

_LEAST = 0.6
"""Of its size; nobody is known whose name would need less."""


def shrunk(text: str, role: str, room: float) -> QFont:
    """The font of a role, smaller where one line of ``text`` would not fit ``room``."""
    font = QFont(theme().font(role))
    wanted = width_of(text, font)
    if wanted > room:
        least = int(_LEAST * font.pixelSize())
        font.setPixelSize(max(least, int(font.pixelSize() * room / wanted)))
    return font


def fitted_font(name: str, room: float) -> tuple[QFont, int]:
    """The font in which ``name`` fits ``room``, and on how many lines."""
    font, least = QFont(theme().font("heading")), theme().font("caption").pixelSize()
    wanted = width_of(name, font)
    if wanted > room:
        font.setPixelSize(max(least, int(font.pixelSize() * room / wanted)))
    if width_of(name, font) <= room:
        return font, 1
    while not _fits_two(name, font, room) and font.pixelSize() > _LEAST * least:
        font.setPixelSize(font.pixelSize() - 1)
    return font, 2


def _fits_two(name: str, font: QFont, room: float) -> bool:
    metrics = QFontMetricsF(font)
    box = metrics.boundingRect(QRectF(0, 0, room, 1000), WRAP, name)
    return box.width() <= room and box.height() < 2.5 * metrics.height()


def name_height(lines: int) -> int:
    """One line is a heading's; two are captions."""
    return theme().line("heading") if lines == 1 else 2 * theme().line("caption")


def draw_fitted(painter: QPainter, rect: QRectF, name: str, ink: QColor) -> None:
    """``name`` in the middle of ``rect``'s height, at its left."""
    font, _ = fitted_font(name, rect.width())
    painter.setFont(font)
    painter.setPen(ink)
    box = QFontMetricsF(font).boundingRect(QRectF(0, 0, rect.width(), 1000), WRAP, name)
    painter.drawText(
        QRectF(rect.left(), rect.center().y() - box.height() / 2, rect.width() + 1, box.height()), WRAP, name
    )
