"""Every part of the kit: how it looks in four themes, in grey, at 200 %, by keyboard, by finger and by ear."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import looks
from tests.ui.component_sheet import CLOCKS, FUSE, ComponentSheet
from ui.lines import ClockState, RiskLevel, SentState
from ui.theme import THEMES, Theme
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.chip import FilterChip
from ui.widgets.clock import ClockChip, draw_slab
from ui.widgets.clock_card import ClockCard
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import Field, TextArea
from ui.widgets.line_list import PeopleList
from ui.widgets.list_row import ListRow
from ui.widgets.mark import SentMark, draw_mark
from ui.widgets.mini_map import MiniMap
from ui.widgets.progress import ProgressLine
from ui.widgets.risk import RiskBadge, draw_risk
from ui.widgets.segmented import Segmented
from ui.widgets.words import Words

RISKS: tuple[RiskLevel, ...] = ("high", "medium", "low", "very_low", "not_assessed")
WIDTHS = {100: 683, 200: 448}
MARKS: tuple[SentState, ...] = ("saving", "saved", "not_sent", "sent", "no_network")


def whole_sheet(percent: int) -> ComponentSheet:
    width = 1366 if percent == 100 else 1344
    sheet = ComponentSheet(2 if percent == 100 else 1)
    looks.show_at(sheet, QSize(width, 700))
    layout = sheet.layout()
    assert layout is not None
    looks.show_at(sheet, QSize(width, max(layout.heightForWidth(width), sheet.sizeHint().height())))
    return sheet


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("name", THEMES)
def test_the_sheet_looks_as_it_did(dressed: Theme, qtbot: QtBot, name: str, percent: int) -> None:
    dressed.choose(name, text_percent=percent)
    sheet = whole_sheet(percent)
    qtbot.addWidget(sheet)
    assert looks.unlike_baseline(looks.picture(sheet), f"components-{name}-{percent}", width_px=WIDTHS[percent]) == []


def test_a_changed_part_is_seen_in_the_picture(dressed: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(looks.REPAINT, raising=False)
    sheet = whole_sheet(100)
    qtbot.addWidget(sheet)
    image = looks.picture(sheet)
    painter = QPainter(image)
    painter.fillRect(60, 150, 110, 90, dressed.color("raised"))
    painter.end()
    assert looks.unlike_baseline(image, "components-day-100", width_px=WIDTHS[100]) != []


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_in_the_sheet_is_clipped_small_or_nameless(dressed: Theme, qtbot: QtBot, percent: int) -> None:
    dressed.choose(text_percent=percent)
    sheet = whole_sheet(percent)
    qtbot.addWidget(sheet)
    assert looks.faults_of(sheet) == []


def test_gloves_make_every_target_72(dressed: Theme, qtbot: QtBot) -> None:
    dressed.choose(glove=True)
    sheet = whole_sheet(100)
    qtbot.addWidget(sheet)
    assert [fault for fault in looks.small_targets(sheet) if "needs 72" in fault] == []


def apart(images: list[QImage]) -> float:
    """The least mean difference between any two pictures in grey, 0..255."""
    shades = [looks.grey(image) for image in images]
    return min(float(np.abs(one - other).mean()) for one, other in combinations(shades, 2))


@pytest.mark.parametrize("name", THEMES)
def test_every_slab_badge_and_mark_is_told_apart_in_grey(dressed: Theme, name: str) -> None:
    dressed.choose(name)
    same = [replace(clock, text="31", unit="min") for clock in CLOCKS]
    assert apart([looks.painted(partial(_slab, clock), 112, 88) for clock in same]) > 1
    assert apart([looks.painted(partial(_risk, risk), 28, 28) for risk in RISKS]) > 4
    assert apart([looks.painted(partial(_mark, mark), 130, 24) for mark in MARKS]) > 1


def _slab(clock: ClockState, painter: QPainter, rect: QRectF) -> None:
    draw_slab(painter, rect, clock)


def _risk(level: RiskLevel, painter: QPainter, rect: QRectF) -> None:
    draw_risk(painter, rect, level)


def _mark(state: SentState, painter: QPainter, rect: QRectF) -> None:
    draw_mark(painter, rect, state, "")


def test_the_grey_check_fails_where_only_colour_differs(dressed: Theme) -> None:
    def fill(colour: str) -> QImage:
        return looks.painted(lambda p, r: p.fillRect(r, QColor(colour)), 40, 40)

    assert apart([fill("#ff0000"), fill("#008200")]) < 1
    assert dressed is not None


# things to press


def test_enter_and_space_press_a_button(dressed: Theme, qtbot: QtBot) -> None:
    button = Button("Start looking", icon="start")
    qtbot.addWidget(button)
    looks.show_at(button, button.sizeHint())
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.accessibleName() == "Start looking"
    assert dressed is not None


def test_the_ring_is_for_the_keyboard(dressed: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column, one, two = QVBoxLayout(page), Button("One"), Button("Two", "outlined")
    column.addWidget(one)
    column.addWidget(two)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    two.setFocus(Qt.FocusReason.MouseFocusReason)
    assert (two.hasFocus(), two.ringed()) == (True, False)
    one.setFocus(Qt.FocusReason.TabFocusReason)
    assert one.ringed()
    ring = dressed.color("focus")
    seen = looks.pixels(looks.picture(one)).reshape(-1, 3)
    assert (np.abs(seen.astype(int) - [ring.red(), ring.green(), ring.blue()]).sum(axis=1) < 12).sum() > 100


def test_a_button_wraps_rather_than_cuts(dressed: Theme, qtbot: QtBot) -> None:
    button = Button("Tell the sergeant that somebody has seen her", "outlined", "tell")
    qtbot.addWidget(button)
    assert button.heightForWidth(800) == 48
    assert button.heightForWidth(170) > 80
    assert button.minimumSizeHint().width() < button.sizeHint().width()
    assert dressed is not None


def test_an_ampersand_and_markup_show_as_typed(dressed: Theme, qtbot: QtBot) -> None:
    words, button = Words("<b>Dex</b> & friend"), Button("Fish & Chips")
    qtbot.addWidget(words)
    qtbot.addWidget(button)
    assert words.textFormat() == Qt.TextFormat.PlainText
    assert (button.words(), button.accessibleName()) == ("Fish & Chips", "Fish & Chips")
    assert button.shortcut().isEmpty()
    assert dressed is not None


def test_three_answers_are_one_stop_with_one_chosen(dressed: Theme, qtbot: QtBot) -> None:
    answers, told = (
        Segmented((("yes", "Yes"), ("no", "No"), ("not_known", "Not known")), "Is she hurt?"),
        looks.told_list(),
    )
    qtbot.addWidget(answers)
    answers.chosen.connect(told.append)
    looks.show_at(answers, QSize(360, 48))
    assert answers.value() is None
    answers.segments()[1].click()
    answers.segments()[2].click()
    assert (answers.value(), told) == ("not_known", ["no", "not_known"])
    assert answers.segments()[2].accessibleName() == "Not known, chosen"
    answers.set_value("yes")
    assert (answers.value(), told) == ("yes", ["no", "not_known"])
    assert {segment.height() for segment in answers.segments()} == {48}
    assert dressed is not None


def test_answers_that_do_not_fit_stand_under_one_another(dressed: Theme, qtbot: QtBot) -> None:
    dressed.choose(text_percent=200)
    answers = Segmented((("yes", "Yes"), ("no", "No"), ("not_known", "Not known")), "Is she hurt?", "no")
    qtbot.addWidget(answers)
    looks.show_at(answers, QSize(360, 288))
    assert [segment.y() for segment in answers.segments()] == [0, 96, 192]
    assert answers.sizeHint().height() == 288


def test_a_filter_is_ticked_when_chosen(dressed: Theme, qtbot: QtBot) -> None:
    chip = FilterChip("Tasks 9")
    qtbot.addWidget(chip)
    before = chip.sizeHint().width()
    chip.click()
    assert chip.isChecked()
    assert chip.sizeHint().width() > before
    assert dressed is not None


def test_a_still_row_takes_no_focus(dressed: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    row = ListRow("phone", "07700 900 142", "last on at 21:52")
    row.set_mark("not_sent")
    column.addWidget(ListRow("state.ok", "Read back", "a square", still=True))
    column.addWidget(row)
    page.show()
    assert looks.stops(page) == [row]
    assert row.accessibleName() == "07700 900 142. last on at 21:52. Not sent"
    assert dressed is not None


# fields


def test_a_field_tells_every_key_and_keeps_what_was_typed(dressed: Theme, qtbot: QtBot) -> None:
    field, told = Field("Where", "A grid"), looks.told_list()
    qtbot.addWidget(field)
    field.changed.connect(told.append)
    QTest.keyClicks(field.line, "SK 9")
    field.set_error("Not a grid. What you typed is kept.")
    assert told == ["S", "SK", "SK ", "SK 9"]
    assert field.text() == "SK 9"
    assert field.line.accessibleName() == "Where"
    assert "Not a grid" in field.line.accessibleDescription()
    field.set_text("TQ 1")
    assert len(told) == 4
    assert dressed is not None


def test_the_space_of_a_message_is_kept(dressed: Theme, qtbot: QtBot) -> None:
    field = Field("Where")
    qtbot.addWidget(field)
    looks.show_at(field, QSize(400, 120))
    before = field.sizeHint().height()
    field.set_ok("A 100 m square")
    assert field.sizeHint().height() == before
    assert dressed is not None


def test_tab_leaves_a_text_area(dressed: Theme, qtbot: QtBot) -> None:
    area, told = TextArea("Why"), looks.told_list()
    qtbot.addWidget(area)
    area.changed.connect(told.append)
    area.set_text("quiet")
    QTest.keyClicks(area.area, "x")
    assert told == ["xquiet"]
    assert area.area.tabChangesFocus()
    assert dressed is not None


# the rest


def test_an_empty_state_has_a_first_action_and_another_way(dressed: Theme, qtbot: QtBot) -> None:
    empty = EmptyState("room.now", "Nobody is reported missing", "When somebody is, write who.", ("New report", "add"),
                       ("Take a handover", "hand_over"))  # fmt: skip
    qtbot.addWidget(empty)
    looks.show_at(empty, QSize(320, 560))
    assert empty.first is not None
    assert empty.other is not None
    assert empty.first.height() == 56
    with qtbot.waitSignals([empty.first_chosen, empty.other_chosen]):
        empty.first.click()
        empty.other.click()
    assert looks.faults_of(empty) == []
    assert dressed is not None


def test_progress_says_how_far_and_can_be_cancelled(dressed: Theme, qtbot: QtBot) -> None:
    line = ProgressLine("Reading the map pack")
    qtbot.addWidget(line)
    line.set_progress(0.4)
    assert line.bar.accessibleName() == "Reading the map pack, 40 percent"
    with qtbot.waitSignal(line.cancelled):
        line.cancel.click()
    assert dressed is not None


@pytest.mark.parametrize(
    "make",
    [
        lambda: RiskBadge("high", "High risk"),
        lambda: SentMark("not_sent"),
        lambda: ClockChip(CLOCKS[0]),
        lambda: ClockCard(CLOCKS[0], "Nobody is looking for Maisie", "Since 23:11.", FUSE),
        lambda: IconButton("close", "Close"),
        lambda: MiniMap("A 100 m square near the bus stop"),
        lambda: Card(bar="danger"),
    ],
)
@pytest.mark.parametrize("percent", [100, 200])
def test_each_part_follows_theme_and_text(
    dressed: Theme, qtbot: QtBot, make: Callable[[], QWidget], percent: int
) -> None:
    part = make()
    qtbot.addWidget(part)
    part.resize(320, 220)
    day, small = looks.picture(part), part.sizeHint()
    dressed.choose("night", text_percent=percent)
    assert looks.picture(part) != day
    assert part.sizeHint().height() >= small.height()
    assert isinstance(part, Card) or part.accessibleName()


def test_faults_are_found(dressed: Theme, qtbot: QtBot) -> None:
    """Each check of ``looks`` is seen to fail."""
    page = QWidget()
    qtbot.addWidget(page)
    one, two = Button("One"), IconButton("close", "Close")
    words = Words("A long sentence that needs more than the room it has", parent=page)
    two.setAccessibleName("")
    for button in (two, one):
        button.setParent(page)
    one.setGeometry(0, 0, 40, 30)
    two.setGeometry(20, 10, 48, 48)
    words.setGeometry(90, 0, 60, 20)
    words.setAccessibleName("the misper")
    looks.show_at(page, QSize(140, 60))
    found = "\n".join(looks.faults_of(page))
    for fault in ("shows 20 of", "needs 48", "cross", "leaves", "closer than 8 px", "has no name", "the misper"):
        assert fault in found
    assert dressed is not None


def test_tab_that_goes_back_is_found(dressed: Theme, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    grid, low, high = QGridLayout(page), Button("Low"), Button("High")
    grid.addWidget(low, 1, 0)
    grid.addWidget(high, 0, 0)
    looks.show_at(page, QSize(200, 200))
    assert looks.out_of_order(page) == ["Tab goes back from Button “Low” to Button “High”"]
    assert dressed is not None


@pytest.mark.parametrize(
    "make",
    [
        lambda: PeopleList("People"),
        lambda: Segmented((("yes", "Yes"), ("no", "No")), "Sure?"),
        lambda: Field("Where", "A grid"),
        lambda: ProgressLine("Reading"),
        lambda: EmptyState("add", "Nobody", "Write who.", ("New report", "add")),
        ComponentSheet,
    ],
)
def test_no_part_holds_itself(dressed: Theme, make: Callable[[], QWidget]) -> None:
    """A part in a ring of references is deleted by Python's collector, parts before whole: that crashes Qt."""
    part = make()
    part.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    part.show()
    looks.faults_of(part)
    part.hide()
    watch = weakref.ref(part)
    del part
    assert watch() is None
    assert dressed is not None


def test_nothing_asks_the_focus_chain() -> None:
    ui = Path(__file__).resolve().parents[2] / "ui"
    asked = re.compile(r"\.(next|previous)InFocusChain\(")
    assert [file.name for file in ui.rglob("*.py") if asked.search(file.read_text("utf-8"))] == []


def test_the_kit_stands_on_no_view_model() -> None:
    kit = Path(__file__).resolve().parents[2] / "ui" / "widgets"
    assert [file.name for file in kit.glob("*.py") if "ui.viewmodels" in file.read_text("utf-8")] == []


def test_what_was_never_shown_takes_the_text_size_that_was_chosen_meanwhile(dressed: Theme, qtbot: QtBot) -> None:
    """Qt polishes a label with the font it had when it was made; the lock screen is made before the size is read."""
    page = QWidget()
    qtbot.addWidget(page)
    column, words, field = QVBoxLayout(page), Words("18:40", "clock_large"), Field("Passphrase")
    column.addWidget(words)
    column.addWidget(field)
    before = words.minimumSizeHint().width()
    dressed.choose(text_percent=200)
    looks.show_at(page, QSize(420, 400))
    assert words.minimumSizeHint().width() > 1.9 * before
    assert words.sizeHint().width() > 1.9 * before
    assert field.line.font().pixelSize() == dressed.font("field").pixelSize()
