"""The map room: what is on the map, the plan beside it, drawing, tapping, tasks, papers, at two widths and by rank."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.adapters.documents import TaskSheet
from app.domain.identity import Rank
from app.services.plans import NewVenue
from app.services.tasks import NewTask
from db.local.packs import PackStore
from tests.ui.component_sheet import PEOPLE
from tests.ui.looks import SIZES, clipped, faults_of, show_at
from tests.ui.map_cast import LAT, LON, FakeSurface, Search, Stage, box
from tests.ui.map_window import Window
from tests.ui.now_cast import RESOURCES, Station
from ui.map.surface import MapSurface
from ui.theme import Theme
from ui.views.map_menu import MenuSheet
from ui.views.place_sheet import PlaceDetailSheet, SegmentSheet, VenueSheet
from ui.views.task_sheet import GiveSheet, TaskDetailSheet
from ui.views.team_sheet import TeamDetailSheet, TeamSheet

NARROW, WIDE = SIZES
Opened = Callable[..., tuple[Stage, Search]]


@pytest.fixture
def opened(qtbot: QtBot, dressed: Theme, tmp_path: Path) -> Iterator[Opened]:
    """A window on Maisie's search, read and shown."""
    assert dressed.name == "day"
    stages: list[Stage] = []

    def make(size: QSize = WIDE, officer: str = "PS 41 Bell", prepare: Any = None) -> tuple[Stage, Search]:
        station = Station(tmp_path / "store")
        search = Search(station)
        if prepare is not None:
            prepare(search)
        station.sign_in(officer, Rank.SERGEANT if officer.startswith("PS") else Rank.OFFICER)
        stage = Stage(station, size, tmp_path)
        stages.append(stage)
        stage.context.choose(search.incident)
        qtbot.waitUntil(lambda: stage.model.state.incident == search.incident and stage.settled())
        return stage, search

    yield make
    for stage in stages:
        stage.close()


def sheet(stage: Stage) -> Any:
    """What is in the open sheet."""
    return stage.shell.sheet.content()


def state_on_map(stage: Stage, place: str) -> str:
    return str(stage.surface.layers["segments"][place]["properties"]["state"])


def calm(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(stage.settled)


def test_the_map_shows_the_search_and_the_plan_says_where_to_look(opened: Opened) -> None:
    stage, search = opened()
    surface: FakeSurface = stage.surface
    states = {each: state_on_map(stage, each) for each in (search.b3, search.a1, search.c2, search.g1)}
    assert list(states.values()) == ["not_started", "searched", "searching", "cannot"]
    assert surface.last("pack") == ("pack", "Practice map: Helsinki", None)
    assert surface.last("legend") == ("legend", "Where Maisie may be")
    assert len(surface.layers["locations"]) == 2
    assert set(surface.layers["teams"]) == {search.okoro, search.dog, search.hale}
    plan = stage.model.state.plan
    assert plan.teams_words == "3 teams, until 03:40"
    assert plan.places[0].name == "Bus station"
    assert "Found here 2 times before; the 22:40 sighting points here" in plan.places[0].why
    assert "min away" in plan.places[0].who
    assert plan.elsewhere.startswith("Elsewhere ")
    assert {line.title for line in plan.tasks} == {"Search C2", "Search G1"}


def test_a_task_given_from_the_panel_is_on_the_map_at_once_and_can_be_taken_back(opened: Opened, qtbot: QtBot) -> None:
    stage, search = opened()
    stage.surface.calls.clear()
    stage.model.choose(search.b3)
    buttons = stage.room.panel.places.buttons
    assert buttons is not None
    assert stage.surface.last("select") == ("select", search.b3)
    buttons.give.click()
    qtbot.waitUntil(lambda: state_on_map(stage, search.b3) == "assigned")
    assert not [call for call in stage.surface.calls if call[0] in ("set", "fit")]
    calm(qtbot, stage)
    stage.shell.snackbar.undo_button.click()
    qtbot.waitUntil(lambda: state_on_map(stage, search.b3) == "not_started")


def test_completing_a_task_updates_the_map(opened: Opened, qtbot: QtBot) -> None:
    stage, search = opened()
    stage.room.panel.task_opened.emit(search.looking)
    detail = sheet(stage)
    assert isinstance(detail, TaskDetailSheet)
    detail.buttons["complete"].click()
    sheet(stage).save_button.click()
    qtbot.waitUntil(lambda: state_on_map(stage, search.c2) == "searched")


def test_a_drawn_area_becomes_a_segment_or_a_grid(opened: Opened, qtbot: QtBot) -> None:
    stage, _ = opened()
    ring = [list(corner) for corner in box(0.006, 0.004)]
    stage.surface.drawn.emit("polygon", {"type": "Polygon", "coordinates": [ring]})
    drawn = sheet(stage)
    assert isinstance(drawn, SegmentSheet)
    before = len(stage.surface.layers["segments"])
    drawn.name.line.setText("C2")
    drawn.form.type("name", "C2")
    drawn.save_button.click()
    qtbot.waitUntil(lambda: "C2" in drawn.name.message.text())
    drawn.form.type("name", "")
    drawn.form.type("how", "grid")
    drawn.form.type("cell_m", "lots")
    drawn.save_button.click()
    qtbot.waitUntil(lambda: "lots" in drawn.cell.message.text())
    drawn.form.type("cell_m", "150")
    drawn.save_button.click()
    qtbot.waitUntil(lambda: len(stage.surface.layers["segments"]) > before + 2)
    calm(qtbot, stage)
    stage.shell.snackbar.undo_button.click()
    qtbot.waitUntil(lambda: len(stage.surface.layers["segments"]) == before)


def test_corners_are_moved_and_put_back_and_a_crossing_edge_is_refused(opened: Opened, qtbot: QtBot) -> None:
    stage, search = opened()

    def corners() -> Any:
        return stage.surface.layers["segments"][search.b3]["geometry"]["coordinates"][0]

    old = corners()
    moved = [list(corner) for corner in box(0.0005, 0.0036)]
    stage.surface.edited.emit(search.b3, {"type": "Polygon", "coordinates": [moved]})
    qtbot.waitUntil(lambda: corners() == moved)
    calm(qtbot, stage)
    stage.shell.snackbar.undo_button.click()
    qtbot.waitUntil(lambda: corners() == old)
    calm(qtbot, stage)
    stage.surface.calls.clear()
    crossing = [old[0], old[2], old[1], old[3], old[0]]
    stage.surface.edited.emit(search.b3, {"type": "Polygon", "coordinates": [crossing]})
    qtbot.waitUntil(lambda: ("set", "segments") in stage.surface.calls)
    assert "crosses itself" in stage.said[-1]


def test_a_place_comes_off_the_plan_and_comes_back(opened: Opened, qtbot: QtBot) -> None:
    stage, search = opened()
    stage.model.take_off(search.b3, 60_000)
    qtbot.waitUntil(lambda: search.b3 not in stage.surface.layers["segments"])
    stage.shell.snackbar.undo_button.click()
    qtbot.waitUntil(lambda: search.b3 in stage.surface.layers["segments"])
    calm(qtbot, stage)
    stage.model.take_off(search.b3, 20)
    qtbot.waitUntil(lambda: _is_removed(stage, search), timeout=3000)


def _is_removed(stage: Stage, search: Search) -> bool:
    case = stage.model.state.case
    return case is not None and any(each.id == search.b3 and each.removed for each in case.segments)


def test_a_tap_says_what_can_be_done_there(opened: Opened) -> None:
    stage, _ = opened()
    stage.surface.tapped.emit(LON, LAT)
    menu = sheet(stage)
    assert isinstance(menu, MenuSheet)
    assert list(menu.rows) == ["last_known", "sighting", "place"]
    menu.rows["last_known"].click()
    assert stage.locations == [(LON, LAT, "last_known")]
    stage.surface.tapped.emit(LON, LAT)
    sheet(stage).rows["place"].click()
    assert isinstance(sheet(stage), VenueSheet)


def test_a_venue_keeps_its_draft_and_says_what_is_missing(opened: Opened, qtbot: QtBot) -> None:
    stage, _ = opened()
    stage.room.sheets.new_venue(LON, LAT)
    first = sheet(stage)
    first.save_button.click()
    qtbot.waitUntil(lambda: "name" in first.form.problems)
    first.form.type("name", "O'Neill's <b>bakery</b>")
    calm(qtbot, stage)
    stage.shell.close_sheet()
    stage.room.sheets.new_venue(LON, LAT)
    again = sheet(stage)
    qtbot.waitUntil(lambda: again.entries["name"].text() == "O'Neill's <b>bakery</b>")
    again.save_button.click()
    qtbot.waitUntil(lambda: len(stage.surface.layers["venues"]) == 3)
    names = {each["properties"]["name"] for each in stage.surface.layers["venues"].values()}
    assert "O'Neill's <b>bakery</b>" in names


def test_measuring_the_grid_and_the_rings(opened: Opened) -> None:
    stage, _ = opened()
    stage.surface.measured.emit([(LON, LAT)])
    assert stage.surface.last("measure") == ("measure", "")
    stage.surface.measured.emit([(LON, LAT), (LON, LAT + 0.01)])
    assert stage.surface.last("measure") == ("measure", "1.11 km, last leg 000° north")
    stage.surface.layer_shown.emit("rings", True)
    labels = [each["properties"]["label"] for each in stage.surface.layers["rings"].values()]
    assert [label.split(" %")[0] for label in labels] == ["25", "50", "75", "95"]
    assert labels[-1].endswith("children of 13 to 15, ISRID")
    stage.surface.moved.emit((-0.75, 52.66, -0.72, 52.68))
    stage.surface.layer_shown.emit("grid", True)
    assert len(stage.surface.layers["grid"]) >= 4
    stage.surface.layer_shown.emit("probability", True)
    assert len(stage.surface.layers["probability"]) > 300


def test_without_a_pack_the_room_says_what_to_do(opened: Opened, qtbot: QtBot) -> None:
    stage, _ = opened()
    rooms: list[str] = []
    stage.context.room_wanted.connect(rooms.append)
    british = stage.station.open("Aled Penry", "23:40", age=37)
    stage.context.choose(british)
    qtbot.waitUntil(lambda: stage.model.state.incident == british)
    assert stage.room.no_map.isVisibleTo(stage.shell)
    assert stage.room.no_map.first is not None
    assert stage.room.no_map.other is not None
    stage.room.no_map.first.click()
    assert rooms == ["laptop"]
    stage.room.no_map.other.click()
    assert stage.surface.isVisibleTo(stage.shell)
    assert stage.surface.last("pack") == ("pack", "British overview", None)
    assert {gap.action for gap in stage.model.state.plan.gaps} == {"places", "teams"}


def test_nobody_open_says_so(opened: Opened, qtbot: QtBot) -> None:
    stage, _ = opened()
    stage.context.choose(None)
    qtbot.waitUntil(lambda: stage.model.state.case is None)
    assert stage.room.nobody.isVisibleTo(stage.shell)


def _for_okoro(search: Search) -> None:
    station = search.station
    officer = station.people["PC 207 Okoro"]
    station.services.tasks.give(search.incident, NewTask("Bus station", place=search.bus), officer.id, "PC 207 Okoro")


def test_an_officer_has_the_task_at_the_foot_and_nothing_that_is_not_theirs(opened: Opened, qtbot: QtBot) -> None:
    stage, search = opened(NARROW, "PC 207 Okoro", _for_okoro)
    assert stage.surface.last("tools") == ("tools", ("zoom_in", "zoom_out", "here", "layers", "measure"))
    assert stage.room.mine.isVisibleTo(stage.shell)
    assert stage.model.state.mine is not None
    assert "of the last known location" in stage.model.state.mine.second
    assert not stage.room.panel.isVisibleTo(stage.shell)
    stage.room.mine.first_button.click()
    qtbot.waitUntil(lambda: stage.model.state.mine is not None and stage.model.state.mine.under_way)
    assert stage.room.mine.second_button.words() == "Seen Maisie"
    stage.room.mine.second_button.click()
    assert stage.locations[-1][2] == "sighting"
    stage.room.mine.first_button.click()
    sheet(stage).save_button.click()
    qtbot.waitUntil(lambda: stage.model.state.mine is None)
    stage.surface.picked.emit("segments", search.b3)
    assert isinstance(sheet(stage), PlaceDetailSheet)
    assert list(sheet(stage).buttons) == []


def test_a_sergeant_on_a_narrow_window_opens_the_plan_as_a_sheet(opened: Opened) -> None:
    stage, search = opened(NARROW)
    stage.room.plan_button.click()
    panel = sheet(stage)
    panel.places.cards[0].click()
    assert stage.model.chosen == search.bus
    panel.places.buttons.other.click()
    assert isinstance(sheet(stage), GiveSheet)


@pytest.mark.parametrize("size", SIZES, ids=["narrow", "wide"])
def test_large_text_leaves_the_map_most_of_its_room(opened: Opened, dressed: Theme, size: QSize) -> None:
    dressed.choose(text_percent=200)
    stage, _ = opened(size)
    stage.shell.set_person(PEOPLE[0])
    show_at(stage.shell, size)
    room, ground = stage.room.size(), stage.room._ground.size()
    assert ground.width() * ground.height() > 0.5 * room.width() * room.height()
    assert clipped(stage.shell) == []


def test_teams_are_added_and_moved(opened: Opened, qtbot: QtBot) -> None:
    stage, search = opened()
    stage.room.panel.team_button.click()
    team = sheet(stage)
    assert isinstance(team, TeamSheet)
    team.form.type("name", "Drone 1")
    team.skill.chosen.emit("drone")
    assert team.form.values["speed_km_h"] == "40"
    team.form.type("size", "two")
    team.save_button.click()
    qtbot.waitUntil(lambda: "size" in team.form.problems)
    team.form.type("size", "2")
    team.save_button.click()
    qtbot.waitUntil(lambda: "4 teams" in stage.model.state.plan.teams_words)
    stage.surface.picked.emit("teams", search.dog)
    detail = sheet(stage)
    assert isinstance(detail, TeamDetailSheet)
    detail.moved.emit("off_duty")
    qtbot.waitUntil(lambda: search.dog not in stage.surface.layers["teams"])


def test_papers_are_written_where_the_officer_says(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    stage, search = opened()
    stage.room.panel.print_button.click()
    qtbot.waitUntil(lambda: "Map Maisie.pdf is written." in stage.said)
    assert (tmp_path / "Map Maisie.pdf").read_bytes().startswith(b"%PDF")
    stage.room.panel.export_button.click()
    qtbot.waitUntil(lambda: "Search page Maisie.html is written." in stage.said)
    assert set(stage.pages[0].layers) == {"segments", "venues", "locations", "teams"}
    stage.room.papers.task_sheet(search.looking)
    qtbot.waitUntil(lambda: "Task sheet Maisie.pdf is written." in stage.said)
    assert TaskSheet(**stage.sheets_made[0]).task == "Search C2"
    assert stage.sheets_made[0]["map_picture"].startswith(b"\x89PNG")
    calm(qtbot, stage)


def test_a_file_that_cannot_be_written_is_said(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    stage, _ = opened()
    (tmp_path / "Search page Maisie.html").mkdir()
    stage.room.panel.export_button.click()
    qtbot.waitUntil(lambda: any("cannot be written" in words for words in stage.said))


def test_a_theme_goes_to_the_map(opened: Opened, dressed: Theme) -> None:
    stage, _ = opened()
    dressed.choose("night")
    assert stage.surface.last("palette") == ("palette", "night")


def _nonsense(search: Search) -> None:
    plans = search.station.services.plans
    name = "Bartholomew Featherstonehaugh-Cholmondeley's <script>alert(1)</script> summer house"
    plans.add_venue(search.incident, NewVenue(name, (LON, LAT), "no such kind", "because {this} & that"))
    _for_okoro(search)


def faults(root: Any) -> list[str]:
    """All but the step from the end of what scrolls, below the edge, to what stands fixed above it."""
    fixed = ("to IconButton “Close”", "to NavItem “Map, chosen”")
    return [each for each in faults_of(root) if not (each.startswith("Tab goes back") and each.endswith(fixed))]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("theme", "percent"), [("day", 100), ("night", 100), ("day", 200)])
def test_it_looks_right(opened: Opened, qtbot: QtBot, dressed: Theme, size: QSize, theme: str, percent: int) -> None:
    dressed.choose(theme, text_percent=percent)
    stage, search = opened(size, prepare=_nonsense)
    stage.model.choose(search.bus)
    stage.shell.resize(size)
    qtbot.wait(20)
    assert faults(stage.shell) == []
    for show in (stage.room.show_plan, lambda: stage.room.sheets.give(search.bus),
                 lambda: stage.room.sheets.place(search.b3), lambda: stage.room.sheets.result(search.looking),
                 lambda: stage.room.sheets.new_venue(LON, LAT), stage.room.sheets.new_team,
                 lambda: stage.room.sheets.task(search.looking)):  # fmt: skip
        show()
        qtbot.wait(20)
        assert faults(stage.shell.sheet) == []


def test_the_real_map_shows_it_and_tells_a_tap(qtbot: QtBot, dressed: Theme, tmp_path: Path) -> None:
    station = Station(tmp_path / "store")
    search = Search(station)
    packs = PackStore(tmp_path / "other", RESOURCES / "maps")
    surface = MapSurface(RESOURCES, packs.tile)
    stage = Stage(station, WIDE, tmp_path, surface)
    stage.context.choose(search.incident)
    with qtbot.waitSignal(surface.ready, timeout=20_000):
        surface.start()
    qtbot.waitUntil(lambda: stage.model.state.incident == search.incident)
    window = Window(qtbot, surface)
    window.until("homeward.layers.get('segments').features.size === 4")
    window.until("homeward.layers.get('venues').features.size === 2")
    stage.model.give(search.bus)
    window.until(f"homeward.layers.get('venues').features.get('{search.bus}').properties.name.endsWith('given')")
    assert stage.model.view is not None
    with qtbot.waitSignal(surface.tapped, timeout=5000):
        window.click(window.at(LON + 0.009, LAT + 0.004))
    assert isinstance(sheet(stage), MenuSheet)
    traffic = surface.traffic
    surface.close_map()
    stage.close()
    packs.close()
    assert dressed.name == "day"
    assert (traffic.blocked, traffic.missing, traffic.refused, traffic.console) == ([], [], [], [])
