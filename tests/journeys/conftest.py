"""Every journey on one laptop runs twice: enrolled with a central that answers, and with no network at all."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.central.serve import Central
from app.domain.identity import Rank
from app.ports.central import CentralStore
from db.central import open_store
from tests.journeys.line import PASSPHRASE, Line, set_up
from tests.postgres import database_url, postgres

__all__ = ["database_url", "postgres"]

MakeLine = Callable[..., Line]


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_PASSPHRASE", PASSPHRASE)


@pytest.fixture(scope="session")
def copy_laptop(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Puts a laptop that is set up into a folder; the same name, officer and rank are set up once for all tests."""
    made: dict[tuple[str, str, Rank], Path] = {}

    def copy(folder: Path, call_sign: str = "PS 9 Shah", rank: Rank = Rank.SERGEANT) -> None:
        which = (folder.name, call_sign, rank)
        if which not in made:
            made[which] = tmp_path_factory.mktemp("set-up") / "laptop"
            set_up(made[which], call_sign, rank)
        shutil.copytree(made[which], folder)

    return copy


@pytest.fixture
def laptop(copy_laptop: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> MakeLine:
    """Makes laptops, each with its own officer and keys."""

    def make(name: str, call_sign: str = "PS 9 Shah", rank: Rank = Rank.SERGEANT) -> Line:
        copy_laptop(tmp_path / name, call_sign, rank)
        return Line(tmp_path / name, capsys)

    return make


@pytest.fixture
def two(laptop: MakeLine, central: Central) -> tuple[Line, Line]:
    """A sergeant's laptop and an officer's, that know central and each other."""
    one, other = laptop("one"), laptop("two", "PC 207 Okoro", Rank.OFFICER)
    for each in (one, other):
        each("enrol", "--central", central.url, "--code", central.invite())
        each("sync")
    one("sync")
    return one, other


@pytest.fixture
def alone(laptop: MakeLine) -> Line:
    """A sergeant's laptop that knows no central."""
    return laptop("alone")


@pytest.fixture(params=["online", "offline"])
def line(request: pytest.FixtureRequest, alone: Line) -> Iterator[Line]:
    """A laptop for one journey; whatever the journey did, it is all sent, or all kept, at the end."""
    if request.param == "offline":
        yield from _offline(alone, request.getfixturevalue("cut_off"))
    else:
        yield from _online(alone)


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """No network, not even to this machine; holds what was tried all the same."""
    tried: list[Any] = []

    def refuse(self: socket.socket, address: Any, *_: Any) -> None:
        tried.append(address)
        raise OSError("the network is cut off")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    return tried


@pytest.fixture
def apart(alone: Line, cut_off: list[Any]) -> Iterator[Line]:
    """A laptop with no network, for what has nothing to do with central."""
    yield alone
    assert cut_off == []


def _offline(alone: Line, tried: list[Any]) -> Iterator[Line]:
    yield alone
    kept = alone("show")["operations"]
    answer = alone("sync")
    assert (answer["sent"], answer["unsent"], answer["reached"]) == (0, kept, False)
    assert "saved on this laptop" in answer["problem"]
    assert tried == []


def _online(alone: Line) -> Iterator[Line]:
    central = Central(open_store(None, None))
    try:
        alone("enrol", "--central", central.start(), "--code", central.invite())
        yield alone
        kept, answer = alone("show")["operations"], alone("sync")
        assert answer == {"sent": kept, "received": 0, "held": 0, "unsent": 0, "reached": True}
        assert central.counts().operations == kept
    finally:
        central.stop()


@pytest.fixture(params=["embedded", pytest.param("postgres", marks=pytest.mark.postgres)])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> CentralStore:
    """Central's records on each of its two databases, with nothing in them."""
    if request.param == "embedded":
        return open_store(None, tmp_path / "central")
    return open_store(request.getfixturevalue("database_url"), None)


@pytest.fixture
def central(records: CentralStore) -> Iterator[Central]:
    """A central that answers; it may be stopped, and started at the same address again."""
    served = Central(records)
    served.start()
    yield served
    served.stop()
