"""Dresses the application once; each test starts by day, at 100 % and without gloves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from ui.theme import Theme, install

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

# the offscreen platform has no window manager to tell sizes to, and says so for each window
_NO_WINDOW_MANAGER = "This plugin does not support propagateSizeHints"


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.path.is_relative_to(Path(__file__).parent):
        item.add_marker(pytest.mark.qt_log_ignore(_NO_WINDOW_MANAGER))


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> Theme:
    QAccessible.setActive(True)
    return install(qapp, RESOURCES)


@pytest.fixture
def dressed(_dressed: Theme) -> Iterator[Theme]:
    """The theme, reset before and after; nothing moves, so that pictures stand still."""
    _dressed.choose("day", text_percent=100, glove=False, reduced_motion=True)
    yield _dressed
    _dressed.choose("day", text_percent=100, glove=False, reduced_motion=True)
