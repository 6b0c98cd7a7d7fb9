"""What bad input gets: the reason in one line, exit status 2, and nothing saved, not even half of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.bootstrap import Laptop
from app.cli.reading import json_file
from app.cli.report_file import new_report
from app.domain.identity import Rank
from app.domain.people import FIELDS
from app.errors import UserError
from app.services.office import Services
from tests.builders import CHEAP
from tests.journeys.line import MINIMAL, PASSPHRASE, YEAR, Line, refusal_of

PLACES = {
    "ZZ 123 456": "location.square_unknown",
    "SK 86 1 08": "location.figures_odd",
    "SK 8610 088": "location.figures_odd",
    "SK 86108 0881": "location.figures_odd",
    "526.705, -0.729": "location.latitude_range",
    "52.6705, -190": "location.longitude_range",
    "123 456": "location.letters_missing",
    "61 N 699375 5713970": "location.zone_range",
    "": "location.empty",
    "   ": "location.empty",
}


def test_an_unreadable_place_gets_its_reason_and_an_example(apart: Line) -> None:
    incident = apart.report()
    for typed, key in PLACES.items():
        refusal = apart.refused("location", "add", incident, f"--at={typed}", "--when", f"{YEAR}-11-24T08:10Z")
        assert refusal.key == key, typed
        if typed.strip():
            assert typed in refusal.sentence or key in ("location.square_unknown", "location.latitude_range",
                                                        "location.longitude_range", "location.zone_range")  # fmt: skip
            assert "kept" in refusal.sentence
        assert any(word in refusal.sentence for word in ("xample", "such as", "SK"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"person": {}}, ["name"]),
        ({"person": None}, ["name"]),
        ({"person": {"name": "  "}}, ["name"]),
        ({"person": {"name": None}}, ["name"]),
        ({"reported_by": ""}, ["reported by"]),
        ({"reported_by": {"phone": "01632 960 123"}}, ["reported by"]),
        ({"last_seen": None}, ["place", "seen at"]),
        ({"last_seen": {}}, ["place", "seen at"]),
        ({"last_seen": {"when": f"{YEAR}-11-24T08:00Z"}}, ["place"]),
        ({"last_seen": {"at": "SK 861 088"}}, ["seen at"]),
        ({"person": {}, "reported_by": None, "last_seen": {}}, ["name", "reported by", "place", "seen at"]),
    ],
)
def test_a_report_that_lacks_something_says_what(
    alone: Line, tmp_path: Path, change: dict[str, Any], said: list[str]
) -> None:
    refusal = opening_refused(alone, tmp_path, json.dumps({**MINIMAL, **change}).encode())
    assert refusal.startswith("report.missing ")
    missing = refusal.split("Still missing: ")[1].split(".")[0]
    assert len(missing.split(", ")) == len(said)
    assert "What was typed is kept" in refusal


def opening_refused(line: Line, folder: Path, data: bytes) -> str:
    """Key and sentence of a report file that is not taken."""
    path = folder / "bad.json"
    path.write_bytes(data)
    refusal = line.refused("report", "open", path)
    assert len(refusal.sentence) < 600
    return f"{refusal.key} {refusal.sentence}"


HOSTILE = {
    "cli.json": [
        b"", b"{", b"{'person': 1}", b"\xff\xfe{", b"\x00", b"[" * 100_000, b'{"a":' * 50_000,
        b'{"person": {"name": "\\ud800"}}', b'{"person": {"name": "M"}} trailing', b"9" * 5_000,
    ],
    "cli.json_no_object": [b"[]", b"null", b"3", b'"report"', b"NaN"],
    "cli.json_too_large": [b"{" + b" " * 2_000_000, b'{"person": {"name": "' + b"M" * 1_100_000 + b'"}}'],
    "cli.json_unknown": [b'{"persons": {"name": "M"}}', b'{"last_seen": {"at": "Oakham", "where": "x"}}'],
    "cli.json_not_an_object": [b'{"person": 3}', b'{"person": ["M"]}', b'{"last_seen": "Oakham"}', b'{"details": 1}'],
    "cli.json_not_text": [
        b'{"person": {"name": ["M"]}}', b'{"person": {"name": 5}}', b'{"reported_by": ["care home"]}',
        b'{"reported_by": 3}', b'{"reported_at": 3}', b'{"last_seen": {"at": 3}}', b'{"last_seen": {"when": 17e8}}',
    ],
    "cli.no_time": [
        b'{"reported_at": "yesterday"}', b'{"reported_at": "2026-02-30T08:00Z"}', b'{"reported_at": "25:00"}',
        b'{"last_seen": {"when": "0001-01-01T00:00+23:59"}}',
    ],
    "cli.no_zone": [b'{"reported_at": "2025-11-24T08:30:00"}', b'{"last_seen": {"when": "2025-11-24"}}'],
}  # fmt: skip
FIELDS_WRONG = {
    "person.not_number": ['{"age": NaN}', '{"age": Infinity}', '{"age": -1}', '{"age": 131}', '{"age": "14"}',
                          '{"age": true}', '{"age": 1e400}', '{"age": [14]}'],
    "person.not_text": ['{"hair": 3}', '{"hair": ["red"]}', '{"clothing": {"top": "grey"}}'],
    "person.not_yes_no": ['{"autism": "perhaps"}', '{"autism": []}', '{"autism": 1.5}'],
    "person.not_date": ['{"born": "25/03/2010"}', '{"born": "2010-02-30"}', '{"born": [2010]}'],
    "person.unknown_field": ['{"nick": "Mai"}', '{"": "x"}', '{"risk": "high"}', '{"located": {}}'],
}  # fmt: skip


@pytest.mark.parametrize("key", HOSTILE)
def test_a_corrupt_or_hostile_file_is_refused(alone: Line, tmp_path: Path, key: str) -> None:
    for data in HOSTILE[key]:
        assert opening_refused(alone, tmp_path, data).startswith(f"{key} "), data[:60]


@pytest.mark.parametrize("key", FIELDS_WRONG)
def test_a_field_of_the_wrong_type_is_refused(alone: Line, tmp_path: Path, key: str) -> None:
    incident = alone.report()
    for person in FIELDS_WRONG[key]:
        told = json.dumps({**MINIMAL, "person": 1}).replace('"person": 1', f'"person": {{"name": "M", {person[1:]}')
        assert opening_refused(alone, tmp_path, told.encode()).startswith(f"{key} "), person
        (tmp_path / "more.json").write_text(person, "utf-8")
        assert alone.refused("report", "amend", incident, tmp_path / "more.json").key == key
    assert len(alone("show")["reports"]) == 1


def test_what_is_no_file_is_refused(alone: Line, tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path, "x" * 5000):
        assert alone.refused("report", "open", path).key == "cli.no_file"


def test_a_data_folder_that_cannot_be_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for words in (
        ("show",),
        ("map", "list"),
        ("setup", "--force", "F", "--officer", "PS 9 Shah", "--rank", "sergeant"),
    ):
        for folder in (tmp_path / "file", tmp_path / "file" / "under"):
            code, out, err = Line(folder, capsys).tried(*words)
            assert (code, out, refusal_of(err, code).key) == (2, "", "cli.no_folder")


def test_a_time_without_its_zone_is_not_guessed(apart: Line) -> None:
    incident = apart.report()
    add = ("location", "add", incident, "--at", "SK 861 088", "--when")
    assert apart.refused(*add, f"{YEAR}-11-24T08:10").key == "cli.no_zone"
    assert apart.refused(*add, "ten past eight").key == "cli.no_time"
    assert apart.refused(*add, "9999-12-31T23:59:59-23:59").key == "cli.no_time"
    assert apart.refused(*add, "2999-01-01T00:00Z").key == "location.in_the_future"


NONSENSE = [
    ("nonsense",), ("show", "--what"), ("show", "f" * 32, "x"), ("report",), ("report", "open"),
    ("report", "shut", "x"),
    ("location", "add"), ("location", "add", "f" * 32), ("location", "add", "f" * 32, "--at"),
    ("location", "add", "f" * 32, "--at", "Oakham", "--kind", "rumour"), ("task",), ("task", "add", "f" * 32),
    ("task", "complete", "f" * 32, "f" * 32, "--coverage", "most"), ("setup",), ("setup", "--rank", "king"),
    ("central", "serve", "--port", "http"), ("place", "grid", "f" * 32, "--at", "Oakham", "--cell", "wide"),
    ("team", "add", "f" * 32, "--name", "A", "--size", "1e3"), ("enrol",), ("map", "import"), ("tour",), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize("words", NONSENSE, ids=" ".join)
def test_nonsense_arguments_are_refused_in_one_line(alone: Line, words: tuple[str, ...]) -> None:
    code, out, err = alone.tried(*words)
    refusal = refusal_of(err, code)
    assert (code, out, refusal.key) == (2, "", "cli.arguments")
    assert "--help" in refusal.sentence


def test_ids_of_nothing_are_refused(alone: Line) -> None:
    for nothing in ("f" * 32, "0" * 32, "xyz", "", "é" * 32, "F" * 33, "../../etc", "'; DROP TABLE operation; --"):
        for words in (
            ("show", nothing), ("note", "add", nothing, "x"), ("location", "add", nothing, "--at", "Oakham"),
            ("risk", "assess", nothing, "--grade", "high", "--reason", "x"), ("place", "rank", nothing),
            ("report", "located", nothing, "--by", "x"), ("task", "add", nothing, "--title", "x"),
            ("place", "grid", nothing, "--at", "SK 861 088"), ("team", "add", nothing, "--name", "A"),
            ("flag", "set", nothing, "dementia", "--evidence", "x"),
        ):  # fmt: skip
            code, out, err = alone.tried(*words)
            assert (code, out, refusal_of(err, code).key) == (2, "", "report.not_found"), (nothing, words)
    assert alone("show")["operations"] == 2


def test_a_word_that_is_no_text_is_refused(alone: Line) -> None:
    assert alone.refused("note", "add", "f" * 32, "\udcff").key == "cli.not_text"


def test_a_very_long_or_odd_text_is_kept_whole_or_refused(apart: Line) -> None:
    incident = apart.report()
    for text in ("x" * 60_000, "\u202e\u0000\x1b[31m", "'; DROP TABLE operation; --", "{name} {0} %s", "ź" * 500):
        apart("note", "add", incident, text)
    assert len([each for each in apart("show", incident)["entries"] if each["type"] == "note.recorded"]) == 5


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TIMES = st.datetimes().map(lambda at: at.isoformat() + "Z") | st.text(max_size=20) | JSON
PLACES_TYPED = st.sampled_from([*PLACES, "SK 861 088", "Oakham", "///filled.count.soap"]) | st.text(max_size=30) | JSON
PERSON = st.dictionaries(st.sampled_from([*FIELDS, "nick"]), JSON | st.text(max_size=20), max_size=5)
REPORTS = st.fixed_dictionaries(
    {},
    optional={
        "person": PERSON | JSON,
        "details": PERSON | JSON,
        "reported_by": st.just("care home") | JSON,
        "reported_at": TIMES,
        "last_seen": st.fixed_dictionaries({}, optional={"at": PLACES_TYPED, "when": TIMES}) | JSON,
    },
)


@pytest.fixture(scope="module")
def open_laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A laptop that stays open, so that a thousand reports can be tried in a moment."""
    laptop = Laptop(tmp_path_factory.mktemp("open"), cost=CHEAP)
    try:
        yield laptop.set_up("Practice", "PS 9 Shah", Rank.SERGEANT, PASSPHRASE)
    finally:
        laptop.close()


def tried(services: Services, path: Path) -> bool:
    """Whether a report is opened; one that is not leaves everything as it was."""
    before = services.desk.store.digest()
    try:
        incident = services.reports.open(new_report(json_file(str(path))))
    except UserError:
        assert services.desk.store.digest() == before
        return False
    assert services.reports.case(incident).report.name
    return True


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=REPORTS | st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_no_json_crashes_the_opening_of_a_report(open_laptop: Services, tmp_path: Path, told: dict[str, Any]) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps(told), "utf-8")
    tried(open_laptop, path)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200) | st.text(alphabet='{}[]":,\\u0 nul1e', max_size=60).map(str.encode))
def test_no_bytes_crash_the_opening_of_a_report(open_laptop: Services, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(data)
    assert not tried(open_laptop, path)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(person=PERSON)
def test_a_report_keeps_what_it_took(open_laptop: Services, tmp_path: Path, person: dict[str, Any]) -> None:
    assume("name" not in person)
    path = tmp_path / "any.json"
    path.write_text(json.dumps({**MINIMAL, "person": {**person, "name": "Maisie Thornwood"}}), "utf-8")
    if tried(open_laptop, path):
        assert set(person) <= set(FIELDS)


FIRST = st.sampled_from(
    ["show", "task", "report", "location", "risk", "flag", "note", "place", "team", "nonsense", "-1"]
)
WORDS = st.lists(st.sampled_from(["add", "open", "set", "--at", "--when", "--reason", "f" * 32, "-1", "", "x", "--"]))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=FIRST, words=WORDS)
def test_no_words_crash_the_command_line(apart: Line, first: str, words: list[str]) -> None:
    """The first names a command: without one the window would open, and wait."""
    code, out, err = apart.tried(first, *words)
    if code:
        assert (code, out) == (2, "")
        refusal_of(err, code)
