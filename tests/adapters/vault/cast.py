"""Who and what the vault's tests share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.adapters.vault import KdfCost, NewOfficer, Vault
from app.errors import (
    HomewardError,
    WrongPassphrase,
)
from app.phrases import Phrases

REPOSITORY = Path(__file__).parents[3]
CHEAP = KdfCost(memory_kib=8, iterations=1, lanes=1)
LAPTOP = bytes(range(16))
SHAH = NewOfficer(b"\x01" * 16, "PS 9 Shah")
REED = NewOfficer(b"\x02" * 16, "PC 41 Reed")
WORDS = "kettle marsh lantern"
OTHER_WORDS = "orchard pencil tide"


class HandClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **amount: float) -> None:
        self.time += timedelta(**amount)


def said(error: HomewardError) -> str:
    return Phrases(REPOSITORY / "resources" / "phrases").of(error)


def refuse(vault: Vault, times: int, officer: NewOfficer = SHAH) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase) as refusal:
            vault.unlock(officer.officer_id, "not the words")
        assert refusal.value.key == "vault.wrong_passphrase"
