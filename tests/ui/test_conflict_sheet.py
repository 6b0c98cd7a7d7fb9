from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.domain.identity import Rank
from app.services.risks import Grading
from tests.ui import looks
from tests.ui.now_cast import Station
from tests.ui.person_cast import Stage, tomasz
from ui.theme import Theme
from ui.views.conflict_sheet import ConflictSheet
from ui.views.risk_sheet import RiskSheet
from ui.wording import say

NARROW, _ = looks.SIZES


@pytest.fixture
def stage(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    station = Station(tmp_path / "laptop")
    made = Stage(station, tomasz(station), NARROW, tmp_path)
    qtbot.waitUntil(lambda: made.settled() and made.model.state.line is not None)
    yield made
    made.close()


def opened(stage: Stage, qtbot: QtBot) -> ConflictSheet:
    stage.room.sheets.show_conflict()
    sheet = stage.shell.sheet.content()
    assert isinstance(sheet, ConflictSheet)
    qtbot.waitUntil(lambda: sheet.model.state.loaded and stage.settled())
    return sheet


def grades(stage: Stage) -> tuple[list[str], bool]:
    assert stage.model.case is not None
    report = stage.model.case.report
    return [risk.grade for risk in report.risks], report.risk_conflict


def test_both_sides_are_shown_whole_and_the_higher_stands(stage: Stage, qtbot: QtBot) -> None:
    sheet = opened(stage, qtbot)
    high, medium = sheet.model.state.sides
    assert (high.words, high.stands, high.who) == ("High risk", True, "PC 512 Reed")
    assert (medium.words, medium.stands, medium.who) == ("Medium risk", False, "PS 66 Rowe")
    assert high.reason.startswith("His sister found")
    assert [each.words() for each in sheet.buttons()] == ["Keep High", "Take Medium", "A different grade"]
    qtbot.waitUntil(lambda: looks.clipped(stage.shell.sheet) == [])
    qtbot.waitUntil(lambda: looks.small_targets(stage.shell.sheet) == [])


@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
def test_every_choice_is_in_sight(stage: Stage, qtbot: QtBot, size: QSize) -> None:
    sheet = opened(stage, qtbot)
    looks.show_at(stage.shell, size)
    for button in sheet.buttons():
        assert stage.shell.room_area().contains(looks.shown_place(button, stage.shell))
        assert looks.shown_place(button, stage.shell).height() == button.height()


def test_a_reason_is_needed_and_then_the_choice_settles_it(stage: Stage, qtbot: QtBot) -> None:
    sheet = opened(stage, qtbot)
    sheet.buttons()[1].click()
    assert sheet.why.message.text() == say("risk.no_reason")
    sheet.model.type_reason("He is at his cousin's")
    with qtbot.waitSignal(sheet.model.saved):
        sheet.buttons()[1].click()
    qtbot.waitUntil(lambda: grades(stage) == (["medium"], False))


def test_a_grade_that_arrives_meanwhile_is_shown_and_not_swallowed(stage: Stage, qtbot: QtBot) -> None:
    sheet = opened(stage, qtbot)
    seen = list(sheet.model.state.seen)
    incident = stage.context.incident
    assert incident is not None
    stage.station.services.risks.assess(incident, Grading("low", "He has rung his mother"), ())
    qtbot.waitUntil(lambda: len(sheet.model.state.sides) == 3)
    assert sheet.model.state.news
    assert sheet.model.state.seen != seen
    assert "Take Low" in [each.words() for each in sheet.buttons()]


def test_a_grade_that_was_not_on_the_screen_stays_a_candidate(stage: Stage, qtbot: QtBot) -> None:
    sheet = opened(stage, qtbot)
    incident, risks = stage.context.incident, stage.station.services.risks
    assert incident is not None
    sheet.model.type_reason("He is at his cousin's")
    risks.assess(incident, Grading("low", "He has rung his mother"), ())
    with qtbot.waitSignal(sheet.model.saved):
        sheet.model.keep(sheet.model.state.sides[1])
    qtbot.waitUntil(lambda: sorted(grades(stage)[0]) == ["low", "medium"])


def test_an_officer_sees_both_and_decides_nothing(stage: Stage, qtbot: QtBot) -> None:
    stage.station.sign_in("PC 207 Okoro", Rank.OFFICER)
    sheet = opened(stage, qtbot)
    assert not sheet._buttons.isVisible()
    assert say("person.sergeant_decides") in looks.words_of(stage.shell.sheet)


def test_lowering_is_refused_to_an_officer_at_once_and_raising_is_free(stage: Stage, qtbot: QtBot) -> None:
    stage.station.sign_in("PC 207 Okoro", Rank.OFFICER)
    stage.room.sheets.show_risk()
    sheet = stage.shell.sheet.content()
    assert isinstance(sheet, RiskSheet)
    qtbot.waitUntil(lambda: sheet.model.state.loaded)
    sheet.grades.options["low"].click()
    assert "sergeant" in sheet.model.state.guard
    assert not sheet.save.isEnabled()
    sheet.grades.options["high"].click()
    assert sheet.save.isEnabled()
    assert sheet.model.state.provisional
