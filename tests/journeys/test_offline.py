"""Every part of the main job with no network at all, and what bad input gets."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.command import Command

Laptops = Callable[..., Command]
WHEN = ("--when", "2026-11-24T08:10:00Z")


@pytest.fixture
def one(laptop: Laptops) -> Command:
    return laptop()


def test_a_sync_without_a_central_says_so_and_counts(one: Command) -> None:
    one.report()
    assert one.sync() == {"sent": 0, "received": 0, "held": 0, "unsent": 4, "reached": False}


@pytest.mark.parametrize(
    ("typed", "reference", "precision_m"),
    [
        ("TQ 3110 8125", "TQ 3110 8125", 10.0),
        ("sk861089", "SK 861 089", 100.0),
        ("J 338 740", "J 338 740", 100.0),
        ("30UXC9994108180", "30U XC 99941 08180", 1.0),
        ("30 N 699375 5713970", "30 N 699375 5713970", 1.0),
        ("52.6705, -0.7290", "52.6705, -0.7290", 11.0),
        ("Oakham", "Oakham", None),
        ("///filled.count.soap", "///filled.count.soap", None),
    ],
)
def test_a_location_in_every_system(one: Command, typed: str, reference: str, precision_m: float | None) -> None:
    incident = one.report()
    one.do("location", "add", incident, "--at", typed, *WHEN, "--source", "bus driver", "--kind", "sighting")
    said = next(each for each in one.show(incident)["locations"] if each["kind"] == "sighting")
    assert (said["reference"], said.get("precision_m")) == (reference, precision_m)
    assert said["typed"] == typed


@pytest.mark.parametrize("typed", ["ZZ 123 456", "SK 86 1 08", "526.705, -0.729", "61U XC 12 12"])
def test_an_unreadable_place_is_refused_with_a_reason_and_nothing_changes(one: Command, typed: str) -> None:
    incident = one.report()
    before = one.show(incident)["digest"]
    assert one.refuse("location", "add", incident, "--at", typed, *WHEN).startswith("location.")
    assert one.show(incident)["digest"] == before


def test_a_team_s_night(one: Command) -> None:
    incident = one.report()
    one.do("place", "venue", incident, "--name", "Bus station", "--at", "SK 862 089", "--found-before", "2")
    one.do("team", "add", incident, "--name", "Dog B", "--skill", "dog", "--size", "1", "--speed", "12")
    ranked = one.do("place", "rank", incident)
    assert ranked["ranked"][0]["name"] == "Bus station"
    assert any("Dog B" in reason for reason in ranked["ranked"][0]["reasons"])
    task = one.do("task", "add", incident, "--title", "Bus station", "--place", "Bus station")["task"]
    one.do("task", "assign", incident, task, "--to", "Dog B")
    one.do("task", "decline", incident, task, "--reason", "dog is lame")
    one.do("task", "assign", incident, task, "--to", "PC 7 Hale")
    for move in ("accept", "start"):
        one.do("task", move, incident, task)
    assert one.show(incident)["clock"]["level"] == "looking"
    one.do("task", "complete", incident, task, "--outcome", "part_done", "--coverage", "0.5", "--reason", "locked bays")
    shown = one.show(incident)
    assert (shown["tasks"][0]["status"], shown["clock"]["level"] != "looking") == ("part_done", True)


def test_an_illegal_move_is_refused(one: Command) -> None:
    incident = one.report()
    task = one.do("task", "add", incident, "--title", "Bus station")["task"]
    assert one.refuse("task", "complete", incident, task) == "task.illegal_move"


def test_an_officer_may_not_give_work_out(laptop: Laptops) -> None:
    officer = laptop("o", "PC 207 Okoro", "officer")
    incident = officer.report()
    before = officer.show(incident)["digest"]
    assert officer.refuse("task", "add", incident, "--title", "Bus station") == "rank.not_allowed"
    assert officer.refuse("place", "grid", incident, "--at", "SK 861 088") == "rank.not_allowed"
    assert officer.show(incident)["digest"] == before


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"person": {}}, "name"),
        ({"last_seen": {"when": "2026-11-24T08:00:00Z"}}, "place"),
        ({"reported_by": ""}, "reported_by"),
    ],
)
def test_what_a_report_lacks_is_said(one: Command, change: dict[str, object], missing: str) -> None:
    file = one.folder / "bad.json"
    given = {
        "person": {"name": "A"},
        "reported_by": "b",
        "last_seen": {"at": "SK 861 088", "when": "2026-11-24T08:00Z"},
    }
    file.write_text(json.dumps({**given, **change}), "utf-8")
    status, _, err = one._run("report", "open", str(file))
    assert (status, missing.replace("_", " ") in json.loads(err)["error"]) == (2, True)
    assert one.do("show")["reports"] == []


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{", b'{"person": 3}', b"\xff\xfe{", b"[" * 100_000, b'{"person": {"name": "A", "age": NaN}}',
     b'{"person": {"name": ["A"]}}', b'{"last_seen": null}', b'{"reported_at": "yesterday"}', b"{" + b" " * 2_000_000],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_reason(one: Command, data: bytes) -> None:
    file = one.folder / "hostile.json"
    file.write_bytes(data)
    assert one.refuse("report", "open", str(file))
    assert one.do("show")["reports"] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["person", "reported_by", "reported_at", "last_seen", "details"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_json=st.dictionaries(KEYS, JSON, max_size=5))
def test_no_json_crashes_the_opening_of_a_report(one: Command, given_json: dict[str, object]) -> None:
    file = one.folder / "any.json"
    file.write_text(json.dumps(given_json), "utf-8")
    status, _, err = one._run("report", "open", str(file))
    assert status in (0, 2)
    if status == 2:
        assert json.loads(err)["key"] != "cli.bug"


def test_a_time_without_its_zone_is_not_guessed(one: Command) -> None:
    incident = one.report()
    assert one.refuse("location", "add", incident, "--at", "SK 861 088", "--when", "2026-11-24T08:10") == "cli.no_zone"


def test_a_wrong_passphrase_and_a_second_process_are_refused(one: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.bootstrap import Laptop

    opened = Laptop(one.folder)
    assert one.refuse("show") == "store.open_elsewhere"
    opened.close()
    monkeypatch.setenv("HOMEWARD_PASSPHRASE", "not the passphrase")
    assert one.refuse("show") == "vault.wrong_passphrase"
    monkeypatch.delenv("HOMEWARD_PASSPHRASE")
    assert one.refuse("show") == "cli.no_passphrase"


def test_a_page_of_the_search_shows_script_as_text(one: Command, qapp: object) -> None:
    incident = one.report("Maisie <script>alert(1)</script>")
    out = one.folder / "page.html"
    one.do("export", incident, "--out", str(out))
    page = out.read_text("utf-8")
    assert "<script>alert(1)" not in page
    assert "alert(1)" in page


def test_a_bad_map_is_refused_and_a_good_one_listed(one: Command) -> None:
    bad = one.folder / "bad.mbtiles"
    bad.write_bytes(b"SQLite format 3\0" + bytes(200))
    before = len(one.do("map", "list")["packs"])
    assert one.refuse("map", "import", str(bad)).startswith("packs.")
    assert len(one.do("map", "list")["packs"]) == before
