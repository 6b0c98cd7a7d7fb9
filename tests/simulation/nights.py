"""One night from its seed to its verdict."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.invariants import Verdict, judge
from tests.simulation.world import World, small_batches

MEMORY = Path("/dev/shm")
"""Where there is one, the laptops' files need no disk."""


@dataclass(frozen=True)
class Night:
    """How a night went."""

    seed: int
    steps: int
    verdict: Verdict
    story: list[str]


def night(seed: int, steps: int, *, real: bool) -> Night:
    """The same seed gives the same night; ``real`` on encrypted stores, else on logs in memory."""
    with small_batches(), _place(real) as folder:
        world = World(seed, folder)
        try:
            for _ in range(steps):
                world.step()
            return Night(seed, world.steps, judge(world), world.story)
        finally:
            world.close()


@contextmanager
def _place(real: bool) -> Iterator[Path | None]:
    if not real:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="homeward-night-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)
