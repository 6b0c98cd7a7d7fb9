"""What a simulated laptop keeps its log in: the real encrypted store, or memory where there must be many nights."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Protocol

from sqlalchemy import Connection, select

from app.domain.facts import Fact
from app.domain.identity import Id
from app.domain.operations import Chain, Draft, Operation, encode, name_of, sign, witness
from app.ports.exchange import ExchangeStore
from app.ports.store import SignedIn
from db.local import log, projection
from db.local.engine import open_connection
from db.local.exchange import LocalExchange
from db.local.store import LocalStore
from db.tables import operation
from tests.memory_log import MemoryLog, State
from tests.simulation.causality import Heads, causal_heads, heads_of
from tests.simulation.chance import SeededChance, SkewedClock, TrueTime

KEY = bytes(range(32))
Standing = tuple[str, int | None, str | None]
"""State, number and reason of an operation on a laptop."""


class LaptopCrash(Exception):
    """The laptop loses its power; what was committed stays."""


class Machine(Protocol):
    """The part of a laptop that survives a power cut."""

    dies: str | None
    """``before`` or ``after`` the next commit."""

    @property
    def exchange(self) -> ExchangeStore: ...

    def begin_session(self) -> None:
        """As when the program starts anew."""

    def record(self, acting: SignedIn, fact: Fact, incident: Id, entity: Id) -> bytes:
        """The id of the operation, once it is said to be saved."""

    def copy(self) -> Any:
        """Everything as it is now."""

    def become(self, copy: Any) -> None:
        """Everything as it was then."""

    def twin(self, number: int, clock: SkewedClock, *, awake: bool) -> Machine:
        """Another machine with the same content; ``awake``: in the same session."""

    def standings(self) -> dict[bytes, Standing]: ...

    def operations(self) -> list[Operation]:
        """What is projected."""

    def shows(self) -> str:
        """A digest of what an officer sees."""

    def heads(self) -> Heads:
        """The candidates of each field, as they are projected."""

    def close(self) -> None: ...


class MortalStore(LocalStore):
    """The real store; it can be told to die in its next transaction."""

    dies: str | None = None

    def read(self, query: Callable[..., Any], *arguments: Any) -> Any:
        """On the one connection there is: a night has no second thread."""
        if self._writer is None:
            self._writer = self._engine.connect().execution_options(writes=True)
        try:
            return query(self._writer, *arguments)
        finally:
            self._writer.rollback()

    def begin_session(self) -> None:
        self._last_in.clear()
        self._chain = self._start_chain(bytes.fromhex(self.device))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        dies, self.dies = self.dies, None
        with super()._transaction() as connection:
            yield connection
            if dies == "before":
                raise LaptopCrash
        if dies == "after":
            raise LaptopCrash

    def raw(self) -> Any:
        self.read(log.highest_clock)
        assert self._writer is not None
        return self._writer.connection.driver_connection


class StoreMachine:
    """See `Machine`: the real encrypted store in a file."""

    def __init__(self, number: int, folder: Path, device: Id, clock: SkewedClock, chance: SeededChance) -> None:
        self._path, self._device, self._chance = folder / f"{number}.db", device, chance
        self._copies = 0
        if not self._path.exists():
            self._path.write_bytes(empty_store())
        self.store = MortalStore(self._path, KEY, device, clock, chance)
        self.exchange = LocalExchange(self.store)

    @property
    def dies(self) -> str | None:
        return self.store.dies

    @dies.setter
    def dies(self, when: str | None) -> None:
        self.store.dies = when

    def begin_session(self) -> None:
        self.store.begin_session()

    def record(self, acting: SignedIn, fact: Fact, incident: Id, entity: Id) -> bytes:
        with self.store.write(acting) as work:
            op = work.record(fact, incident, entity)
        return bytes.fromhex(op)

    def copy(self) -> Path:
        self._copies += 1
        return self._copy_to(self._path.with_suffix(f".{self._copies}"))

    def _copy_to(self, path: Path) -> Path:
        other = open_connection(path, KEY)
        self.store.raw().backup(other)
        other.close()
        return path

    def become(self, copy: Path) -> None:
        other = open_connection(copy, KEY)
        other.backup(self.store.raw())
        other.close()

    def twin(self, number: int, clock: SkewedClock, *, awake: bool) -> StoreMachine:
        self._copy_to(self._path.with_name(f"{number}.db"))
        other = StoreMachine(number, self._path.parent, self._device, clock, self._chance)
        if awake:
            other.store._chain = self.store._chain
        return other

    def standings(self) -> dict[bytes, Standing]:
        query = select(operation.c.op, operation.c.state, operation.c.number, operation.c.reason)
        rows = self.store.read(lambda connection: connection.execute(query).all())
        found = {row.op: (row.state, row.number, row.reason) for row in rows}
        assert len(found) == len(rows), "an operation stands twice in one log"
        return found

    def operations(self) -> list[Operation]:
        return [kept.operation for kept in self.store.read(log.in_incident, None)]

    def shows(self) -> str:
        return self.store.digest()

    def heads(self) -> Heads:
        found: Heads = {}
        for entity in {entity for entity, _ in causal_heads(self.operations())}:
            for head in self.store.read(projection.heads, entity):
                found.setdefault((entity, head.field), set()).add(bytes.fromhex(head.op))
        return found

    def close(self) -> None:
        self.store.close()


class MortalLog(MemoryLog):
    """The log in memory; it can be told to die in its next transaction."""

    dies: str | None = None

    @contextmanager
    def change(self) -> Iterator[State]:
        dies, self.dies = self.dies, None
        with super().change() as state:
            yield state
            if dies == "before":
                raise LaptopCrash
        if dies == "after":
            raise LaptopCrash


class MemoryMachine:
    """See `Machine`: nothing but memory, and the merge by its definition."""

    def __init__(self, device: Id, clock: SkewedClock, chance: SeededChance) -> None:
        self.exchange = MortalLog(bytes.fromhex(device))
        self._clock, self._chance = clock, chance
        self.begin_session()

    @property
    def dies(self) -> str | None:
        return self.exchange.dies

    @dies.setter
    def dies(self, when: str | None) -> None:
        self.exchange.dies = when

    def begin_session(self) -> None:
        session, device = bytes.fromhex(self._chance.new_id()), self.exchange.device
        headers = [each.header for each in self.exchange.good()]
        own = max(((h.hlc, op) for h, op in self._mine()), default=(0, b""))
        hlc = witness(own[0], max((header.hlc for header in headers), default=0), self._clock.moment().wall_ms)
        self._chain = Chain(device, session, 0, own[1], hlc)

    def _mine(self) -> list[tuple[Any, bytes]]:
        good = self.exchange.good()
        return [(each.header, name_of(each.operation.header)) for each in good if each.header.device == self._device]

    @property
    def _device(self) -> bytes:
        return self.exchange.device

    def record(self, acting: SignedIn, fact: Fact, incident: Id, entity: Id) -> bytes:
        heads = heads_of([(each.operation, each.header) for each in self.exchange.good()], bytes.fromhex(entity))
        observed = {written: sorted(heads[written]) for written in fact.writes() if written in heads}
        of = bytes.fromhex(incident)
        before = max(((h.hlc, op) for h, op in self._mine() if h.incident == of), default=(0, b""))[1]
        draft = Draft(of, bytes.fromhex(entity), fact.TYPE, fact.VERSION, encode(fact), observed, before)
        who = bytes.fromhex(acting.officer.id)
        made, chain = sign(draft, self._chain, who, self._clock.moment(), self._chance.salt(), acting.signer.sign)
        self.exchange.record(made)
        self._chain = chain
        return name_of(made.header)

    def copy(self) -> State:
        return self.exchange.now.copy()

    def become(self, copy: State) -> None:
        self.exchange.now = copy.copy()

    def twin(self, number: int, clock: SkewedClock, *, awake: bool) -> MemoryMachine:
        other = MemoryMachine(Id(self._device.hex()), clock, self._chance)
        other.become(self.copy())
        other.begin_session()
        if awake:
            other._chain = self._chain
        return other

    def standings(self) -> dict[bytes, Standing]:
        return {op: (each.state, each.number, each.reason) for op, each in self.exchange.now.log.items()}

    def operations(self) -> list[Operation]:
        return [each.operation for each in self.exchange.good()]

    def shows(self) -> str:
        names = sorted(name_of(each.header) for each in self.operations())
        return hashlib.sha256(b"".join(names)).hexdigest()

    def heads(self) -> Heads:
        return causal_heads(self.operations())

    def close(self) -> None:
        pass


@lru_cache(1)
def empty_store() -> bytes:
    """The file of a new store: making its tables takes longer than a whole night."""
    with tempfile.TemporaryDirectory(prefix="homeward-empty-") as folder:
        path, time = Path(folder) / "empty.db", TrueTime()
        MortalStore(path, KEY, Id("00" * 16), SkewedClock(time), SeededChance(Random(0))).close()
        return path.read_bytes()
