"""What one process of central has done since it started, as text for Prometheus: numbers only, of nobody."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate
from typing import Final

from app.domain.wire import Status

TEXT_TYPE: Final = "text/plain; version=0.0.4"
BUCKETS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counters; to be used from central's own thread."""

    def __init__(self) -> None:
        self._operations: Counter[str] = Counter(accepted=0, duplicate=0, held=0)
        self._held: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._database_failures = 0
        self._batches = [0] * (len(BUCKETS_S) + 1)
        self._batch_seconds = 0.0

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Time one batch from its last byte to its receipt; one that fails does not count."""
        started = time.perf_counter()
        yield
        taken = time.perf_counter() - started
        self._batches[bisect_left(BUCKETS_S, taken)] += 1
        self._batch_seconds += taken

    def answered(self, statuses: Iterable[Status]) -> None:
        """What became of the operations of a batch."""
        for each in statuses:
            self._operations[each.state] += 1
            if each.reason is not None:
                self._held[each.reason] += 1

    def refused(self, reason: str) -> None:
        """A request was answered with this reason, a phrase key."""
        self._refused[reason] += 1

    def database_failed(self) -> None:
        """A request could not be answered since the database was away or full."""
        self._database_failures += 1

    def text(self) -> str:
        """All of it, in Prometheus' text format."""
        lines = [
            *_counter("operations", "Operations offered, by what became of them.", "state", self._operations),
            *_counter("held", "Operations held, by reason.", "reason", self._held),
            *_counter("refused", "Requests refused, by reason.", "reason", self._refused),
            *_head("database_failures_total", "Requests that the database could not serve.", "counter"),
            f"homeward_database_failures_total {self._database_failures}",
            *_head("batch_seconds", "From a batch to its receipt.", "histogram"),
            *self._histogram(),
        ]
        return "\n".join(lines) + "\n"

    def _histogram(self) -> Iterator[str]:
        for limit, count in zip((*BUCKETS_S, "+Inf"), accumulate(self._batches), strict=True):
            yield f'homeward_batch_seconds_bucket{{le="{limit}"}} {count}'
        yield f"homeward_batch_seconds_sum {self._batch_seconds:.6f}"
        yield f"homeward_batch_seconds_count {sum(self._batches)}"


def _counter(name: str, says: str, label: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield from _head(f"{name}_total", says, "counter")
    for value, count in sorted(counts.items()):
        yield f'homeward_{name}_total{{{label}="{value}"}} {count}'


def _head(name: str, says: str, kind: str) -> Iterator[str]:
    yield f"# HELP homeward_{name} {says}"
    yield f"# TYPE homeward_{name} {kind}"
