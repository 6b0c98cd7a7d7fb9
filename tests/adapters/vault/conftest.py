"""A vault of one officer, in a folder of its own."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.vault import Unlocked, Vault
from tests.adapters.vault.cast import CHEAP, LAPTOP, SHAH, WORDS, HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "vault.msgpack"


@pytest.fixture
def made(path: Path, clock: HandClock) -> tuple[Vault, Unlocked]:
    return Vault.create(path, LAPTOP, SHAH, WORDS, CHEAP, clock)


@pytest.fixture
def vault(made: tuple[Vault, Unlocked]) -> Vault:
    return made[0]


@pytest.fixture
def unlocked(made: tuple[Vault, Unlocked]) -> Unlocked:
    return made[1]


@pytest.fixture
def full_disk(made: tuple[Vault, Unlocked], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    assert made  # there was room when the laptop was set up

    def no_room(_: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", no_room)
        yield
