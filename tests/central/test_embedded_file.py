"""The file of an embedded central: keyed, private, and refused where it is not what it was."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest
import sqlcipher3

from app.errors import DiskFull, StoreRefused
from app.ports.central import CentralCounts
from db.central import embedded_file, open_store
from db.central.embedded import EmbeddedStore
from tests.central.pens import Pen, judged

INCIDENT = b"\x0a" * 16


def open_and_close(folder: Path) -> CentralCounts:
    async def once() -> CentralCounts:
        store = open_store(None, folder)
        try:
            await store.open()
            return await store.counts()
        finally:
            await store.close()

    return asyncio.run(once())


def test_the_key_lies_beside_it_for_its_owner_alone_and_the_file_shows_nothing(tmp_path: Path) -> None:
    open_and_close(tmp_path / "central")
    key, file = tmp_path / "central" / "central.key", tmp_path / "central" / "central.db"
    assert len(key.read_bytes()) == 32
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert b"SQLite" not in file.read_bytes()
    assert sorted(each.name for each in key.parent.iterdir()) == ["central.db", "central.key"]


def test_it_commits_to_the_disk(tmp_path: Path) -> None:
    connection = embedded_file.connect(tmp_path)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_another_key_does_not_open_it_and_changes_nothing(tmp_path: Path) -> None:
    open_and_close(tmp_path)
    before = (tmp_path / "central.db").read_bytes()
    (tmp_path / "central.key").write_bytes(os.urandom(32))
    with pytest.raises(StoreRefused, match=r"central\.unreadable"):
        open_and_close(tmp_path)
    assert (tmp_path / "central.db").read_bytes() == before


def test_a_lost_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    open_and_close(tmp_path)
    (tmp_path / "central.key").unlink()
    with pytest.raises(StoreRefused, match=r"central\.key_missing"):
        open_and_close(tmp_path)
    assert not (tmp_path / "central.key").exists()


def test_an_sqlite_that_may_lose_a_commit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlcipher3, "sqlite_version_info", (3, 51, 1))
    with pytest.raises(StoreRefused, match=r"central\.old_sqlite"):
        open_and_close(tmp_path)


def test_a_full_disk_keeps_all_or_nothing_of_a_batch(tmp_path: Path) -> None:
    pen = Pen()
    small, large = pen.notes(INCIDENT, 3), [pen.note(INCIDENT, "x" * 200_000) for _ in range(20)]

    async def until_full() -> CentralCounts:
        store = EmbeddedStore(tmp_path)
        await store.open()
        await store.lodge(pen.device, judged(small, pen), 1)
        await store._read(lambda connection: connection.execute("PRAGMA max_page_count = 200").fetchone())
        with pytest.raises(DiskFull):
            await store.lodge(pen.device, judged(large, pen), 1)
        await store._read(lambda connection: connection.execute("PRAGMA max_page_count = 100000").fetchone())
        counts = await store.counts()
        await store.lodge(pen.device, judged(large, pen), 1)
        assert (await store.counts()).operations == 23
        await store.close()
        return counts

    assert asyncio.run(until_full()) == CentralCounts(3, 0)
