"""How fast the laptop's store is: one whole action, Core with SQLCipher beside bare SQLite, 50,000 reports."""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import insert

from app.domain import facts
from app.domain.identity import Id
from db.local import log, queries
from db.local.engine import open_engine
from db.local.log import Row
from db.local.projection import fold
from db.tables import metadata, operation, report
from tests.benchmarks.measure import Figure, durable_write, median_ms, medians_ms
from tests.builders import CHANCE, NIGHT, TestDesk, a_desk, a_report

REPORTS = 50_000
OPERATIONS = 5_000


def figures() -> list[Figure]:
    """Everything, in a folder on the disk that the repository is on."""
    with tempfile.TemporaryDirectory(dir=Path(__file__).parents[2], prefix=".bench") as folder:
        return [*_action(Path(folder)), *_beside_bare(Path(folder)), *_many(Path(folder))]


def _action(folder: Path) -> list[Figure]:
    made = a_desk(folder / "action")
    incident = a_report(made)

    def act() -> None:
        with made.desk.act("location.record") as (work, _):
            work.record(_sighting(made), incident, CHANCE.new_id())

    def grade() -> None:
        with made.desk.act("risk.assess") as (work, _):
            work.record(facts.RiskAssessed(grade="high", reason="no coat, minus two degrees"), incident, incident)

    floor, action, register = medians_ms([durable_write(folder / "floor"), act, grade], 400)
    made.store.close()
    return [
        Figure("one 4 KiB write and fdatasync", floor, "ms"),
        Figure("a whole action, over that write", action - floor, "ms", at_most=0.5),
        Figure("a whole action that merges a field, over that write", register - floor, "ms"),
    ]


def _sighting(made: TestDesk) -> facts.LocationRecorded:
    return facts.LocationRecorded(
        kind="sighting", typed="SK 861 089", reference="SK 861 089", position=(-0.7274, 52.6714), precision_m=100.0,
        seen_at=made.clock.at, source="bus driver", confidence="reliable", note="grey hooded top",
    )  # fmt: skip


_SEARCHES = [os.urandom(16) for _ in range(3)]
_LAPTOP, _OFFICER = os.urandom(16), os.urandom(16)


def _rows(start: int, many: int) -> list[Row]:
    """Rows as one officer on one laptop writes them, in three searches, in the order of the table's columns."""
    return [
        (
            os.urandom(32), _SEARCHES[each % 3], os.urandom(16), _LAPTOP, _OFFICER, "note.recorded", 1, start + each,
            start, os.urandom(300), os.urandom(64), os.urandom(16), os.urandom(120), "saved", None, None,
        )
        for each in range(many)
    ]  # fmt: skip


def _beside_bare(folder: Path) -> list[Figure]:
    """The same rows into the same table, committed at the same strength, by turns."""
    ours, bare = _core(folder / "core.db"), _bare(folder / "bare.db")
    ones = iter([_rows(each, 1) for each in range(1000)])
    batches = iter([_rows(1000 + 500 * each, 500) for each in range(100)])
    one_ours, one_bare = medians_ms([lambda: ours(next(ones)), lambda: bare(next(ones))], 300)
    batch_ours, batch_bare = medians_ms([lambda: ours(next(batches)), lambda: bare(next(batches))], 30)
    return [
        Figure("Core with SQLCipher beside bare sqlite3, one at a time", one_bare / one_ours, "ratio", at_least=0.55),
        Figure(
            "Core with SQLCipher beside bare sqlite3, 500 at a time", batch_bare / batch_ours, "ratio", at_least=0.65
        ),
    ]


def _core(path: Path) -> Callable[[list[Row]], None]:
    engine = open_engine(path, os.urandom(32))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        metadata.create_all(connection)

    writer = engine.connect().execution_options(writes=True)

    def write(rows: list[Row]) -> None:
        with writer.begin():
            log.append(writer, rows)

    return write


def _bare(path: Path) -> Callable[[list[Row]], None]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    names = [column.name for column in operation.columns if column.name != "position"]
    _create(connection)
    statement = f"INSERT INTO operation ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"

    def write(rows: list[Row]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, rows)
        connection.execute("COMMIT")

    return write


def _create(connection: Any) -> None:
    """The tables that Core makes, word for word."""
    source = sqlcipher3.connect(":memory:")
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", module=sqlcipher3.dbapi2, creator=lambda: source, poolclass=StaticPool)
    metadata.create_all(engine)
    for (words,) in source.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name = 'operation'"):
        connection.execute(words)


FIRST = ("Maisie", "Aled", "Samira", "Dorothy", "Tomasz", "Joe", "Zoë", "Ffion", "Priya", "Kwame")
LAST = ("Thornwood", "Penry", "Quill", "Lark", "Wren", "Marlowe", "O'Hara", "Ashdown", "Birch", "Okonkwo")


def _many(folder: Path) -> list[Figure]:
    made = a_desk(folder / "many")
    incident = a_report(made)
    _fill_reports(made)
    _fill_operations(made, incident)
    chooser = random.Random(7)
    search = median_ms(lambda: made.store.find_reports("thornw", 0, 50), 30)
    count_all = median_ms(lambda: made.store.count_reports("thornw"), 30)
    step = median_ms(lambda: made.store.find_reports("", chooser.randrange(REPORTS), 50), 40)
    opening = median_ms(lambda: made.store.read(queries.case, incident), 15)
    made.store.close()
    return [
        Figure("search among 50,000 reports", search + count_all, "ms", at_most=50.0),
        Figure("a scroll step among 50,000 reports", step, "ms", at_most=16.0),
        Figure("opening a report with 5,000 operations", opening, "ms", at_most=100.0),
    ]


def _fill_reports(made: TestDesk) -> None:
    chooser = random.Random(1)
    rows = []
    for each in range(REPORTS):
        name = f"{chooser.choice(FIRST)} {chooser.choice(LAST)}{each}"
        reported = int((NIGHT - timedelta(minutes=7 * each)).timestamp() * 1000)
        rows.append(
            {
                "incident": os.urandom(16), "name": name, "search": fold(name), "age": chooser.randrange(90),
                "risk_conflict": 0, "flags": "[]", "reported_by": "care home", "reported_ms": reported,
                "located_ms": reported + 3_600_000,
            }
        )  # fmt: skip
    with made.store.change() as connection:
        connection.execute(insert(report), rows)


def _fill_operations(made: TestDesk, incident: Id) -> None:
    with made.desk.act("location.record") as (work, _):
        for each in range(OPERATIONS):
            fact = facts.NoteRecorded(text=f"note {each}: rang again, no answer") if each % 2 else _sighting(made)
            work.record(fact, incident, CHANCE.new_id())
