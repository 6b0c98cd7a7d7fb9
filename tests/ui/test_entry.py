"""The door: set-up with every fault, signing in right and wrong, waiting, choosing another officer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.adapters.surroundings import SystemClock
from app.bootstrap import Laptop
from tests.ui import looks
from tests.ui.door_cast import BELL, OKORO, OTHER, PASSPHRASE, copied, opened, rooms_of, two_officers, type_into
from ui.application import Window
from ui.theme import Theme
from ui.views.entry import SignIn, Welcome
from ui.widgets.list_row import ListRow

pytestmark = pytest.mark.usefixtures("dressed")
FORM = {"force": "Practice force", "officer": "PS 9 Shah", "passphrase": PASSPHRASE, "again": PASSPHRASE}


class LaterClock(SystemClock):
    """Time that a test moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.later = timedelta()

    def now(self) -> datetime:
        return super().now() + self.later


@pytest.fixture(scope="session")
def station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("door") / "station"
    two_officers(folder)
    return folder


@pytest.fixture
def clock() -> LaterClock:
    return LaterClock()


@pytest.fixture
def new(tmp_path: Path, dressed: Theme) -> Iterator[Window]:
    """A laptop that nobody has set up."""
    with opened(tmp_path / "new") as window:
        yield window


@pytest.fixture
def window(station: Path, tmp_path: Path, clock: LaterClock, dressed: Theme) -> Iterator[Window]:
    with opened(copied(station, tmp_path / "laptop"), clock) as made:
        yield made


def welcome(window: Window) -> Welcome:
    (door,) = window.findChildren(Welcome)
    return door


def door(window: Window) -> SignIn:
    (found,) = window.findChildren(SignIn)
    return found


def fill(form: Welcome, **values: str) -> None:
    for name, text in {**FORM, **values}.items():
        type_into(getattr(form, name), text)


def still_there(form: Welcome) -> dict[str, str]:
    return {name: getattr(form, name).text() for name in FORM}


# the first set-up


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"again": "kettle marsh lanterns"}, "not the same"),
        ({"force": "  "}, "Write the force"),
        ({"officer": "   "}, "Write the force"),
        ({"passphrase": "kettle", "again": "kettle"}, "at least 8 characters"),
        ({"passphrase": "aaaaaaaaaa", "again": "aaaaaaaaaa"}, "one character"),
    ],
)
def test_a_fault_in_the_set_up_is_said_and_what_was_typed_stays(
    qtbot: QtBot, new: Window, wrong: dict[str, str], words: str
) -> None:
    form = welcome(new)
    fill(form, **wrong)
    form.rank.set_value("sergeant")
    form.button.click()
    qtbot.waitUntil(lambda: words in form.problem.text())
    assert form.problem.accessibleName() == form.problem.text()
    assert still_there(form) == {**FORM, **wrong}
    assert form.rank.value() == "sergeant"
    assert (new.laptop.state, new.rooms, form.button.isEnabled()) == ("new", None, True)
    assert isinstance(new.laptop, Laptop)
    assert [each.name for each in new.laptop.folder.iterdir() if each.name.startswith("laptop")] == []


def test_a_fault_can_be_mended_and_the_rooms_open(qtbot: QtBot, new: Window) -> None:
    form = welcome(new)
    fill(form, again="another")
    form.rank.set_value("inspector")
    form.button.click()
    qtbot.waitUntil(lambda: bool(form.problem.text()))
    type_into(form.again, PASSPHRASE)
    QTest.keyClick(form.again.findChild(QLineEdit), Qt.Key.Key_Return)
    assert not form.button.isEnabled()
    assert form.button.text() == "Making the keys..."
    qtbot.waitUntil(lambda: new.rooms is not None, timeout=10_000)
    officer = rooms_of(new).services.desk.session.acting().officer
    assert (officer.call_sign, officer.rank.word) == ("PS 9 Shah", "inspector")
    qtbot.waitUntil(lambda: not new.findChildren(Welcome))


def test_a_second_press_while_the_keys_are_made_does_nothing(qtbot: QtBot, new: Window) -> None:
    form = welcome(new)
    fill(form)
    entered: list[object] = []
    new.entry.entered.connect(entered.append)
    for _ in range(3):
        form.again.committed.emit()
    qtbot.waitUntil(lambda: not new.locked, timeout=10_000)
    qtbot.waitUntil(lambda: not new.background.busy, timeout=10_000)
    assert len(entered) == 1


# signing in


def test_the_right_passphrase_opens(qtbot: QtBot, window: Window) -> None:
    type_into(door(window).passphrase, PASSPHRASE)
    door(window).button.click()
    assert door(window).button.text() == "Checking the passphrase..."
    qtbot.waitUntil(lambda: not window.locked, timeout=10_000)
    assert rooms_of(window).services.desk.session.acting().officer.call_sign == BELL
    assert rooms_of(window).shell.isVisible()


def test_no_passphrase_is_no_try(window: Window) -> None:
    door(window).button.click()
    assert not window.entry.state.busy
    assert not window.background.busy


def wrong_try(qtbot: QtBot, window: Window) -> str:
    type_into(door(window).passphrase, "kettle marsh lanterns")
    door(window).button.click()
    qtbot.waitUntil(lambda: not window.entry.state.busy, timeout=10_000)
    assert window.locked
    return door(window).problem.text()


def test_a_wrong_passphrase_is_told_and_after_three_one_has_to_wait(
    qtbot: QtBot, window: Window, clock: LaterClock
) -> None:
    said = [wrong_try(qtbot, window) for _ in range(4)]
    assert said[0] == "That passphrase is not right. Nothing was changed. Check Caps Lock and try again."
    assert said[0] == said[1] == said[2]
    assert "Wait 30 seconds" in said[3]
    assert window.entry.state.problem == said[3]
    type_into(door(window).passphrase, PASSPHRASE)
    door(window).button.click()
    qtbot.waitUntil(lambda: not window.entry.state.busy, timeout=10_000)
    assert window.locked, "the right one too has to wait"
    clock.later = timedelta(seconds=31)
    door(window).button.click()
    qtbot.waitUntil(lambda: not window.locked, timeout=10_000)


def test_another_officer_is_chosen_by_name(qtbot: QtBot, window: Window) -> None:
    assert window.entry.state.chosen == window.entry.state.officers[0][0]
    type_into(door(window).passphrase, "half a passphr")
    (row,) = door(window).findChildren(ListRow)
    assert OKORO in row.accessibleName()
    row.click()
    assert door(window).passphrase.text() == ""
    assert OKORO in door(window).button.text()
    qtbot.waitUntil(lambda: [BELL in each.accessibleName() for each in door(window).findChildren(ListRow)] == [True])
    type_into(door(window).passphrase, OTHER)
    door(window).button.click()
    qtbot.waitUntil(lambda: not window.locked, timeout=10_000)
    assert rooms_of(window).services.desk.session.acting().officer.call_sign == OKORO


def test_somebody_elses_passphrase_does_not_open(qtbot: QtBot, window: Window) -> None:
    type_into(door(window).passphrase, OTHER)
    door(window).button.click()
    qtbot.waitUntil(lambda: bool(door(window).problem.text()), timeout=10_000)
    assert window.locked
    assert door(window).passphrase.text() == OTHER


def test_the_door_shows_the_time_and_moves_on_by_itself(window: Window) -> None:
    words = door(window).clock.text()
    datetime.strptime(words, "%H:%M").astimezone()
    assert 0 < door(window)._minute.remainingTime() <= 60_001
    door(window).clock.setText("")
    door(window)._minute.timeout.emit()
    assert door(window).clock.text() in {words, datetime.now().astimezone().strftime("%H:%M")}


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
def test_the_door_is_as_wide_as_the_window_at_any_text_size(
    new: Window, window: Window, dressed: Theme, size: QSize, percent: int
) -> None:
    for each in (new, window):
        dressed.choose(text_percent=percent)
        looks.show_at(each, size)
        door = each.findChild(Welcome) or each.findChild(SignIn)
        assert door is not None
        inner = door.scroller.widget()
        assert inner is not None
        assert inner.width() <= door.scroller.viewport().width()
        assert looks.clipped(door) == []


@pytest.mark.parametrize("time", ["00:00", "20:08", "20:28", "23:59"])
def test_any_time_of_day_fits_a_narrow_door_in_large_text(window: Window, dressed: Theme, time: str) -> None:
    dressed.choose(text_percent=200)
    looks.show_at(window, looks.SIZES[0])
    locked = door(window)
    locked.clock.setText(time)
    looks.show_at(window, looks.SIZES[0])
    inner = locked.scroller.widget()
    assert inner is not None
    assert inner.width() <= locked.scroller.viewport().width()


def test_the_first_run_has_its_button_in_sight_on_a_laptop(new: Window) -> None:
    looks.show_at(new, looks.SIZES[1])
    door = new.findChild(Welcome)
    assert door is not None
    assert looks.shown_place(door.button, new).height() == door.button.height()
