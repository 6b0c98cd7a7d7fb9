"""The window: what is always in sight, narrow and wide, by keyboard, with a sheet and locked."""

from __future__ import annotations

import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import looks
from tests.ui.component_sheet import PEOPLE
from ui.lines import SyncLine
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.line_list import PeopleList
from ui.widgets.segmented import Segmented

ROOMS = (("now", "Now"), ("person", "Person"), ("map", "Map"), ("log", "Log"), ("laptop", "Laptop"))
NARROW, WIDE = looks.SIZES
Make = Callable[[QSize], Shell]


def room(key: str) -> QWidget:
    widget = QWidget()
    column = QVBoxLayout(widget)
    if key == "now":
        people = PeopleList("People")
        people.set_lines(PEOPLE)
        column.addWidget(people)
    else:
        column.addWidget(Button(f"First in {key}", "outlined"))
        column.addStretch(1)
    return widget


@pytest.fixture
def make(dressed: Theme, qtbot: QtBot) -> Make:
    def shell(size: QSize) -> Shell:
        window = Shell(practice=True)
        qtbot.addWidget(window)
        window.set_rooms([(key, f"room.{key}", word, room(key)) for key, word in ROOMS])
        window.set_sync(SyncLine(4, "Last contact 22:14", "4 saved here, not yet sent", "not_sent"))
        window.set_officer("PS 41 Bell")
        window.set_time("23:42")
        window.set_badge("now", 1)
        window.set_person(PEOPLE[0])
        looks.show_at(window, size)
        return window

    assert dressed is not None
    return shell


def active(shell: Shell, qtbot: QtBot) -> Shell:
    """The same window, shown and with the keyboard."""
    shell.hide()
    shell.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
    with qtbot.waitActive(shell):
        shell.show()
        shell.activateWindow()
    return shell


def form() -> QWidget:
    content = QWidget()
    column = QVBoxLayout(content)
    column.addWidget(Field("Where", "A grid"))
    column.addWidget(Segmented((("yes", "Yes"), ("no", "No")), "Sure?", "yes"))
    column.addStretch(1)
    column.addWidget(Button("Save", icon="saved"))
    return content


@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("key", ["now", "log"])
def test_no_fault_in_the_window(make: Make, dressed: Theme, size: QSize, percent: int, key: str) -> None:
    dressed.choose(text_percent=percent)
    shell = make(size)
    shell.open_room(key)
    looks.show_at(shell, size)
    assert shell.size() == size
    assert looks.faults_of(shell) == []


@pytest.mark.parametrize("name", ["day", "night"])
@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
def test_the_window_looks_as_it_did(make: Make, dressed: Theme, size: QSize, name: str) -> None:
    dressed.choose(name)
    shell = make(size)
    shell.open_room("person")
    shell.say("Task given to PC 207 Okoro. Saved here.", lambda: None)
    width = 300 if size == NARROW else 520
    assert looks.unlike_baseline(looks.picture(shell), f"shell-{name}-{size.width()}", width_px=width) == []


def test_narrow_has_a_strip_and_wide_has_it_in_the_bar(make: Make) -> None:
    shell = make(QSize(799, 700))
    assert (shell.sync_strip.isVisible(), shell.nav.sync.isVisible()) == (True, False)
    shell.resize(800, 700)
    assert (shell.sync_strip.isVisible(), shell.nav.sync.isVisible()) == (False, True)


def test_bars_are_as_high_as_the_design_says(make: Make) -> None:
    shell = make(NARROW)
    shell.open_room("person")
    assert (shell.top_bar.height(), shell.person_bar.height()) == (52, 76)
    assert (shell.sync_strip.height(), shell.nav.height()) == (34, 64)
    looks.show_at(shell, WIDE)
    assert shell.person_bar.height() == 72


def test_the_person_is_in_sight_where_the_room_is_about_one(make: Make) -> None:
    shell = make(WIDE)
    shown = {}
    for key, _ in ROOMS:
        shell.open_room(key)
        shown[key] = shell.person_bar.isVisible()
    assert shown == {"now": False, "person": True, "map": True, "log": True, "laptop": False}
    shell.open_room("map")
    shell.set_person(None)
    assert not shell.person_bar.isVisible()


def test_the_bars_say_what_they_show(make: Make) -> None:
    shell = make(WIDE)
    assert "Maisie Thornwood" in shell.person_bar.accessibleName()
    assert "31 min nobody looking" in shell.person_bar.accessibleName()
    assert "4 saved here, not yet sent" in shell.sync_strip.accessibleName()
    assert "everyone is made up" in shell.top_bar.accessibleName()
    assert shell.nav.items["now"].accessibleName() == "Now, chosen, 1 waiting for you"


@pytest.mark.parametrize(("width", "percent"), [(420, 100), (420, 200), (340, 200), (1366, 200)])
def test_practice_is_said_at_every_width(make: Make, dressed: Theme, width: int, percent: int) -> None:
    dressed.choose(text_percent=percent)
    shell = make(QSize(width, 820))
    _, practice, _ = shell.top_bar._variant()
    assert practice.startswith("Practice")


def test_a_room_is_chosen_by_finger_and_by_key(make: Make, qtbot: QtBot) -> None:
    shell = active(make(NARROW), qtbot)
    with qtbot.waitSignal(shell.room_chosen) as told:
        shell.nav.items["map"].click()
    assert (told.args, shell.room()) == (["map"], "map")
    with qtbot.waitSignal(shell.room_chosen) as told:
        QTest.keyClick(shell, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert (told.args, shell.room()) == (["log"], "log")
    with qtbot.waitSignal(shell.room_chosen) as told:
        QTest.mouseClick(shell.sync_strip, Qt.MouseButton.LeftButton)
    assert told.args == ["laptop"]


def test_lock_and_person_are_told(make: Make, qtbot: QtBot) -> None:
    shell = make(WIDE)
    shell.open_room("log")
    with qtbot.waitSignals([shell.lock_pressed, shell.person_pressed]):
        shell.top_bar.lock.click()
        shell.person_bar.click()


@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
def test_a_sheet_leaves_person_and_sync_in_sight(make: Make, qtbot: QtBot, size: QSize) -> None:
    shell = make(size)
    shell.open_room("map")
    shell.show_sheet(form(), "Add a sighting")
    sheet = shell.sheet.geometry()
    assert sheet.top() >= shell.person_bar.geometry().bottom()
    low = shell.sync_strip if size == NARROW else shell.nav
    assert sheet.bottom() <= low.geometry().top()
    assert low.isVisible()
    qtbot.waitUntil(lambda: looks.clipped(shell.sheet) == [])
    assert looks.small_targets(shell.sheet) == []


def test_escape_and_the_cross_close_a_sheet_and_the_scrim_does_not(make: Make, qtbot: QtBot) -> None:
    shell = make(NARROW)
    shell.show_sheet(form(), "Add a sighting")
    QTest.mouseClick(shell.sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 2))
    assert shell.sheet.is_open()
    assert not shell.nav.isVisible()
    QTest.keyClick(shell.sheet, Qt.Key.Key_Escape)
    assert not shell.sheet.is_open()
    assert shell.nav.isVisible()
    shell.show_sheet(form(), "Add a sighting")
    with qtbot.waitSignal(shell.sheet_closed):
        shell.sheet.cross.click()


def test_focus_stays_in_the_sheet_and_comes_back(make: Make, qtbot: QtBot) -> None:
    shell = active(make(NARROW), qtbot)
    shell.open_room("person")
    before = shell._rooms["person"].findChildren(Button)[0]
    before.setFocus(Qt.FocusReason.TabFocusReason)
    shell.show_sheet(form(), "Add a sighting")
    seen = []
    for _ in range(5):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert shell.sheet.isAncestorOf(focus)
        seen.append(focus.accessibleName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert seen == ["Where", "Yes, chosen", "Save", "Close", "Where"]
    shell.close_sheet()
    assert QApplication.focusWidget() is before


def test_a_sheet_slides_unless_motion_is_reduced(make: Make, dressed: Theme, qtbot: QtBot) -> None:
    shell = make(NARROW)
    shell.show_sheet(form(), "Still")
    end = shell.sheet._panel.y()
    dressed.choose(reduced_motion=False)
    shell.show_sheet(form(), "Sliding")
    assert shell.sheet._panel.y() > end
    with qtbot.waitSignal(shell.sheet._slide.finished):
        pass
    assert shell.sheet._panel.y() == end


def test_undo_is_offered_once(make: Make, qtbot: QtBot) -> None:
    shell, undone = make(WIDE), []
    shell.say("Saved here.", lambda: undone.append("undone"))
    assert shell.snackbar.text() == "Saved here."
    shell.snackbar.undo_button.click()
    assert (undone, shell.snackbar.isVisible()) == (["undone"], False)
    shell.say("Sent.")
    assert not shell.snackbar.undo_button.isVisible()
    assert qtbot is not None


def test_a_window_that_was_used_can_go(make: Make) -> None:
    shell = make(NARROW)
    shell.show_sheet(form(), "Add a sighting")
    shell.stops()
    shell.close_sheet()
    shell.hide()
    watch = weakref.ref(shell)
    del shell
    assert watch() is None


def test_the_minute_is_told_once_and_waited_for_again(make: Make, qtbot: QtBot) -> None:
    shell = make(WIDE)
    assert 0 < shell._minute_timer.remainingTime() <= 60_001
    with qtbot.waitSignal(shell.minute):
        shell._tick()
    assert shell._minute_timer.isActive()
