"""How fast central takes operations over HTTP on PostgreSQL, beside COPY of the same rows into the same table.

Laptops, central (two processes, as a force runs one for each core) and PostgreSQL (fsync on)
share this machine. Batches
are signed and packed beforehand; what is timed runs from a packed batch to its receipt.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import asyncpg
import httpx
import zstandard

from app.domain import facts
from app.domain.operations import Operation, encode, header_of, name_of
from app.domain.wire import MESSAGE_TYPE, MOST_OPERATIONS
from tests.benchmarks.measure import Figure
from tests.central.pens import Pen
from tests.central.processes import central_process
from tests.central.uploads import INCIDENTS, fleet, uploading
from tests.postgres import a_server, find_programs

LAPTOPS, BATCHES, ROUNDS = 8, 10, 3
STORM = 300
OPERATIONS = LAPTOPS * BATCHES * MOST_OPERATIONS
_TABLE = "CREATE TABLE copied (LIKE operation INCLUDING ALL)"
_COLUMNS = (
    "incident", "number", "op", "device", "session", "seq", "forked", "sender", "received_ms", "header", "signature",
    "salt", "payload",
)  # fmt: skip


@dataclass(frozen=True)
class _Way:
    """One laptop's way to central."""

    client: httpx.Client
    token: str

    def push(self, body: bytes) -> None:
        headers = {"authorization": f"Bearer {self.token}", "content-type": MESSAGE_TYPE, "content-encoding": "zstd"}
        self.client.post("/v1/ops", content=body, headers=headers | {"accept-encoding": "zstd"}).raise_for_status()


def figures() -> list[Figure]:
    """Everything, on a PostgreSQL of its own; nothing where there is none."""
    programs = find_programs()
    if programs is None:
        return []
    with (
        a_server(programs) as server,
        tempfile.TemporaryDirectory() as folder,
        central_process(server.url("postgres"), Path(folder) / "one.log") as one,
        central_process(server.url("postgres"), Path(folder) / "two.log") as two,
    ):
        where = server.url("postgres"), (one.url, two.url)
        return [*_figures(*where), *_size(where[0]), *_storm(*where)]


def _size(database_url: str) -> list[Figure]:
    query = "SELECT pg_total_relation_size('operation') / count(*) FROM operation"
    kept = float(str(asyncio.run(_execute(database_url, query))))
    return [Figure("an operation as central keeps it, indexes included", kept, "bytes")]


def _storm(database_url: str, urls: Sequence[str]) -> list[Figure]:
    """After an outage all laptops come at once: each enrols, and has one full batch."""
    laptops = fleet(database_url, STORM, MOST_OPERATIONS - 1)
    started = time.perf_counter()
    with uploading(laptops, lambda number: urls[number % len(urls)], MOST_OPERATIONS):
        pass
    total = time.perf_counter() - started
    waits = sorted(wait for laptop in laptops for wait in laptop.waits_s)
    lodged = sum(len(laptop.receipts) for laptop in laptops)
    return [
        Figure(
            f"{STORM} laptops at once, 500 operations each: unsent", STORM * MOST_OPERATIONS - lodged, "", at_most=0
        ),
        Figure("the same: all of it lodged after", total, "s"),
        Figure("the same: 99th percentile of a batch", waits[len(waits) * 99 // 100], "s"),
        Figure("the same: tries that central or the network refused", sum(each.failures for each in laptops), ""),
    ]


def _figures(database_url: str, urls: Sequence[str]) -> list[Figure]:
    pens, ways = zip(*_enrolled(database_url, urls), strict=True)
    asyncio.run(_execute(database_url, _TABLE))
    ingest, replay, copy, packed = [], [], [], 0
    for _ in range(ROUNDS):
        written = [_batches(pen, number) for number, pen in enumerate(pens)]
        bodies = [[_packed(batch) for batch in batches] for batches in written]
        packed += sum(len(body) for each in bodies for body in each)
        ingest.append(_rate(partial(_upload, ways, bodies)))
        copy.append(_rate(partial(_copied, database_url, written)))
        replay.append(_rate(partial(_upload, ways, bodies)))
    stored = asyncio.run(_execute(database_url, "SELECT count(*) FROM operation WHERE incident <> $1", bytes(16)))
    assert stored == OPERATIONS * ROUNDS, stored
    for way in ways:
        way.client.close()
    return _told(ingest, replay, copy, packed)


def _told(ingest: list[float], replay: list[float], copy: list[float], packed: int) -> list[Figure]:
    beside = statistics.median(one / other for one, other in zip(ingest, copy, strict=True))
    again = statistics.median(one / other for one, other in zip(replay, ingest, strict=True))
    return [
        Figure("operations central takes over HTTP", statistics.median(ingest), "/s"),
        Figure("COPY into the same indexed table, 500 a commit", statistics.median(copy), "/s"),
        Figure("central beside COPY", beside, "ratio", at_least=0.5),
        Figure("a whole replay beside the first time", again, "ratio", at_least=2.0),
        Figure("an operation as it travels, 500 a batch", packed / (OPERATIONS * ROUNDS), "bytes", at_most=250.0),
    ]


def _enrolled(database_url: str, urls: Sequence[str]) -> Iterator[tuple[Pen, _Way]]:
    for number, laptop in enumerate(fleet(database_url, LAPTOPS, 0)):
        url = urls[number // 2 % len(urls)]
        link = laptop.pen.transport(url)
        link.hello(link.enrol(laptop.code, "Laptop", "Kent", bytes(laptop.pen.key.verify_key)).central_key)
        link.push(laptop.todo)
        assert link._token is not None
        link.close()
        client = httpx.Client(base_url=url, trust_env=False, verify=False, timeout=60)
        yield laptop.pen, _Way(client, link._token)


def _batches(pen: Pen, laptop: int) -> list[list[Operation]]:
    """What an officer writes: entries, places, and now and then a grade; two laptops in three share a search."""
    incident = INCIDENTS[laptop % 2]
    made = [pen.write(_fact(each), incident, os.urandom(16)) for each in range(BATCHES * MOST_OPERATIONS)]
    return [made[start : start + MOST_OPERATIONS] for start in range(0, len(made), MOST_OPERATIONS)]


def _fact(number: int) -> facts.Fact:
    if number % 3:
        return facts.NoteRecorded(text=f"rang the aunt again at {number % 24:02}:40, no answer; coat still missing")
    return facts.LocationRecorded(
        kind="sighting", typed="SK 861 089", reference="SK 861 089", position=(-0.7274, 52.6714), precision_m=100.0,
        seen_at=datetime(2026, 11, 24, 23, number % 60, tzinfo=UTC), source="bus driver", confidence="reliable",
        note="grey hooded top",
    )  # fmt: skip


def _packed(batch: list[Operation]) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(encode(batch))


def _rate(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return OPERATIONS / (time.perf_counter() - started)


def _upload(ways: Sequence[_Way], bodies: Sequence[Sequence[bytes]]) -> None:
    with ThreadPoolExecutor(len(ways)) as several:
        for done in [several.submit(_push_all, *pair) for pair in zip(ways, bodies, strict=True)]:
            done.result()


def _push_all(way: _Way, bodies: Sequence[bytes]) -> None:
    for body in bodies:
        way.push(body)


def _copied(database_url: str, written: Sequence[Sequence[Sequence[Operation]]]) -> None:
    asyncio.run(_copy(database_url, written))


async def _copy(database_url: str, written: Sequence[Sequence[Sequence[Operation]]]) -> None:
    connection = await asyncpg.connect(database_url, server_settings={"synchronous_commit": "on"})
    try:
        number = await connection.fetchval("SELECT coalesce(max(number), 0) FROM copied")
        for batch in (batch for batches in written for batch in batches):
            rows = [_row(each, number + place) for place, each in enumerate(batch, 1)]
            number += len(batch)
            await connection.copy_records_to_table("copied", records=rows, columns=_COLUMNS)
    finally:
        await connection.close()


def _row(operation: Operation, number: int) -> tuple[object, ...]:
    header = header_of(operation)
    place = (header.incident, number, name_of(operation.header), header.device, header.session, header.seq)
    body = (operation.header, operation.signature, operation.salt, operation.payload)
    return (*place, 0, header.device, 1, *body)


async def _execute(database_url: str, statement: str, *given: object) -> object:
    connection = await asyncpg.connect(database_url)
    try:
        return await connection.fetchval(statement, *given)
    finally:
        await connection.close()
