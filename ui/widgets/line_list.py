"""LineList: the fast list of painted rows; people, or entries of the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QWidget

from ui.lines import LogLine, PersonLine
from ui.theme import theme
from ui.widgets.log_row import LogRow, log_sentence
from ui.widgets.person_row import LINE_ROLE, PersonRow, person_sentence
from ui.widgets.scroller import kinetic

Line = PersonLine | LogLine
Index = QModelIndex | QPersistentModelIndex
_FEW = 500


def line_id(line: Line) -> str:
    """The incident of a person, the entry of a log."""
    return line.incident if isinstance(line, PersonLine) else line.entry


def sentence(line: Line) -> str:
    """The whole row, for a screen reader."""
    return person_sentence(line) if isinstance(line, PersonLine) else log_sentence(line)


class LinesModel(QStringListModel):
    """Lines as they are, without a copy of each.

    The rows are counted in C++: a layout asks once for every row, and 50,000 answers from Python take 0.1 s.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.setStringList([""] * len(lines))

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) & ~Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == LINE_ROLE:
            return self.lines[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return sentence(self.lines[index.row()])
        return None


class LineList(QListView):
    """``chosen(id)`` when the current row changes, ``opened(id)`` when it is pressed or Enter is."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, delegate: QStyledItemDelegate, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = LinesModel(self)
        self._quiet = False
        delegate.setParent(self)
        self.setModel(self._lines)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        kinetic(self)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._id(index))

    def _id(self, index: Index) -> str:
        return line_id(self._lines.lines[index.row()])

    def lines(self) -> Sequence[Line]:
        return self._lines.lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these; the row with the same id stays chosen, without telling ``chosen`` again."""
        if len(lines) <= _FEW and lines == self._lines.lines:
            return
        kept, place = self.current(), self.verticalScrollBar().value()
        self._quiet = True
        self._lines.set_lines(lines)
        if kept is not None:
            self.choose(kept)
        self._quiet = False
        self.verticalScrollBar().setValue(place)

    def current(self) -> str | None:
        """The id of the chosen row."""
        index = self.currentIndex()
        return self._id(index) if index.isValid() else None

    def choose(self, wanted: str | None) -> None:
        """Choose by id; an id that is not here chooses nothing."""
        rows = (row for row, line in enumerate(self._lines.lines) if line_id(line) == wanted)
        index = self._lines.index(next(rows, -1))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._quiet:
            self.chosen.emit(self._id(current))


class PeopleList(LineList):
    """Rows of ``PersonLine``."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(PersonRow(), name, parent)


class LogList(LineList):
    """Rows of ``LogLine``."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(LogRow(), name, parent)
