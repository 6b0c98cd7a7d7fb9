"""What stands in a sheet: a column that scrolls, and a foot that does not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.column import Column

MOST_OF_SHEET = 0.45
"""A foot that would take more of the height below the title scrolls with the rest."""


class Foot(Column):
    """The main buttons, and what is said about pressing them. ``asked()`` when its parts want another height."""

    asked = Signal()

    def restyle(self) -> None:
        self.column.setSpacing(theme().gap())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.asked.emit()
        return done

    def height_at(self, width: int) -> int:
        """How high it is when it is this wide, wherever it stands now."""
        return self.column.totalHeightForWidth(width) if self.column.hasHeightForWidth() else self.sizeHint().height()

    def stand_in(self, home: QVBoxLayout) -> None:
        """Stand last in ``home``; the keyboard stays where it is."""
        if home.indexOf(self) >= 0:
            return
        focus = QApplication.focusWidget()
        home.addWidget(self)
        self.setVisible(self.column.count() > 0)
        if focus is not None and self.isAncestorOf(focus):
            focus.setFocus()


class SheetContent(Column):
    """``finish`` comes last. Until a sheet takes the foot, it stands at the end of the column."""

    def __init__(self) -> None:
        super().__init__()
        self.foot = Foot()

    def finish(self, *foot: QWidget) -> None:
        """Nothing more comes into the column; below it stand these, or nothing."""
        self.column.addStretch(1)
        self.foot.add(*foot)
        self.column.addWidget(self.foot)
