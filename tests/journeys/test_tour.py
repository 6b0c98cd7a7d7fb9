"""The tour: the main job through real windows, with no network but this machine's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
STEPS = 15


def _command(out: Path) -> list[str]:
    return [sys.executable, "-m", "app", "tour", "--out", str(out)]


def _cut_off(command: list[str]) -> list[str]:
    """The same command where there is no network but loopback, if this user may make such a place."""
    inside = 'ip link set lo up && exec "$@"'
    cut = ["unshare", "-n", "sh", "-c", inside, "sh"]
    if not (shutil.which("unshare") and shutil.which("ip")):
        return command
    works = subprocess.run([*cut, "true"], capture_output=True, check=False).returncode == 0
    return [*cut, *command] if works else command


def _surroundings() -> dict[str, str]:
    there = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    there.pop("DISPLAY", None)
    return there


@pytest.mark.timeout(400)
def test_the_tour_passes_with_the_network_cut_off(tmp_path: Path) -> None:
    out = tmp_path / "tour"
    done = subprocess.run(
        _cut_off(_command(out)), cwd=ROOT, env=_surroundings(), capture_output=True, text=True, timeout=360, check=False
    )
    told = json.loads((out / "tour.json").read_text("utf-8"))
    assert done.returncode == 0, [step for step in told["steps"] if not step["ok"]]
    assert told["ok"]
    assert [step["ok"] for step in told["steps"]] == [True] * STEPS
    assert [laptop["unsent"] for laptop in told["laptops"]] == [0, 0]
    assert {laptop["operations"] for laptop in told["laptops"]} == {told["central"]["operations"]}
    assert told["network_requests"] == 0
    for step in told["steps"]:
        assert len(step["pictures"]) == 4
        for name in step["pictures"]:
            colours = Image.open(out / name).convert("RGB").getcolors(1 << 24)
            assert colours is not None
            assert len(colours) > 20, name
