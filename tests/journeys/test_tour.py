"""The tour: the main job through real windows, with no network but this machine's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
STEPS = (
    "start of the shift", "new report", "last known location", "risk", "draw the plan", "give the task",
    "task arrives", "network gone, looking", "completed with no network", "another grade, apart",
    "network back, two grades differ", "settled", "map of the search", "log", "laptop, all sent",
)  # fmt: skip
LOOKS = {"wide-day": (1366, 768), "narrow-day": (420, 820), "wide-night": (1366, 768), "narrow-night": (420, 820)}
FEW_COLOURS = 20
LONGEST_S = 360

pytestmark = [pytest.mark.slow, pytest.mark.timeout(LONGEST_S + 60)]


def cut_off() -> list[str]:
    """What starts a command where there is no network but loopback; nothing, where this user may not make such a place.

    ``ip`` fails without the right to touch the new network, and then nothing is started.
    """
    if not (shutil.which("unshare") and shutil.which("ip")):
        return []
    for how in ("-n", "-rn"):
        cut = ["unshare", how, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
        if subprocess.run([*cut, "true"], capture_output=True, check=False).returncode == 0:
            return cut
    return []


def take(out: Path, before: list[str], surroundings: dict[str, str]) -> dict[str, Any]:
    """The tour as a process of its own; what `tour.json` says of it."""
    command = [*before, sys.executable, "-m", "app", "tour", "--out", str(out)]
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=LONGEST_S, check=False
    )
    assert (out / "tour.json").exists(), done.stderr[-2000:]
    told: dict[str, Any] = json.loads((out / "tour.json").read_text("utf-8"))
    assert done.returncode == (0 if told["ok"] else 1)
    assert done.returncode == 0, [step for step in told["steps"] if not step["ok"]]
    return told


def check(told: dict[str, Any], out: Path) -> None:
    """Every step right and seen in four looks; both laptops and central hold the same, and nothing else was asked."""
    assert told["ok"] is True
    assert [(step["name"], step["ok"], step["problem"]) for step in told["steps"]] == [
        (name, True, "") for name in STEPS
    ]
    assert [laptop["unsent"] for laptop in told["laptops"]] == [0, 0]
    assert [laptop["held"] for laptop in told["laptops"]] == [0, 0]
    assert told["central"]["held"] == 0
    assert {laptop["operations"] for laptop in told["laptops"]} == {told["central"]["operations"]}
    assert told["central"]["operations"] >= 4 + 12, "two officers, two laptops, and a search"
    assert told["digests_equal"] is True
    assert told["network_requests"] == 0
    for step in told["steps"]:
        assert step["picture"] == step["pictures"][0]
        assert [_look(name) for name in step["pictures"]] == list(LOOKS)
        for name in step["pictures"]:
            check_picture(out / name, LOOKS[_look(name)])


def _look(name: str) -> str:
    return "-".join(Path(name).stem.split("-")[-2:])


def check_picture(path: Path, size: tuple[int, int]) -> None:
    """A window that is drawn: its size, and more colours than an empty one has."""
    with Image.open(path) as image:
        colours = image.convert("RGB").getcolors(1 << 24)
        assert image.size == size, path.name
    assert colours is not None
    assert len(colours) > FEW_COLOURS, path.name


def surroundings(**more: str) -> dict[str, str]:
    """These, without any screen of the machine's own."""
    mine = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return {**{name: value for name, value in os.environ.items() if name not in mine}, **more}


def test_the_tour_passes_without_a_screen_and_with_the_network_cut_off(tmp_path: Path) -> None:
    out = tmp_path / "tour"
    check(take(out, cut_off(), surroundings()), out)


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    """A real X server that draws into memory."""
    server = shutil.which("Xvfb")
    if server is None:
        pytest.skip("Xvfb is not on this machine, so the tour was not taken on a real X server")
    reads, writes = os.pipe()
    with (tmp_path / "xvfb.log").open("wb") as log:
        command = [server, "-displayfd", str(writes), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
        running = subprocess.Popen(command, pass_fds=[writes], stdout=log, stderr=log)
    os.close(writes)
    try:
        with os.fdopen(reads) as told:
            number = told.readline().strip()
        assert number, (tmp_path / "xvfb.log").read_text()
        yield f":{number}"
    finally:
        running.terminate()
        running.wait(20)


def test_the_tour_passes_on_a_real_x_server(display: str, tmp_path: Path) -> None:
    """With the machine's network: a place without one may not reach the server."""
    out = tmp_path / "tour"
    check(take(out, [], surroundings(DISPLAY=display)), out)
