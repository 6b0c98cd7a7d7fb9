"""A limit that is broken is seen, and the harness measures what it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as runner
from tests.benchmarks.measure import Figure, durable_write, median_ms, medians_ms


@pytest.mark.parametrize(
    ("figure", "kept"),
    [
        (Figure("told", 9.0, "ms"), True),
        (Figure("within", 1.0, "ms", at_most=1.0), True),
        (Figure("over", 1.1, "ms", at_most=1.0), False),
        (Figure("enough", 0.7, "ratio", at_least=0.65), True),
        (Figure("too little", 0.6, "ratio", at_least=0.65), False),
    ],
)
def test_limits(figure: Figure, kept: bool) -> None:
    assert figure.kept is kept


def test_medians_take_turns() -> None:
    order: list[str] = []
    medians_ms([lambda: order.append("a"), lambda: order.append("b")], rounds=2, warm_up=0)
    assert order == ["a", "b", "a", "b"]


def test_the_floor_writes_the_block(tmp_path: Path) -> None:
    write = durable_write(tmp_path / "block")
    assert median_ms(write, times=3, warm_up=0) > 0
    assert (tmp_path / "block").stat().st_size == 4096


def test_a_broken_limit_fails_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(runner, "REPORT", tmp_path / "build" / "bench.json")
    monkeypatch.setattr(runner, "_known", lambda: ["made_up"])
    monkeypatch.setitem(sys.modules, "tests.benchmarks.made_up", _Benchmark)
    assert runner.main([]) == 1
    assert '"kept": false' in (tmp_path / "build" / "bench.json").read_text("utf-8")
    assert runner.main(["unheard_of"]) == 1


class _Benchmark:
    @staticmethod
    def figures() -> list[Figure]:
        return [Figure("over", 2.0, "ms", at_most=1.0)]
