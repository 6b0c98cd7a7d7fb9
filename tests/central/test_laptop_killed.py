"""The laptop killed with -9 at each named point: what it said was saved is there, and a retry changes nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.central.serve import Central
from app.ports.central import CentralCounts
from db.central import open_store
from db.local import log, projection
from tests.central.dying import BEFORE, RECORDING, SENDING, TAKING, Mortal, enrol, open_laptop
from tests.central.pens import Pen
from tests.central.processes import ROOT

OFFICER = 1
ELSEWHERE = 7

pytestmark = pytest.mark.slow


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    served = Central(open_store(None, tmp_path / "central"))
    served.start()
    yield served
    served.stop()


def dies(folder: Path, task: str, point: str) -> list[str]:
    """The laptop does its task in a process of its own and dies there; what it had said was saved."""
    command = [sys.executable, "-m", "tests.central.dying", str(folder), task, point]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=40, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, "")
    return done.stdout.split()


def whole(laptop: Mortal) -> list[str]:
    """The ids of what is there, in order, after seeing that the projection is that of the log."""
    kept = laptop.store.read(log.in_incident, None)
    digest = laptop.store.digest()
    with laptop.store.change() as connection:
        projection.rebuild(connection, kept)
    assert laptop.store.digest() == digest
    return [each.op.hex() for each in kept]


@pytest.mark.parametrize("point", RECORDING)
def test_while_it_saves(point: str, tmp_path: Path) -> None:
    said = dies(tmp_path, "record", point)
    laptop = open_laptop(tmp_path)
    there = whole(laptop)
    assert len(said) == BEFORE
    assert there[OFFICER : OFFICER + BEFORE] == said
    assert len(there) == OFFICER + BEFORE + (point == "after_commit")
    again = laptop.note("the last")
    kept = laptop.store.read(log.in_incident, None)
    assert kept[-1].op.hex() == again
    assert [each.header.prev for each in kept] == [b"", *(each.op for each in kept[:-1])]
    laptop.store.close()


@pytest.mark.parametrize("point", SENDING)
def test_while_it_sends(point: str, central: Central, tmp_path: Path) -> None:
    _enrolled(tmp_path / "laptop", central)
    said = dies(tmp_path / "laptop", "sync", point)
    laptop = open_laptop(tmp_path / "laptop")
    all_of_it = OFFICER + BEFORE
    assert whole(laptop)[OFFICER:] == said
    assert laptop.exchange.counts().unsent == (0 if point == "after_receipt" else all_of_it)
    result = laptop.syncing.run()
    assert (result.problem, result.unsent) == (None, 0)
    assert central.counts() == CentralCounts(all_of_it, 0)
    _is_no_op(laptop, central)


@pytest.mark.parametrize("point", TAKING)
def test_while_it_takes_what_comes(point: str, central: Central, tmp_path: Path) -> None:
    _enrolled(tmp_path / "laptop", central)
    pen = Pen()
    link, _ = pen.enrol(central, central.url)
    link.push([pen.introduce(), *pen.notes(b"\x0a" * 16, ELSEWHERE - 1)])
    link.close()
    said = dies(tmp_path / "laptop", "sync", point)
    laptop = open_laptop(tmp_path / "laptop")
    assert set(said) <= set(whole(laptop))
    result = laptop.syncing.run()
    assert (result.problem, result.unsent, result.held) == (None, 0, 0)
    assert len(whole(laptop)) == OFFICER + BEFORE + ELSEWHERE
    _is_no_op(laptop, central)


def _enrolled(folder: Path, central: Central) -> None:
    folder.mkdir()
    laptop = open_laptop(folder)
    enrol(laptop, central.url, central.invite())
    laptop.store.close()


def _is_no_op(laptop: Mortal, central: Central) -> None:
    """Once more, and neither side changes."""
    before, counted = laptop.store.digest(), central.counts()
    result = laptop.syncing.run()
    assert (result.sent, result.received, result.held, result.unsent) == (0, 0, 0, 0)
    assert (laptop.store.digest(), central.counts()) == (before, counted)
    laptop.store.close()
