"""What every benchmark measures with: figures and their limits, medians, ratios and the floor of a durable write.

A benchmark is a module beside this one with a function ``figures() -> list[Figure]``. A limit holds on any machine
when the figure is a ratio, or a time over a floor, taken in one run; so prefer those.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_BLOCK = os.urandom(4096)


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured, and the limit it must keep: at most, at least, or none (told, not judged)."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        below = self.at_most is None or self.value <= self.at_most
        return below and (self.at_least is None or self.value >= self.at_least)

    @property
    def limit(self) -> str:
        """The limit in words."""
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return f"at least {self.at_least:g}" if self.at_least is not None else ""


def elapsed_ms(work: Callable[[], object]) -> float:
    """Milliseconds that one call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def median_ms(work: Callable[[], object], times: int, warm_up: int = 3) -> float:
    """Median milliseconds of a call, after some that do not count."""
    for _ in range(warm_up):
        work()
    return statistics.median(elapsed_ms(work) for _ in range(times))


def medians_ms(works: Iterable[Callable[[], object]], rounds: int, warm_up: int = 3) -> list[float]:
    """Median milliseconds of each call, measured in turn so that a busy moment falls on all of them alike."""
    turns = list(works)
    for _ in range(warm_up):
        for work in turns:
            work()
    taken = [[elapsed_ms(work) for work in turns] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def durable_write(path: Path) -> Callable[[], None]:
    """A call that writes 4 KiB over the start of a file and waits until the disk has it: the floor of saving."""
    path.write_bytes(_BLOCK)
    sync = getattr(os, "fdatasync", os.fsync)

    def write() -> None:
        with path.open("r+b", buffering=0) as file:
            file.write(_BLOCK)
            sync(file.fileno())

    return write


def memory_mb(process_ids: Iterable[int]) -> float:
    """Resident memory of these processes together, in MB; what they share counts once (proportional set size).

    Raises:
        OSError: there is no such process, or this is not Linux.
    """
    return sum(_proportional_kb(process_id) for process_id in process_ids) / 1024


def _proportional_kb(process_id: int) -> int:
    for line in Path(f"/proc/{process_id}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise OSError(f"the kernel tells no memory of process {process_id}")
