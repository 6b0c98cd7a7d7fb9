"""Central as a process: it starts on any free port, stops cleanly, and loses nothing when it is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.central.invites import invite, issue
from app.central.serve import Central
from app.domain.operations import Operation
from app.domain.wire import read_receipt
from app.errors import Offline, StoreRefused
from app.ports.central import CentralStore
from db.central import open_store
from tests.central.conftest import OpenAgain, Opened
from tests.central.pens import Pen, names

ROOT = Path(__file__).resolve().parents[2]
INCIDENT = b"\x0a" * 16
CHILD = """
import sys
from pathlib import Path
from app.central.serve import serve
from db.central import open_store
url, folder, port = sys.argv[1:]
store = open_store(url or None, Path(folder) if folder else None)
serve(store, port=int(port), ready=lambda address: print(address, flush=True))
print("ended", flush=True)
"""


@contextmanager
def process(store: CentralStore, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A central of its own on the same database, and its address."""
    url, folder = getattr(store, "_url", ""), getattr(store, "_folder", "")
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, url, str(folder), str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    try:
        yield child, child.stdout.readline().strip()
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
        child.stderr.close()


def a_code(opened: Opened) -> str:
    return opened.run(issue(opened.store))


def test_it_says_where_it_is_and_ends_cleanly_when_asked(opened: Opened) -> None:
    pen = Pen()
    with process(opened.store) as (child, url):
        link = pen.transport(url)
        answer = link.enrol(a_code(opened), "Laptop", "Kent", bytes(pen.key.verify_key))
        link.hello(answer.central_key)
        link.push([pen.introduce(), pen.note(INCIDENT, "Maisie was seen here")])
        child.send_signal(signal.SIGTERM)
        out, log = child.communicate(timeout=20)
        link.close()
    assert (child.returncode, out) == (0, "ended\n")
    assert "pushed" in log
    assert pen.device.hex() in log
    assert "Maisie" not in log
    assert "Kent" not in log


def test_nothing_with_a_receipt_is_missing_after_kills_during_an_upload(opened: Opened) -> None:
    """Killed with -9 again and again while a laptop pushes; what was receipted is there, once, gapless."""
    pen = Pen()
    todo = [pen.introduce(), *pen.notes(INCIDENT, 600)]
    receipted: dict[bytes, int] = {}
    key = b""
    code = a_code(opened)
    for kill_after in (2, 1, 3, 99):
        with process(opened.store) as (child, url):
            link = pen.transport(url)
            if not key:
                key = link.enrol(code, "Laptop", "Kent", bytes(pen.key.verify_key)).central_key
            link.hello(key)
            killer: threading.Thread | None = None
            try:
                for batch_no, start in enumerate(range(0, len(todo), 20)):
                    if batch_no == kill_after:
                        killer = threading.Thread(target=child.kill)
                        killer.start()
                    pushed = link.push(todo[start : start + 20])
                    receipt = read_receipt(pushed.receipt, pushed.signature, key)
                    assert receipt is not None
                    receipted |= {op: number for op, _, number in receipt.numbers}
            except Offline:
                assert killer is not None
            finally:
                link.close()
                if killer is not None:
                    killer.join()
        _holds(opened, receipted)
    assert receipted.keys() == set(names(todo))


def _holds(opened: Opened, receipted: dict[bytes, int]) -> None:
    """Everything with a receipt is there under its number, and the numbers have no gap."""
    there: list[tuple[int, Operation]] = []
    while page := opened.run(opened.store.page(INCIDENT, len(there), 500, 1 << 30)):
        there += page
    assert [number for number, _ in there] == list(range(1, len(there) + 1))
    found = dict(zip(names([each for _, each in there]), range(1, len(there) + 1), strict=True))
    assert len(found) == len(there)
    assert all(found[op] == number for op, number in receipted.items() if op in found)
    others = [(bytes(16), op) for op in receipted.keys() - found.keys()]
    assert len(opened.run(opened.store.numbers(others))) == len(others)


@pytest.mark.postgres
def test_two_processes_answer_from_one_database(database_url: str) -> None:
    pen = Pen()
    one, two = Central(open_store(database_url, None)), Central(open_store(database_url, None))
    first, second = one.start(), two.start()
    link, enrolled = pen.enrol(one, first)
    other = pen.transport(second)
    other._token = link._token  # what one process gave is good at the other
    batch = [pen.introduce(), pen.note(INCIDENT)]
    assert {each.state for each in link.push(batch).statuses} == {"accepted"}
    assert {each.state for each in other.push(batch).statuses} == {"duplicate"}
    assert other.hello(enrolled.central_key).epoch == 1
    for each in (link, other):
        each.close()
    for central in (one, two):
        central.stop()


def test_a_central_that_cannot_open_its_store_says_so_and_ends(tmp_path: Path) -> None:
    (tmp_path / "central.db").write_bytes(os.urandom(4096))
    with pytest.raises(StoreRefused, match=r"central\.key_missing"):
        Central(open_store(None, tmp_path)).start()


def test_an_invitation_by_command_works_beside_a_running_central(database: OpenAgain) -> None:
    central, pen = Central(database()), Pen()
    link = pen.transport(central.start())
    code = asyncio.run(invite(database(), "Kent"))
    link.enrol(code, "Laptop", "KENT", bytes(pen.key.verify_key))
    link.close()
    central.stop()
