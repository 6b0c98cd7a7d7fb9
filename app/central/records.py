"""What central does with a batch: names it, judges what is new, keeps it, and signs for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.central.judging import Candidate, judge, read, weigh
from app.central.metrics import Metrics
from app.central.seals import Seals, code_hash
from app.domain.operations import Operation
from app.domain.tree import Tree
from app.domain.wire import MOST_OPERATIONS, Enrolled, Heads, Pushed, Receipt, Signed, Status, TreeHead
from app.errors import Unavailable
from app.ports.central import CentralStore, Judged, KnownLaptop, Lodged


@dataclass(frozen=True, slots=True)
class Records:
    """One central at work. ``now_ms`` is its own clock, UTC milliseconds; ``log`` gets ids only."""

    store: CentralStore
    seals: Seals
    now_ms: Callable[[], int]
    log: Any
    metrics: Metrics = field(default_factory=Metrics)

    async def enrol(self, code: str, laptop: KnownLaptop) -> Enrolled | None:
        """Know a laptop by its one-time code; ``None`` where the code is not, or no longer, good."""
        if not await self.store.enrol(code_hash(code), laptop, self.now_ms()):
            return None
        self.log.info("enrolled", device=laptop.device.hex())
        return Enrolled(await self.store.epoch(), self.seals.public_key, self.seals.name)

    async def push(self, sender: bytes, operations: Sequence[Operation]) -> Pushed:
        """Take a batch of an enrolled laptop. Everything in the receipt is committed.

        Raises:
            Unavailable: the database is away; the batch has no receipt and is to be offered again.
        """
        with self.metrics.batch():
            pushed = await self._push(sender, operations)
        self.metrics.answered(pushed.statuses)
        return pushed

    async def _push(self, sender: bytes, operations: Sequence[Operation]) -> Pushed:
        candidates = read(operations)
        known = await self._known([(each.header.incident, each.op) for each in candidates if each.header])
        judged = await self._judged([each for each in candidates if each.op not in known])
        now_ms = self.now_ms()
        lodged = await self.store.lodge(sender, judged, now_ms)
        outcome = _Outcome(known | dict(lodged.numbers), lodged.new, {each.op: each.reason or "" for each in judged})
        self._note(sender, lodged, judged)
        await self._take_up(sender)
        return self._pushed(sender, lodged, _incidents(candidates), outcome, now_ms)

    async def known(self, sender: bytes, asked: Sequence[tuple[bytes, bytes]]) -> Signed:
        """A receipt for those of these (incident, operation) that are here: a laptop need not send them again.

        It too is a write: what was found is then as safe as what is sent now, on a standby also.
        """
        epoch, numbers = await self.store.epoch(), await self.store.numbers(set(asked))
        held = await self.store.holds({each for each in asked if each[1] not in numbers})
        if (await self.store.lodge(sender, [], self.now_ms())).epoch != epoch:
            raise Unavailable("central.store_down")
        found = [(op, incident, numbers[op]) for incident, op in asked if op in numbers]
        signed = Receipt(self.seals.central, epoch, sender, found, sorted(held.items()), [], self.now_ms())
        return self.seals.receipt(signed)

    async def heads(self, after: bytes, most: int) -> Signed:
        """The tree of each incident behind ``after``, at most so many."""
        epoch = await self.store.epoch()
        heads = [_head(*each) for each in await self.store.heads(after, most)]
        return self.seals.heads(Heads(self.seals.central, epoch, heads, len(heads) == most, self.now_ms()))

    async def _known(self, offered: Sequence[tuple[bytes, bytes]]) -> dict[bytes, int]:
        """What is here, so that it need not be judged again; nothing, most likely, where neither end of it is.

        The store looks again under its lock, so that what is overlooked here is taken once all the same.
        """
        ends = await self.store.numbers({*offered[:1], *offered[-1:]})
        return await self.store.numbers(set(offered)) if ends else {}

    async def _judged(self, unknown: Sequence[Candidate]) -> list[Judged]:
        if not unknown:
            return []
        headers = [each.header for each in unknown if each.header is not None]
        laptops = await self.store.laptops({header.device for header in headers})
        keys = await self.store.keys({header.actor for header in headers})
        return await asyncio.to_thread(_found, unknown, laptops, keys)

    async def _take_up(self, sender: bytes) -> None:
        """Judge again what waited for an officer or a laptop who are known now; each may bring the next.

        Looked for at every push, so that a central that dies between the two takes it up later.
        """
        while waiting := await self.store.now_known(MOST_OPERATIONS):
            judged = await self._judged(read(waiting))
            self._note(sender, await self.store.lodge(sender, judged, self.now_ms()), judged)

    def _note(self, sender: bytes, lodged: Lodged, judged: Sequence[Judged]) -> None:
        held = [each for each in judged if each.reason is not None]
        self.log.info("pushed", device=sender.hex(), new=len(lodged.new), held=len(held))
        for each in held:
            self.log.warning("held", device=sender.hex(), operation=each.op.hex(), reason=each.reason)
        for op in lodged.forked:
            self.log.warning("forked", device=sender.hex(), operation=op.hex())

    def _pushed(
        self, sender: bytes, lodged: Lodged, offered: Sequence[tuple[bytes, bytes]], outcome: _Outcome, now_ms: int
    ) -> Pushed:
        incidents, known = dict(offered), outcome.numbers
        numbers = [(op, incident, known[op]) for op, incident in incidents.items() if op in known]
        held = [(op, outcome.reasons[op]) for op in incidents if op not in known]
        trees = [_head(*each) for each in lodged.trees.items()]
        signed = self.seals.receipt(Receipt(self.seals.central, lodged.epoch, sender, numbers, held, trees, now_ms))
        return Pushed(outcome.statuses([op for op, _ in offered]), signed.body, signed.signature)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The numbers of what central has, which of them are new, and why the others are held."""

    numbers: Mapping[bytes, int]
    new: frozenset[bytes]
    reasons: Mapping[bytes, str]

    def statuses(self, ops: Iterable[bytes]) -> list[Status]:
        """One for each, in order; what stands twice in one batch is a duplicate the second time."""
        said: set[bytes] = set()
        statuses = []
        for op in ops:
            statuses.append(self._status(op, op in said))
            said.add(op)
        return statuses

    def _status(self, op: bytes, again: bool) -> Status:
        if op not in self.numbers:
            return Status("held", reason=self.reasons[op])
        return Status("duplicate" if again or op not in self.new else "accepted", self.numbers[op])


def _found(
    unknown: Sequence[Candidate], laptops: Iterable[bytes], keys: Mapping[bytes, Sequence[bytes]]
) -> list[Judged]:
    return judge(_fresh(weigh(unknown)), laptops, keys)


def _fresh(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each once: its good copy where a bad one came along."""
    fresh: dict[bytes, Candidate] = {}
    for each in candidates:
        if each.op not in fresh or fresh[each.op].reason is not None:
            fresh[each.op] = each
    return list(fresh.values())


def _head(incident: bytes, tree: Tree) -> TreeHead:
    return incident, tree.size, tree.root()


def _incidents(candidates: Iterable[Candidate]) -> list[tuple[bytes, bytes]]:
    return [(each.op, each.header.incident if each.header else b"") for each in candidates]
