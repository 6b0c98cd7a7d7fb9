"""Chips: one of many words, each with its icon, as many beside each other as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import theme
from ui.widgets.chip import FilterChip


class Chips(QWidget):
    """``options`` are (key, words, icon); ``chosen(key)`` when another is pressed."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str, str]], value: str) -> None:
        super().__init__()
        self.chips = {key: FilterChip(words, icon) for key, words, icon in options}
        self._grid, self._columns = QGridLayout(self), 0
        self._grid.setContentsMargins(0, 0, 0, 0)
        for key, chip in self.chips.items():
            chip.clicked.connect(lambda _checked=False, key=key: self._press(key))
        self.choose(value)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self._grid.setSpacing(theme().gap())
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest of them: the columns follow the width."""
        return QSize(self._widest(), self._grid.minimumSize().height())

    def _widest(self) -> int:
        """A chosen chip may be wider by its tick."""
        spare = theme().px("icon", "small")
        return max(chip.sizeHint().width() for chip in self.chips.values()) + spare

    def _arrange(self) -> None:
        columns = max(1, (self.width() + theme().gap()) // (self._widest() + theme().gap()))
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns) + 1):
            self._grid.setColumnStretch(column, int(column == columns))
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        for place, chip in enumerate(self.chips.values()):
            self._grid.addWidget(chip, place // columns, place % columns)
        self.updateGeometry()

    def choose(self, value: str) -> None:
        """Mark one without telling ``chosen``."""
        for key, chip in self.chips.items():
            chip.setChecked(key == value)

    def _press(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
