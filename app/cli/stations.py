"""Commands that start something: the window, the tour, a practice station, central."""

from __future__ import annotations

import asyncio
import json
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.adapters.process_hardening import forbid_core_dumps
from app.adapters.surroundings import StoryClock
from app.adapters.vault import KdfCost
from app.bootstrap import RESOURCES, Laptop, central_store
from app.cli.reading import open_laptop
from app.domain.identity import Rank
from app.errors import Missing, Unavailable, UserError

PRACTICE_COST = KdfCost(64 * 1024, 3, 4)
"""A practice station holds nobody's data and opens at once."""


def window(asked: Namespace) -> int:
    """Open the window on this laptop's data.

    Raises:
        StoreRefused: another window has it open; said in a window too, where there is a screen.
    """
    forbid_core_dumps()
    try:
        laptop = open_laptop(asked)
    except UserError as refused:
        from app.cli.windows import has_screen, tell_refusal

        if has_screen():
            tell_refusal(refused)
        raise
    return _show(laptop, practice=False)


def _show(laptop: Laptop, *, practice: bool, passphrase: str = "") -> int:
    from app.cli.windows import make_window
    from ui.application import run

    made = make_window(laptop, practice=practice)
    if passphrase:
        made.entry.sign_in(passphrase)
    return run(made)


@dataclass(frozen=True)
class Station:
    """A practice laptop with its story told, and the central it is enrolled at."""

    laptop: Laptop
    central: Any
    passphrase: str
    ids: dict[str, Any]


@contextmanager
def practice_station(folder: Path) -> Iterator[Station]:
    """A made-up force: a laptop, its officers and people, and a real central on this machine."""
    from app.central.serve import Central
    from app.services.practice import Story, add_officers

    told = json.loads((RESOURCES / "practice" / "station.json").read_text("utf-8"))
    central = Central(central_store(None, folder / "central"))
    url = central.start()
    clock = StoryClock()
    laptop = Laptop(folder / "laptop", cost=PRACTICE_COST, clock=clock)
    try:
        first = told["officers"][0]
        services = laptop.set_up(
            told["force"], first["call_sign"], Rank[first["rank"].upper()], told["passphrase"], "Laptop 3"
        )
        add_officers(services, told["officers"], told["passphrase"])
        ids = Story(services, clock).tell(told["events"])
        services.enrol(url, central.invite())
        services.syncing.run()
        yield Station(laptop, central, told["passphrase"], ids)
    finally:
        laptop.close()
        central.stop()


def practice(asked: Namespace) -> int:
    """A practice station with made-up people and a central of its own; gone when it is closed."""
    with tempfile.TemporaryDirectory(prefix="homeward-practice-") as folder:
        root = Path(asked.data) if asked.data else Path(folder)
        with practice_station(root) as station:
            station.laptop.lock()
            return _show(station.laptop, practice=True, passphrase=station.passphrase)


def tour(asked: Namespace) -> int:
    """The main job with a picture of each step; 0 when every step was right."""
    from app.cli.touring import take_tour

    return take_tour(Path(asked.out))


def _store(asked: Namespace) -> Any:
    if not asked.database and not asked.central_data:
        raise Missing("central.no_store")
    return central_store(asked.database, Path(asked.central_data) if asked.central_data else None)


def central_serve(asked: Namespace) -> int:
    """Serve until told to stop."""
    from app.central.serve import serve

    forbid_core_dumps()
    try:
        serve(_store(asked), asked.host, asked.port)
    except (OSError, OverflowError) as error:
        raise Unavailable("central.not_serving", port=asked.port, reason=_why(error)) from None
    return 0


def _why(error: Exception) -> str:
    return str((error.strerror if isinstance(error, OSError) else None) or "no such port")


def central_invite(asked: Namespace) -> dict[str, Any]:
    """A code that enrols one laptop."""
    from app.central.invites import invite

    return {"code": asyncio.run(invite(_store(asked)))}


def central_restored(asked: Namespace) -> dict[str, Any]:
    """Central is an older one again: a new epoch, so that every laptop offers everything again."""
    from app.central.invites import restored

    return {"epoch": asyncio.run(restored(_store(asked)))}
