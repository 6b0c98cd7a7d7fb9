"""A laptop that is killed, or loses its power, while it saves: whatever was said to be saved is there.

Run as a program it is the laptop: it records for ever and prints the id of each entry once saved.
"""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.surroundings import SystemClock
from app.adapters.vault_keys import SigningKey
from app.domain import facts
from app.domain.identity import Id, Officer, Rank
from app.ports.store import SignedIn
from db.local import log, projection
from db.local.engine import open_connection
from db.local.store import LocalStore
from tests.builders import CHANCE, introduce

ROOT = Path(__file__).parents[2]
KEY = bytes(range(32))
DEVICE = Id("0d" * 16)
INCIDENT = Id("0a" * 16)
KILLS = 10
IMAGES = 12
LONGEST_WAIT_S = 60.0
HEADER_OF_WAL = 32
"""Bytes that change whenever the write-ahead log is begun anew."""


def open_store(folder: Path) -> LocalStore:
    return LocalStore(folder / "homeward.db", KEY, DEVICE, SystemClock(), CHANCE)


def an_officer() -> SignedIn:
    signer = SigningKey(bytes(32))
    return SignedIn(Officer(Id("0f" * 16), "PS 9 Shah", Rank.SERGEANT, signer.public_bytes), signer)


def introduced(folder: Path, acting: SignedIn) -> LocalStore:
    """The store in a folder, which knows this officer."""
    store = open_store(folder)
    if not store.officers():
        introduce(store, acting.officer, SigningKey(bytes(32)))
    return store


def record_for_ever(folder: Path) -> None:
    """Small and large entries, summaries that are rewritten, and an acknowledgement after each commit."""
    acting = an_officer()
    store = introduced(folder, acting)
    for number in range(1_000_000):
        with store.write(acting) as work:
            if number % 3:
                op = work.record(facts.NoteRecorded(text="seen " * (number % 200)), INCIDENT, CHANCE.new_id())
            else:
                graded = facts.RiskAssessed(grade=("low", "medium", "high")[number % 7 % 3], reason="because")
                op = work.record(graded, INCIDENT, INCIDENT)
        os.write(sys.stdout.fileno(), f"{op}\n".encode())


class Recorder:
    """A laptop in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.acknowledged: list[str] = []
        self._rest = b""
        command = [sys.executable, "-m", "tests.db.test_power", str(folder)]
        self._child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert self._child.stdout is not None
        self._said = self._child.stdout

    def wait_for(self, count: int) -> None:
        """Until that many entries were said to be saved."""
        while len(self.acknowledged) < count:
            if not select.select([self._said], [], [], LONGEST_WAIT_S)[0] or not self._hear():
                pytest.fail("the laptop records no more")

    def look(self) -> None:
        """Hear all that it has said by now."""
        while select.select([self._said], [], [], 0)[0] and self._hear():
            pass

    def kill(self) -> None:
        """As ``kill -9``; what it had said by then is heard."""
        self._child.kill()
        while self._hear():
            pass
        self._child.wait()
        self._said.close()

    def _hear(self) -> bool:
        data = os.read(self._said.fileno(), 1 << 16)
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.acknowledged += [line.decode() for line in lines]
        return bool(data)


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    made = Recorder(tmp_path)
    yield made
    if not made._said.closed:
        made.kill()


def check(folder: Path) -> set[str]:
    """The ids of what is there, after seeing that log, projection and file are whole."""
    store = open_store(folder)
    digest = store.digest()
    kept = store.read(log.in_incident, None)
    with store.change() as connection:
        projection.rebuild(connection, kept)
    assert store.digest() == digest
    store.close()
    connection = open_connection(folder / "homeward.db", KEY)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    connection.close()
    assert _linked(kept)
    return {each.op.hex() for each in kept}


def _linked(kept: list[log.Kept]) -> bool:
    """Whether each entry names the one before it, across every kill."""
    return [each.header.prev for each in kept] == [b"", *(each.op for each in kept[:-1])]


def test_killed_at_any_moment_it_has_all_that_it_said_was_saved(tmp_path: Path) -> None:
    chance = random.Random(7)
    acknowledged: list[str] = []
    for kill in range(1, KILLS + 1):
        recorder = Recorder(tmp_path)
        recorder.wait_for(chance.randint(1, 120))
        recorder.kill()
        acknowledged += recorder.acknowledged
        there = check(tmp_path)
        assert set(acknowledged) <= there
        # The officer, and for each kill at most the one entry that was saved and not yet said to be.
        assert len(there) <= len(acknowledged) + 1 + kill


@pytest.mark.parametrize("order", ["wal_last", "wal_first"])
def test_an_image_of_a_power_cut_has_all_that_was_said_to_be_saved(
    order: str, recorder: Recorder, tmp_path: Path
) -> None:
    chance = random.Random(11)
    for number in range(IMAGES):
        recorder.wait_for(len(recorder.acknowledged) + chance.randint(1, 90))
        image = tmp_path / f"image{number}"
        image.mkdir()
        before = _cut_power(recorder, tmp_path, image, order)
        assert set(before) <= check(image)


def _cut_power(recorder: Recorder, folder: Path, image: Path, order: str) -> list[str]:
    """Copy the files as a disk would hold them at one moment; what was said to be saved before it.

    Two copies one after the other are such an image only where the disk could have stood so:
    the log not begun anew between them, and, with the log first, nothing moved from it since.
    """
    names = ["homeward.db", "homeward.db-wal"]
    while True:
        recorder.look()
        before, stood = list(recorder.acknowledged), _stands(folder, order)
        for name in names if order == "wal_last" else reversed(names):
            (image / name).write_bytes((folder / name).read_bytes())
        if _stands(folder, order) == stood:
            return before


def _stands(folder: Path, order: str) -> tuple[bytes, bytes]:
    with (folder / "homeward.db-wal").open("rb") as wal:
        begun = wal.read(HEADER_OF_WAL)
    return begun, (folder / "homeward.db").read_bytes() if order == "wal_first" else b""


if __name__ == "__main__":
    record_for_ever(Path(sys.argv[1]))
