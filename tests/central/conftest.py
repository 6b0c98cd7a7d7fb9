"""Central on both of its databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.central.serve import Central
from app.ports.central import CentralStore
from db.central import open_store
from tests.postgres import database_url, postgres

__all__ = ["database_url", "postgres"]

T = TypeVar("T")
OpenAgain = Callable[[], CentralStore]


@dataclass
class Opened:
    """A store that is open, and the loop it lives in."""

    store: CentralStore
    runner: asyncio.Runner

    def run(self, asked: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(asked)


@pytest.fixture(params=["embedded", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> OpenAgain:
    """Opens one and the same empty database, as often as it is called."""
    if request.param == "embedded":
        return lambda: open_store(None, tmp_path / "central")
    url = request.getfixturevalue("database_url")
    return lambda: open_store(url, None)


@pytest.fixture
def opened(database: OpenAgain) -> Iterator[Opened]:
    store = database()
    with asyncio.Runner() as runner:
        runner.run(store.open())
        yield Opened(store, runner)
        runner.run(store.close())


@pytest.fixture
def central(database: OpenAgain) -> Iterator[Central]:
    """A central that answers; `Central.url` says where."""
    served = Central(database())
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def quick_central() -> Iterator[Central]:
    """A central in memory for a whole module, for what has nothing to do with the database."""
    served = Central(open_store(None, None))
    served.start()
    yield served
    served.stop()
