"""One simulated night: what may happen, chosen by a seed, one step at a time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from app.domain import facts
from app.domain.facts import Fact
from app.domain.identity import Id
from app.domain.registers import GRADES
from app.services import exchanging
from tests.simulation.central import SimulatedCentral, no_threads
from tests.simulation.chance import SeededChance, SkewedClock, TrueTime
from tests.simulation.laptop import SimulatedLaptop, new_officer
from tests.simulation.machines import LaptopCrash, Machine, MemoryMachine, StoreMachine
from tests.simulation.network import FAULTS, SimulatedLink
from tests.simulation.swapping import swapped

INCIDENTS: Final = (Id("0a" * 16), Id("0b" * 16))
HAIR: Final = ("brown", "red", "grey")
SMALL_BATCH: Final = 3
SMALL_ASKING: Final = 4


class World:
    """Three to five laptops, central, and what has been acknowledged to an officer."""

    def __init__(self, seed: int, folder: Path | None) -> None:
        """On the real encrypted stores in a folder; with none, on logs in memory."""
        self.rng = random.Random(seed)
        self.folder = folder
        self.time = TrueTime()
        self.chance = SeededChance(self.rng)
        self.central = SimulatedCentral(self.time)
        self.laptops: list[SimulatedLaptop] = []
        self.acknowledged: set[bytes] = set()
        self.steps = 0
        self._machines = 0
        self.story: list[str] = []
        for _ in range(self.rng.randint(3, 5)):
            self._add_laptop()
        self._events = [event for event, weight in self._weights() for _ in range(weight)]

    def _weights(self) -> list[tuple[Callable[[], None], int]]:
        return [
            (self._act, 34),
            (self._sync, 30),
            (self._sync_whole, 8),
            (self._act_and_die, 4),
            (self._sync_and_die, 4),
            (self._restart, 3),
            (self._skew, 3),
            (self._back_up_laptop, 3),
            (self._restore_laptop, 2),
            (self._clone, 1),
            (self._back_up_central, 3),
            (self._restore_central, 2),
        ]

    def _add_laptop(self) -> None:
        clock = SkewedClock(self.time)
        officer = new_officer(self._machines, self.rng.randbytes(32), self.chance.new_id())
        device = self.chance.new_id()
        laptop = SimulatedLaptop(self._machines, device, officer, clock, self.machine(device, clock))
        self._machines += 1
        laptop.introduce(self.central)
        self.laptops.append(laptop)
        self.acknowledged |= laptop.ops()

    def machine(self, device: Id, clock: SkewedClock) -> Machine:
        """A new one of the kind this night has."""
        if self.folder is None:
            return MemoryMachine(device, clock, self.chance)
        return StoreMachine(self._machines, self.folder, device, clock, self.chance)

    def step(self) -> None:
        """Something happens."""
        self.steps += 1
        self.rng.choice(self._events)()

    def _laptop(self) -> SimulatedLaptop:
        return self.rng.choice(self.laptops)

    def _note(self, *words: object) -> None:
        self.story.append(" ".join(map(str, words)))

    # officers

    def _fact(self) -> Fact:
        kind = self.rng.randrange(3)
        if kind == 0:
            return facts.RiskAssessed(grade=self.rng.choice(GRADES), reason="as it seems now")
        if kind == 1:
            return facts.ReportAmended(details={"hair": self.rng.choice(HAIR)}, source="a friend")
        return facts.NoteRecorded(text=f"seen {self.steps}")

    def _act(self) -> None:
        laptop, incident = self._laptop(), self.rng.choice(INCIDENTS)
        op = laptop.record(self._fact(), incident, incident)
        self.acknowledged.add(op)
        self._note("act", laptop.number, op.hex()[:6])

    def _act_and_die(self) -> None:
        laptop, incident = self._laptop(), self.rng.choice(INCIDENTS)
        laptop.machine.dies = self.rng.choice(("before", "after"))
        self._note("act and die", laptop.machine.dies, laptop.number)
        self._until_death(laptop, lambda: laptop.record(self._fact(), incident, incident))

    def _until_death(self, laptop: SimulatedLaptop, deed: Callable[[], object]) -> None:
        try:
            deed()
        except LaptopCrash:
            laptop.restart()
        laptop.machine.dies = None

    # syncing

    def _link(self, laptop: SimulatedLaptop) -> SimulatedLink:
        return SimulatedLink(self.central, bytes.fromhex(laptop.device))

    def _sync(self) -> None:
        """Some questions of a run; the network may fail on any of them."""
        laptop = self._laptop()
        link = self._link(laptop)
        for _ in range(self.rng.randint(1, 6)):
            link.fault = self.rng.choice(FAULTS) if self.rng.random() < 0.25 else None
            self._note("ask", laptop.number, link.fault or "")
            if not laptop.step(link):
                return

    def _sync_whole(self) -> None:
        self.sync(self._laptop())

    def sync(self, laptop: SimulatedLaptop) -> None:
        """A run to its end over a good network."""
        self._note("sync", laptop.number)
        link = self._link(laptop)
        while laptop.step(link):
            pass

    def _sync_and_die(self) -> None:
        laptop = self._laptop()
        link = self._link(laptop)
        for _ in range(self.rng.randint(0, 4)):
            if not laptop.step(link):
                break
        laptop.machine.dies = self.rng.choice(("before", "after"))
        self._note("sync and die", laptop.machine.dies, laptop.number)
        self._until_death(laptop, lambda: laptop.step(link))

    # machines

    def _restart(self) -> None:
        laptop = self._laptop()
        self._note("restart", laptop.number)
        laptop.restart()

    def _skew(self) -> None:
        laptop = self._laptop()
        laptop.clock.skew = timedelta(seconds=self.rng.randint(-864_000, 864_000))
        self._note("skew", laptop.number, laptop.clock.skew)

    def _back_up_laptop(self) -> None:
        laptop = self._laptop()
        self._note("back up", laptop.number)
        laptop.back_up()

    def _restore_laptop(self) -> None:
        laptop = self._laptop()
        if laptop.has_backup():
            self._note("restore", laptop.number)
            with self._what_is_gone():
                laptop.restore(self.rng.randrange(1000))

    def _clone(self) -> None:
        if len(self.laptops) > 5:
            return
        laptop, awake = self._laptop(), self.rng.random() < 0.5
        self._note("clone", laptop.number, "as", self._machines, "awake" if awake else "")
        self.laptops.append(laptop.clone(self._machines, SkewedClock(self.time), awake=awake))
        self._machines += 1

    # central

    def _back_up_central(self) -> None:
        self._note("back up central")
        self.central.back_up()

    def _restore_central(self) -> None:
        if self.central.has_backup():
            told = self.rng.random() < 0.5
            self._note("restore central", "" if told else "silently")
            with self._what_is_gone():
                self.central.restore(self.rng.randrange(1000), told=told)

    @contextmanager
    def _what_is_gone(self) -> Iterator[None]:
        """What nobody has any more after a backup came back cannot be asked for."""
        before = self._everywhere()
        yield
        self.acknowledged -= before - self._everywhere()

    def _everywhere(self) -> set[bytes]:
        return set().union(self.central.ops(), *(laptop.ops() for laptop in self.laptops))

    def close(self) -> None:
        for laptop in self.laptops:
            laptop.stop()
        self.central.close()


@contextmanager
def small_batches() -> Iterator[None]:
    """So few to a batch that a night of sixty steps needs several; and no threads."""
    with (
        swapped(exchanging, "MOST_OPERATIONS", SMALL_BATCH),
        swapped(exchanging, "MOST_IDS", SMALL_ASKING),
        no_threads(),
    ):
        yield
