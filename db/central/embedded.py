"""Central's log in one encrypted SQLite file: for a trial, a practice station and the tests.

All statements run on one thread of their own, so that the server never waits for the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlcipher3

from app.domain.operations import Operation
from app.domain.tree import Tree
from app.errors import DiskFull, Unavailable
from app.ports.central import CentralCounts, CentralIdentity, Judged, KnownLaptop, Lodged
from db.central import embedded_log as log
from db.central.embedded_file import connect, transaction

T = TypeVar("T")


class EmbeddedStore:
    """See `app.ports.central.CentralStore`. Without a folder it is gone when it is closed."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._thread: ThreadPoolExecutor | None = None
        self._connection: Any = None

    async def open(self) -> None:
        """See the port."""
        self._thread = ThreadPoolExecutor(1, "central-store")
        try:
            self._connection = await self._run(connect, self._folder)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """See the port."""
        if self._thread is None:
            return
        if self._connection is not None:
            await self._run(self._connection.close)
        self._thread.shutdown()
        self._thread = self._connection = None

    async def _run(self, work: Callable[..., T], *given: Any) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, *given)
        except sqlcipher3.OperationalError as error:
            if "full" in str(error):
                raise DiskFull("central.disk_full") from None
            raise Unavailable("central.store_down") from error

    async def _read(self, work: Callable[..., T], *given: Any) -> T:
        return await self._run(work, self._connection, *given)

    async def _write(self, work: Callable[..., T], *given: Any) -> T:
        return await self._run(transaction, self._connection, work, *given)

    async def identity(self) -> CentralIdentity:
        """See the port."""
        return await self._read(log.identity)

    async def epoch(self) -> int:
        """See the port."""
        return await self._read(log.epoch)

    async def new_epoch(self, at_ms: int) -> int:
        """See the port."""
        return await self._write(log.new_epoch, at_ms)

    async def invite(self, code_hash: bytes, force: str, expires_ms: int) -> None:
        """See the port."""
        await self._write(log.invite, code_hash, force, expires_ms)

    async def enrol(self, code_hash: bytes, laptop: KnownLaptop, at_ms: int) -> bool:
        """See the port."""
        return await self._write(log.enrol, code_hash, laptop, at_ms)

    async def laptops(self, devices: Collection[bytes]) -> dict[bytes, KnownLaptop]:
        """See the port."""
        return await self._read(log.laptops, devices)

    async def keys(self, officers: Collection[bytes]) -> dict[bytes, list[bytes]]:
        """See the port."""
        return await self._read(log.keys, officers)

    async def numbers(self, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, int]:
        """See the port."""
        return await self._read(log.numbers, operations)

    async def lodge(self, sender: bytes, judged: Sequence[Judged], at_ms: int) -> Lodged:
        """See the port."""
        return await self._write(log.lodge, sender, judged, at_ms)

    async def holds(self, operations: Collection[tuple[bytes, bytes]]) -> dict[bytes, str]:
        """See the port."""
        return await self._read(log.holds, operations)

    async def now_known(self, limit: int) -> list[Operation]:
        """See the port."""
        return await self._read(log.now_known, limit)

    async def heads(self, after: bytes, limit: int) -> list[tuple[bytes, Tree]]:
        """See the port."""
        return await self._read(log.heads, after, limit)

    async def page(self, incident: bytes, after: int, limit: int, max_bytes: int) -> list[tuple[int, Operation]]:
        """See the port."""
        return await self._read(log.page, incident, after, limit, max_bytes)

    async def counts(self) -> CentralCounts:
        """See the port."""
        return await self._read(log.counts)

    async def blob_size(self, sha256: bytes) -> int | None:
        """See the port."""
        return await self._read(log.blob_size, sha256)

    async def blob(self, sha256: bytes) -> bytes | None:
        """See the port."""
        return await self._read(log.blob, sha256)

    async def keep_blob(self, sha256: bytes, data: bytes, sender: bytes, at_ms: int) -> None:
        """See the port."""
        await self._write(log.keep_blob, sha256, data, sender, at_ms)
