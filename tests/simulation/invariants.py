"""What must be true once the network is good again: nothing lost, nothing doubled, everybody sees the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from app.domain.identity import FORCE, Id
from app.domain.tree import Tree
from tests.simulation.causality import causal_heads
from tests.simulation.central import names
from tests.simulation.chance import SkewedClock
from tests.simulation.machines import Machine
from tests.simulation.world import World

MOST_ROUNDS = 8


@dataclass
class Verdict:
    """The faults of one run, by kind."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    diverged: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.diverged, *self.stuck]


def judge(world: World) -> Verdict:
    """Heal everything, sync until nothing moves, and look."""
    verdict = Verdict()
    _heal(world, verdict)
    _nothing_lost(world, verdict)
    _nothing_doubled(world, verdict)
    _all_the_same(world, verdict)
    return verdict


def _heal(world: World, verdict: Verdict) -> None:
    for laptop in world.laptops:
        laptop.restart()
    if not _settles(world):
        verdict.stuck.append(f"still moving after {MOST_ROUNDS} rounds")
    for laptop in world.laptops:
        if laptop.problem is not None:
            verdict.stuck.append(f"laptop {laptop.number}: {laptop.problem.key}")
        if unsent := laptop.machine.exchange.counts().unsent:
            verdict.stuck.append(f"laptop {laptop.number} has {unsent} unsent")
        if held := laptop.machine.exchange.counts().held:
            verdict.stuck.append(f"laptop {laptop.number} has {held} held")


def _settles(world: World) -> bool:
    """Whether a round comes that moves nothing."""
    before = None
    for _ in range(MOST_ROUNDS):
        for laptop in world.laptops:
            world.sync(laptop)
        now = [world.central.ops(), *(laptop.machine.standings() for laptop in world.laptops)]
        if now == before:
            return True
        before = now
    return False


def _nothing_lost(world: World, verdict: Verdict) -> None:
    """I2, I4, I9: what was acknowledged is at central and on every laptop; what is marked sent is at central."""
    there = {row[2]: row[1] for row in world.central.store.rows()}
    verdict.lost += [f"central lacks {op.hex()[:6]}" for op in world.acknowledged - there.keys()]
    for laptop in world.laptops:
        states = laptop.machine.standings()
        verdict.lost += [f"laptop {laptop.number} lacks {op.hex()[:6]}" for op in there.keys() - states.keys()]
        for op, (state, number, reason) in states.items():
            if state == "sent" and reason is None and there.get(op) != number:
                verdict.lost.append(f"laptop {laptop.number} says {op.hex()[:6]} is {number} at central")


def _nothing_doubled(world: World, verdict: Verdict) -> None:
    """I3, I11, I12: each once, numbers without gaps, one tree, and a fork is marked as one."""
    rows = world.central.store.rows()
    numbers: dict[bytes, list[int]] = defaultdict(list)
    for incident, number, *_ in rows:
        numbers[incident].append(number)
    verdict.doubled += [f"numbers of {i.hex()[:6]}: {n}" for i, n in numbers.items() if n != [*range(1, len(n) + 1)]]
    ops = [row[2] for row in rows]
    verdict.doubled += [f"{op.hex()[:6]} twice" for op, count in Counter(ops).items() if count > 1]
    places = Counter(row[3:6] for row in rows)
    forks = Counter(row[3:6] for row in rows if row[6])
    verdict.doubled += [f"{n} at one place, not marked" for place, n in places.items() if forks[place] != n - 1]
    trees = world.central.trees()
    for incident, operations in world.central.log():
        if trees[incident] != Tree().grown(names(operations)):
            verdict.doubled.append(f"the tree of {incident.hex()[:6]} is another")


def _all_the_same(world: World, verdict: Verdict) -> None:
    """I5, I6, I7, I8: all show what a new laptop shows that takes central's whole log, and as causality says."""
    fresh = _fresh(world)
    shown = fresh.shows()
    fresh.close()
    for laptop in world.laptops:
        if laptop.machine.shows() != shown:
            verdict.diverged.append(f"laptop {laptop.number} shows something else")
        if laptop.machine.heads() != causal_heads(laptop.machine.operations()):
            verdict.diverged.append(f"laptop {laptop.number} has other candidates than causality says")


def _fresh(world: World) -> Machine:
    machine = world.machine(Id("fe" * 16), SkewedClock(world.time))
    for incident, operations in sorted(world.central.log(), key=lambda each: each[0].hex() != FORCE):
        machine.exchange.take(Id(incident.hex()), operations)
    return machine
