"""The store: encrypted, durable, for one process, honest about what it refuses."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain import facts
from app.errors import DiskFull, StoreRefused
from db.local import log, projection
from db.local.engine import OLDEST_SQLITE, check_sqlite
from db.local.store import LocalStore
from db.migrations import KNOWN
from tests.builders import CHANCE, SetClock, TestDesk, a_desk, a_report


@pytest.fixture
def made(tmp_path: Path):
    desk = a_desk(tmp_path)
    yield desk
    desk.store.close()


def _note(made: TestDesk, incident, words: str = "seen at the bus stop") -> str:
    with made.desk.act("note.record") as (work, _):
        return work.record(facts.NoteRecorded(text=words), incident, CHANCE.new_id())


def _write_half(made: TestDesk, incident) -> None:
    with made.desk.act("note.record") as (work, _):
        work.record(facts.NoteRecorded(text="half"), incident, CHANCE.new_id())
        raise RuntimeError


def test_an_entry_is_there_after_the_store_is_opened_again(tmp_path: Path) -> None:
    key, device = os.urandom(32), CHANCE.new_id()
    made = a_desk(tmp_path / "a")
    made.store.close()
    store = LocalStore(tmp_path / "b.db", key, device, SetClock(), CHANCE)
    made.store = store
    made.desk = type(made.desk)(store, made.desk.session, made.clock, CHANCE)
    incident = a_report(made)
    _note(made, incident)
    before = store.digest()
    store.close()
    again = LocalStore(tmp_path / "b.db", key, device, SetClock(), CHANCE)
    assert again.digest() == before
    assert len(again.case(incident).entries) == 2
    again.close()


def test_nothing_readable_is_on_the_disk(made: TestDesk, tmp_path: Path) -> None:
    incident = a_report(made, "Nobody Canary")
    _note(made, incident, "canary-words")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [words for words in (b"Canary", b"canary-words", b"CREATE TABLE") if words in data]
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "homeward.db").execute("select * from operation")


def test_the_wrong_key_is_refused_and_changes_nothing(made: TestDesk, tmp_path: Path) -> None:
    a_report(made)
    made.store.close()
    before = (tmp_path / "homeward.db").read_bytes()
    with pytest.raises(StoreRefused) as refused:
        LocalStore(tmp_path / "homeward.db", os.urandom(32), CHANCE.new_id(), SetClock(), CHANCE)
    assert refused.value.key == "store.unreadable"
    assert (tmp_path / "homeward.db").read_bytes() == before


def test_an_sqlite_that_can_lose_a_commit_is_refused() -> None:
    check_sqlite(OLDEST_SQLITE)
    with pytest.raises(StoreRefused, match=r"store\.old_sqlite"):
        check_sqlite((3, 51, 2))


def test_every_commit_is_synced(made: TestDesk) -> None:
    with made.store.change() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_a_store_from_a_newer_program_is_only_read(tmp_path: Path) -> None:
    key, device = os.urandom(32), CHANCE.new_id()
    store = LocalStore(tmp_path / "n.db", key, device, SetClock(), CHANCE)
    with store.change() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    newer = LocalStore(tmp_path / "n.db", key, device, SetClock(), CHANCE)
    assert newer.read_only == "store.newer"
    assert newer.open_reports(SetClock().now()) == []
    with pytest.raises(StoreRefused, match=r"store\.newer"):
        newer.keep_draft("report", "text")
    newer.close()


def test_the_last_step_is_the_one_that_alembic_knows_last() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "db" / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == KNOWN[-1]


def test_the_steps_make_the_tables_that_the_program_uses(made: TestDesk) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from db.tables import metadata

    with made.store.change() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_refused_act_leaves_no_trace(made: TestDesk) -> None:
    incident = a_report(made)
    before, chain = made.store.digest(), made.store._chain
    with pytest.raises(RuntimeError):
        _write_half(made, incident)
    assert made.store.digest() == before
    assert made.store._chain == chain


def test_a_full_disk_saves_nothing_and_what_was_saved_can_be_read(made: TestDesk) -> None:
    incident = a_report(made)
    with made.store.change() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    saved = _until_full(made, incident)
    assert len(made.store.case(incident).entries) == 1 + saved
    assert made.store.case(incident).report.name == "Maisie Thornwood"


def _until_full(made: TestDesk, incident) -> int:
    """How many notes were said to be saved before the disk was full."""
    for saved in range(50):
        try:
            _note(made, incident, "x" * 4000)
        except DiskFull:
            return saved
    pytest.fail("the disk never filled")


def test_projecting_from_nothing_gives_what_projecting_one_by_one_gave(made: TestDesk) -> None:
    incident = a_report(made)
    with made.desk.act("risk.assess") as (work, _):
        work.record(facts.RiskAssessed(grade="high", reason="no coat"), incident, incident)
    before = made.store.digest()
    with made.store.change() as connection:
        projection.rebuild(connection, log.in_incident(connection, None))
    assert made.store.digest() == before


def test_drafts_are_kept_and_forgotten(made: TestDesk) -> None:
    made.store.keep_draft("report", "Mai")
    made.store.keep_draft("report", "Maisie")
    assert made.store.draft("report") == "Maisie"
    made.store.keep_draft("report", None)
    assert made.store.draft("report") is None


def test_a_name_is_found_however_it_is_typed(made: TestDesk) -> None:
    a_report(made, "Zoë O'Hara")
    a_report(made, "Aled Penry")
    assert [row.name for row in made.store.find_reports("zoe o'h", 0, 10)] == ["Zoë O'Hara"]
    assert made.store.count_reports("") == 2
    assert made.store.find_reports("100%", 0, 10) == []
