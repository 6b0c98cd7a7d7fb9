"""Risk is graded by a person with a reason; what it does to the clock is seen at once."""

from __future__ import annotations

from tests.journeys.line import Line


def test_a_grade_stands_with_who_gave_it_and_why(line: Line) -> None:
    incident = line.report()
    line("risk", "assess", incident, "--grade", "medium", "--reason", "first time away")
    line("risk", "assess", incident, "--grade", "high", "--reason", "no coat, minus two degrees")
    case = line("show", incident)
    assert (case["risk"]["grade"], case["risk"]["reason"]) == ("high", "no coat, minus two degrees")
    assert case["risk"]["provisional"] is False
    assert case["conflicts"] == []
    assert line("show")["reports"][0]["risk"] == "high"


def test_a_grade_needs_a_reason(apart: Line) -> None:
    incident = apart.report()
    assert apart.refused("risk", "assess", incident, "--grade", "low", "--reason", " ").key == "risk.no_reason"
    assert apart.refused("risk", "assess", incident, "--grade", "dire", "--reason", "x").key == "cli.arguments"
