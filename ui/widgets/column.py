"""Column: parts under one another with the gaps of a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.button import Button, shrinks


class Column(QWidget):
    """What stands in it keeps clear of the edges, so that rings are whole."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self.column.setSpacing(theme().px("space", 3))

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.column.addWidget(shrinks(widget) if isinstance(widget, Button) else widget)

    def hold(self, widgets: Sequence[QWidget]) -> None:
        """Have exactly these. ``removeWidget``, not ``takeAt``: an item that lives on remembers old heights."""
        while (item := self.column.itemAt(0)) is not None:
            inner = item.widget()
            if inner is not None:
                self.column.removeWidget(inner)
            else:
                self.column.takeAt(0)
        self.add(*widgets)
        self.column.addStretch(1)
