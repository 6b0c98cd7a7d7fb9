"""The window: what a lock hides and keeps, who comes back to what, idleness, the map inside, stores that refuse."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.bootstrap import Laptop
from app.cli import run as run_command
from app.cli import windows
from app.domain import facts
from app.errors import StoreRefused, UserError
from tests.builders import CHEAP
from tests.ui.door_cast import (
    OKORO,
    OTHER,
    PASSPHRASE,
    copied,
    driver,
    opened,
    rooms_of,
    settled,
    sign_in,
    the_report,
    two_officers,
)
from ui.application import Window, show_refusal
from ui.driving import finish_deletions
from ui.rooms import Rooms
from ui.theme import Theme
from ui.views.entry import SignIn
from ui.widgets.message import MessageLine
from ui.wording import say

pytestmark = pytest.mark.usefixtures("dressed")
ROOMS = ("now", "person", "map", "log", "laptop")
NAMES = ("Maisie", "Thornwood")
GIVE = ("tasks.give", "tasks.give_title", "tasks.place_give", "now.give", "plan_panel.give")
OPEN = {"timeout": 10_000}


@pytest.fixture(scope="session")
def station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("window") / "station"
    two_officers(folder)
    return folder


@pytest.fixture
def window(station: Path, tmp_path: Path, dressed: Theme) -> Iterator[Window]:
    with opened(copied(station, tmp_path / "laptop")) as made:
        yield made


def look_at_maisie(qtbot: QtBot, window: Window) -> None:
    """Her sheet is open over the Person room, and a message speaks of her."""
    rooms = rooms_of(window)
    rooms.context.choose(the_report(window), "person")
    settled(qtbot, window)
    rooms.person_room.sheets.show_note()
    driver(window).fill(say("person.note_text"), "Her aunt rang")
    rooms.shell.say("Maisie Thornwood: saved here.")
    settled(qtbot, window)


def readable(window: QWidget) -> list[str]:
    """Whatever a screen reader finds that is not hidden, and every title and tip of a widget that can be seen."""
    tops = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    widgets = [each for top in tops for each in (top, *top.findChildren(QWidget)) if each.isVisible()]
    said = [words for each in widgets for words in (each.accessibleName(), each.windowTitle(), each.toolTip())]
    return [*said, *_spoken(QAccessible.queryAccessibleInterface(window))]


def _spoken(part: QAccessibleInterface | None) -> list[str]:
    if part is None or not part.isValid() or part.state().invisible:
        return []
    own = [part.text(each) for each in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)]
    return own + [words for place in range(part.childCount()) for words in _spoken(part.child(place))]


def names_in(said: list[str]) -> list[str]:
    return [words for words in said if any(name in words for name in NAMES)]


def door(window: Window) -> SignIn:
    (found,) = [each for each in window.findChildren(SignIn) if each.isVisible()]
    return found


def picture_of_the_door(window: Window) -> QImage:
    """With the same time on it; what has the keyboard is not part of it."""
    door(window).clock.setText("23:42")
    if (focused := window.focusWidget()) is not None:
        focused.clearFocus()
    QApplication.processEvents()
    return window.grab().toImage()


# locked


def test_a_lock_hides_every_name(qtbot: QtBot, window: Window) -> None:
    sign_in(qtbot, window)
    look_at_maisie(qtbot, window)
    assert names_in(readable(window)), "this test can see names where there are some"
    window.lock()
    settled(qtbot, window)
    assert names_in(readable(window)) == []
    assert [each for each in window.findChildren(QAbstractButton) if each.isVisible() and not _at(window, each)] == []
    assert window.laptop.session.officer is None


def _at(window: Window, button: QWidget) -> bool:
    return door(window).isAncestorOf(button)


def test_the_locked_picture_is_that_of_a_laptop_nobody_has_opened(qtbot: QtBot, window: Window) -> None:
    before = picture_of_the_door(window)
    sign_in(qtbot, window)
    look_at_maisie(qtbot, window)
    window.lock()
    settled(qtbot, window)
    assert door(window).passphrase.isAncestorOf(window.focusWidget()), "whoever comes back can type at once"
    assert picture_of_the_door(window) == before


def test_a_late_message_and_a_key_that_opens_a_room_do_not_pass_the_door(qtbot: QtBot, window: Window) -> None:
    rooms = sign_in(qtbot, window)
    look_at_maisie(qtbot, window)
    window.lock()
    before = picture_of_the_door(window)
    rooms.context.problem.emit("Maisie Thornwood could not be saved.")
    rooms.shell.minute.emit()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert names_in(readable(window)) == []
    assert rooms.shell.room() == "person"
    assert rooms.shell.sheet.is_open()
    assert picture_of_the_door(window) == before


def test_the_same_officer_finds_room_sheet_and_typed_words_again(qtbot: QtBot, window: Window) -> None:
    rooms = sign_in(qtbot, window)
    look_at_maisie(qtbot, window)
    window.lock()
    assert window.locked
    assert sign_in(qtbot, window) is rooms
    assert (rooms.shell.room(), rooms.shell.isVisible()) == ("person", True)
    field = driver(window)._input(say("person.note_text"))
    assert field is not None
    assert field.toPlainText() == "Her aunt rang"
    driver(window).press(say("person.note_save"))
    settled(qtbot, window)
    (entry, *_) = rooms.services.desk.store.log(the_report(window), 1)
    assert isinstance(entry.fact, facts.NoteRecorded)
    assert entry.fact.text == "Her aunt rang"
    assert rooms.now.state.loaded
    assert rooms.person_bar.line is not None


def test_a_locked_laptop_lets_keys_go_and_refuses_to_act(qtbot: QtBot, window: Window) -> None:
    rooms = sign_in(qtbot, window)
    incident = the_report(window)
    window.lock()
    window.lock()
    assert isinstance(window.laptop, Laptop)
    assert window.laptop._unlocked is None
    with pytest.raises(UserError) as refused:
        rooms.services.reports.note(incident, "nobody writes this")
    assert refused.value.key == "session.locked"


def test_another_officer_gets_rooms_of_their_own(qtbot: QtBot, window: Window) -> None:
    first = sign_in(qtbot, window)
    look_at_maisie(qtbot, window)
    gone: list[str] = []
    first.shell.destroyed.connect(lambda: gone.append("shell"))
    gate, late = threading.Event(), []  # type: threading.Event, list[object]
    first.context.heavy(lambda _: gate.wait(20), late.append)
    window.lock()
    second = enter_as_okoro(qtbot, window, and_settle=False)
    gate.set()
    settled(qtbot, window)
    assert late == [], "an answer for rooms that are gone goes to nobody"
    assert second is not first
    assert (second.context.incident, second.shell.room(), second.shell.sheet.is_open()) == (None, "now", False)
    finish_deletions()
    assert gone == ["shell"]
    assert not first.sender._timer.isActive()
    assert second.services.desk.session.acting().officer.call_sign == OKORO
    assert any(OKORO in words for words in readable(window))


def enter_as_okoro(qtbot: QtBot, window: Window, *, and_settle: bool = True) -> Rooms:
    other = next(each for each, call_sign in window.entry.state.officers if call_sign == OKORO)
    window.entry.choose(other)
    return sign_in(qtbot, window, OTHER, and_settle=and_settle)


def test_an_officer_is_offered_nothing_that_only_a_sergeant_may_do(qtbot: QtBot, window: Window) -> None:
    sign_in(qtbot, window)
    assert offered(qtbot, window), "a sergeant is offered it"
    window.lock()
    enter_as_okoro(qtbot, window)
    assert offered(qtbot, window) == []


def offered(qtbot: QtBot, window: Window) -> list[str]:
    """The buttons that give a task, in any room with Maisie open."""
    rooms, wanted = rooms_of(window), {say(key) for key in GIVE}
    found: list[str] = []
    for room in ROOMS:
        rooms.context.choose(the_report(window), room)
        settled(qtbot, window)
        buttons = [each for each in window.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
        found += [each.text() for each in buttons if each.text() in wanted or each.text().startswith("Give to")]
    return found


# idle


def test_a_laptop_nobody_touches_locks_itself(qtbot: QtBot, window: Window) -> None:
    sign_in(qtbot, window)
    assert window._idle.isActive()
    assert window._idle.interval() == 5 * 60_000
    window._idle.start(20)
    qtbot.waitUntil(lambda: window.locked)
    assert not window._idle.isActive()
    assert window.laptop.session.officer is None


def test_the_minutes_are_those_of_the_settings_at_once(qtbot: QtBot, window: Window) -> None:
    rooms = sign_in(qtbot, window)
    rooms.about.set(idle_lock_min=2)
    assert window._idle.interval() == 2 * 60_000
    settled(qtbot, window)
    window.lock()
    sign_in(qtbot, window)
    assert window._idle.interval() == 2 * 60_000


def restarts(window: Window, act: Callable[[], object]) -> bool:
    """Whether this starts the minutes from the beginning: a timer that is started again has another name."""
    window._idle.start(60_000)
    before = window._idle.timerId()
    act()
    return window._idle.timerId() != before


def test_keys_and_the_mouse_start_the_minutes_again(qtbot: QtBot, window: Window) -> None:
    sign_in(qtbot, window)
    handle, at = window.windowHandle(), QPoint(600, 400)
    assert restarts(window, lambda: QTest.keyClick(handle, Qt.Key.Key_A))
    assert restarts(window, lambda: QTest.mouseMove(handle, at))
    assert restarts(window, lambda: QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=at))
    assert not restarts(window, lambda: None)


def test_the_map_hears_the_officer_too(qtbot: QtBot, window: Window) -> None:
    rooms = sign_in(qtbot, window)
    rooms.context.choose(the_report(window), "map")
    with qtbot.waitSignal(rooms.surface.ready, timeout=20_000):
        rooms.surface.start()
    rooms.surface.setFocus()
    at = rooms.surface.mapTo(window, rooms.surface.rect().center())
    handle = window.windowHandle()
    assert rooms.surface.isAncestorOf(window.childAt(at))
    assert restarts(window, lambda: QTest.mouseMove(handle, at + QPoint(3, 3)))
    assert restarts(window, lambda: QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=at))
    assert restarts(window, lambda: QTest.keyClick(handle, Qt.Key.Key_Plus))
    window._idle.start(20)
    qtbot.waitUntil(lambda: window.locked)
    assert names_in(readable(window)) == []
    sign_in(qtbot, window)
    assert rooms.surface.is_ready


# what refuses


def test_a_second_window_on_the_same_folder_is_refused(
    window: Window, capsys: pytest.CaptureFixture[str], dressed: Theme
) -> None:
    assert isinstance(window.laptop, Laptop)
    assert run_command(["--data", str(window.laptop.folder)]) == 2
    told = json.loads(capsys.readouterr().err)
    assert told["key"] == "store.open_elsewhere"
    assert "Use that window, or close it first." in told["error"]
    assert window.isVisible()


def test_the_refusal_is_said_in_a_window_where_there_is_a_screen(
    window: Window, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(window.laptop, Laptop)
    seen: list[UserError] = []
    monkeypatch.setattr(windows, "has_screen", lambda: True)
    monkeypatch.setattr(windows, "tell_refusal", seen.append)
    assert run_command(["--data", str(window.laptop.folder)]) == 2
    assert [each.key for each in seen] == ["store.open_elsewhere"]
    assert json.loads(capsys.readouterr().err)["key"] == "store.open_elsewhere"


def test_a_refusal_can_be_read_and_closed(qtbot: QtBot, dressed: Theme) -> None:
    refused = show_refusal("Homeward is open on this data already.")
    qtbot.addWidget(refused)
    assert "Homeward is open on this data already." in readable(refused)
    refused.button.click()
    assert not refused.isVisible()


@pytest.fixture
def newer(station: Path, tmp_path: Path) -> Path:
    """A laptop that a later Homeward has used."""
    folder = copied(station, tmp_path / "newer")
    laptop = Laptop(folder, cost=CHEAP)
    laptop.sign_in(PASSPHRASE)
    assert laptop._store is not None
    with laptop._store.change() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    laptop.close()
    return folder


def test_a_store_of_a_newer_homeward_is_shown_says_so_and_is_not_written(qtbot: QtBot, newer: Path) -> None:
    with opened(newer) as window:
        rooms = sign_in(qtbot, window)
        operations = rooms.services.desk.store.counts().operations
        sentence = say("store.newer")
        for room in ROOMS:
            rooms.context.choose(the_report(window), room)
            settled(qtbot, window)
            banners = [each for each in window.findChildren(MessageLine) if each.text() == sentence]
            assert [each.isVisible() for each in banners] == [True], room
            assert banners[0].height() >= banners[0].heightForWidth(banners[0].width())
        assert rooms.person_bar.line is not None
        assert rooms.person_bar.line.name == "Maisie Thornwood"
        told: list[str] = []
        rooms.context.problem.connect(told.append)
        rooms.context.choose(the_report(window), "person")
        rooms.person_room.sheets.show_note()
        driver(window).fill(say("person.note_text"), "Her aunt rang")
        driver(window).press(say("person.note_save"))
        settled(qtbot, window)
        assert sentence in {*told, *(each.text() for each in window.findChildren(MessageLine))}
        assert rooms.services.desk.store.counts().operations == operations
        field = driver(window)._input(say("person.note_text"))
        assert field is not None
        assert field.toPlainText() == "Her aunt rang"


def test_no_banner_where_everything_can_be_saved(qtbot: QtBot, window: Window) -> None:
    sign_in(qtbot, window)
    assert [each for each in window.findChildren(MessageLine) if each.text() == say("store.newer")] == []


# the end


def test_shut_lets_the_folder_go_and_may_be_called_twice(qtbot: QtBot, station: Path, tmp_path: Path) -> None:
    folder = copied(station, tmp_path / "laptop")
    with opened(folder) as window:
        sign_in(qtbot, window)
        with pytest.raises(StoreRefused):
            Laptop(folder, cost=CHEAP)
        window.shut()
        window.shut()
        Laptop(folder, cost=CHEAP).close()


def test_no_socket_is_opened_by_a_window_that_knows_no_central(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: tried.append(address))
    rooms = sign_in(qtbot, window)
    rooms.sender.try_now()
    settled(qtbot, window)
    assert tried == []
