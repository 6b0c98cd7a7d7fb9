"""The Now room: order of people, the clock's words, giving and starting, an officer's task, the search, the looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.identity import Id
from app.services.now import clock_of
from app.services.tasks import NewTask, assignee_named
from tests.ui import looks
from tests.ui.now_cast import Night, Stage, Station, a_night, at
from ui.lines import PersonLine
from ui.theme import Theme
from ui.viewmodels.people_lines import case_line, flag_words, risk_level
from ui.viewmodels.report_pages import PAGE
from ui.widgets.list_row import ListRow
from ui.widgets.scroller import Scroller
from ui.widgets.words import Words

NARROW, WIDE = looks.SIZES
LONG = "Bartholomew Featherstonehaugh-Cholmondeley the younger"


@pytest.fixture
def station(dressed: Theme, tmp_path: Path) -> Station:
    dressed.choose("day")
    return Station(tmp_path)


@pytest.fixture
def night(station: Station) -> Night:
    return a_night(station)


@pytest.fixture
def open_at(station: Station, qtbot: QtBot) -> Iterator[object]:
    stages: list[Stage] = []

    def opened(size: QSize = WIDE) -> Stage:
        stages.append(Stage(station, size))
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

    qtbot.waitUntil(settled, timeout=10_000)


def lines(stage: Stage) -> list[PersonLine]:
    return [line for line in stage.room.people.list.lines() if isinstance(line, PersonLine)]


def texts(root: QWidget) -> str:
    said = [each.text() for each in root.findChildren(Words) if each.isVisibleTo(root)]
    return " | ".join(said + [each.accessibleName() for each in root.findChildren(ListRow) if each.isVisibleTo(root)])


def opens(stage: Stage) -> list[str]:
    rooms: list[str] = []
    stage.context.room_wanted.connect(rooms.append)
    return rooms


# people


@pytest.mark.usefixtures("night")
def test_the_loudest_clock_stands_first_then_the_longest(open_at) -> None:
    shown = [(line.name, line.clock.text, line.clock.words) for line in lines(open_at())]
    assert shown == [
        ("Maisie Thornwood", "31", "nobody looking"),
        ("Aled Penry", "9", "nobody looking"),
        ("Samira Quill", "4", "nobody yet"),
        ("Dorothy Lark", "25", "2 teams looking"),
        ("Tomasz Wren", "11", "1 team looking"),
        ("Joe Marlowe", "22:50", "found"),
    ]


@pytest.mark.usefixtures("night")
def test_each_row_says_who_looks_and_what_stands_behind(open_at) -> None:
    shown = {line.first_name: line for line in lines(open_at())}
    assert shown["Maisie"].second_line == "Last looked 23:11, Home search ended"
    assert (shown["Maisie"].flag, shown["Maisie"].not_sent_count) == ("Criminal exploitation", 4)
    assert shown["Aled"].second_line == "Offered to PC 330 Singh, not taken"
    assert shown["Dorothy"].second_line == "Dog team A, PC 640 Frost"
    assert shown["Tomasz"].risk_words == "High until settled"
    assert (shown["Samira"].risk, shown["Samira"].risk_words) == ("not_assessed", "Not yet assessed")


@pytest.mark.usefixtures("night")
def test_the_heading_counts_in_words(open_at) -> None:
    state = open_at().model.state
    assert (state.heading, state.order, state.badge) == ("Six people", "longest unwatched first", 1)


@pytest.mark.usefixtures("night")
def test_a_minute_moves_every_clock(station: Station, open_at, qtbot: QtBot) -> None:
    stage = open_at()
    station.set_time("23:44")
    stage.model.minute()
    wait(qtbot, stage)
    assert [line.clock.text for line in lines(stage)][:2] == ["33", "11"]


def test_what_another_officer_saves_is_shown_at_once(night: Night, station: Station, open_at, qtbot: QtBot) -> None:
    stage = open_at()
    station.services.tasks.start_own(night.maisie, NewTask("Bus station"))
    wait(qtbot, stage)
    assert lines(stage)[0].first_name == "Aled"


def test_the_clock_of_a_case_says_what_its_row_says(night: Night, station: Station, open_at) -> None:
    row = next(line for line in lines(open_at()) if line.incident == night.maisie)
    case, now = station.services.reports.case(night.maisie), at("23:42")
    bar = case_line(case, clock_of(case.report, case.tasks, now), now)
    assert (bar.title, bar.clock, bar.risk, bar.flag) == (row.title, row.clock, row.risk, row.flag)
    assert bar.more_flags == ("Looked after", "3 earlier episodes")


def test_a_grade_nobody_knows_is_not_shown_as_safe() -> None:
    assert risk_level("extreme") == "high"
    assert flag_words("county_lines") == "county lines"


# beside the list


@pytest.mark.usefixtures("night")
def test_the_card_says_how_long_and_who_is_told_when(open_at) -> None:
    clock = open_at().model.state.detail.clock
    assert clock.heading == "Nobody is looking for Maisie"
    ticks = [(tick.minute, tick.title, tick.words, tick.reached) for tick in clock.fuse.ticks]
    assert ticks == [
        (15, "15 amber", "sergeant", True),
        (30, "30 red", "you, sergeant", True),
        (60, "60 red", "inspector, 00:11", False),
    ]


def test_to_give_the_next_place_to_a_team_can_be_undone(night: Night, open_at, qtbot: QtBot, station: Station) -> None:
    stage = open_at()
    assert stage.room.detail._next.give_button.words() == "Give to Dog team B"
    stage.room.detail._next.give_button.click()
    wait(qtbot, stage)
    task = next(each for each in station.services.reports.case(night.maisie).tasks if each.place == night.bus_station)
    assert (task.status, task.assignee_name) == ("offered", "Dog team B")
    assert "Dog team B" in stage.shell.snackbar.accessibleName() + " ".join(looks.words_of(stage.shell))
    stage.model.take_back(task.id)
    wait(qtbot, stage)
    assert station.services.reports.case(night.maisie).task(task.id).status == "cancelled"


def test_to_start_it_oneself_stops_the_clock(night: Night, open_at, qtbot: QtBot) -> None:
    stage = open_at()
    stage.room.detail._next.start_button.click()
    wait(qtbot, stage)
    row = next(line for line in lines(stage) if line.incident == night.maisie)
    assert (row.clock.level, row.second_line) == ("looking", "PS 41 Bell, Bus station, all of it")


def test_without_a_plan_somebody_can_still_be_sent(night: Night, open_at, qtbot: QtBot, station: Station) -> None:
    stage = open_at()
    stage.model.choose(night.aled)
    wait(qtbot, stage)
    assert "No segment and no venue yet" in texts(stage.room.detail)
    stage.room.detail._next.give_button.click()
    row = next(row for row in stage.shell.sheet.findChildren(ListRow) if "PC 207 Okoro" in row.accessibleName())
    row.click()
    wait(qtbot, stage)
    given = [task for task in station.services.reports.case(night.aled).tasks if task.assignee_name == "PC 207 Okoro"]
    assert [task.title for task in given] == ["Look for Aled"]


@pytest.mark.usefixtures("night")
def test_what_is_known_and_what_is_not_stand_side_by_side(open_at) -> None:
    said = texts(open_at().room.detail)
    assert "3 earlier episodes" in said
    assert "Criminal exploitation, suspected" in said
    assert "3 things not known. medication, places they go to, no photo" in said


def test_a_conflict_asks_to_be_settled(night: Night, open_at) -> None:
    stage = open_at()
    asked: list[str] = []
    stage.model.settle_wanted.connect(asked.append)
    next(row for row in stage.room.findChildren(ListRow) if row.words() == "Two risk grades differ").click()
    assert asked == [night.tomasz]


def test_a_tap_opens_the_person_on_a_narrow_window(night: Night, open_at) -> None:
    stage = open_at(NARROW)
    rooms = opens(stage)
    people = stage.room.people.list
    QTest.mouseClick(
        people.viewport(), Qt.MouseButton.LeftButton, pos=people.visualRect(people.model().index(1, 0)).center()
    )
    assert (stage.context.incident, rooms) == (night.aled, ["person"])


def test_a_row_is_shown_beside_the_list_on_a_wide_window(night: Night, open_at, qtbot: QtBot) -> None:
    stage = open_at()
    rooms = opens(stage)
    QTest.keyClick(stage.room.people.list, Qt.Key.Key_Down)
    wait(qtbot, stage)
    assert (stage.model.state.detail.name, stage.context.incident, rooms) == ("Aled", night.aled, [])


@pytest.mark.usefixtures("station")
def test_nobody_missing_says_what_to_do_first(open_at) -> None:
    stage = open_at()
    assert "Nobody is reported missing" in texts(stage.room.people)
    stage.room.people._nobody.first.click()
    assert stage.shell.sheet.is_open()


# the search


@pytest.mark.usefixtures("night")
def test_the_search_finds_reports_and_says_when_there_is_none(open_at, qtbot: QtBot) -> None:
    stage = open_at(NARROW)
    pane = stage.room.people
    QTest.keyClick(pane, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    pane.start_search()
    wait(qtbot, stage)
    assert len(lines(stage)) == 6
    QTest.keyClicks(pane._find.field.line, "wren")
    wait(qtbot, stage)
    assert [line.name for line in lines(stage)] == ["Tomasz Wren"]
    QTest.keyClicks(pane._find.field.line, " <b>")
    wait(qtbot, stage)
    assert "Nobody matches “wren <b>”" in texts(pane)
    pane.stop_search()
    wait(qtbot, stage)
    assert lines(stage)[0].name == "Maisie Thornwood"


def test_rows_of_a_long_search_are_read_as_they_come_into_sight(station: Station, open_at, qtbot: QtBot) -> None:
    for number in range(230):
        station.open(f"Person {number:03d}", "22:00")
    stage = open_at(NARROW)
    stage.model.search.look_for("person")
    wait(qtbot, stage)
    found = stage.model.search.found
    assert len(found) == 230
    assert found[229].incident == ""
    wait(qtbot, stage)
    assert found[229].name.startswith("Person")
    assert len({found[row].name for row in range(230)}) == PAGE + 230 % PAGE + 1  # those between are being read
    wait(qtbot, stage)
    assert len({found[row].name for row in range(230)}) == 230


# an officer


@pytest.fixture
def okoro(night: Night, station: Station) -> Id:
    """PC 207 Okoro has three tasks; the bus station is the one to look at first."""
    tasks, to = station.services.tasks, night.okoro
    first = NewTask(
        "Bus station, all of it", place=night.bus_station, due_at=at("23:55"), instructions="Bays and underpass"
    )
    task = tasks.give(night.maisie, first, to.id, to.call_sign)
    tasks.give(night.maisie, NewTask("Canal path, north half"), to.id, to.call_sign)
    tasks.give(
        night.maisie,
        NewTask("Ring Maisie's aunt back", "admin", due_at=at("23:50")),
        assignee_named(to.call_sign),
        to.call_sign,
    )
    station.sign_in("PC 207 Okoro")
    station.set_time("23:42")
    return task


@pytest.mark.usefixtures("okoro")
def test_an_officer_sees_one_task_open_and_the_rest_small(open_at) -> None:
    work = open_at(NARROW).model.state.work
    assert (work.card.title, work.card.button, work.card.instructions) == (
        "Bus station, all of it", "Start looking", "Bays and underpass",
    )  # fmt: skip
    assert [words for _, words in work.card.facts][1:] == ["found here 2 times before", "by 23:55"]
    assert [item.title for item in work.after] == ["Canal path, north half", "Ring Maisie's aunt back"]
    assert work.card.not_sent


@pytest.mark.usefixtures("station")
def test_one_tap_starts_and_the_next_says_what_was_found(okoro: Id, open_at, qtbot: QtBot) -> None:
    stage = open_at(NARROW)
    wanted: list[str] = []
    stage.model.result_wanted.connect(wanted.append)
    stage.room.officer.card.go.click()
    wait(qtbot, stage)
    card = stage.model.state.work.card
    assert (card.task, card.under_way, card.button) == (okoro, True, "Done, say what was found")
    assert card.person.clock.level == "looking"
    stage.room.officer.card.go.click()
    assert wanted == [okoro]


def test_who_cannot_go_says_why(okoro: Id, open_at, qtbot: QtBot, station: Station) -> None:
    stage = open_at(NARROW)
    stage.room.officer.card.cannot.click()
    sheet = stage.shell.sheet.content()
    sheet.button.click()
    wait(qtbot, stage)
    assert "Say why" in sheet.area.message.text()
    QTest.keyClicks(sheet.area.area, "flat tyre")
    sheet.button.click()
    wait(qtbot, stage)
    assert not stage.shell.sheet.is_open()
    assert station.services.reports.case(_of(station, okoro)).task(okoro).reason == "flat tyre"


def _all(station: Station) -> list[Id]:
    return [person.row.incident for person in station.services.now.people()]


def _of(station: Station, task: Id) -> Id:
    return next(row.incident for row in station.made.store.tasks_of(_all(station)) if row.task == task)


def test_a_note_to_the_sergeant_is_kept_while_it_is_typed(okoro: Id, open_at, qtbot: QtBot, station: Station) -> None:
    stage = open_at(NARROW)
    stage.room.officer.tell.emit()
    QTest.keyClicks(stage.shell.sheet.content().area.area, "<script>seen</script>")
    wait(qtbot, stage)
    stage.shell.close_sheet()
    stage.room.officer.tell.emit()
    wait(qtbot, stage)
    sheet = stage.shell.sheet.content()
    assert sheet.area.text() == "<script>seen</script>"
    sheet.button.click()
    wait(qtbot, stage)
    noted = station.services.reports.case(_of(station, okoro)).entries[-1].fact
    assert noted.text == "<script>seen</script>"


@pytest.mark.usefixtures("okoro")
def test_the_way_opens_the_map(open_at) -> None:
    stage = open_at(NARROW)
    rooms = opens(stage)
    stage.room.officer.card.way.click()
    assert rooms == ["map"]


def test_a_teams_task_can_be_taken_by_whoever_is_in_it(night: Night, open_at, qtbot: QtBot, station: Station) -> None:
    team = station.services.reports.case(night.maisie).teams[0]
    task = station.services.tasks.give(night.maisie, NewTask("Allotments"), team.id, team.name)
    station.sign_in("PC 207 Okoro")
    stage = open_at(NARROW)
    assert [item.title for item in stage.model.state.work.teams] == ["Allotments"]
    stage.model.open_task(task)
    wait(qtbot, stage)
    stage.model.move_on()
    wait(qtbot, stage)
    assert station.services.reports.case(night.maisie).task(task).status == "under_way"


@pytest.mark.usefixtures("night")
def test_an_officer_with_no_task_is_told_so_and_can_look_round(station: Station, open_at) -> None:
    station.sign_in("PC 207 Okoro")
    stage = open_at(NARROW)
    assert "No task for you now" in texts(stage.room.officer)
    stage.room.officer.people.emit()
    assert stage.room.people.isVisibleTo(stage.room)
    stage.room.people.back.emit()
    assert stage.room.officer.isVisibleTo(stage.room)


# how it looks


@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize(
    ("theme_name", "percent", "glove"),
    [("day", 100, False), ("night", 100, False), ("day", 200, False), ("day", 100, True)],
)
@pytest.mark.parametrize("rank", ["sergeant", "officer"])
@pytest.mark.usefixtures("okoro")
def test_it_is_in_order(
    station: Station, open_at, dressed: Theme, size, theme_name, percent, glove, rank, qtbot
) -> None:
    station.open(LONG, "23:30", "<script>alert('x')</script>", age=8)
    station.open("O'Brien <b>", "23:30")
    station.set_time("23:42")
    station.sign_in("PS 41 Bell" if rank == "sergeant" else "PC 207 Okoro")
    dressed.choose(theme_name, text_percent=percent, glove=glove)
    stage = open_at(size)
    looks.show_at(stage.shell, size)
    wait(qtbot, stage)
    assert looks.faults_of(stage.room) == []
    for area in stage.room.findChildren(Scroller):
        inner = area.widget()
        assert inner is None or not area.isVisible() or inner.width() <= area.viewport().width()


@pytest.mark.usefixtures("night")
def test_a_report_that_is_gone_from_now_shows_when_the_person_was_found(station: Station, open_at, qtbot) -> None:
    station.made.clock.at = station.made.clock.at.replace(day=27)
    stage = open_at(NARROW)
    stage.model.search.look_for("marlowe")
    wait(qtbot, stage)
    assert [(line.clock.level, line.clock.text) for line in lines(stage)] == [("located", "24 Nov")]
