"""EmptyState: one sentence, one first action, one other way."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.button import Button
from ui.widgets.paint import draw_icon, face, smooth
from ui.widgets.scroller import Scroller
from ui.widgets.words import Heading, Words


class _Tile(QWidget):
    """The soft square with the room's icon."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().follow(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("parts", "hero"), theme().px("parts", "hero"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = smooth(QPainter(self)), QRectF(self.rect())
        face(painter, rect, theme().size("radius", "sheet"), theme().color("accent_soft"), None, 0)
        draw_icon(painter, rect, self._icon, theme().ink("on_accent_soft", on="accent_soft"), "huge")
        painter.end()


class EmptyState(QWidget):
    """``first`` and ``other`` are (words, icon); ``first_chosen`` and ``other_chosen`` tell which was pressed."""

    first_chosen = Signal()
    other_chosen = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        words: str,
        first: tuple[str, str] | None = None,
        other: tuple[str, str] | None = None,
        *,
        on: str = "raised",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._middle, self._told = QWidget(), QWidget()
        self._column, self._telling = QVBoxLayout(self._middle), QVBoxLayout(self._told)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._middle, 100)
        row.addStretch(1)
        self._title, self._words = Heading(title, "title", on=on), Words(words, on=on)
        for part in (_Tile(icon), self._title, self._words):
            self._telling.addWidget(part)
        self._telling.addStretch(1)
        self._column.addWidget(Scroller(self._told), 1)
        self.first = self._button(first, "primary")
        self.other = self._button(other, "outlined")
        if self.first:
            self.first.clicked.connect(self.first_chosen)
        if self.other:
            self.other.clicked.connect(self.other_chosen)
        theme().follow(self.restyle)

    def _button(self, spec: tuple[str, str] | None, kind: str) -> Button | None:
        if spec is None:
            return None
        button = Button(spec[0], "primary" if kind == "primary" else "outlined", spec[1], tall=kind == "primary")
        self._column.addWidget(button)
        return button

    def set_words(self, title: str, words: str) -> None:
        self._title.setText(title)
        self._words.setText(words)

    def restyle(self) -> None:
        step = theme().px("space", 4)
        self._column.setContentsMargins(step, theme().px("space", 5), step, step)
        self._column.setSpacing(theme().px("space", 3))
        self._telling.setContentsMargins(0, 0, 0, 0)
        self._telling.setSpacing(theme().px("space", 3))
        self._middle.setMaximumWidth(theme().px("layout", "sheet_max_width"))
