"""Commands that start something: the window, the tour, a practice station, central."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from pathlib import Path
from typing import Any

from app.bootstrap import central_store
from app.cli.reading import data_folder
from app.errors import Missing


def window(asked: Namespace) -> int:
    """Open the window on this laptop's data."""
    from ui.application import run_window

    return run_window(data_folder(asked))


def practice(asked: Namespace) -> int:
    """A practice station with made-up people and a central of its own."""
    from ui.practice import run_practice

    return run_practice(Path(asked.data) if asked.data else None)


def tour(asked: Namespace) -> int:
    """The main job with a picture of each step; 0 when every step was right."""
    from ui.tour import run_tour

    return run_tour(Path(asked.out))


def _store(asked: Namespace) -> Any:
    if not asked.database and not asked.central_data:
        raise Missing("central.no_store")
    return central_store(asked.database, Path(asked.central_data) if asked.central_data else None)


def central_serve(asked: Namespace) -> int:
    """Serve until told to stop."""
    from app.central.serve import serve

    serve(_store(asked), asked.host, asked.port)
    return 0


def central_invite(asked: Namespace) -> dict[str, Any]:
    """A code that enrols one laptop."""
    from app.central.invites import invite

    return {"code": asyncio.run(invite(_store(asked)))}
