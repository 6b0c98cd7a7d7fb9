"""A sheet: its main buttons stand at its foot and are in sight, however long the content and the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import looks
from tests.ui.component_sheet import PEOPLE
from tests.ui.test_shell import active
from ui.shell import Shell
from ui.theme import Theme
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.message import MessageLine
from ui.widgets.sheet_content import SheetContent

NARROW, WIDE = looks.SIZES
Make = Callable[[QSize], Shell]


class Form(SheetContent):
    """So many fields, a problem that may be said, and two buttons."""

    def __init__(self, fields: int = 12) -> None:
        super().__init__()
        self.fields = [Field(f"Field {number}", "A hint") for number in range(fields)]
        self.problem, self.save, self.other = MessageLine("danger", keep=False), Button("Save"), Button("Other")
        self.add(*self.fields)
        self.finish(self.problem, self.save, self.other)


@pytest.fixture
def make(dressed: Theme, qtbot: QtBot) -> Make:
    def shell(size: QSize) -> Shell:
        window = Shell(practice=True)
        qtbot.addWidget(window)
        window.set_rooms([("map", "room.map", "Map", Button("In the room"))])
        window.set_person(PEOPLE[0])
        looks.show_at(window, size)
        return window

    assert dressed is not None
    return shell


def shown(shell: Shell, form: Form) -> Form:
    shell.show_sheet(form, "Two risk grades differ")
    for _ in range(3):
        QCoreApplication.processEvents()
    return form


def in_sight(shell: Shell, button: Button) -> bool:
    whole = looks.shown_place(button, shell)
    return whole.height() == button.height() and shell.room_area().contains(whole)


@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize("glove", [False, True])
def test_the_main_buttons_are_in_sight_below_a_long_sheet(make: Make, dressed: Theme, size: QSize, glove: bool) -> None:
    dressed.choose(glove=glove)
    shell = make(size)
    form = shown(shell, Form())
    assert (in_sight(shell, form.save), in_sight(shell, form.other)) == (True, True)
    assert not in_sight(shell, form.fields[-1].frame)
    assert looks.clipped(shell.sheet) == []
    assert looks.small_targets(shell.sheet) == []


def test_what_is_said_of_the_buttons_makes_room_for_itself(make: Make) -> None:
    shell = make(WIDE)
    form = shown(shell, Form())
    form.problem.say("danger", "This laptop has no room left. What you typed is kept. Remove a map and try again.")
    for _ in range(3):
        QCoreApplication.processEvents()
    assert in_sight(shell, form.save)
    assert in_sight(shell, form.other)
    assert looks.clipped(shell.sheet) == []


def test_more_below_is_shown_until_the_end_is_in_sight(make: Make) -> None:
    shell = make(WIDE)
    shown(shell, Form())
    scroller = shell.sheet._scroller
    assert scroller.more.isVisible()
    scroller.verticalScrollBar().setValue(scroller.verticalScrollBar().maximum())
    assert not scroller.more.isVisible()
    shell.close_sheet()
    shown(shell, Form(2))
    assert not scroller.more.isVisible()


def test_fields_and_foot_end_at_one_line(make: Make) -> None:
    shell = make(WIDE)
    for fields in (2, 12):
        form = shown(shell, Form(fields))
        ends = [looks.place(each, shell).right() for each in (form.fields[0].frame, form.save)]
        assert ends[0] == ends[1]
        shell.close_sheet()


def test_tab_goes_through_the_content_then_the_foot_then_the_cross(make: Make, qtbot: QtBot) -> None:
    shell = active(make(NARROW), qtbot)
    shown(shell, Form(2))
    said = []
    for _ in range(6):
        focus = QApplication.focusWidget()
        assert focus is not None
        said.append(focus.accessibleName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert said == ["Field 0", "Field 1", "Save", "Other", "Close", "Field 0"]


def test_what_gets_the_keyboard_comes_into_sight_with_its_label(make: Make, qtbot: QtBot) -> None:
    shell = active(make(NARROW), qtbot)
    form = shown(shell, Form())
    form.fields[-1].setFocus()
    shown_now = looks.shown_place(form.fields[-1].edit, shell)
    assert shown_now.height() == form.fields[-1].frame.height()
    label = form.fields[-1]._label
    room = shell.sheet._scroller.viewport()
    assert label.mapTo(room, QPoint(0, 0)).y() >= 0
    form.fields[0].setFocus()
    assert looks.shown_place(form.fields[0].edit, shell).height() == form.fields[0].frame.height()


def test_a_foot_that_would_take_too_much_scrolls_with_the_rest(make: Make, dressed: Theme, qtbot: QtBot) -> None:
    dressed.choose(text_percent=200)
    shell = active(make(NARROW), qtbot)
    form = shown(shell, Form())
    assert not in_sight(shell, form.save)
    assert looks.clipped(shell.sheet) == []
    assert looks.small_targets(shell.sheet) == []
    form.save.setFocus(Qt.FocusReason.TabFocusReason)
    assert in_sight(shell, form.save)
    dressed.choose(text_percent=100)
    for _ in range(3):
        QCoreApplication.processEvents()
    assert form.foot.parentWidget() is shell.sheet._panel
    assert form.save.hasFocus()
    assert in_sight(shell, form.save)


def test_a_foot_that_grows_too_high_goes_into_the_content_and_comes_back(make: Make) -> None:
    shell = make(WIDE)
    form = shown(shell, Form())
    more = [Button(f"Take {number}") for number in range(5)]
    for shows in (True, False):
        form.foot.add(*more)
        for button in more:
            button.setVisible(shows)
        for _ in range(3):
            QCoreApplication.processEvents()
        assert (form.foot.parentWidget() is form) is shows
    assert in_sight(shell, form.save)


def test_a_sheet_that_is_closed_takes_its_foot_along(make: Make) -> None:
    shell = make(NARROW)
    gone: list[str] = []
    form = shown(shell, Form())
    form.foot.destroyed.connect(lambda: gone.append("foot"))
    other = shown(shell, Form(1))
    QCoreApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
    assert gone == ["foot"]
    assert shell.sheet._panel.low.count() == 1
    assert in_sight(shell, other.save)
