"""Many laptops that upload at once and never give up, and what must be true of central afterwards."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from app.adapters.transport import Transport
from app.central.invites import issue
from app.domain.operations import Operation
from app.domain.tree import Tree
from app.domain.wire import read_receipt
from app.errors import Offline
from app.ports.central import CentralCounts, CentralStore
from db.central import open_store
from tests.central.pens import FORCE_STREAM, Pen, names
from tests.polling import pause

INCIDENTS = [bytes([each]) * 16 for each in (0xA, 0xB, 0xC)]
"""Shared by all laptops, so that they wait for one another's rows."""
_GIVES_UP_AFTER_S = 50.0


@dataclass
class Uploader:
    """A laptop with much to send. ``receipts`` has, by operation, its incident and its number.

    ``waits_s`` has the seconds from each batch to its receipt.
    """

    code: str
    pen: Pen = field(default_factory=Pen)
    todo: list[Operation] = field(default_factory=list)
    receipts: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)
    failures: int = 0
    waits_s: list[float] = field(default_factory=list)

    def write(self, many: int) -> None:
        self.todo += [] if self.receipts or self.todo else [self.pen.introduce()]
        self.todo += [self.pen.note(INCIDENTS[each % len(INCIDENTS)], f"note {each}") for each in range(many)]

    def lodge(self, way: Callable[[], str], batch: int, said: Callable[[int], None]) -> None:
        """Send all of it, a batch at a time, over whatever way there is now, until each has its receipt."""
        until = time.monotonic() + _GIVES_UP_AFTER_S
        while self.todo:
            try:
                self._send(way(), batch, said)
            except Offline:
                self.failures += 1
                assert time.monotonic() < until, f"{len(self.todo)} operations are still unsent"
                pause()

    def _send(self, url: str, batch: int, said: Callable[[int], None]) -> None:
        link: Transport = self.pen.transport(url)
        try:
            key = link.enrol(self.code, "Laptop", "Kent", bytes(self.pen.key.verify_key)).central_key
            link.hello(key)
            while self.todo:
                said(self._push(link, key, self.todo[:batch]))
        finally:
            link.close()

    def _push(self, link: Transport, key: bytes, batch: Sequence[Operation]) -> int:
        started = time.perf_counter()
        pushed = link.push(batch)
        receipt = read_receipt(pushed.receipt, pushed.signature, key)
        self.waits_s.append(time.perf_counter() - started)
        assert receipt is not None
        assert receipt.held == []
        numbers = {op: (incident, number) for op, incident, number in receipt.numbers}
        assert numbers.keys() == set(names(list(batch)))
        self.receipts |= numbers
        del self.todo[: len(batch)]
        return len(batch)


class Progress:
    """How many operations have their receipts by now; a test waits for a number and then breaks something."""

    def __init__(self) -> None:
        self._count = 0
        self._grown = threading.Condition()

    def add(self, many: int) -> None:
        with self._grown:
            self._count += many
            self._grown.notify_all()

    def wait_for(self, count: int) -> None:
        with self._grown:
            if not self._grown.wait_for(lambda: self._count >= count, _GIVES_UP_AFTER_S):
                pytest.fail(f"only {self._count} of {count} operations have receipts")


def fleet(database_url: str, laptops: int, each: int) -> list[Uploader]:
    """Laptops with a code and so many operations each."""
    made = [Uploader(code) for code in asyncio.run(_codes(open_store(database_url, None), laptops))]
    for laptop in made:
        laptop.write(each)
    return made


async def _codes(store: CentralStore, many: int) -> list[str]:
    await store.open()
    try:
        return [await issue(store) for _ in range(many)]
    finally:
        await store.close()


@contextmanager
def uploading(laptops: Sequence[Uploader], way: Callable[[int], str], batch: int) -> Iterator[Progress]:
    """All of them at once, while the test goes on; at the end each has sent all that it has.

    ``way`` gives the address for the laptop of this number, anew for every try.
    """
    progress = Progress()
    with ThreadPoolExecutor(len(laptops)) as several:
        jobs = [
            several.submit(laptop.lodge, partial(way, number), batch, progress.add)
            for number, laptop in enumerate(laptops)
        ]
        yield progress
        for job in jobs:
            job.result()


def check_whole(database_url: str, laptops: Sequence[Uploader]) -> None:
    """All is there once, numbered without gaps, under the number of its receipt, and nothing is left to send."""
    stored, counts = asyncio.run(_stored(open_store(database_url, None)))
    receipts = {op: place for laptop in laptops for op, place in laptop.receipts.items()}
    assert [len(laptop.todo) for laptop in laptops] == [0] * len(laptops)
    assert {op: place for op, place in stored.items() if op in receipts} == receipts
    assert stored.keys() == receipts.keys()
    assert counts == CentralCounts(len(receipts), 0)


async def _stored(store: CentralStore) -> tuple[dict[bytes, tuple[bytes, int]], CentralCounts]:
    await store.open()
    try:
        found: dict[bytes, tuple[bytes, int]] = {}
        for incident, tree in await store.heads(b"", 100):
            assert incident in (FORCE_STREAM, *INCIDENTS)
            found |= await _one(store, incident, tree)
        return found, await store.counts()
    finally:
        await store.close()


async def _one(store: CentralStore, incident: bytes, tree: Tree) -> dict[bytes, tuple[bytes, int]]:
    there: list[tuple[int, Operation]] = []
    while page := await store.page(incident, len(there), 500, 1 << 30):
        there += page
    assert [number for number, _ in there] == list(range(1, tree.size + 1))
    assert tree == Tree().grown(names([each for _, each in there]))
    found = dict(zip(names([each for _, each in there]), [(incident, number) for number, _ in there], strict=True))
    assert len(found) == tree.size
    return found
