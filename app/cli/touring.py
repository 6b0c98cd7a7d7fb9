"""Sets up what the tour needs (two laptops, two officers, a central on this machine) and takes it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.adapters.vault import KdfCost
from app.bootstrap import Laptop, central_store
from app.central.serve import Central
from app.domain.identity import Rank

if TYPE_CHECKING:
    from ui.tour import Step

PASSPHRASE = "practice lantern"  # noqa: S105 - it guards nothing: everybody in the tour is made up
_COST = KdfCost(64 * 1024, 3, 4)


def take_tour(out: Path) -> int:
    """Drive the windows through the main job; pictures and `tour.json` go to ``out``. 0 when all is right."""
    from app.cli.windows import has_screen, make_window

    if not has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.driving import finish_deletions
    from ui.tour import Tour, write_summary

    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="homeward-tour-") as folder,
        _two_laptops(Path(folder)) as (bell, okoro, central),
    ):
        windows = [make_window(laptop, practice=True) for laptop in (bell, okoro)]
        for window in windows:
            window.resize(1366, 768)
            window.show()
            window.entry.sign_in(PASSPHRASE)
        tour = Tour(windows[0], windows[1], central, out)
        tour.open_the_doors()
        summary = tour.take(_tell)
        write_summary(summary, out)
        for window in windows:
            window.shut()
            window.close()
            window.deleteLater()
        finish_deletions()
    return 0 if summary.ok else 1


def _tell(step: Step) -> None:
    problem = f": {step.problem}" if step.problem else ""
    print(f"{'ok  ' if step.ok else 'FAIL'} {step.name}{problem}", file=sys.stderr, flush=True)


@contextmanager
def _two_laptops(folder: Path) -> Iterator[tuple[Laptop, Laptop, Central]]:
    """A sergeant's and an officer's laptop, enrolled at one central; both know both officers."""
    central = Central(central_store(None, folder / "central"))
    url = central.start()
    laptops: list[Laptop] = []
    try:
        for name, call_sign, rank in (
            ("Laptop 3", "PS 41 Bell", Rank.SERGEANT),
            ("Laptop 14", "PC 207 Okoro", Rank.OFFICER),
        ):
            laptop = Laptop(folder / name.replace(" ", "-"), cost=_COST)
            laptops.append(laptop)
            services = laptop.set_up("Practice force", call_sign, rank, PASSPHRASE, name)
            services.enrol(url, central.invite())
            services.syncing.run()
            laptop.lock()
        for laptop in laptops:
            if laptop.services is not None:
                laptop.services.syncing.run()
        yield laptops[0], laptops[1], central
    finally:
        for laptop in laptops:
            laptop.close()
        central.stop()
