"""The practice station: its people and minutes as the story says, and a second laptop that knows the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.adapters.surroundings import StoryClock
from app.bootstrap import RESOURCES, Laptop
from app.cli.stations import Station, practice_station
from app.domain.identity import Rank
from app.services.now import Person
from app.services.office import Services
from tests.builders import CHEAP

TOLD = json.loads((RESOURCES / "practice" / "station.json").read_text("utf-8"))
EVENTS = TOLD["events"]


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    """Told once: nobody here writes."""
    with practice_station(tmp_path_factory.mktemp("practice")) as made:
        yield made


@pytest.fixture
def services(station: Station) -> Services:
    assert station.laptop.services is not None
    return station.laptop.services


def minutes_ago(at: datetime | None, services: Services) -> int:
    assert at is not None
    return round((services.desk.clock.now() - at) / timedelta(minutes=1))


def event(do: str, of: str) -> dict[str, object]:
    (found,) = [each for each in EVENTS if each["do"] == do and of in (each.get("of"), each.get("id"))]
    return dict(found)


def row(person: Person) -> tuple[str, str | None, str, int, int, int]:
    """Name, grade, level of the clock, its minutes, how many look, how many are asked to."""
    looking, offered = len(person.looking), len(person.offered)
    return person.row.name, person.row.grade, person.clock.level, person.clock.minutes, looking, offered


def test_the_list_is_the_story_in_the_order_of_need(services: Services) -> None:
    rows = [row(person) for person in services.now.people()]
    expected = [
        ("Maisie Thornwood", "medium", "nobody_red", 31, 0, 0),
        ("Aled Penry", "high", "nobody_amber", 9, 0, 1),
        ("Samira Quill", None, "running", 4, 0, 0),
        ("Dorothy Lark", "high", "looking", 26, 2, 0),
        ("Tomasz Wren", "high", "looking", 12, 1, 0),
        ("Joe Marlowe", "very_low", "located", 52, 0, 0),
    ]
    assert [each[:3] + each[4:] for each in rows] == [each[:3] + each[4:] for each in expected]
    for told, meant in zip(rows, expected, strict=True):
        assert 0 <= told[3] - meant[3] <= 2, f"{told[0]}: {told[3]} min"


def test_everybody_of_the_story_is_there_and_nobody_else(services: Services) -> None:
    told = {each["name"] for each in EVENTS if each["do"] == "report"}
    assert {person.row.name for person in services.now.people()} == told


def test_its_officers_may_sign_in_with_the_ranks_of_the_story(station: Station, services: Services) -> None:
    ranks = {officer.call_sign: officer.rank.word for officer in services.officers.known().values()}
    told = [(officer["call_sign"], officer["rank"]) for officer in TOLD["officers"]]
    assert [(slot.call_sign, ranks[slot.call_sign]) for slot in station.laptop.officers()] == told
    assert station.passphrase == TOLD["passphrase"]


@pytest.mark.parametrize("who", [each["id"] for each in EVENTS if each["do"] == "report"])
def test_each_report_has_the_time_and_the_words_of_the_story(station: Station, services: Services, who: str) -> None:
    told, report = event("report", who), services.reports.case(station.ids[who]).report
    assert (report.name, report.reported_by) == (told["name"], told["by"])
    assert abs(minutes_ago(report.reported_at, services) - int(str(told["ago"]))) <= 1
    *_, first = services.reports.case(station.ids[who]).locations
    assert abs(minutes_ago(first.said.seen_at, services) - int(str(told["seen_ago"]))) <= 1
    assert first.said.typed == told["at"]


def test_entries_lie_as_long_ago_as_they_are_told(station: Station, services: Services) -> None:
    case = services.reports.case(station.ids["maisie"])
    risk = case.report.risk
    assert risk is not None
    assert abs(minutes_ago(risk.at, services) - int(str(event("risk", "maisie")["ago"]))) <= 1
    (task,) = case.tasks
    look = event("look", "maisie")
    assert abs(minutes_ago(task.started_at, services) - int(str(look["ago"]))) <= 1
    assert abs(minutes_ago(task.ended_at, services) - int(str(look["ago"])) + int(str(look["for"]))) <= 1
    assert task.status == "done"


def test_no_entry_lies_in_the_future_and_the_clock_tells_the_truth_again(station: Station, services: Services) -> None:
    now = StoryClock().now()
    assert abs(station.laptop.clock.now() - now) < timedelta(seconds=5)
    entries = services.desk.store.log(None, 1000)
    assert all(entry.at <= now + timedelta(seconds=1) for entry in entries)
    assert len(entries) == services.desk.store.counts().operations


def test_maisies_plan_is_ready_to_give_out(station: Station, services: Services) -> None:
    case = services.reports.case(station.ids["maisie"])
    assert sorted(each.name for each in case.segments) == ["A1", "B3", "C2", "D1", "E4"]
    assert sorted(each.name for each in case.venues) == ["Bus station", "Railway station", "School friend's home"]
    assert sorted(each.name for each in case.teams) == ["Dog B", "PC 207 Okoro"]
    assert services.plans.advice(case).ranked, "it says where to look first"


def test_everything_is_at_central_and_a_second_laptop_shows_the_same(
    station: Station, services: Services, tmp_path: Path
) -> None:
    assert services.desk.store.counts().unsent == 0
    assert station.central.counts().operations == services.desk.store.counts().operations
    second = Laptop(tmp_path / "second", cost=CHEAP)
    try:
        there = second.set_up(TOLD["force"], "PC 330 Singh", Rank.OFFICER, TOLD["passphrase"], "Laptop 14")
        there.enrol(station.central.url, station.central.invite())
        assert (there.syncing.run().unsent, there.desk.store.counts().held) == (0, 0)
        people = [each["id"] for each in EVENTS if each["do"] == "report"]
        ids = [station.ids[who] for who in people]
        assert [there.desk.store.digest(each) for each in ids] == [services.desk.store.digest(each) for each in ids]
        assert [row(each) for each in there.now.people()] == [row(each) for each in services.now.people()]
        services.syncing.run()
        assert there.desk.store.digest() == services.desk.store.digest()
    finally:
        second.close()


def test_the_story_names_only_what_it_has_told_before() -> None:
    known: set[str] = set()
    for each in sorted(EVENTS, key=lambda told: -told["ago"]):
        assert each.get("of", each.get("id")) in known | {each.get("id")}, each
        known.add(each.get("id", ""))
        assert each.get("for", 0) <= each["ago"]
