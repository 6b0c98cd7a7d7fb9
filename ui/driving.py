"""Works a window as a person would: finds what can be seen by its words, presses, types, waits, looks."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.theme import theme
from ui.widgets.field import Field, TextArea
from ui.widgets.line_list import LineList

W = TypeVar("W", bound=QWidget)

SIZES = {"wide": (1366, 768), "narrow": (420, 820)}
LONGEST_WAIT_S = 20.0


class NotSeen(Exception):
    """Nothing on the screen has these words, or it did not come in time."""


class Driver:
    """Hands and eyes for one window."""

    def __init__(self, window: QWidget) -> None:
        self.window = window

    # looking

    def _visible(self, kind: type[W]) -> list[W]:
        return [each for each in self.window.findChildren(kind) if each.isVisible()]

    def see(self, words: str) -> QAbstractButton:
        """The button with these words. Raises NotSeen."""
        for button in self._visible(QAbstractButton):
            if words in (button.text().replace("&&", "&"), button.accessibleName()):
                return button
        raise NotSeen(words)

    def there(self, words: str) -> bool:
        """Whether a button with these words can be seen and pressed."""
        return self._ready(words)

    def wait(self, what: Callable[[], object], why: str) -> None:
        """Let the window work until something is true. Raises NotSeen."""
        end = time.monotonic() + LONGEST_WAIT_S
        while not what():
            if time.monotonic() > end:
                raise NotSeen(why)
            self.settle(20)

    def settle(self, milliseconds: int) -> None:
        """Let the window work for a while; `QTest.qWait` would keep Python's other threads from working."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    # doing

    def press(self, words: str) -> None:
        """Press the button with these words, once it is there and can be pressed."""
        self.wait(lambda: self._ready(words), words)
        button = self.see(words)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(button.width() // 2, button.height() // 2))
        self.settle(60)

    def _ready(self, words: str) -> bool:
        try:
            return self.see(words).isEnabled()
        except NotSeen:
            return False

    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label, in place of what is there."""
        self.wait(lambda: self._input(label), label)
        edit = self._input(label)
        assert edit is not None
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)
        self.settle(60)

    def _input(self, label: str) -> QLineEdit | QTextEdit | QPlainTextEdit | None:
        fields: list[Field | TextArea] = [*self._visible(Field), *self._visible(TextArea)]
        for field in fields:
            if field.label() == label:
                return field.findChild(QLineEdit) or field.findChild(QPlainTextEdit) or field.findChild(QTextEdit)
        return None

    def open_row(self, words: str) -> None:
        """Press the row of a list whose sentence has these words."""
        self.wait(lambda: self._row(words), words)
        found = self._row(words)
        assert found is not None
        rows, place = found
        index = rows.model().index(place, 0)
        rows.scrollTo(index)
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(index).center())
        self.settle(100)

    def _row(self, words: str) -> tuple[LineList, int] | None:
        for rows in self._visible(LineList):
            for place in range(rows.model().rowCount()):
                said = rows.model().index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole) or ""
                if words in str(said):
                    return rows, place
        return None

    # pictures

    def show_as(self, size: str, look: str) -> None:
        """Turn the window to a size and a theme; what is so already is left alone, because both cost time."""
        if theme().name != look:
            theme().choose(look)
        if self.window.size() != QSize(*SIZES[size]):
            self.window.resize(*SIZES[size])
        self.settle(20)

    def picture(self, path: Path) -> None:
        """Keep the window as it looks now."""
        self.window.grab().save(str(path))


def finish_deletions() -> None:
    """Let Qt delete what was marked for it, so that nothing outlives its window."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
