"""The way from a simulated laptop to central: it loses requests and answers, doubles them, and central dies on it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from app.domain.operations import Operation
from app.domain.wire import Enrolled, Greeting, Page, Pushed, Signed
from app.errors import Offline, Refused
from app.ports.central import KnownLaptop
from tests.simulation.central import CentralCrash, SimulatedCentral, run

T = TypeVar("T")
FAULTS = ("request_lost", "answer_lost", "doubled", "central_dies_before", "central_dies_after")
LONGEST_PAGE = 1 << 20


class SimulatedLink:
    """See `app.ports.central.CentralLink`; ``fault`` strikes the next question."""

    def __init__(self, central: SimulatedCentral, device: bytes) -> None:
        self.device = device
        self.fault: str | None = None
        self._central = central
        self._records = central.records

    def _ask(self, answer: Callable[[], Coroutine[Any, Any, T]]) -> T:
        fault, self.fault = self.fault, None
        if fault == "request_lost":
            raise Offline("sync.offline")
        self._central.store.dies = {"central_dies_before": "before", "central_dies_after": "after"}.get(fault or "")
        try:
            answered = run(answer())
            answered = run(answer()) if fault == "doubled" else answered
        except CentralCrash:
            raise Offline("sync.offline") from None
        finally:
            self._central.store.dies = None
        if fault == "answer_lost":
            raise Offline("sync.offline")
        return answered

    def enrol(self, code: str, name: str, force: str, public_key: bytes) -> Enrolled:
        laptop = KnownLaptop(self.device, name, force, public_key)
        enrolled = self._ask(lambda: self._records.enrol(code, laptop))
        if enrolled is None:
            raise Refused("sync.code_refused")
        return enrolled

    def hello(self, central_key: bytes) -> Greeting:
        async def greet() -> Greeting:
            return Greeting(bytes(32), await self._records.store.epoch(), self._central.now_ms())

        return self._ask(greet)

    def push(self, operations: Sequence[Operation]) -> Pushed:
        return self._ask(lambda: self._records.push(self.device, operations))

    def known(self, operations: Sequence[tuple[bytes, bytes]]) -> Signed:
        return self._ask(lambda: self._records.known(self.device, operations))

    def incidents(self, after: bytes = b"") -> Signed:
        return self._ask(lambda: self._records.heads(after, 2))

    def pull(self, incident: bytes, after: int, limit: int) -> Page:
        async def page() -> Page:
            store = self._records.store
            epoch = await store.epoch()
            return Page(epoch, await store.page(incident, after, limit, LONGEST_PAGE))

        return self._ask(page)

    def has_blob(self, sha256: bytes) -> bool:
        async def has() -> bool:
            return await self._records.store.blob_size(sha256) is not None

        return self._ask(has)

    def put_blob(self, sha256: bytes, data: bytes) -> None:
        self._ask(lambda: self._records.store.keep_blob(sha256, data, self.device, self._central.now_ms()))

    def get_blob(self, sha256: bytes) -> bytes | None:
        return self._ask(lambda: self._records.store.blob(sha256))

    def close(self) -> None:
        pass
