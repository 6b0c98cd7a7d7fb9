"""What journeys stand on: laptops as folders, and a central on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap import central_store
from app.central.serve import Central
from tests.journeys.command import PASSPHRASE, Command
from tests.postgres import database_url, postgres  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def laptop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Command]:
    """Makes a laptop that is set up: ``laptop("a", "PS 9 Shah", "sergeant")``."""
    return lambda name="a", officer="PS 9 Shah", rank="sergeant": Command(tmp_path / name, capsys).set_up(officer, rank)


@pytest.fixture(params=["embedded", "postgresql"])
def central(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Central]:
    """A central that answers on this machine, on each database."""
    url = request.getfixturevalue("database_url") if request.param == "postgresql" else None
    made = Central(central_store(url, None if url else tmp_path / "central"))
    made.start()
    yield made
    made.stop()
