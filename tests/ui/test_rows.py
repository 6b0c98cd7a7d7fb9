"""Rows and lists: what they say, how they grow, what they keep, and what they do with bad pictures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import looks
from tests.ui.component_sheet import ENTRIES, PEOPLE
from ui.lines import ClockState, LogLine
from ui.theme import Theme
from ui.widgets.avatar import draw_avatar
from ui.widgets.clock import draw_slab
from ui.widgets.fitted_name import fitted_font, shrunk
from ui.widgets.line_list import LogList, PeopleList, sentence
from ui.widgets.list_row import ListRow
from ui.widgets.paint import width_of
from ui.widgets.person_row import _roomiest, draw_person, row_height


def test_a_row_is_one_whole_sentence() -> None:
    assert sentence(PEOPLE[0]) == (
        "Maisie Thornwood, 14. 31 min nobody looking. Medium risk. Criminal exploitation. Looked after. "
        "Last looked 23:11, home search ended. 4 not sent."
    )
    assert sentence(ENTRIES[3]) == "22:12. Partner told again: social worker on duty. reply due 00:00. Sent."


def test_a_screen_reader_reads_the_row(dressed: Theme, qtbot: QtBot) -> None:
    people = PeopleList("People")
    qtbot.addWidget(people)
    people.set_lines(PEOPLE)
    index = people.model().index(0, 0)
    assert people.model().data(index, Qt.ItemDataRole.AccessibleTextRole) == sentence(PEOPLE[0])
    table = QAccessible.queryAccessibleInterface(people)
    assert table is not None
    assert table.text(QAccessible.Text.Name) == "People"
    assert dressed is not None


def test_the_chosen_person_stays_chosen_when_the_list_changes(dressed: Theme, qtbot: QtBot) -> None:
    people, told = PeopleList("People"), looks.told_list()
    qtbot.addWidget(people)
    people.chosen.connect(told.append)
    people.set_lines(PEOPLE)
    people.choose("3")
    people.set_lines(tuple(reversed(PEOPLE)))
    assert (people.current(), told) == ("3", ["3"])
    people.set_lines(PEOPLE[:2])
    assert people.current() is None
    assert dressed is not None


def test_a_press_or_enter_opens_a_row(dressed: Theme, qtbot: QtBot) -> None:
    entries = LogList("Log")
    qtbot.addWidget(entries)
    looks.show_at(entries, QSize(700, 400))
    entries.set_lines(ENTRIES)
    with qtbot.waitSignal(entries.opened) as told:
        row = entries.visualRect(entries.model().index(1, 0))
        QTest.mouseClick(entries.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert told.args == ["b"]
    assert dressed is not None


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_rows_grow_with_the_text_and_the_slab_moves_above_the_name(dressed: Theme, qtbot: QtBot, percent: int) -> None:
    dressed.choose(text_percent=percent)
    people = PeopleList("People")
    qtbot.addWidget(people)
    looks.show_at(people, QSize(396, 600))
    people.set_lines(PEOPLE)
    row = people.sizeHintForRow(0) - dressed.gap()
    assert row == 88 if percent == 100 else row > 88 * percent / 100
    assert people.sizeHintForRow(0) == people.sizeHintForRow(5)


def test_a_list_that_was_painted_follows_the_theme(dressed: Theme, qtbot: QtBot) -> None:
    people = PeopleList("People")
    qtbot.addWidget(people)
    looks.show_at(people, QSize(396, 600))
    people.set_lines(PEOPLE)
    day = looks.picture(people)
    dressed.choose("night")
    night = looks.picture(people)
    dressed.choose("day")
    assert night != day
    assert looks.picture(people) == day


def test_a_row_shows_a_photo_and_night_dims_it(dressed: Theme) -> None:
    def middle() -> QColor:
        image = looks.painted(lambda p, r: draw_avatar(p, r, "MT", png("#88aa66")), 56, 56)
        return image.pixelColor(28, 28)

    assert middle() == QColor("#88aa66")
    dressed.choose("night")
    assert middle().green() < middle().red() / 2


def png(colour: str) -> bytes:
    data, pixmap = QByteArray(), QPixmap(80, 60)
    pixmap.fill(QColor(colour))
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "PNG")
    return bytes(data.data())


def test_a_photo_that_is_no_picture_falls_back_to_initials(dressed: Theme) -> None:
    bad = looks.painted(lambda p, r: draw_avatar(p, r, "MT", b"<svg onload=alert(1)>"), 56, 56)
    none = looks.painted(lambda p, r: draw_avatar(p, r, "MT", None), 56, 56)
    assert bad == none
    assert dressed is not None


@pytest.mark.parametrize("width", [340, 396, 560])
def test_an_unsent_person_carries_the_word_at_every_width(dressed: Theme, width: int) -> None:
    sent = replace(PEOPLE[0], not_sent_count=0)
    with_word = looks.painted(lambda p, r: draw_person(p, r, PEOPLE[0]), width, 88)
    without = looks.painted(lambda p, r: draw_person(p, r, sent), width, 88)
    assert with_word != without
    assert "not sent" in sentence(PEOPLE[0])
    assert dressed is not None


def test_unsent_without_its_word_is_found(dressed: Theme, qtbot: QtBot) -> None:
    page, entries = QWidget(), LogList("Log")
    qtbot.addWidget(page)
    QVBoxLayout(page).addWidget(entries)
    entries.set_lines(ENTRIES)
    assert looks.unsent_without_word(page) == []
    entries.set_lines([LogLine("x", "22:00", "tell", "Told", "", "not_sent", "")])
    assert looks.unsent_without_word(page) != []
    assert dressed is not None


def _slab(clock: ClockState, painter: QPainter, rect: QRectF) -> None:
    draw_slab(painter, rect, clock)


def test_clocks_that_are_long_stay_in_their_slab(dressed: Theme) -> None:
    """Welsh words are about 30 % longer; hours are wider than minutes."""
    for clock in (
        ClockState("nobody_red", "128", "min", "neb yn chwilio amdani eto"),
        ClockState("looking", "12:40", "h", "14 teams looking"),
    ):
        image = looks.painted(partial(_slab, clock), 112, 88)
        shades = looks.grey(image)
        for edge in (shades[:, :2], shades[:, -2:], shades[:2], shades[-2:]):
            assert float(edge.max() - edge.min()) < 8
    assert dressed is not None


NAMES = (
    "Maisie Thornwood",
    "Bartholomew Featherstonehaugh-Cholmondeley the younger",
    "Wolfeschlegelsteinhausenbergerdorff Oyelaran-Oyeyinka",
    "Ng",
)


@pytest.mark.parametrize(("percent", "width"), [(100, 396), (100, 548), (200, 332), (200, 1290)])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_row_reaches_its_edge(dressed: Theme, percent: int, width: int, name: str) -> None:
    dressed.choose(text_percent=percent)
    high, margin = row_height(width), dressed.px("space", 3)
    for flag, unsent in ((None, 12), ("Criminal exploitation", 12), ("Criminal exploitation", 0)):
        line = replace(PEOPLE[0], name=name, risk_words="Not yet assessed", flag=flag, not_sent_count=unsent)
        image = looks.painted(partial(draw_person, line=line), width, high)
        top = dressed.px("parts", "slab_stacked") + 2 if percent == 200 and width < 640 else margin
        strip = looks.grey(image)[top : high - 4, width - margin + 2 : width - 4]
        assert strip.min() == strip.max(), (name, flag, unsent)


@pytest.mark.parametrize("name", NAMES)
def test_a_long_name_is_set_smaller_and_on_two_lines_and_never_cut(dressed: Theme, name: str) -> None:
    for room in (200, 260, 400):
        font, lines = fitted_font(name, room)
        assert lines == 2 or width_of(name, font) <= room
        assert max(width_of(word, font) for word in name.replace("-", "- ").split()) <= room
    assert fitted_font("Ng", 260)[0].pixelSize() == dressed.font("heading").pixelSize()


def test_not_sent_stands_on_a_line_that_has_room_for_it(dressed: Theme) -> None:
    risk, name, last = rects = (QRectF(0, 30, 260, 22), QRectF(0, 0, 260, 24), QRectF(0, 60, 260, 20))
    long_risk = replace(PEOPLE[0], name="Ng", risk_words="Not yet assessed")
    assert _roomiest(PEOPLE[0], rects, 120) == risk
    assert _roomiest(long_risk, rects, 120) == name
    assert _roomiest(replace(long_risk, flag=None), rects, 120) == last
    assert _roomiest(replace(long_risk, name="Maisie Thornwood"), rects, 120) == last
    assert dressed is not None


def test_a_flag_and_a_mark_on_one_line_do_not_meet(dressed: Theme) -> None:
    font = shrunk("Criminal exploitation", "label_strong", 120)
    assert width_of("Criminal exploitation", font) <= 120
    assert shrunk("Yes", "label_strong", 120).pixelSize() == dressed.font("label_strong").pixelSize()


@pytest.mark.parametrize("short", [False, True])
def test_a_mark_of_large_text_stands_whole_below_the_title(dressed: Theme, qtbot: QtBot, short: bool) -> None:
    row = ListRow("task", "Ring her aunt", "for Maisie, by 23:50")
    qtbot.addWidget(row)
    row.set_short(short)
    row.set_mark("not_sent")
    beside = row.minimumSizeHint().width()
    dressed.choose(text_percent=200)
    assert row.minimumSizeHint().width() < 2 * beside - 100
    unmarked = row.heightForWidth(360)
    row.set_words("Ring her aunt", "")
    assert row.heightForWidth(360) < unmarked
    assert "Not sent" in row._below()
    assert not row._is_cut()
    assert row.accessibleName().endswith("Not sent")
