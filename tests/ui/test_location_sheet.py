from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui import looks
from tests.ui.now_cast import Station, at
from tests.ui.person_cast import Stage, maisie
from ui.theme import Theme
from ui.viewmodels.location import LocationModel
from ui.views.location_sheet import LocationSheet
from ui.wording import say

NARROW, WIDE = looks.SIZES


@pytest.fixture
def stage(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    station = Station(tmp_path / "laptop")
    made = Stage(station, maisie(station), NARROW, tmp_path)
    qtbot.waitUntil(lambda: made.settled() and made.model.state.line is not None)
    yield made
    made.close()


def opened(stage: Stage) -> LocationSheet:
    sheet = stage.room.sheets.show_location("last_known")
    assert sheet is not None
    return sheet


def typed(stage: Stage, qtbot: QtBot, line: str) -> LocationSheet:
    sheet = opened(stage)
    sheet.line.set_text(line)
    sheet.model.type("line", line)
    qtbot.waitUntil(lambda: stage.settled() and not sheet.model._pause.isActive())
    return sheet


def test_one_line_is_read_back_and_saved(stage: Stage, qtbot: QtBot) -> None:
    sheet = typed(stage, qtbot, "SK 861 089 22:40 bus stop, driver")
    assert sheet.model.state.read.headline == "SK 861 089 is this 100 m square"
    assert (sheet.when.text(), sheet.told_by.text()) == ("22:40 today", "driver")
    sheet.sure.segments()[1].click()
    with qtbot.waitSignal(sheet.model.saved) as told:
        sheet.save.click()
    assert not stage.shell.sheet.is_open()
    qtbot.waitUntil(lambda: stage.model.location(told.args[0]) is not None)
    location = stage.model.location(told.args[0])
    assert location is not None
    said = location.said
    assert (said.typed, said.precision_m, said.seen_at) == ("SK 861 089", 100.0, at("22:40"))
    assert (said.source, said.note, said.confidence) == ("driver", "bus stop", "reliable")


def test_what_cannot_be_read_is_said_at_the_field_and_kept(stage: Stage, qtbot: QtBot) -> None:
    line = "526.705, -0.729 22:40"
    sheet = typed(stage, qtbot, line)
    assert "526.705" in sheet.line.message.text()
    before = len(stage.model.state.places)
    sheet.save.click()
    qtbot.waitUntil(stage.settled)
    assert (sheet.line.text(), stage.shell.sheet.is_open()) == (line, True)
    assert len(stage.model.state.places) == before


def test_an_empty_line_says_what_to_type(stage: Stage, qtbot: QtBot) -> None:
    sheet = opened(stage)
    sheet.save.click()
    assert sheet.line.message.text() == say("location.empty")


def test_a_time_of_ones_own_is_stronger_than_the_line(stage: Stage, qtbot: QtBot) -> None:
    sheet = typed(stage, qtbot, "SK 861 089 22:40 bus stop")
    sheet.model.type("when", "21:15")
    sheet.model.type("line", "SK 861 089 22:50 bus stop")
    qtbot.waitUntil(lambda: stage.settled() and not sheet.model._pause.isActive())
    assert sheet.model.state.values["when"] == "21:15"
    with qtbot.waitSignal(sheet.model.saved) as told:
        sheet.save.click()
    qtbot.waitUntil(lambda: stage.model.location(told.args[0]) is not None)
    location = stage.model.location(told.args[0])
    assert location is not None
    assert location.said.seen_at == at("21:15")


def test_a_finger_on_the_map_needs_one_more_press_and_no_key(stage: Stage, qtbot: QtBot) -> None:
    sheet = stage.room.sheets.show_tapped(-0.7283, 52.6710)
    assert sheet is not None
    with qtbot.waitSignal(sheet.model.saved) as told:
        sheet.save.click()
    qtbot.waitUntil(lambda: stage.model.location(told.args[0]) is not None)
    location = stage.model.location(told.args[0])
    assert location is not None
    assert (location.said.position, location.said.precision_m) == ((-0.7283, 52.6710), 10.0)
    assert location.said.seen_at is None


def test_the_draft_comes_back_after_the_sheet_was_closed(stage: Stage, qtbot: QtBot) -> None:
    typed(stage, qtbot, "SK 861 089 22:40 bus st")
    stage.shell.close_sheet()
    again = opened(stage)
    qtbot.waitUntil(lambda: again.line.text() == "SK 861 089 22:40 bus st")


def test_a_correction_leaves_the_old_entry_marked(stage: Stage, qtbot: QtBot) -> None:
    old = stage.model.state.places[0].key
    location = stage.model.location(old)
    assert location is not None
    assert stage.context.incident is not None
    model = LocationModel(stage.context, stage.context.incident, location.said.kind)
    model.start_correcting(location)
    model.type("line", "SK 8612 0893 bus stop")
    with qtbot.waitSignal(model.saved):
        model.save()
    qtbot.waitUntil(lambda: any(say("person.corrected") in line.second for line in stage.model.state.places))


def test_the_square_is_drawn_at_true_size(stage: Stage, qtbot: QtBot) -> None:
    sheet = typed(stage, qtbot, "60.1700, 24.9420 22:40")
    qtbot.waitUntil(lambda: sheet.map.map._pixmap is not None)
    assert "60.1700, 24.9420" in sheet.map.map.accessibleName()


def test_the_sheet_is_not_clipped_at_either_width(stage: Stage, dressed: Theme, qtbot: QtBot) -> None:
    typed(stage, qtbot, "SK 861 089 22:40 bus stop, driver")
    looks.show_at(stage.shell, WIDE)
    qtbot.waitUntil(lambda: looks.clipped(stage.shell.sheet) == [])
    qtbot.waitUntil(lambda: looks.small_targets(stage.shell.sheet) == [])
    qtbot.waitUntil(lambda: looks.nameless(stage.shell.sheet) == [])
