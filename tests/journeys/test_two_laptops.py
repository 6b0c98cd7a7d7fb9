"""Two laptops and central, apart and together, on each database: nothing lost, nothing twice, the same at the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.central.serve import Central
from tests.central.cutting import cutting
from tests.journeys.line import Line
from tests.journeys.test_photo import SECRET, copy_of, photo
from tests.postgres import Postgres

MakeLine = Callable[..., Line]
NOTHING = {"sent": 0, "received": 0, "held": 0}


def same(one: Line, two: Line, incident: str) -> bool:
    """Whether both show the same search and the same whole."""
    return one("show", incident)["digest"] == two("show", incident)["digest"] and one.digest() == two.digest()


def test_a_search_from_report_to_central_and_back(two: tuple[Line, Line], central: Central) -> None:
    sergeant, officer = two
    incident = sergeant.report()
    sergeant("place", "grid", incident, "--at", "SK 861 088", "--across", 500, "--cell", 250)
    task = sergeant("task", "add", incident, "--title", "Search A1", "--place", "A1")["task"]
    sergeant("task", "assign", incident, task, "--to", "PC 207 Okoro")
    assert sergeant("sync")["unsent"] == 0
    assert officer("sync")["received"] > 0
    central.stop()
    for move in ("accept", "start"):
        officer("task", move, incident, task)
    officer("task", "complete", incident, task, "--coverage", 0.8, "--found", "a glove")
    away = officer("sync")
    assert "cannot be reached" in away.pop("problem")
    assert away == {**NOTHING, "unsent": 3, "reached": False}
    assert officer("show", incident)["unsent"] == 3
    central.start()
    assert officer("sync") == {**NOTHING, "sent": 3, "unsent": 0, "reached": True}
    assert sergeant("sync") == {**NOTHING, "received": 3, "unsent": 0, "reached": True}
    assert same(sergeant, officer, incident)
    shown = sergeant("show", incident)
    assert (shown["tasks"][0]["status"], shown["tasks"][0]["results"][0]["coverage"]) == ("done", 0.8)
    assert {each["state"] for each in shown["entries"]} == {"sent"}


def test_each_search_is_numbered_without_gaps(two: tuple[Line, Line]) -> None:
    sergeant, officer = two
    searches = [sergeant.report(), officer.report(person={"name": "Aled Penry"})]
    for each in (sergeant, officer, sergeant):
        each("sync")
    for incident in searches:
        for each in two:
            each("note", "add", incident, "rang again")
    for each in (officer, sergeant, officer):
        each("sync")
    for incident in searches:
        numbers = [sorted(each["number"] for each in line("show", incident)["entries"]) for line in two]
        assert numbers == [list(range(1, 5))] * 2
        assert same(sergeant, officer, incident)


def test_two_grades_given_apart_are_settled_by_a_person(two: tuple[Line, Line]) -> None:
    sergeant, officer = two
    incident = sergeant.report()
    for each in two:
        each("sync")
    sergeant("risk", "assess", incident, "--grade", "low", "--reason", "her aunt expects her")
    officer("risk", "assess", incident, "--grade", "high", "--reason", "a note was found")
    for each in (officer, sergeant, officer):
        each("sync")
    assert same(sergeant, officer, incident)
    (conflict,) = sergeant("show", incident)["conflicts"]
    assert (conflict["field"], conflict["stands"]) == ("risk", "high")
    assert {each["grade"]: each["reason"] for each in conflict["values"]} == {
        "low": "her aunt expects her",
        "high": "a note was found",
    }
    settle = ("risk", "settle", incident, "--grade", "high", "--reason", "the note is not explained")
    assert officer.refused(*settle).key == "rank.not_allowed"
    sergeant(*settle)
    for each in (sergeant, officer):
        each("sync")
    assert [each("show", incident)["conflicts"] for each in two] == [[], []]
    assert same(sergeant, officer, incident)


def test_a_line_that_breaks_again_and_again_loses_nothing(
    two: tuple[Line, Line], central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same address all the time; behind it the connection ends after so many bytes."""
    sergeant, officer = two
    incident = sergeant.report()
    for text in ("phone rings out", "aunt has not seen her", "coat is gone", "bus pass is gone"):
        sergeant("note", "add", incident, text)
    before = central.counts().operations
    for up, down in ((900, 1 << 20), (1 << 20, 1), (2500, 1 << 20), (1 << 20, 700)):
        with cutting(central.url, up=up, down=down) as broken, monkeypatch.context() as patched:
            patched.setattr("app.adapters.transport.check_url", lambda _, way=broken: way)
            answer = sergeant("sync")
            assert answer["sent"] + answer["unsent"] in (answer["unsent"], 6)
            assert (answer["reached"], "problem" in answer) == (False, True)
    assert sergeant("sync")["unsent"] == 0
    assert central.counts().operations == before + 6
    assert officer("sync")["received"] == 6
    assert same(sergeant, officer, incident)


@pytest.mark.postgres
def test_a_database_that_dies_leaves_the_officer_working(
    laptop: MakeLine, postgres: Postgres, database_url: str
) -> None:
    from db.central import open_store

    central, line = Central(open_store(database_url, None)), laptop("one")
    line("enrol", "--central", central.start(), "--code", central.invite())
    line("sync")
    incident = line.report()
    postgres.kill()
    try:
        answer = line("sync")
        line("note", "add", incident, "written meanwhile")
    finally:
        postgres.start()
    assert (answer["sent"], answer["unsent"], answer["reached"]) == (0, 2, False)
    assert "saved on this laptop" in answer["problem"]
    assert line("sync") == {**NOTHING, "sent": 3, "unsent": 0, "reached": True}
    central.stop()


def test_a_photo_reaches_the_other_laptop_without_its_metadata(two: tuple[Line, Line], tmp_path: Path) -> None:
    sergeant, officer = two
    incident = sergeant.report()
    name = sergeant("photo", "add", incident, photo(tmp_path / "photo.jpg"))["photo"]
    for each in two:
        each("sync")
    assert copy_of(officer, name) == copy_of(sergeant, name)
    assert SECRET.encode() not in copy_of(officer, name)
    assert same(sergeant, officer, incident)


def test_a_code_serves_once(laptop: MakeLine, central: Central) -> None:
    one, two = laptop("one"), laptop("two", "PS 8 Rowe")
    code = central.invite()
    one("enrol", "--central", central.url, "--code", code)
    for wrong in (code, "AAAA-AAAA", "", "x" * 500):
        assert two.refused("enrol", "--central", central.url, "--code", wrong, code=1).key == "sync.code_refused"
    assert "does not know central" in two("sync")["problem"]


def test_a_central_that_is_none_is_refused(laptop: MakeLine) -> None:
    line = laptop("one")
    for url, key in (("ftp://here", "sync.url_unreadable"), ("http://central.example", "sync.https_needed")):
        assert line.refused("enrol", "--central", url, "--code", "AAAA-AAAA").key == key
    gone = line.refused("enrol", "--central", "http://127.0.0.1:9", "--code", "AAAA-AAAA", code=1)
    assert gone.key == "sync.offline"


def test_nothing_is_doubled_by_sending_twice(two: tuple[Line, Line], central: Central) -> None:
    sergeant, officer = two
    incident = sergeant.report()
    before = central.counts().operations
    for _ in range(3):
        sergeant("sync")
    assert central.counts().operations == before + 2
    for _ in range(3):
        officer("sync")
    assert len(officer("show", incident)["entries"]) == 2
