"""Card: a rounded surface for one thought, with an optional 6 px state bar and a selected state."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.paint import face, rounded_path, smooth


class Card(QFrame):
    """Lays its children in a column (``column``). ``bar``: a colour role such as ``danger`` or ``warn``.

    Where the text is large, words need the room that its margin took.
    """

    def __init__(self, bar: str | None = None, fill: str = "raised", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar, self._fill, self._selected = bar, fill, False
        self._margin_step, self._top_step = 4, 0
        self.column = QVBoxLayout(self)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        step = theme().px("space", min(self._margin_step, 2) if theme().large_text else self._margin_step)
        bar = round(theme().size("edge", "bar")) if self._bar else 0
        top = theme().px("space", self._top_step) if self._top_step else step
        self.column.setContentsMargins(step + bar, top, step, step)
        self.column.setSpacing(theme().px("space", 2))
        self.update()

    def set_margin(self, step: int) -> None:
        """Use another step of the space scale as the inner margin."""
        self._margin_step = step
        self.restyle()

    def set_top(self, step: int) -> None:
        """Use another step above: a heading with something to press brings height of its own."""
        self._top_step = step
        self.restyle()

    def set_bar(self, role: str | None) -> None:
        self._bar = role
        self.restyle()

    def set_fill(self, role: str) -> None:
        self._fill = role
        self.update()

    def set_selected(self, selected: bool) -> None:
        """A strong accent edge on a soft fill."""
        self._selected = selected
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        radius = theme().size("radius", "card")
        edge = theme().color("accent" if self._selected else "line")
        width = theme().size("edge", "strong" if self._selected else "card")
        face(painter, rect, radius, theme().color("accent_soft" if self._selected else self._fill), edge, width)
        if self._bar:
            painter.setClipPath(rounded_path(rect, radius))
            painter.fillRect(QRectF(0, 0, theme().size("edge", "bar"), rect.height()), theme().color(self._bar))
        painter.end()
