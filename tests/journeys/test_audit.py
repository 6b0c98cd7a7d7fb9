"""A laptop, a stick and central prove what they hold; whoever changes a byte of it is found out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.bootstrap import Laptop
from app.central.serve import Central
from app.domain.identity import Rank
from db.central.embedded_file import connect, transaction
from db.central.postgres import PostgresStore
from tests.builders import CHEAP
from tests.journeys.line import PASSPHRASE, Line
from tests.journeys.test_photo import photo

MakeLine = Callable[..., Line]

OWN = "device = (SELECT device FROM operation ORDER BY position LIMIT 1)"
TAMPERED = {
    "audit.name": "UPDATE operation SET op = zeroblob(32) WHERE type = 'note.recorded'",
    "audit.header": "UPDATE operation SET header = x'c1' WHERE type = 'note.recorded'",
    "audit.payload": "UPDATE operation SET payload = x'80' WHERE type = 'note.recorded'",
    "audit.signature": "UPDATE operation SET signature = (SELECT signature FROM operation LIMIT 1)"
    " WHERE type = 'note.recorded'",
    "audit.missing_before": f"DELETE FROM operation WHERE type = 'report.opened' AND {OWN}",
    "audit.number_missing": f"DELETE FROM operation WHERE type = 'laptop.added' AND NOT {OWN}",
    "audit.receipted_missing": "DELETE FROM operation WHERE type = 'photo.added'",
    "audit.not_receipted": "DELETE FROM receipt",
    "audit.receipt": "UPDATE receipt SET signature = zeroblob(64) WHERE position = 1",
    "audit.attachment": "UPDATE attachment SET data = x'ffd8'",
}


def verify(line: Line, *words: object) -> tuple[int, Any]:
    """Exit status and answer of the command."""
    code, out, err = line.tried("audit", "verify", *words)
    assert err == ""
    return code, json.loads(out)


def tamper(folder: Path, statement: str) -> None:
    """Change a laptop's store as somebody does who has its key."""
    laptop = Laptop(folder, cost=CHEAP)
    try:
        with laptop.sign_in(PASSPHRASE).desk.store.change() as connection:  # type: ignore[attr-defined]
            assert connection.execute(text(statement)).rowcount > 0
    finally:
        laptop.close()


@pytest.fixture
def search(laptop: MakeLine, central: Central, tmp_path: Path) -> tuple[Line, Line, str]:
    """Two laptops that know each other, a search with a photo, and all of it with central."""
    one, two = laptop("one"), laptop("two", "PC 207 Okoro", Rank.OFFICER)
    for each in (one, two):
        each("enrol", "--central", central.url, "--code", central.invite())
        each("sync")
    incident = one.report()
    one("note", "add", incident, "rang again")
    one("photo", "add", incident, photo(tmp_path / "photo.jpg"))
    for each in (one, two, one):
        each("sync")
    return one, two, incident


def test_everything_proves_itself(search: tuple[Line, Line, str], central: Central, tmp_path: Path) -> None:
    one, two, incident = search
    two("note", "add", incident, "only here")
    for line in (one, two):
        code, answer = verify(line)
        assert (code, answer["ok"], answer["first_fault"], answer["open_links"]) == (0, True, None, 0)
        assert answer["checked"]["signatures"] == answer["operations"] == line("show")["operations"]
        assert (answer["checked"]["numbers"], answer["checked"]["attachments"]) == (8, 1)
    one("bundle", "write", "--out", tmp_path / "stick.hwb")
    code, answer = verify(two, tmp_path / "stick.hwb")
    assert (code, answer["of"], answer["operations"], answer["checked"]["attachments"]) == (0, "bundle", 8, 1)
    store = central._store
    where = ("--database", store._url) if isinstance(store, PostgresStore) else ("--central", tmp_path / "central")
    code, answer = verify(one, *where)
    assert (code, answer["of"], answer["operations"], answer["checked"]["numbers"]) == (0, "central", 8, 8)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("records", ["embedded"], indirect=True)
def test_whoever_changes_a_laptop_is_found_out(search: tuple[Line, Line, str], tmp_path: Path) -> None:
    one, _, _ = search
    for number, (key, statement) in enumerate(TAMPERED.items()):
        folder = tmp_path / f"tampered{number}"
        shutil.copytree(one.folder, folder)
        tamper(folder, statement)
        code, answer = verify(Line(folder, one._capsys))
        assert (code, answer["ok"], answer["first_fault"]["key"]) == (1, False, key)
        assert answer["first_fault"]["what"].endswith(".")


@pytest.mark.parametrize("records", ["embedded"], indirect=True)
def test_whoever_marks_as_sent_what_is_not_is_found_out(search: tuple[Line, Line, str]) -> None:
    one, _, incident = search
    one("note", "add", incident, "never sent")
    tamper(one.folder, "UPDATE operation SET state = 'sent', number = 5 WHERE state = 'saved'")
    code, answer = verify(one)
    assert (code, answer["first_fault"]["key"], answer["first_fault"]["number"]) == (1, "audit.not_receipted", 5)


@pytest.mark.parametrize("records", ["embedded"], indirect=True)
@pytest.mark.parametrize(
    ("key", "statement"),
    [
        ("audit.signature", "UPDATE operation SET signature = zeroblob(64) WHERE number = 2"),
        ("audit.header", "UPDATE operation SET header = x'c1' WHERE number = 2"),
        ("audit.payload", "UPDATE operation SET payload = x'80' WHERE number = 2"),
        ("audit.number_missing", "DELETE FROM operation WHERE number = 2"),
    ],
)
def test_whoever_changes_central_is_found_out(
    search: tuple[Line, Line, str], central: Central, tmp_path: Path, key: str, statement: str
) -> None:
    one, _, _ = search
    central.stop()
    connection = connect(tmp_path / "central")
    transaction(connection, lambda within: within.execute(statement))
    connection.close()
    code, answer = verify(one, "--central", tmp_path / "central")
    assert (code, answer["ok"]) == (1, False)
    assert answer["first_fault"]["key"] == key


def test_a_stick_that_is_damaged_or_cut_off_is_found_out(
    laptop: MakeLine, records: Any, central: Central, tmp_path: Path
) -> None:
    one, out = laptop("one"), tmp_path / "stick.hwb"
    one("enrol", "--central", central.url, "--code", central.invite())
    one("bundle", "write", "--out", out)
    data = out.read_bytes()
    for broken, key, number in (
        (data[:-1], "audit.cut_off", None),
        (data[:-400] + bytes([data[-400] ^ 1]) + data[-399:], "audit.frame", 0),
    ):
        out.write_bytes(broken)
        code, answer = verify(one, out)
        assert (code, answer["first_fault"]["key"], answer["first_fault"].get("number")) == (1, key, number)
    assert one.refused("audit", "verify", tmp_path / "none").key == "bundle.no_file"
    assert one.refused("audit", "verify", "--central", tmp_path / "none").key == "audit.no_central"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("records", ["embedded"], indirect=True)
def test_a_laptop_put_back_from_a_backup_gets_its_receipts_anew(search: tuple[Line, Line, str], tmp_path: Path) -> None:
    one, _, incident = search
    shutil.copytree(one.folder, tmp_path / "backup")
    one("note", "add", incident, "after the backup")
    one("sync")
    shutil.rmtree(one.folder)
    shutil.copytree(tmp_path / "backup", one.folder)
    answer = one("sync")
    assert (answer["received"], answer["sent"], answer["unsent"]) == (1, 1, 0)
    assert {each["state"] for each in one("show", incident)["entries"]} == {"sent"}
    assert verify(one)[1]["first_fault"] is None
