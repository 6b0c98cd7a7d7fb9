"""The Log room: filters, find, nothing matches, corrections, unknown entries, marks, the sheet on a narrow window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain import facts
from app.domain.cases import Entry
from app.domain.identity import Id
from app.phrases import Phrases
from app.services.risks import Grading
from tests.ui import looks
from tests.ui.laptop_cast import Station, a_night
from tests.ui.now_cast import RESOURCES
from ui.background import Background
from ui.shell import Shell
from ui.theme import Theme
from ui.viewmodels.context import Context
from ui.viewmodels.log import LogModel
from ui.views.log import LogRoom
from ui.views.log_detail import LogDetail
from ui.widgets.line_list import sentence

NARROW, WIDE = looks.SIZES
LONG = "Bartholomew Featherstonehaugh-Cholmondeley the younger"
SCRIPT = "<script>alert('x')</script> & <b>red hat</b>"


class Hologram(facts.Fact, frozen=True, kw_only=True):
    """What a newer Homeward may write."""

    TYPE = "hologram.cast"
    NOUN = "report"
    depth: int


class Stage:
    """A window with the Log room in it."""

    def __init__(self, station: Station, incident: Id | None, size: QSize) -> None:
        self.station = station
        self.background = Background(Phrases(RESOURCES / "phrases"))
        self.context = Context(station.services, self.background, station.laptop.changes)
        self.model = LogModel(self.context)
        self.shell = Shell(practice=True)
        self.room = LogRoom(self.model, self.shell)
        self.shell.set_rooms([("now", "room.now", "Now", LogDetail(self.model)), ("log", "room.log", "Log", self.room)])
        self.shell.open_room("log")
        looks.show_at(self.shell, size)
        self.context.choose(incident)
        self.model.reload()

    def settled(self) -> bool:
        return not self.background.busy

    def titles(self) -> list[str]:
        return [line.title for line in self.model.state.lines]

    def close(self) -> None:
        self.context.close()
        self.background.stop()
        self.shell.deleteLater()
        self.station.laptop.close()


Opener = Callable[..., Stage]


@pytest.fixture
def station(dressed: Theme, tmp_path: Path) -> Station:
    dressed.choose("day")
    return Station(tmp_path)


@pytest.fixture
def maisie(station: Station) -> Id:
    incident = a_night(station)
    station.services.risks.assess(incident, Grading("medium", "no coat"))
    station.services.reports.note(incident, SCRIPT, LONG)
    return incident


@pytest.fixture
def open_at(station: Station, qtbot: QtBot) -> Iterator[Opener]:
    stages: list[Stage] = []

    def opened(incident: Id | None, size: QSize = WIDE) -> Stage:
        stages.append(Stage(station, incident, size))
        wait(qtbot, stages[-1])
        return stages[-1]

    yield opened
    for stage in stages:
        stage.close()


def wait(qtbot: QtBot, stage: Stage) -> None:
    """Until everything that was asked for has been read and shown."""
    quiet = 0

    def settled() -> bool:
        nonlocal quiet
        quiet = quiet + 1 if stage.settled() else 0
        return quiet > 3

    qtbot.waitUntil(settled, timeout=20_000)


def entry_of(stage: Stage, type_: str) -> Entry:
    return next(entry for entry in stage.model._entries if entry.type == type_)


# the list


def test_what_happened_stands_newest_first(open_at: Opener, maisie: Id) -> None:
    titles = open_at(maisie).titles()
    assert titles[0] == SCRIPT
    assert titles[-1] == "Report opened: Maisie Thornwood"


def test_nobody_open_says_what_to_do_first(open_at: Opener) -> None:
    stage = open_at(None)
    assert stage.room.nobody.isVisibleTo(stage.room)
    stage.room.nobody.first.click()
    assert stage.shell.room() == "now"


def test_filters_count_and_show_only_their_kind(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    chips = stage.room._chips
    assert chips["all"].text() == f"All {len(stage.titles())}"
    chips["tasks"].click()
    assert {line.icon for line in stage.model.state.lines} == {"task"}
    assert chips["tasks"].text() == f"Tasks {len(stage.titles())}"
    chips["notes"].click()
    assert stage.titles()[:2] == [SCRIPT, "Aunt rang: not there"]
    assert chips["notes"].isChecked()
    assert not chips["tasks"].isChecked()


def test_a_new_entry_comes_by_itself(open_at: Opener, maisie: Id, station: Station, qtbot: QtBot) -> None:
    stage = open_at(maisie)
    station.services.reports.note(maisie, "school rang")
    wait(qtbot, stage)
    assert stage.titles()[0] == "school rang"


def test_another_person_has_another_log(open_at: Opener, maisie: Id, station: Station, qtbot: QtBot) -> None:
    stage = open_at(maisie)
    stage.model.choose(stage.model.state.lines[0].entry)
    stage.room._chips["tasks"].click()
    stage.context.choose(station.open("Dorothy Lark", "23:00"))
    wait(qtbot, stage)
    assert stage.titles()[-1] == "Report opened: Dorothy Lark"
    assert stage.model.state.filter == "all"
    detail = stage.model.state.detail
    assert detail is None or detail.entry.op == stage.model.state.lines[0].entry


def test_find_reads_titles_second_lines_and_ignores_case(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    QTest.keyClicks(stage.room.search.edit, "ALL 9 ROOMS")
    assert stage.titles() == ["Home search: done"]


def test_nothing_matches_says_how_many_are_hidden_and_shows_all_again(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    count = len(stage.titles())
    QTest.keyClicks(stage.room.search.edit, "hat<br>that nobody wrote")
    assert stage.room.nothing.isVisibleTo(stage.room)
    assert f"{count} entries are hidden" in " ".join(looks.words_of(stage.room.nothing))
    stage.room.nothing.first.click()
    assert len(stage.titles()) == count
    assert stage.room.search.text() == ""


def test_nothing_matches_names_what_was_looked_for_and_how_many_come_back(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    QTest.keyClicks(stage.room.search.edit, "red cap")
    assert stage.room.nothing.first.words() == f"Show all {stage.model.state.counts['all']}"
    assert "red cap" in stage.room.nothing._title.text()


# marks


def test_each_entry_says_whether_it_was_sent(open_at: Opener, maisie: Id) -> None:
    lines = open_at(maisie).model.state.lines
    assert (lines[0].sent, lines[0].sent_words) == ("not_sent", "Not sent")
    assert (lines[-1].sent, lines[-1].sent_words) == ("sent", "Sent")
    assert sentence(lines[0]).endswith("Not sent.")


def test_a_mark_turns_when_central_has_the_entry(open_at: Opener, maisie: Id, station: Station, qtbot: QtBot) -> None:
    stage = open_at(maisie)
    station.all_sent()
    wait(qtbot, stage)
    assert {line.sent_words for line in stage.model.state.lines} == {"Sent"}


def test_what_is_held_has_a_filter_a_mark_and_a_reason(open_at: Opener, maisie: Id, station: Station) -> None:
    waiting = station.store.waiting(1)[0]
    station.exchange.hold_sent([(bytes.fromhex(waiting.op), "held.unknown_laptop")])
    stage = open_at(maisie)
    assert stage.room._chips["held"].isVisibleTo(stage.room)
    stage.room._chips["held"].click()
    assert [line.sent_words for line in stage.model.state.lines] == ["Held"]
    stage.model.choose(waiting.op)
    assert "a laptop that central records do not know" in stage.model.state.detail.whereabouts


def test_where_nothing_is_held_there_is_no_such_filter(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    assert not stage.room._chips["held"].isVisibleTo(stage.room)


# unknown entries


def test_an_entry_from_a_newer_version_is_shown_as_that(open_at: Opener, maisie: Id, station: Station) -> None:
    with station.services.desk.act("note.record") as (work, _):
        work.record(Hologram(depth=3), maisie, maisie)
    stage = open_at(maisie)
    line = stage.model.state.lines[0]
    assert (line.title, line.icon) == ("1 entry needs a newer Homeward", "not_known")
    stage.model.choose(line.entry)
    assert not stage.model.state.detail.can_correct


# one entry


def test_a_chosen_entry_stands_whole_beside_the_list(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    stage.room.list.chosen.emit(entry_of(stage, "location.recorded").op)
    detail = stage.room.detail
    assert detail.title.text() == "Last known location: bus stop"
    assert "PS 41 Bell, on Laptop 3, at 22:58" in detail.who.accessibleName()
    assert detail.where.accessibleName() == "Not sent: only on this laptop so far"
    assert detail.correct.isVisibleTo(stage.room)


def test_script_stands_as_text(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    stage.model.choose(stage.model.state.lines[0].entry)
    assert stage.room.detail.title.text() == SCRIPT
    assert SCRIPT in sentence(stage.model.state.lines[0])


def test_a_correction_is_asked_for_with_the_entry(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    wanted: list[Entry] = []
    stage.model.correct_wanted.connect(wanted.append)
    location = entry_of(stage, "location.recorded")
    stage.model.choose(location.op)
    stage.room.detail.correct.click()
    assert [entry.op for entry in wanted] == [location.op]


def test_what_cannot_be_corrected_offers_no_correction(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    stage.model.choose(entry_of(stage, "risk.assessed").op)
    assert not stage.room.detail.correct.isVisibleTo(stage.room)
    assert not stage.room.detail.on_map.isVisibleTo(stage.room)


def test_a_place_opens_on_the_map(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie)
    places: list[tuple[float, float]] = []
    stage.model.map_wanted.connect(lambda lon, lat: places.append((round(lon, 2), round(lat, 2))))
    stage.model.choose(entry_of(stage, "location.recorded").op)
    stage.room.detail.on_map.click()
    assert places == [(-0.73, 52.67)]


def test_narrow_opens_an_entry_as_a_sheet_and_wide_does_not(open_at: Opener, maisie: Id) -> None:
    stage = open_at(maisie, NARROW)
    stage.room.list.opened.emit(stage.model.state.lines[0].entry)
    assert isinstance(stage.shell.sheet.content(), LogDetail)
    stage.shell.close_sheet()
    looks.show_at(stage.shell, WIDE)
    stage.room.list.opened.emit(stage.model.state.lines[1].entry)
    assert not stage.shell.sheet.is_open()
    assert stage.model.state.detail.title == stage.model.state.lines[1].title


# how it looks


def test_everything_to_press_or_type_in_has_a_name(open_at: Opener, maisie: Id) -> None:
    assert looks.nameless(open_at(maisie).room) == []


@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize(
    ("theme_name", "percent", "glove"),
    [("day", 100, False), ("night", 100, False), ("day", 200, False), ("day", 100, True)],
)
def test_it_is_in_order(open_at: Opener, maisie: Id, dressed: Theme, size, theme_name, percent, glove, qtbot) -> None:
    dressed.choose(theme_name, text_percent=percent, glove=glove)
    stage = open_at(maisie, size)
    stage.model.choose(entry_of(stage, "location.recorded").op)
    looks.show_at(stage.shell, size)
    wait(qtbot, stage)
    assert [fault for fault in looks.faults_of(stage.room) if fault not in looks.nameless(stage.room)] == []
