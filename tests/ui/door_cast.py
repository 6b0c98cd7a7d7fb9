"""A laptop of two officers with its window, cheap to open: what the tests of door and window start from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.adapters.surroundings import SystemClock
from app.bootstrap import Laptop
from app.cli.windows import make_window
from app.domain.identity import Id, Rank
from app.services.reports import NewReport
from tests.builders import CHEAP
from ui.application import Window
from ui.driving import Driver, finish_deletions
from ui.rooms import Rooms

PASSPHRASE = "kettle marsh lantern"
OTHER = "orchard pencil tide"
BELL, OKORO = "PS 41 Bell", "PC 207 Okoro"


def two_officers(folder: Path) -> None:
    """A sergeant and an officer, each with a passphrase; one report."""
    laptop = Laptop(folder, cost=CHEAP)
    services = laptop.set_up("Practice force", BELL, Rank.SERGEANT, PASSPHRASE, "Laptop 3")
    services.officers.add(OKORO, Rank.OFFICER, OTHER)
    now = laptop.clock.now()
    services.reports.open(NewReport("Maisie Thornwood", "care home", now, "60.1758, 24.9489", now, {"age": 14}))
    laptop.close()


@contextmanager
def opened(folder: Path, clock: SystemClock | None = None) -> Iterator[Window]:
    """The window on this folder, on the screen that is not there; everything is let go in the end."""
    window = make_window(Laptop(folder, cost=CHEAP, clock=clock), practice=False)
    try:
        window.resize(1366, 768)
        window.show()
        yield window
    finally:
        window.shut()
        window.close()
        window.deleteLater()
        finish_deletions()


def copied(template: Path, folder: Path) -> Path:
    """A folder of its own with what the template has."""
    shutil.copytree(template, folder)
    return folder


def type_into(field: QWidget, text: str) -> None:
    """Type in place of what is there."""
    edit = field.findChild(QLineEdit)
    assert edit is not None
    edit.selectAll()
    QTest.keyClicks(edit, text)


def sign_in(qtbot: QtBot, window: Window, passphrase: str = PASSPHRASE, *, and_settle: bool = True) -> Rooms:
    """The rooms, once the door has opened and everything is read."""
    window.entry.sign_in(passphrase)
    qtbot.waitUntil(lambda: not window.locked, timeout=10_000)
    if and_settle:
        settled(qtbot, window)
    return rooms_of(window)


def settled(qtbot: QtBot, window: Window) -> None:
    """Nothing is under way any more."""
    qtbot.waitUntil(lambda: not window.background.busy, timeout=10_000)


def rooms_of(window: Window) -> Rooms:
    assert window.rooms is not None
    return window.rooms


def the_report(window: Window) -> Id:
    """The one person who is missing in this story."""
    services = rooms_of(window).services
    return services.now.people()[0].row.incident


def driver(window: Window) -> Driver:
    return Driver(window)
