"""A task's whole life, each move with who and when; what it does not allow changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.line import Line


def task_of(line: Line, incident: str) -> dict[str, Any]:
    (task,) = line("show", incident)["tasks"]
    assert isinstance(task, dict)
    return task


def test_from_draft_to_done(line: Line) -> None:
    incident = line.report()
    line("place", "venue", incident, "--name", "Bus station", "--at", "SK 862 089")
    line("team", "add", incident, "--name", "Dog B", "--skill", "dog")
    words = ("--title", "Check the bays", "--place", "Bus station", "--instructions", "ask the drivers")
    task = line("task", "add", incident, *words, "--due", "2030-01-01T00:30Z")["task"]
    assert task_of(line, incident)["status"] == "draft"
    line("task", "assign", incident, task, "--to", "Dog B")
    assert (task_of(line, incident)["status"], task_of(line, incident)["assignee_name"]) == ("offered", "Dog B")
    line("task", "accept", incident, task)
    assert task_of(line, incident)["status"] == "accepted"
    line("task", "start", incident, task)
    shown = line("show", incident)
    assert (shown["tasks"][0]["status"], shown["clock"]["level"]) == ("under_way", "looking")
    assert line("show")["reports"][0]["looking"] == ["Dog B"]
    line("task", "complete", incident, task, "--coverage", 0.8, "--found", "a glove", "--note", "bay 3 is locked")
    shown = line("show", incident)
    (done,) = shown["tasks"]
    (result,) = done["results"]
    assert (done["status"], result["coverage"], result["found"], result["note"]) == (
        "done", 0.8, "a glove", "bay 3 is locked",
    )  # fmt: skip
    assert shown["clock"]["level"] != "looking"
    moves = [each for each in shown["entries"] if each["entity"] == task]
    assert {each["type"] for each in moves} == {
        "task.created", "task.offered", "task.accepted", "task.started", "task.completed",
    }  # fmt: skip
    assert all(each["by"] == "PS 9 Shah" and each["at"] for each in moves)


@pytest.mark.parametrize("outcome", ["part_done", "not_done"])
def test_what_was_not_done_has_its_reason_and_is_given_again(apart: Line, outcome: str) -> None:
    incident = apart.report()
    task = apart("task", "add", incident, "--title", "Search A1")["task"]
    apart("task", "start", incident, task)
    complete = ("task", "complete", incident, task, "--outcome", outcome)
    assert apart.refused(*complete).key == "task.no_reason"
    apart(*complete, "--coverage", 0.2, "--reason", "too dark")
    done = task_of(apart, incident)
    assert (done["status"], done["results"][0]["reason"]) == (outcome, "too dark")
    apart("task", "assign", incident, task, "--to", "PC 7 Hale")
    assert task_of(apart, incident)["status"] == "offered"


def test_declined_goes_back_and_is_given_to_somebody_else(line: Line) -> None:
    incident = line.report()
    task = line("task", "add", incident, "--title", "Search A1")["task"]
    line("task", "assign", incident, task, "--to", "PC 7 Hale")
    assert line.refused("task", "decline", incident, task, "--reason", " ").key == "task.no_reason"
    line("task", "decline", incident, task, "--reason", "dog is lame")
    assert task_of(line, incident)["reason"] == "dog is lame"
    line("task", "assign", incident, task, "--to", "PC 8 Rowe")
    again = task_of(line, incident)
    assert (again["status"], again["assignee_name"]) == ("offered", "PC 8 Rowe")


def test_what_is_cancelled_stays_so(line: Line) -> None:
    incident = line.report()
    task = line("task", "add", incident, "--title", "Search A1")["task"]
    line("task", "cancel", incident, task, "--reason", "seen elsewhere")
    assert task_of(line, incident)["status"] == "cancelled"
    for move in ("accept", "start", "complete"):
        assert line.refused("task", move, incident, task).key == "task.illegal_move"
    assert line.refused("task", "assign", incident, task, "--to", "PC 7 Hale").key == "task.illegal_move"


def test_moves_that_its_state_does_not_allow_are_refused(apart: Line) -> None:
    incident = apart.report()
    task = apart("task", "add", incident, "--title", "Search A1")["task"]
    refusal = apart.refused("task", "complete", incident, task)
    assert refusal.key == "task.illegal_move"
    assert "Search A1" in refusal.sentence
    assert apart.refused("task", "accept", incident, task).key == "task.illegal_move"
    apart("task", "start", incident, task)
    assert apart.refused("task", "start", incident, task).key == "task.illegal_move"
    for share in ("1.1", "-0.1", "nan"):
        assert apart.refused("task", "complete", incident, task, f"--coverage={share}").key == "task.coverage"
    apart("task", "complete", incident, task)
    assert apart.refused("task", "complete", incident, task).key == "task.illegal_move"
    assert apart.refused("task", "cancel", incident, task, "--reason", "late").key == "task.illegal_move"


def test_a_task_needs_words_and_a_place_that_is_there(apart: Line) -> None:
    incident = apart.report()
    assert apart.refused("task", "add", incident, "--title", " ").key == "task.no_title"
    assert apart.refused("task", "add", incident, "--title", "A", "--place", "Z9").key == "cli.no_such_place"
    assert apart.refused("task", "start", incident, "0" * 32).key == "task.not_found"
    assert apart.refused("task", "add", "f" * 32, "--title", "A").key == "report.not_found"
