"""The Laptop room: what is sent and what waits, enrolment, maps, officers, settings, the looks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.identity import Rank
from app.domain.packs import Bounds, ImportStopped, PackInfo
from app.errors import Offline, Refused, Unreadable
from app.settings import Settings
from tests.ui import looks
from tests.ui.laptop_cast import PASSPHRASE, Stage, Station, a_night
from tests.ui.now_cast import RESOURCES
from ui.theme import Theme
from ui.viewmodels.laptop_packs import bounds_words, pack_line, size_words
from ui.viewmodels.laptop_state import ranks_for
from ui.views.enrol_sheet import EnrolSheet
from ui.views.officer_sheet import OfficerSheet
from ui.views.pack_sheet import PackSheet, WhoMadeItSheet
from ui.widgets.list_row import ListRow
from ui.widgets.words import Words
from ui.wording import say

NARROW, WIDE = looks.SIZES
LONG = "Bartholomew Featherstonehaugh-Cholmondeley the younger"
MAP = RESOURCES / "maps" / "practice" / "tiles.pmtiles"
Opener = Callable[..., Stage]


@pytest.fixture
def station(dressed: Theme, tmp_path: Path) -> Station:
    dressed.choose("day")
    return Station(tmp_path)


@pytest.fixture
def open_at(station: Station, qtbot: QtBot) -> Iterator[Opener]:
    stages: list[Stage] = []

    def opened(size: QSize = WIDE, file: Path | None = None) -> Stage:
        stages.append(Stage(station, size, file))
        wait(qtbot, stages[-1])
        return stages[-1]

    yield opened
    for stage in stages:
        stage.close()


def wait(qtbot: QtBot, stage: Stage) -> None:
    """Until everything that was asked for has been done and shown."""
    quiet = 0

    def settled() -> bool:
        nonlocal quiet
        quiet = quiet + 1 if stage.settled() else 0
        return quiet > 3

    qtbot.waitUntil(settled, timeout=20_000)


def rows(root: QWidget) -> list[str]:
    return [row.accessibleName() for row in root.findChildren(ListRow) if row.isVisibleTo(root)]


def texts(root: QWidget) -> str:
    return " | ".join(each.text() for each in root.findChildren(Words) if each.isVisibleTo(root))


# what is sent


def test_it_says_which_laptop_this_is_and_who_is_at_it(open_at: Opener) -> None:
    room = open_at().room
    assert (room.name.text(), room.officer.text()) == ("Laptop 3", "PS 41 Bell")


def test_without_central_it_says_what_to_do_first(open_at: Opener) -> None:
    room = open_at().room
    assert room.sync.head.heading.text() == "No central records yet"
    assert room.sync.enrol.isVisibleTo(room)
    assert not room.sync.try_now.isVisibleTo(room)


def test_no_network_is_told_with_its_time_and_two_numbers(open_at: Opener, station: Station, qtbot: QtBot) -> None:
    a_night(station)
    station.central.problem = Offline("sync.offline")
    stage = open_at()
    stage.room.sync.try_now.click()
    wait(qtbot, stage)
    sync = stage.room.sync
    assert sync.head.heading.text() == "No network since 22:14"
    assert sync.words.text().startswith("Go on working. Everything is kept here")
    assert (sync.unsent.number(), sync.sent.number()) == (3, 7)
    assert sync.unsent.accessibleName() == "3 saved here, not sent"
    assert station.central.asked


def test_a_refusal_is_told_with_its_reason(open_at: Opener, station: Station, qtbot: QtBot) -> None:
    a_night(station)
    station.central.problem = Refused("sync.unknown_laptop")
    stage = open_at()
    stage.room.sync.try_now.click()
    wait(qtbot, stage)
    assert "Central records do not know this laptop." in stage.room.sync.reason.text()
    assert stage.room.sync.unsent.number() == 3


def test_all_sent_is_told_and_nothing_waits(open_at: Opener, station: Station, qtbot: QtBot) -> None:
    a_night(station)
    station.all_sent()
    stage = open_at()
    stage.sender._become(reached=True)
    assert stage.room.sync.head.heading.text() == "All sent"
    assert not stage.room.waiting.isVisibleTo(stage.room)


def test_what_waits_is_listed_oldest_first_with_its_word(open_at: Opener, station: Station) -> None:
    a_night(station)
    room = open_at().room
    assert rows(room.waiting) == [
        "Maisie: last known location. 22:58, 1 of 3. Not sent",
        "Maisie: Home search finished. 23:11, 2 of 3. Not sent",
        "Maisie: note. 23:26, 3 of 3. Not sent",
    ]
    assert room.waiting.oldest.text() == "oldest 22:58"


def test_the_list_follows_what_is_saved(open_at: Opener, station: Station, qtbot: QtBot) -> None:
    maisie = a_night(station)
    stage = open_at()
    station.services.reports.note(maisie, "school rang")
    wait(qtbot, stage)
    assert len(rows(stage.room.waiting)) == 4
    assert stage.room.sync.unsent.number() == 4


def test_a_long_list_is_counted_and_not_all_drawn(open_at: Opener, station: Station) -> None:
    maisie = a_night(station)
    for place in range(30):
        station.services.reports.note(maisie, f"call {place}")
    room = open_at().room
    assert len(rows(room.waiting)) == 20
    assert room.waiting.more.text() == "And 13 more."


def test_what_is_held_stands_with_its_reason(open_at: Opener, station: Station) -> None:
    a_night(station)
    entry = station.store.waiting(1)[0]
    station.exchange.hold_sent([(bytes.fromhex(entry.op), "held.unknown_laptop")])
    room = open_at().room
    assert rows(room.held) == [
        "Maisie: last known location. 22:58, it was written on a laptop that central records do not know. Held"
    ]


# enrolment


def test_enrolment_shows_errors_at_the_field_and_keeps_what_was_typed(open_at: Opener, station, qtbot: QtBot) -> None:
    station.central.problem = Refused("sync.code_refused")
    stage = open_at(NARROW)
    stage.room.sync.enrol.click()
    sheet = stage.shell.sheet.content()
    assert isinstance(sheet, EnrolSheet)
    sheet.save_button.click()
    assert "Write the address" in sheet.entries["url"].message.text()
    QTest.keyClicks(sheet.entries["url"].edit, "https://central.example")
    QTest.keyClicks(sheet.entries["code"].edit, "AB12-CD34")
    sheet.save_button.click()
    wait(qtbot, stage)
    assert "did not take that code" in sheet.entries["code"].message.text()
    assert (sheet.entries["url"].text(), sheet.entries["code"].text()) == ("https://central.example", "AB12-CD34")
    kept = json.loads(station.store.draft("laptop.enrol"))
    assert kept == {"url": "https://central.example"}


def test_enrolment_closes_its_sheet_and_tries_at_once(open_at: Opener, station, qtbot: QtBot, monkeypatch) -> None:
    stage = open_at()
    taken: list[tuple[str, str]] = []

    def enrol(_services: object, url: str, code: str) -> None:
        taken.append((url, code))
        station.enrol()

    monkeypatch.setattr(type(station.services), "enrol", enrol)
    station.central.problem = Offline("sync.offline")
    stage.room.show_enrol()
    sheet = stage.shell.sheet.content()
    sheet.entries["url"].edit.insert("https://central.example ")
    sheet.form.type("url", "https://central.example ")
    sheet.form.type("code", " AB12 ")
    sheet.save_button.click()
    wait(qtbot, stage)
    assert taken == [("https://central.example", "AB12")]
    assert not stage.shell.sheet.is_open()
    assert station.central.asked
    assert say("laptop.enrolled") in stage.told


# maps


def test_maps_are_listed_with_size_age_and_licence(open_at: Opener) -> None:
    room = open_at().room
    assert len(rows(room.packs)) == 2
    assert "ODbL-1.0" in " ".join(rows(room.packs))


def test_a_map_is_added_listed_and_removed(open_at: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "ours.pmtiles"
    file.write_bytes((RESOURCES / "maps" / "practice" / "tiles.pmtiles").read_bytes())
    stage = open_at(WIDE, file)
    added = stage.model.maps._packs
    shipped = added.packs()
    added._packs.clear()
    stage.model.reload()
    wait(qtbot, stage)
    assert "No map on this laptop" in texts(stage.room.packs)
    stage.room.packs.add.click()
    wait(qtbot, stage)
    assert len(rows(stage.room.packs)) == 1, stage.told
    pack = stage.model.state.packs[0]
    assert pack.id in {each.id for each in shipped}
    stage.room.packs.opened.emit(pack.id)
    sheet = stage.shell.sheet.content()
    assert isinstance(sheet, PackSheet)
    sheet.remove.click()
    wait(qtbot, stage)
    assert rows(stage.room.packs) == []
    assert stage.told[-1] == say("laptop.pack_removed")


def test_a_map_that_comes_with_the_product_cannot_be_removed(open_at: Opener) -> None:
    stage = open_at()
    stage.room.packs.opened.emit(stage.model.state.packs[0].id)
    sheet = stage.shell.sheet.content()
    assert not sheet.remove.isVisibleTo(sheet)
    assert "comes with Homeward" in texts(sheet)


def test_a_file_that_is_no_map_is_refused_with_the_reason(open_at: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "<script>.pmtiles"
    file.write_bytes(b"<script>alert(1)</script>" * 10)
    stage = open_at(NARROW, file)
    stage.room.packs.add.click()
    wait(qtbot, stage)
    assert stage.room.packs.problem.text().startswith("“<script>.pmtiles” is not a map")
    assert len(stage.model.state.packs) == 2
    assert stage.room.packs.add.isVisibleTo(stage.room)


def test_no_file_chosen_is_no_import(open_at: Opener) -> None:
    stage = open_at()
    stage.room.packs.add.click()
    assert not stage.model.maps.state.busy


class SlowPacks:
    """Takes a map in as slowly as the test wants, and asks who made it until somebody says so."""

    def __init__(self, *, asks: bool = False) -> None:
        self.asks, self.said = asks, []

    def packs(self) -> list[PackInfo]:
        return []

    def add(self, path: Path, *, progress, cancelled, attribution=None) -> PackInfo:
        self.said.append(attribution)
        if self.asks:
            if attribution is None:
                raise Unreadable("packs.no_attribution", name=path.name)
            return a_pack()
        progress(0.42, "packs.progress.cutting")
        while not cancelled():
            pass
        raise ImportStopped("packs.stopped")

    def close(self) -> None:
        """Nothing is open."""


def a_pack(**changes: object) -> PackInfo:
    values = {
        "id": "a" * 16, "title": "Rutland", "kind": "vector", "schema": "openmaptiles", "file_type": "pmtiles",
        "min_zoom": 0, "max_zoom": 14, "bounds": Bounds(-0.82, 52.52, -0.43, 52.77), "attribution": "© somebody",
        "licence": "", "size_bytes": 60_400_000, "made_at": datetime(2026, 11, 12, tzinfo=UTC), "sha256": "a" * 64,
        "shipped": False,
    }  # fmt: skip
    return PackInfo(**{**values, **changes})


def test_an_import_shows_its_progress_and_can_be_cancelled(open_at: Opener, station, qtbot: QtBot) -> None:
    station.laptop.__dict__["packs"] = SlowPacks()
    stage = open_at(NARROW, Path("rutland.osm.pbf"))
    stage.room.packs.add.click()
    qtbot.waitUntil(lambda: stage.model.maps.state.share == 0.42)
    assert "rutland.osm.pbf: Drawing map tiles" in texts(stage.room.packs)
    assert not stage.room.packs.add.isVisibleTo(stage.room)
    stage.room.packs.progress.cancel.click()
    wait(qtbot, stage)
    assert not stage.model.maps.state.busy
    assert stage.told[-1].startswith("Stopped. Nothing was added")


def test_a_map_that_does_not_say_who_made_it_is_asked_about(open_at: Opener, station, qtbot: QtBot) -> None:
    packs = SlowPacks(asks=True)
    station.laptop.__dict__["packs"] = packs
    stage = open_at(NARROW, Path("old.mbtiles"))
    stage.room.packs.add.click()
    wait(qtbot, stage)
    sheet = stage.shell.sheet.content()
    assert isinstance(sheet, WhoMadeItSheet)
    sheet.button.click()
    assert "Nothing was added yet" in sheet.line.message.text()
    QTest.keyClicks(sheet.line.edit, "  <b>Crown</b>  copyright ")
    sheet.button.click()
    wait(qtbot, stage)
    assert packs.said == [None, "<b>Crown</b> copyright"]
    assert not stage.shell.sheet.is_open()


@pytest.mark.parametrize(
    ("size_bytes", "words"), [(999, "999 bytes"), (378_780, "379 kB"), (1_500_000, "1.5 MB"), (60_400_000, "60 MB")]
)
@pytest.mark.usefixtures("dressed")
def test_sizes_are_said_in_the_unit_that_fits(size_bytes: int, words: str) -> None:
    assert size_words(size_bytes) == words


@pytest.mark.usefixtures("dressed")
def test_a_pack_says_its_age_and_its_bounds() -> None:
    line = pack_line(a_pack(), datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert line.second == "60 MB, made 12 days ago, licence not told"
    assert bounds_words(a_pack().bounds) == "52.52° N to 52.77° N, 0.82° W to 0.43° W"
    made = datetime(2026, 11, 12, tzinfo=UTC)
    assert "made yesterday" in pack_line(a_pack(), made + timedelta(days=1)).second
    assert "made 12 Nov 2026" in pack_line(a_pack(), made + timedelta(days=100)).second


# officers


def test_an_officer_is_added_and_may_sign_in(open_at: Opener, station: Station, qtbot: QtBot) -> None:
    stage = open_at()
    stage.room.add_officer.click()
    sheet = stage.shell.sheet.content()
    assert isinstance(sheet, OfficerSheet)
    QTest.keyClicks(sheet.entries["call_sign"].edit, "PC 5 O'Brien")
    QTest.keyClicks(sheet.entries["passphrase"].edit, "short")
    QTest.keyClicks(sheet.entries["again"].edit, "shorter")
    sheet.save_button.click()
    assert "not the same" in sheet.entries["again"].message.text()
    sheet.entries["again"].edit.setText("")
    QTest.keyClicks(sheet.entries["again"].edit, "short")
    sheet.save_button.click()
    wait(qtbot, stage)
    assert "at least" in sheet.entries["passphrase"].message.text()
    for name in ("passphrase", "again"):
        sheet.entries[name].edit.setText("")
        QTest.keyClicks(sheet.entries[name].edit, "slate winter barge")
    wait(qtbot, stage)
    assert json.loads(station.store.draft("laptop.officer")) == {"call_sign": "PC 5 O'Brien", "rank": "officer"}
    sheet.save_button.click()
    wait(qtbot, stage)
    assert not stage.shell.sheet.is_open()
    assert rows(stage.room.officers) == ["PS 41 Bell. Sergeant, signed in", "PC 5 O'Brien. Officer"]
    assert station.store.draft("laptop.officer") is None
    station.laptop.lock()
    assert station.laptop.sign_in("slate winter barge").desk.session.acting().officer.call_sign == "PC 5 O'Brien"
    station.laptop.sign_in(PASSPHRASE)


@pytest.mark.usefixtures("dressed")
def test_nobody_is_offered_a_rank_above_their_own() -> None:
    assert ranks_for(Rank.OFFICER) == ()
    assert [key for key, _ in ranks_for(Rank.SERGEANT)] == ["officer", "sergeant"]
    assert [key for key, _ in ranks_for(Rank.ADMINISTRATOR)][-1] == "administrator"


def test_a_plain_officer_sees_no_way_to_add_one(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> None:
    stage = Stage(Station(tmp_path, Rank.OFFICER), NARROW)
    wait(qtbot, stage)
    assert not stage.room.add_officer.isVisibleTo(stage.room)
    assert not stage.room.devices.isVisibleTo(stage.room)
    assert stage.room.lock.isVisibleTo(stage.room)
    stage.close()


def test_lock_is_asked_for(open_at: Opener) -> None:
    stage = open_at()
    wanted: list[bool] = []
    stage.model.lock_wanted.connect(lambda: wanted.append(True))
    stage.room.lock.click()
    assert wanted == [True]


# settings


def test_a_theme_holds_at_once_and_is_kept(open_at: Opener, station: Station, dressed: Theme, qtbot: QtBot) -> None:
    stage = open_at()
    stage.room.look.theme.answer.segments()[3].click()
    assert dressed.name == "night"
    stage.room.settings.text_size.segments()[2].click()
    stage.room.settings.gloves.segments()[0].click()
    stage.room.settings.motion.segments()[0].click()
    stage.room.settings.idle.segments()[4].click()
    stage.room.settings.system.segments()[2].click()
    wait(qtbot, stage)
    assert (dressed.text_percent, dressed.glove, dressed.reduced_motion) == (150, True, True)
    assert station.laptop.settings.load().settings == Settings(
        theme="night", text_scale_percent=150, glove_mode=True, reduced_motion=True, idle_lock_min=15,
        reference_system="mgrs",
    )  # fmt: skip


def test_other_settings_in_the_file_are_not_lost(open_at: Opener, station: Station, qtbot: QtBot) -> None:
    stage = open_at()
    station.laptop.settings.save(Settings(map_pack_id="abc"))
    stage.room.look.theme.answer.segments()[1].click()
    wait(qtbot, stage)
    assert station.laptop.settings.load().settings == Settings(theme="dark", map_pack_id="abc")


# how it looks


@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize(
    ("theme_name", "percent", "glove"),
    [("day", 100, False), ("night", 100, False), ("day", 200, False), ("day", 100, True)],
)
def test_it_is_in_order(open_at: Opener, station, dressed: Theme, size, theme_name, percent, glove, qtbot) -> None:
    a_night(station)
    station.open(LONG, "23:30")
    station.open("<script>alert('x')</script>", "23:31")
    dressed.choose(theme_name, text_percent=percent, glove=glove)
    stage = open_at(size)
    looks.show_at(stage.shell, size)
    wait(qtbot, stage)
    assert looks.faults_of(stage.room) == []
    inner = stage.room.sync.parentWidget()
    assert inner.mapTo(stage.room, inner.rect().topRight()).x() < stage.room.width()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("kind", ["enrol", "officer", "pack"])
def test_its_sheets_are_in_order(open_at: Opener, dressed: Theme, kind: str, percent: int, qtbot: QtBot) -> None:
    dressed.choose("day", text_percent=percent)
    stage = open_at(NARROW)
    pack = stage.model.state.packs[0].id
    {"enrol": stage.room.show_enrol, "officer": stage.room.show_officer}.get(kind, lambda: stage.room.show_pack(pack))()
    looks.show_at(stage.shell, NARROW)
    wait(qtbot, stage)
    assert looks.faults_of(stage.shell.sheet) == []


@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize("theme_name", ["day", "night"])
def test_it_looks_as_it_did(open_at: Opener, station, dressed: Theme, size, theme_name, qtbot: QtBot) -> None:
    a_night(station)
    station.central.problem = Offline("sync.offline")
    dressed.choose(theme_name)
    stage = open_at(size)
    stage.sender.try_now()
    wait(qtbot, stage)
    looks.show_at(stage.shell, size)
    name = f"laptop_room_{theme_name}_{size.width()}"
    assert looks.unlike_baseline(looks.picture(stage.room), name) == []
