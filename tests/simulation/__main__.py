"""`dev.py simulate`: many simulated nights, each from a seed of its own; JSON of what became of them.

python -m tests.simulation --seed 1 --runs 100 [--steps 60] [--real 100]
"""

from __future__ import annotations

import argparse
import json
import sys
import time

from tests.simulation.nights import night


def main() -> int:
    """Run them; 1 where anything was lost, doubled, diverged or stuck."""
    parser = argparse.ArgumentParser(
        prog="dev.py simulate", description="Simulated nights, the same for the same seed."
    )
    parser.add_argument("--seed", type=int, default=1, help="the first night's seed (default: 1)")
    parser.add_argument("--runs", type=int, default=100, help="how many nights (default: 100)")
    parser.add_argument("--steps", type=int, default=60, help="steps of a night (default: 60)")
    words = "every how many-th night runs on real encrypted stores, 0 for none (default: 100)"
    parser.add_argument("--real", type=int, default=100, help=words)
    asked = parser.parse_args()
    totals = dict.fromkeys(("runs", "real_runs", "steps", "lost", "doubled", "diverged", "stuck"), 0)
    first_bad: dict[str, object] | None = None
    began = time.process_time()
    for seed in range(asked.seed, asked.seed + asked.runs):
        real = asked.real > 0 and seed % asked.real == 0
        run = night(seed, asked.steps, real=real)
        totals["real_runs"] += real
        totals["runs"] += 1
        totals["steps"] += run.steps
        for kind in ("lost", "doubled", "diverged", "stuck"):
            totals[kind] += bool(getattr(run.verdict, kind))
        if run.verdict.faults() and first_bad is None:
            first_bad = {"seed": seed, "faults": run.verdict.faults(), "story": run.story}
    spent = time.process_time() - began
    said = {**totals, "steps_per_cpu_second": round(totals["steps"] / spent), "first_bad": first_bad}
    sys.stdout.write(json.dumps(said) + "\n")
    return int(first_bad is not None)


sys.exit(main())
