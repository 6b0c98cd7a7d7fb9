"""Areas, places and teams, and where to look next with the reasons."""

from __future__ import annotations

import pytest

from tests.journeys.line import Line


def test_a_plan_says_where_to_look_next_and_why(line: Line) -> None:
    incident = line.report()
    cells = line("place", "grid", incident, "--at", "SK 861 088", "--across", 1000, "--cell", 500)["segments"]
    why = ("--kind", "station", "--why", "waits for the 07:12", "--found-before", 2)
    line("place", "venue", incident, "--name", "Bus station", "--at", "SK 862 089", *why)
    line("team", "add", incident, "--name", "Dog B", "--skill", "dog", "--size", 1, "--speed", 12)
    advice = line("place", "rank", incident)
    assert len(advice["ranked"]) == len(cells) + 1
    first = advice["ranked"][0]
    assert (first["name"], first["kind"], first["status"]) == ("Bus station", "venue", "not_started")
    said = " ".join(first["reasons"])
    for part in ("Found here 2 times before", "waits for the 07:12", "Dog B", "% of what is left"):
        assert part in said
    shares = sum(each["share"] for each in advice["ranked"]) + advice["elsewhere"]
    assert (shares, advice["missing"]) == (pytest.approx(1.0), [])


def test_cells_follow_the_national_grid_and_have_names_for_the_radio(apart: Line) -> None:
    incident = apart.report()
    apart("place", "grid", incident, "--at", "SK 861 088", "--across", 1000, "--cell", 500)
    segments = apart("show", incident)["segments"]
    names = sorted(each["name"] for each in segments)
    assert names[:4] == ["A1", "A2", "A3", "A4"]
    assert len(set(names)) == len(names)
    assert all(each["ring"][0] == each["ring"][-1] for each in segments)


def test_searching_a_place_moves_the_chance_elsewhere(apart: Line) -> None:
    incident = apart.report()
    for name, at in (("Bus station", "SK 862 089"), ("Church", "SK 860 087")):
        apart("place", "venue", incident, "--name", name, "--at", at)
    before = {each["name"]: each for each in apart("place", "rank", incident)["ranked"]}
    task = apart("task", "add", incident, "--title", "Look in", "--place", "Bus station")["task"]
    apart("task", "start", incident, task)
    apart("task", "complete", incident, task)
    advice = apart("place", "rank", incident)
    after = {each["name"]: each for each in advice["ranked"]}
    assert after["Bus station"]["share"] < before["Bus station"]["share"]
    assert after["Church"]["share"] > before["Church"]["share"]
    assert (after["Bus station"]["status"], advice["ranked"][0]["name"]) == ("searched", "Church")
    assert advice["success"] > 0


def test_without_places_the_plan_says_what_it_needs(apart: Line) -> None:
    advice = apart("place", "rank", apart.report())
    assert advice["ranked"] == []
    assert len(advice["missing"]) == 2


def test_a_plan_that_cannot_be_is_refused(apart: Line) -> None:
    incident = apart.report()
    grid, venue = ("place", "grid", incident, "--at"), ("place", "venue", incident, "--name")
    team = ("team", "add", incident, "--name")
    assert apart.refused(*grid, "SK 861 088", "--cell", "nan").key == "segment.cell_size"
    assert apart.refused(*grid, "SK 861 088", "--cell", 10).key == "segment.cell_size"
    assert apart.refused(*grid, "SK 861 088", "--across", "inf").key == "location.outside_national_grid"
    assert apart.refused(*grid, "SK 861 088", "--across", 19000, "--cell", 50).key == "segment.too_many_cells"
    assert apart.refused(*grid, "behind the chapel").key == "location.no_position"
    assert apart.refused(*venue, " ", "--at", "SK 861 088").key == "venue.no_name"
    assert apart.refused(*team, "Dog A", "--size", 0).key == "team.out_of_range"
    assert apart.refused(*team, "Dog A", "--speed", "nan").key == "team.out_of_range"
    assert apart.refused(*team, " ").key == "team.no_name"
