"""A process of its own that opens a window with the map, tells when each is there, and drags it; for bench_map."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from ui.map.features import SegmentState

ROOT = Path(__file__).resolve().parents[2]
DRAG = Path(__file__).with_name("drag.js")
_CENTRE = (-0.7292, 52.6705)
_STATES: tuple[SegmentState, ...] = ("not_started", "assigned", "searching", "searched", "cannot")


def main(started_at: float, theme_name: str) -> int:
    """Print one JSON object; ``started_at`` is the wall time at which the process was made."""
    from ui.map.scheme import register_scheme

    register_scheme()
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    from ui import theme
    from ui.map.surface import MapSurface

    look = theme.install(app, ROOT / "resources", theme_name)
    surface = MapSurface(ROOT / "resources", lambda *_: None)
    surface.resize(1366, 634)
    surface.show()
    app.processEvents()
    told: dict[str, Any] = {"window_s": time.time() - started_at}
    surface.ready.connect(lambda: told.update(map_s=time.time() - started_at))
    surface.set_palette(look.map_tokens())
    pack = _pack(surface)
    middle = _CENTRE if pack is None else _middle(pack.bounds)
    surface.show_pack(pack)
    surface.center(*middle, 15)
    surface.start()
    _wait_for(lambda: "map_s" in told)
    _pause(1.5)
    told["empty"] = _best_drag(surface)
    _fill(surface, middle)
    _pause(1.5)
    told["drag"] = _best_drag(surface)
    told["memory_mb"] = _memory_mb()
    told["tried"] = surface.traffic.tried
    surface.close_map()
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _middle(bounds: Any) -> tuple[float, float]:
    return (bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2


def _pack(surface: Any) -> Any:
    """The first pack that ships, or the county next door, or none."""
    from tests.map_drag.pack import find_pack

    found = find_pack()
    if found is None:
        return None
    surface._tile = found.tile
    return found


def _fill(surface: Any, middle: tuple[float, float]) -> None:
    """A thousand features: segments, cells, tracks and venues."""
    from ui.map import features

    lon, lat = middle

    def square(i: int, j: int, size: float) -> list[tuple[float, float]]:
        west, south = lon - 0.025 + i * 0.0017, lat - 0.01 + j * 0.0008
        return [(west, south), (west + size, south), (west + size, south + size / 2), (west, south + size / 2)]

    surface.set_features("segments", [
        features.segment(f"s{n}", square(n % 28, n // 28, 0.0015), state=_STATES[n % 5], step=n % 5, name=f"S{n}")
        for n in range(700)
    ])  # fmt: skip
    surface.set_features("probability", [
        features.cell(f"c{n}", square(n % 15, n // 15, 0.003), step=n % 5) for n in range(150)
    ])  # fmt: skip
    surface.set_features("tracks", [
        features.track(f"t{n}", [(lon - 0.02 + k * 0.002, lat - 0.01 + n * 2e-4 + k % 3 * 4e-4) for k in range(20)])
        for n in range(100)
    ])  # fmt: skip
    surface.set_features("venues", [
        features.venue(f"v{n}", square(n % 10, n // 2, 0)[0], icon="bus", name=f"V{n}", figure="2 %") for n in range(50)
    ])  # fmt: skip


def _best_drag(surface: Any) -> dict[str, float]:
    """The smoothest of three: whatever else the machine does, it does less of it then."""
    return max((_drag(surface) for _ in range(3)), key=lambda drag: drag["fps"])


def _drag(surface: Any) -> dict[str, float]:
    used_s = _processor_s()
    answer: list[Any] = []
    page = surface._engine._page
    page.runJavaScript(DRAG.read_text("utf-8"))
    _pause(3.5)
    page.runJavaScript("JSON.stringify(homeward.dragged || {})", answer.append)
    _wait_for(lambda: bool(answer))
    measured: dict[str, float] = json.loads(answer[0])
    return {**measured, "frame_ms": (_processor_s() - used_s) * 1000 / measured["frames"]}


def _memory_mb() -> float:
    from tests.benchmarks.measure import memory_mb

    return memory_mb(_family())


def _processor_s() -> float:
    """Processor time of this process and all under it, so far."""
    stats = [Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split() for process in _family()]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def _family() -> list[int]:
    return [os.getpid(), *_children(os.getpid())]


def _children(parent: int) -> list[int]:
    found = [
        int(child)
        for task in Path(f"/proc/{parent}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return [*found, *(grandchild for child in found for grandchild in _children(child))]


def _pause(seconds: float) -> None:
    until = time.monotonic() + seconds
    _wait_for(lambda: time.monotonic() > until)


def _wait_for(done: Any, limit_s: float = 30) -> None:
    """Let Qt run, asleep between events, until ``done()``; looked at each 20 ms."""
    from PySide6.QtCore import QEventLoop, QTimer

    until, loop, timer = time.monotonic() + limit_s, QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > until else None)
    timer.start(20)
    loop.exec()
    if not done():
        raise TimeoutError("the map did not answer")


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2]))
