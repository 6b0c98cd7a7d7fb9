"""Where the person was, in every way that anybody writes a place."""

from __future__ import annotations

import pytest

from tests.journeys.line import Line

KINDS = ("sighting", "last_known", "last_seen", "planning_point")
OAKHAM = (-0.7274, 52.6714)
WRITTEN = [
    # typed, lon, lat, precision in metres, how near in degrees
    ("SK 861 088", *OAKHAM, 100.0, 0.01),
    ("SK8610008800", *OAKHAM, 1.0, 0.01),
    ("sk 86 08", *OAKHAM, 1000.0, 0.02),
    ("486100 308800", *OAKHAM, 1.0, 0.01),
    ("52.6714, -0.7274", *OAKHAM, None, 0.0001),
    ("52°40'17\"N 0°43'39\"W", *OAKHAM, None, 0.001),
    ("30U XD 53700 37700", -0.73, 52.67, 1.0, 0.1),
    ("30U 653700 5837700", -0.73, 52.67, 1.0, 0.1),
    ("O 159 347", -6.26, 53.35, 100.0, 0.02),
    ("Oakham", -0.73, 52.67, None, 0.03),
]


def test_each_kind_of_place_is_kept_as_it_was_told(line: Line) -> None:
    incident = line.report()
    for kind in KINDS:
        words = ("--when", "2025-03-01T22:40Z", "--source", "bus driver", "--confidence", "reliable", "--note", "limps")
        op = line("location", "add", incident, "--at", "TQ 3110 8125", *words, "--kind", kind)["operation"]
        said = line("show", incident)["locations"]
        (seen,) = [each for each in said if each["op"] == op]
        assert (seen["kind"], seen["typed"], seen["source"]) == (kind, "TQ 3110 8125", "bus driver")
        assert (seen["precision_m"], seen["confidence"], seen["by"]) == (10.0, "reliable", "PS 9 Shah")
        assert seen["seen_at"].startswith("2025-03-01T22:40")
        assert seen["position"] == pytest.approx([-0.110, 51.515], abs=0.01)
    assert len(said) == 1 + len(KINDS)  # the place last seen, of the report, stands beside them


def test_a_place_is_read_in_every_system(line: Line) -> None:
    incident = line.report()
    ops = {
        line("location", "add", incident, f"--at={typed}", "--when", "2025-03-01T22:40Z")["operation"]: expected
        for typed, *expected in WRITTEN
    }
    kept = {each["op"]: each for each in line("show", incident)["locations"]}
    for op, (lon, lat, precision_m, near) in ops.items():
        assert kept[op]["position"] == pytest.approx([lon, lat], abs=near), kept[op]["typed"]
        if precision_m is not None:
            assert kept[op]["precision_m"] == precision_m, kept[op]["typed"]
    assert {kept[op]["typed"] for op in ops} == {typed for typed, *_ in WRITTEN}


def test_words_are_kept_and_no_position_is_invented(apart: Line) -> None:
    incident = apart.report()
    told = ["///filled.count.soap", "behind the chapel"]
    ops = [apart("location", "add", incident, "--at", typed)["operation"] for typed in told]
    kept = {each["op"]: each for each in apart("show", incident)["locations"]}
    assert [kept[op]["typed"] for op in ops] == told
    assert [kept[op].get(what) for op in ops for what in ("position", "precision_m")] == [None] * 4


def test_one_moment_told_in_two_zones_is_one_moment(apart: Line) -> None:
    incident = apart.report()
    add = ("location", "add", incident, "--at", "SK 861 088", "--when")
    for told in ("2025-07-01T23:40+01:00", "2025-07-01T22:40Z"):
        apart(*add, told)
    times = {each["seen_at"] for each in apart("show", incident)["locations"] if each["kind"] == "last_known"}
    assert len(times) == 1
