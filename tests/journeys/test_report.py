"""A report is opened, told more of, and closed by finding the person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.line import MINIMAL, YEAR, Line


def test_a_report_opens_with_the_least(line: Line) -> None:
    incident = line.report()
    case = line("show", incident)
    assert case["person"]["name"] == "Maisie Thornwood"
    assert case["reported_by"] == "care home"
    assert case["reported_at"] == f"{YEAR}-11-24T08:30:00Z"
    (seen,) = case["locations"]
    assert (seen["kind"], seen["typed"], seen["precision_m"]) == ("last_seen", "SK 861 088", 100.0)
    assert seen["position"] == pytest.approx([-0.7274, 52.6714], abs=0.01)
    (listed,) = line("show")["reports"]
    assert (listed["incident"], listed["name"], listed["looking"]) == (incident, "Maisie Thornwood", [])
    assert listed["clock"]["level"].startswith("nobody")


def test_a_report_holds_what_else_is_known(apart: Line) -> None:
    person = {"name": "Aled Penry", "born": "2012-03-25", "autism": True, "medication_hours": 6, "clothing": "grey top"}
    by = {"name": "Sian Penry", "relationship": "mother", "phone": "01632 960 123"}
    case = apart("show", apart.report(person=person, reported_by=by))
    kept = {name: case["person"][name] for name in person}
    assert kept == person
    assert case["reported_by"] == "Sian Penry"
    assert case["person"]["informant_relationship"] == "mother"
    assert isinstance(apart("show")["reports"][0]["age"], int)


def test_a_report_comes_from_standard_input(apart: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(MINIMAL), "utf-8")
    with path.open(encoding="utf-8") as file:
        monkeypatch.setattr("sys.stdin", file)
        incident = apart("report", "open", "-")["incident"]
    assert apart("show", incident)["person"]["name"] == "Maisie Thornwood"


def test_a_report_is_put_right(line: Line, tmp_path: Path) -> None:
    incident = line.report()
    more = tmp_path / "more.json"
    more.write_text(json.dumps({"age": 14, "hair": "red, plaited"}), "utf-8")
    before = line.digest()
    line("report", "amend", incident, more, "--source", "key worker")
    more.write_text(json.dumps({"age": 15}), "utf-8")
    line("report", "amend", incident, more)
    person = line("show", incident)["person"]
    assert (person["age"], person["hair"], person["name"]) == (15, "red, plaited", "Maisie Thornwood")
    assert line.digest() != before


def test_somebody_is_found(line: Line) -> None:
    incident = line.report()
    line("report", "located", incident, "--by", "PC 41 Reed", "--where", "bus shelter, Oakham")
    case = line("show", incident)
    assert (case["located"]["by"], case["located"]["where"]) == ("PC 41 Reed", "bus shelter, Oakham")
    assert case["clock"]["level"] == "located"


def test_flags_go_up_and_come_down(line: Line) -> None:
    incident = line.report()
    line("flag", "set", incident, "sexual_exploitation", "--evidence", "second phone", "--source", "school")
    (flag,) = line("show", incident)["flags"]
    assert flag == {
        "name": "sexual_exploitation", "status": "suspected", "evidence": "second phone", "source": "school",
    }  # fmt: skip
    line("flag", "set", incident, "sexual_exploitation", "--status", "removed", "--evidence", "phone is her aunt's")
    (flag,) = line("show", incident)["flags"]
    assert (flag["status"], flag["evidence"]) == ("removed", "phone is her aunt's")
    assert line.refused("flag", "set", incident, "dementia", "--evidence", " ").key == "flag.no_evidence"


def test_notes_stand_in_order_with_who_wrote_them(line: Line) -> None:
    incident = line.report()
    for text in ("phone rings out", "aunt has not seen her"):
        line("note", "add", incident, text, "--source", "care home")
    notes = [each for each in line("show", incident)["entries"] if each["type"] == "note.recorded"]
    assert len({each["op"] for each in notes}) == 2
    assert {each["by"] for each in notes} == {"PS 9 Shah"}
    assert {each["state"] for each in notes} == {"saved"}
    assert line.refused("note", "add", incident, "  ").key == "note.empty"


def test_each_word_changes_the_digest_and_looking_does_not(apart: Line) -> None:
    incident = apart.report()
    first = apart("show", incident)["digest"]
    assert apart("show", incident)["digest"] == first
    apart("note", "add", incident, "nothing new")
    second = apart("show", incident)["digest"]
    other = apart.report(person={"name": "Aled Penry"})
    assert second != first
    assert apart("show", incident)["digest"] == second != apart("show", other)["digest"]
