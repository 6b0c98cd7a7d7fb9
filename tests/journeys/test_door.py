"""Who may open a laptop's records and when nobody may: one sentence each, nothing changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import Laptop
from app.domain.identity import Rank
from tests.journeys.line import PASSPHRASE, YEAR, Line, child, refusal_of

MakeLine = Callable[..., Line]


def test_a_laptop_is_set_up_once(apart: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = Line(tmp_path / "new", capsys)
    new.folder.mkdir()
    cheap = {"kdf_memory_mib": 64, "kdf_iterations": 3}
    (new.folder / "settings.json").write_text(json.dumps(cheap), "utf-8")
    words = ("setup", "--force", "Practice", "--officer", "PS 8 Rowe", "--rank", "sergeant")
    assert len(new(*words)["officer"]) == 32
    again = new.refused(*words)
    assert (again.key, "Nothing was changed" in again.sentence) == ("vault.exists", True)
    assert apart.refused(*words).key == "vault.exists"
    assert new("show")["operations"] == 2


def test_what_is_not_set_up_says_so(alone: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = Line(tmp_path / "empty", capsys).tried("show")
    assert (code, out, refusal_of(err, code).key) == (2, "", "cli.not_set_up")
    assert alone("show")["operations"] == 2


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(apart: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    apart.report()
    before = apart.digest()
    opening = ("report", "open", apart.folder.with_name("report.json"))
    for wrong, key in (("kettle marsh lanterns", "vault.wrong_passphrase"), ("", "cli.no_passphrase")):
        monkeypatch.setenv("HOMEWARD_PASSPHRASE", wrong)
        code, out, err = apart.tried(*opening)
        assert (code, out, refusal_of(err, code).key) == (2, "", key)
    monkeypatch.delenv("HOMEWARD_PASSPHRASE")
    code, _, err = apart.tried("sync")
    assert refusal_of(err, code).key == "cli.no_passphrase"
    monkeypatch.setenv("HOMEWARD_PASSPHRASE", PASSPHRASE)
    assert apart.digest() == before


def test_a_second_process_is_refused(apart: Line) -> None:
    apart.report()
    before = apart.digest()
    opened = Laptop(apart.folder)
    try:
        done = child("--data", apart.folder, "show", env=dict(os.environ))
    finally:
        opened.close()
    refusal = refusal_of(done.stderr, done.returncode)
    assert (done.returncode, done.stdout, refusal.key) == (2, "", "store.open_elsewhere")
    assert apart.digest() == before


def test_a_store_of_a_newer_version_is_shown_and_not_written(alone: Line) -> None:
    incident = alone.report()
    before = alone.digest()
    written_by_a_newer_one(alone)
    assert alone.digest() == before
    assert alone("show", incident)["person"]["name"] == "Maisie Thornwood"
    for words in (
        ("note", "add", incident, "x"),
        ("report", "open", alone.folder.with_name("report.json")),
        ("task", "add", incident, "--title", "x"),
        ("risk", "assess", incident, "--grade", "high", "--reason", "x"),
    ):
        refusal = alone.refused(*words)
        assert (refusal.key, "newer Homeward" in refusal.sentence) == ("store.newer", True)


def written_by_a_newer_one(line: Line) -> None:
    """Leave the store as a later version would."""
    opened = Laptop(line.folder)
    try:
        opened.sign_in(PASSPHRASE)
        assert opened._store is not None
        with opened._store.change() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    finally:
        opened.close()


def test_damaged_records_are_refused_and_left_alone(alone: Line) -> None:
    alone.report()
    store = alone.folder / "laptop" / "homeward.db"
    for path in store.parent.glob("homeward.db-*"):
        path.unlink()
    data = bytearray(store.read_bytes())
    data[100:600] = bytes(500)
    store.write_bytes(data)
    code, out, err = alone.tried("show")
    assert (code, out, refusal_of(err, code).key) == (2, "", "store.unreadable")
    assert store.read_bytes() == data


def test_several_officers_share_a_laptop(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_NEW_PASSPHRASE", "orchard pencil tide")
    (line.folder / "settings.json").write_text('{"kdf_memory_mib": 64, "kdf_iterations": 3}', "utf-8")
    line("officer", "add", "PC 41 Reed", "--rank", "officer")
    assert line.refused("officer", "add", "PC 41 Reed", "--rank", "officer").key == "officer.call_sign_taken"
    assert line.refused("officer", "add", "DI 1 Vale", "--rank", "inspector").key == "officer.rank_above"
    incident = line.report()
    assert line.refused("--as", "PC 9 Nobody", "show").key == "cli.no_such_officer"
    monkeypatch.setenv("HOMEWARD_PASSPHRASE", "orchard pencil tide")
    line("--as", "pc 41 reed", "note", "add", incident, "spoke to the aunt")
    (note,) = [each for each in line("show", incident)["entries"] if each["type"] == "note.recorded"]
    assert note["by"] == "PC 41 Reed"


def test_an_officer_of_the_wrong_rank_changes_nothing(laptop: MakeLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_NEW_PASSPHRASE", "orchard pencil tide")
    officer = laptop("officer", "PC 207 Okoro", Rank.OFFICER)
    incident = officer.report()
    officer("risk", "assess", incident, "--grade", "high", "--reason", "no coat")
    for words in (
        ("task", "add", incident, "--title", "Search A1"),
        ("place", "grid", incident, "--at", "SK 861 088"),
        ("place", "venue", incident, "--name", "Church", "--at", "SK 861 088"),
        ("team", "add", incident, "--name", "Dog A"),
        ("risk", "settle", incident, "--grade", "high", "--reason", "x"),
        ("officer", "add", "PC 1 Friend", "--rank", "officer"),
    ):
        refusal = officer.refused(*words)
        assert (refusal.key, "sergeant" in refusal.sentence) == ("rank.not_allowed", True), words
    assert officer.refused("risk", "assess", incident, "--grade", "low", "--reason", "x").key == "risk.lowering"


def test_an_administrator_looks_after_laptops_not_searches(laptop: MakeLine) -> None:
    admin = laptop("admin", "Mr Lark", Rank.ADMINISTRATOR)
    path = admin.folder.with_name("report.json")
    told = {
        "person": {"name": "A"}, "reported_by": "b", "last_seen": {"at": "Oakham", "when": f"{YEAR}-11-24T08:00Z"},
    }  # fmt: skip
    path.write_text(json.dumps(told), "utf-8")
    assert admin.refused("report", "open", path).key == "rank.not_allowed"
