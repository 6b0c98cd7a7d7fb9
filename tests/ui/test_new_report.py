"""The sheet of a new report: four things, read back, refused at their fields, kept at every key, saved together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.cases import Case
from app.domain.facts import LocationRecorded
from app.domain.people import FIELDS
from app.errors import DiskFull
from app.services.reports import NewReport
from tests.ui import looks
from tests.ui.now_cast import Stage, Station, at
from tests.ui.test_now_room import LONG, wait
from ui.theme import Theme
from ui.viewmodels.local_times import LocalZone
from ui.viewmodels.new_report import DRAFT
from ui.viewmodels.report_entries import details_of, read_time
from ui.views.new_report import NewReportSheet, Section
from ui.widgets.field import Field, TextArea
from ui.widgets.list_row import ListRow

NARROW, WIDE = looks.SIZES
FOUR = {"name": "Samira Quill", "reported_by": "a friend", "place": "SK 861 088", "seen_at": "22:40"}
NOW = at("23:42")


@pytest.fixture
def station(dressed: Theme, tmp_path: Path) -> Station:
    dressed.choose("day")
    made = Station(tmp_path)
    made.set_time("23:42")
    return made


@pytest.fixture
def open_sheet(station: Station, qtbot: QtBot) -> Iterator[Callable[..., tuple[Stage, NewReportSheet]]]:
    stages: list[Stage] = []

    def opened(size: QSize = NARROW) -> tuple[Stage, NewReportSheet]:
        if not stages:
            stages.append(Stage(station, size))
        stages[0].room.show_new_report()
        wait(qtbot, stages[0])
        sheet = stages[0].shell.sheet.content()
        assert isinstance(sheet, NewReportSheet)
        return stages[0], sheet

    yield opened
    for stage in stages:
        stage.close()


def type_in(sheet: NewReportSheet, **texts: str) -> None:
    for name, text in texts.items():
        widget = sheet.entries[name].widget
        edit = widget.edit if isinstance(widget, Field | TextArea) else None
        assert edit is not None
        QTest.keyClicks(edit, text)


def message(sheet: NewReportSheet, name: str) -> str:
    widget = sheet.entries[name].widget
    return widget.message.text() if isinstance(widget, Field | TextArea) else ""


def read_back(qtbot: QtBot, sheet: NewReportSheet, name: str, words: str) -> None:
    qtbot.waitUntil(lambda: words in message(sheet, name), timeout=5000)


def the_case(station: Station) -> Case:
    row = station.made.store.find_reports("", 0, 5)[0]
    return station.services.reports.case(row.incident)


def test_four_things_open_a_report_and_the_person(station: Station, open_sheet, qtbot: QtBot) -> None:
    stage, sheet = open_sheet()
    rooms: list[str] = []
    stage.context.room_wanted.connect(rooms.append)
    type_in(sheet, **FOUR)
    sheet.save_button.click()
    wait(qtbot, stage)
    case = the_case(station)
    assert (case.report.name, case.report.reported_by, case.report.reported_at) == ("Samira Quill", "a friend", NOW)
    seen = case.locations[0].said
    assert (seen.typed, seen.seen_at, seen.precision_m) == ("SK 861 088", at("22:40"), 100)
    assert (rooms, stage.context.incident, stage.shell.sheet.is_open()) == (["person"], case.report.id, False)
    assert station.made.store.draft(DRAFT) is None


def test_what_is_missing_is_said_at_its_field(station: Station, open_sheet, qtbot: QtBot) -> None:
    stage, sheet = open_sheet()
    type_in(sheet, reported_by="care home")
    sheet.save_button.click()
    assert message(sheet, "name") == "Who is missing? A first name will do."
    assert "Where were they last seen" in message(sheet, "place")
    assert "When were they last seen" in message(sheet, "seen_at")
    assert message(sheet, "reported_by") == ""
    wait(qtbot, stage)
    assert station.made.store.count_reports("") == 0
    assert json.loads(station.made.store.draft(DRAFT) or "")["reported_by"] == "care home"


def test_typing_takes_the_mark_away(open_sheet) -> None:
    _, sheet = open_sheet()
    sheet.save_button.click()
    type_in(sheet, name="S")
    assert message(sheet, "name") == ""


def test_an_unreadable_place_is_refused_at_its_field_and_kept(station: Station, open_sheet, qtbot: QtBot) -> None:
    stage, sheet = open_sheet()
    type_in(sheet, **{**FOUR, "place": "526.705, -0.729"})
    read_back(qtbot, sheet, "place", "Latitude 526.705 is out of range")
    sheet.save_button.click()
    wait(qtbot, stage)
    assert "out of range" in message(sheet, "place")
    assert sheet.entries["place"].widget.text() == "526.705, -0.729"
    assert station.made.store.count_reports("") == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("SK 861 088", "SK 861 088: a square of 100 m"),
        ("SK 8610 0885", "SK 8610 0885: a square of 10 m"),
        ("behind the old mill", "Kept as words"),
        ("filled.count.soap", "kept as typed"),
        ("SK 861 08", "even number"),
    ],
)
def test_the_place_box_reads_back_what_it_understood(open_sheet, qtbot: QtBot, typed: str, words: str) -> None:
    _, sheet = open_sheet()
    type_in(sheet, place=typed)
    read_back(qtbot, sheet, "place", words)


def test_a_suggested_place_is_taken_by_a_press(open_sheet, qtbot: QtBot) -> None:
    _, sheet = open_sheet()
    type_in(sheet, place="Oakha")
    qtbot.waitUntil(lambda: bool(sheet.suggestions.findChildren(ListRow)), timeout=5000)
    row = sheet.suggestions.findChildren(ListRow)[0]
    row.click()
    assert sheet.entries["place"].widget.text() == "Oakham"
    read_back(qtbot, sheet, "place", "Oakham, a place the map knows")


def test_a_draft_comes_back_with_its_optional_fields_open(station: Station, open_sheet, qtbot: QtBot) -> None:
    stage, sheet = open_sheet()
    section = next(each for each in sheet.findChildren(Section) if "clothing" in each.names())
    section.row.click()
    type_in(sheet, name="Samira", clothing="a red hat")
    wait(qtbot, stage)
    stage.shell.close_sheet()
    _, again = open_sheet()
    assert again.entries["name"].widget.text() == "Samira"
    assert again.entries["clothing"].widget.text() == "a red hat"
    again.clear_button.click()
    wait(qtbot, stage)
    assert station.made.store.draft(DRAFT) is None
    assert again.entries["name"].widget.text() == ""


def test_a_draft_that_is_damaged_is_an_empty_sheet(station: Station, open_sheet) -> None:
    station.made.store.keep_draft(DRAFT, "[1, 2")
    _, sheet = open_sheet()
    assert sheet.entries["name"].widget.text() == ""


def test_every_field_can_be_filled_in(station: Station, open_sheet, qtbot: QtBot) -> None:
    stage, sheet = open_sheet(WIDE)
    for section in sheet.findChildren(Section):
        section.row.click()
    assert set(FIELDS) <= set(sheet.entries)
    type_in(sheet, **FOUR, age="14", earlier_episodes="3", clothing="a red hat")
    sheet.entries["looked_after"].widget._choice.segments()[0].click()
    sheet.save_button.click()
    wait(qtbot, stage)
    details = the_case(station).report.details
    wanted = {"age": 14, "looked_after": True, "earlier_episodes": 3, "clothing": "a red hat"}
    assert {key: details[key] for key in wanted} == wanted


def test_a_number_that_is_none_is_refused_at_its_field(station: Station, open_sheet, qtbot: QtBot) -> None:
    stage, sheet = open_sheet()
    type_in(sheet, **FOUR, age="about ten")
    sheet.save_button.click()
    wait(qtbot, stage)
    assert "whole number" in message(sheet, "age")
    assert sheet.entries["age"].widget.text() == "about ten"
    assert station.made.store.count_reports("") == 0


def test_a_full_disk_keeps_the_text_on_the_screen(station: Station, open_sheet, qtbot: QtBot, monkeypatch) -> None:
    def full(_new: NewReport) -> None:
        raise DiskFull("store.disk_full")

    stage, sheet = open_sheet()
    monkeypatch.setattr(station.services.reports, "open", full)
    type_in(sheet, **FOUR)
    sheet.save_button.click()
    wait(qtbot, stage)
    assert "no room left" in sheet._problem.text()
    assert sheet.entries["name"].widget.text() == "Samira Quill"
    assert sheet.save_button.isEnabled()


def test_script_and_long_names_are_text(station: Station, open_sheet, qtbot: QtBot) -> None:
    stage, sheet = open_sheet()
    type_in(sheet, **{**FOUR, "name": LONG, "reported_by": "<script>alert('x')</script>"})
    sheet.save_button.click()
    wait(qtbot, stage)
    report = the_case(station).report
    assert (report.name, report.reported_by) == (LONG, "<script>alert('x')</script>")


def test_two_presses_open_one_report(station: Station, open_sheet, qtbot: QtBot) -> None:
    stage, sheet = open_sheet()
    type_in(sheet, **FOUR)
    sheet._model.save()
    sheet._model.save()
    wait(qtbot, stage)
    assert station.made.store.count_reports("") == 1


# what is read


@pytest.mark.parametrize(
    ("typed", "minutes_ago"),
    [("22:40", 62), ("2240", 62), ("22.40", 62), ("24 Nov 22:40", 62), ("yesterday 22:40", 62 + 1440), ("23:50", 1432)],
)
def test_times_as_officers_write_them(typed: str, minutes_ago: int, dressed: Theme) -> None:
    dressed.choose("day")
    read = read_time(typed, NOW)
    assert read.at == NOW - timedelta(minutes=minutes_ago)


@pytest.mark.parametrize("typed", ["just now", "99:99", "tomorrow 10:00", "<b>"])
def test_what_is_no_time_says_so(typed: str, dressed: Theme) -> None:
    dressed.choose("day")
    read = read_time(typed, NOW)
    assert read.at is None
    assert read.back.tone == "danger"
    assert typed in read.back.words


def test_summer_time_is_the_laptops_own(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    try:
        summer = datetime(2026, 7, 1, 12, 0, tzinfo=LocalZone())
        twice = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        assert summer.astimezone(UTC).hour == 11
        assert twice.astimezone(LocalZone()).fold == 1
        assert twice.astimezone(LocalZone()).astimezone(UTC) == twice
    finally:
        monkeypatch.undo()
        time.tzset()


def test_dates_and_answers_go_into_the_log_as_it_wants_them() -> None:
    typed = {
        "born": "25/3/2010",
        "autism": "not_known",
        "dementia": "no",
        "age": "14",
        "hair": "  ",
        "name": "x",
        "place": "y",
    }
    assert details_of(typed) == {"born": "2010-03-25", "autism": "not_known", "dementia": False, "age": 14}


# how it looks


@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize(("name", "percent"), [("day", 100), ("night", 100), ("day", 200)])
def test_it_is_in_order(open_sheet, dressed: Theme, qtbot: QtBot, size, name, percent) -> None:
    dressed.choose(name, text_percent=percent)
    stage, sheet = open_sheet(size)
    next(each for each in sheet.findChildren(Section) if "hair" in each.names()).row.click()
    type_in(sheet, name=LONG, place="Oakha")
    sheet.save_button.click()
    read_back(qtbot, sheet, "place", "Kept as words")
    looks.show_at(stage.shell, size)
    # three answers of unequal length in a row: the kit measures them together, not each
    faults = [fault for fault in looks.faults_of(stage.shell.sheet) if not fault.startswith("Segment “Not known”")]
    assert faults == []


def test_the_place_is_where_the_person_was_last_seen(station: Station, open_sheet, qtbot: QtBot) -> None:
    stage, sheet = open_sheet()
    type_in(sheet, **FOUR)
    sheet.save_button.click()
    wait(qtbot, stage)
    facts = [entry.fact for entry in the_case(station).entries if isinstance(entry.fact, LocationRecorded)]
    assert [(fact.kind, fact.source) for fact in facts] == [("last_seen", "a friend")]
