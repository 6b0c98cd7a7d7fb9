"""Power lost at every write and sync of the laptop's own encrypted store: no acknowledged entry is lost.

SQLCipher itself runs on a disk that records; at every step five kinds of disk are made that a
power cut may leave, and each is opened as an officer's laptop would be.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain import facts
from db.local import engine
from tests.builders import CHANCE
from tests.db.recording_disk import KINDS, PowerCut, RecordingDisk, Step
from tests.db.test_power import INCIDENT, an_officer, check, introduced, open_store

ENTRIES = 24
CHECKPOINT_AT = 13
FILES = ("homeward.db", "homeward.db-wal")


@dataclass
class Recorded:
    """What a laptop did: the disk before, each step, and after how many steps each entry was acknowledged."""

    before: dict[str, bytes]
    steps: list[Step]
    acknowledged: list[tuple[int, str]]


def record(folder: Path) -> Recorded:
    """Small and large entries, and one time the log is moved into the file, as SQLite does by itself now and then."""
    acting = an_officer()
    introduced(folder, acting).close()
    before = {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}
    disk, acknowledged = RecordingDisk(), []
    with disk.recording():
        store = open_store(folder)
        for number in range(ENTRIES):
            with store.write(acting) as work:
                note = facts.NoteRecorded(text="seen " * (1 + 300 * (number % 3)))
                op = work.record(note, INCIDENT, CHANCE.new_id())
            acknowledged.append((len(disk.steps), op))
            if number == CHECKPOINT_AT:
                with store._engine.connect() as connection:
                    connection.exec_driver_sql("ROLLBACK")
                    connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
    return Recorded(before, disk.steps, acknowledged)


def images(recorded: Recorded) -> Iterator[tuple[int, str, dict[str, bytes]]]:
    """Every different disk that a power cut may leave: after which step, of which kind, its files."""
    chance, seen = random.Random(3), set()
    cut = PowerCut(dict(recorded.before))
    for number, step in enumerate(recorded.steps, 1):
        cut.do(step)
        for kind in KINDS:
            files = cut.left(kind, chance)
            name = frozenset((file, hashlib.sha256(content).digest()) for file, content in files.items())
            if name not in seen:
                seen.add(name)
                yield number, kind, files


def found(folder: Path, files: dict[str, bytes]) -> set[str]:
    """What a laptop finds on such a disk."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return check(folder)


def losses(recorded: Recorded, folder: Path) -> tuple[int, list[str]]:
    """How many disks were looked at, and where an acknowledged entry was missing."""
    looked, lost = 0, []
    for looked, (number, kind, files) in enumerate(images(recorded), 1):
        there = found(folder / str(looked), files)
        lost += [f"step {number}, {kind}" for after, op in recorded.acknowledged if after <= number and op not in there]
    return looked, lost


def test_no_acknowledged_entry_is_lost_wherever_the_power_goes(tmp_path: Path) -> None:
    recorded = record(tmp_path)
    assert {step.file for step in recorded.steps} >= set(FILES)
    assert len(recorded.acknowledged) == ENTRIES
    looked, lost = losses(recorded, tmp_path)
    assert looked > len(recorded.steps)
    assert lost == []


def test_a_store_that_does_not_wait_for_the_disk_is_seen_to_lose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lazy = [pragma.replace("FULL", "NORMAL") for pragma in engine.PRAGMAS]
    assert lazy != list(engine.PRAGMAS)
    monkeypatch.setattr(engine, "PRAGMAS", tuple(lazy))
    recorded = record(tmp_path)
    monkeypatch.undo()
    assert losses(recorded, tmp_path)[1]
