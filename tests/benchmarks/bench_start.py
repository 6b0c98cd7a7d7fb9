"""How soon the first native window stands: from the start of a process to the door, painted, on a set-up laptop."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.bootstrap import Laptop
from app.domain.identity import Rank
from tests.benchmarks.measure import Figure
from tests.builders import CHEAP

ROOT = Path(__file__).resolve().parents[2]
TIMES = 9
_PAINTED = """
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and window.windowHandle().isExposed():
            print(time.time() - float(sys.argv[1]), flush=True)
            os._exit(0)
        return False
painted = Painted()
window.installEventFilter(painted)
window.show()
QApplication.instance().exec()
"""
BARE = f"""
import os, sys, time
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
{_PAINTED}
"""
DOOR = f"""
import os, sys, time
import app.cli
from app.cli.parser import parser
from app.adapters.process_hardening import forbid_core_dumps
from app.cli.reading import open_laptop
asked = parser().parse_args(["--data", sys.argv[2]])
forbid_core_dumps()
laptop = open_laptop(asked)
from app.cli.windows import make_window
window = make_window(laptop, practice=False)
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
{_PAINTED}
"""


def figures() -> list[Figure]:
    """Each window in a process of its own, by turns, as `python -m app` opens it; the first round warms the disk.

    The clock starts before the process is made and stops at the window's first paint once the platform shows it.
    """
    with tempfile.TemporaryDirectory(prefix="homeward-start-") as folder:
        new, known = Path(folder) / "new", Path(folder) / "known"
        _set_up(known)
        rounds = [[_seconds(BARE, new), _seconds(DOOR, new), _seconds(DOOR, known)] for _ in range(TIMES + 1)][1:]
    bare, first, door = (1000 * statistics.median(column) for column in zip(*rounds, strict=True))
    how = f"median of {TIMES}, {_platform()}"
    return [
        Figure(f"an empty Qt window ({how})", bare, "ms"),
        Figure(f"first run's window ({how})", first, "ms", at_most=1000.0),
        Figure(f"the door's window ({how})", door, "ms", at_most=1000.0),
    ]


def _set_up(folder: Path) -> None:
    laptop = Laptop(folder, cost=CHEAP)
    try:
        laptop.set_up("Practice", "PS 9 Shah", Rank.SERGEANT, "kettle marsh lantern")
    finally:
        laptop.close()


def _platform() -> str:
    return os.environ.get("QT_QPA_PLATFORM", "offscreen")


def _seconds(code: str, data: Path) -> float:
    """From before the process is made to its window's first paint."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": _platform()}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        [*command, str(time.time()), str(data)],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return float(done.stdout.split()[-1])
