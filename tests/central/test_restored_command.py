"""``homeward central restored``: what an administrator runs before a store from a backup serves again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.central.serve import Central
from app.cli import run
from app.domain.identity import Id
from db.central import open_store
from tests.laptops import StoreLaptop, enrol

INCIDENT = Id("0a" * 16)


def restored(store: list[str], capsys: pytest.CaptureFixture[str]) -> int:
    assert run(["central", "restored", *store]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["epoch"]
    return int(answer["epoch"])


def test_it_says_the_new_epoch_and_laptops_offer_everything_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "central"
    central = Central(open_store(None, folder))
    central.start()
    laptop = StoreLaptop(tmp_path / "laptop")
    enrol(laptop, central)
    laptop.note(INCIDENT, "seen")
    laptop.syncing.run()
    central.stop()
    epoch = restored(["--data", str(folder)], capsys)
    central.start()
    assert (laptop.syncing.run().sent, laptop.exchange.counts().unsent) == (2, 0)
    enrolment = laptop.exchange.enrolment()
    assert enrolment is not None
    assert enrolment.epoch == epoch
    central.stop()
    laptop.close()


@pytest.mark.postgres
def test_each_time_is_a_later_epoch(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--database", database_url]
    assert restored(store, capsys) < restored(store, capsys)


def test_without_a_store_it_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["central", "restored"]) == 2
    assert json.loads(capsys.readouterr().err)["key"] == "central.no_store"
