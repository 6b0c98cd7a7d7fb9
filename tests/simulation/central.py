"""Central in a simulation: the real judging and the real embedded log, with no thread and no socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import sqlcipher3
import structlog

from app.central.records import Records
from app.central.seals import Seals, code_hash
from app.domain.operations import Operation, name_of
from app.domain.tree import Tree
from db.central import embedded_file
from db.central.embedded import EmbeddedStore
from db.central.embedded_file import transaction
from tests.simulation.chance import TrueTime
from tests.simulation.swapping import swapped

T = TypeVar("T")
FOR_EVER_MS = 1 << 60


class CentralCrash(Exception):
    """Central's process ends; what was committed stays."""


class InlineStore(EmbeddedStore):
    """The embedded store on the caller's own thread; it can be told to die in its next write."""

    def __init__(self) -> None:
        super().__init__(None)
        self._connection = in_memory()
        new_central().backup(self._connection)
        self.dies: str | None = None
        """``before`` or ``after`` the next commit."""

    async def _run(self, work: Callable[..., T], *given: Any) -> T:
        return work(*given)

    async def _write(self, work: Callable[..., T], *given: Any) -> T:
        dies, self.dies = self.dies, None
        done: T = transaction(self._connection, _then_dies if dies == "before" else _works, work, *given)
        if dies == "after":
            raise CentralCrash
        return done

    def copy(self) -> Any:
        """A backup: another connection with the same content."""
        copied = in_memory()
        self._connection.backup(copied)
        return copied

    def restore(self, backup: Any) -> None:
        """Everything as it was then; the backup stays good."""
        backup.backup(self._connection)

    def release(self) -> None:
        self._connection.close()

    def rows(self) -> list[tuple[bytes, int, bytes, bytes, bytes, int, int]]:
        """Incident, number, id, device, session, place and fork of every operation, by incident and number."""
        query = "SELECT incident, number, op, device, session, seq, forked FROM operation ORDER BY incident, number"
        return [tuple(row) for row in self._connection.execute(query)]

    def held(self) -> set[bytes]:
        return {row[0] for row in self._connection.execute("SELECT op FROM held WHERE released_ms IS NULL")}


def in_memory() -> Any:
    return sqlcipher3.connect(":memory:", isolation_level=None)


@lru_cache(1)
def new_central() -> Any:
    """A store with its tables and nothing in them."""
    connection = in_memory()
    transaction(connection, embedded_file._upgrade)
    return connection


def _works(connection: Any, work: Callable[..., T], *given: Any) -> T:
    return work(connection, *given)


def _then_dies(connection: Any, work: Callable[..., Any], *given: Any) -> Any:
    work(connection, *given)
    raise CentralCrash


class SimulatedCentral:
    """One central and its backups."""

    def __init__(self, time: TrueTime) -> None:
        self.store = InlineStore()
        self._time = time
        identity = run(self.store.identity())
        log = structlog.wrap_logger(None, processors=[_drop])
        self.records = Records(self.store, Seals(identity), self.now_ms, log)
        self._backups: list[Any] = []

    def now_ms(self) -> int:
        return int(self._time.tick().timestamp() * 1000)

    def invite(self, code: str) -> str:
        """A code that is good for one laptop."""
        run(self.store.invite(code_hash(code), "", FOR_EVER_MS))
        return code

    def back_up(self) -> None:
        self._backups.append(self.store.copy())

    def has_backup(self) -> bool:
        return bool(self._backups)

    def restore(self, which: int, *, told: bool) -> None:
        """An administrator restores a backup, and tells central so or forgets it."""
        self.store.restore(self._backups[which % len(self._backups)])
        if told:
            run(self.store.new_epoch(self.now_ms()))

    def ops(self) -> set[bytes]:
        return {row[2] for row in self.store.rows()}

    def trees(self) -> dict[bytes, Tree]:
        return dict(run(self.store.heads(b"", 1000)))

    def log(self) -> list[tuple[bytes, list[tuple[int, Operation]]]]:
        """Every incident with its numbered operations."""
        return [(each, run(self.store.page(each, 0, 100_000, 1 << 40))) for each in self.trees()]

    def close(self) -> None:
        self.store.release()
        for each in self._backups:
            each.close()


def _drop(_logger: Any, _method: str, _event: Any) -> Any:
    raise structlog.DropEvent


def run(work: Coroutine[Any, Any, T]) -> T:
    """Nothing in a simulation waits, so a coroutine ends at its first step."""
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("something waited")


async def _inline(work: Callable[..., T], *given: Any) -> T:
    return work(*given)


@contextmanager
def no_threads() -> Iterator[None]:
    """What central gives to a thread is done at once."""
    with swapped(asyncio, "to_thread", _inline):
        yield


def names(operations: list[tuple[int, Operation]]) -> list[bytes]:
    return [name_of(each.header) for _, each in operations]
