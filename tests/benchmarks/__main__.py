"""Runs the benchmarks named (all of them when none is), prints a table, writes build/bench.json, fails on a limit."""

from __future__ import annotations

import json
import pkgutil
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

import tests.benchmarks
from tests.benchmarks.measure import Figure

REPORT = Path(__file__).resolve().parents[2] / "build" / "bench.json"


def main(asked: list[str]) -> int:
    """Measure, tell, and give 1 when a limit is broken or a name is unknown."""
    known = _known()
    unknown = set(asked) - set(known)
    if unknown:
        print(f"no benchmark called {', '.join(sorted(unknown))}; there are: {', '.join(known)}", file=sys.stderr)
        return 1
    measured = {name: _measure(name) for name in asked or known}
    _write(measured)
    broken = [figure.name for figures in measured.values() for figure in figures if not figure.kept]
    print(f"limits broken: {', '.join(broken)}" if broken else "every limit kept")
    return 1 if broken else 0


def _known() -> list[str]:
    names = {module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__)}
    return sorted(name for name in names - {"measure", "__main__"} if not name.startswith("test_"))


def _measure(name: str) -> list[Figure]:
    print(name, flush=True)
    figures: list[Figure] = import_module(f"tests.benchmarks.{name}").figures()
    for figure in figures:
        print(
            f"  {figure.name:58} {figure.value:10.3f} {figure.unit:6} {figure.limit:15} {_verdict(figure)}", flush=True
        )
    return figures


def _verdict(figure: Figure) -> str:
    if not figure.limit:
        return ""
    return "kept" if figure.kept else "BROKEN"


def _write(measured: dict[str, list[Figure]]) -> None:
    REPORT.parent.mkdir(exist_ok=True)
    told = {name: [{**asdict(figure), "kept": figure.kept} for figure in figures] for name, figures in measured.items()}
    REPORT.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
