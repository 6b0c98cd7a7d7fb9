"""Opening a report, grading it, adding to it: four things needed, nothing half saved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain import facts
from app.domain.identity import Rank
from app.errors import Missing, NotAllowed, Unreadable
from app.services.locations import Locations, NewLocation
from app.services.reports import NewReport, Reports
from app.services.risks import Grading, Risks
from tests.builders import NIGHT, TestDesk, a_report


class Places:
    """A gazetteer that knows one town."""

    name, lon, lat = "Oakham", -0.7311, 52.6705

    def find(self, text: str, near=None, limit: int = 8):
        return [self] if text.casefold() in ("oakham", "oak") else []


@pytest.fixture
def locations(made: TestDesk) -> Locations:
    return Locations(made.desk, Places())


@pytest.fixture
def reports(made: TestDesk, locations: Locations) -> Reports:
    return Reports(made.desk, locations)


SEEN = NIGHT - timedelta(hours=1)


def a_new(**changes) -> NewReport:
    given = {
        "name": "Maisie Thornwood",
        "reported_by": "care home",
        "reported_at": NIGHT,
        "last_seen_at": "SK 861 088",
        "last_seen_when": SEEN,
        **changes,
    }
    return NewReport(**given)


def test_four_things_open_a_report(reports: Reports) -> None:
    case = reports.case(reports.open(a_new()))
    assert case.report.name == "Maisie Thornwood"
    place = case.planning_point().said
    assert (place.kind, place.reference, place.precision_m) == ("last_seen", "SK 861 088", 100.0)
    assert place.position == pytest.approx((-0.7274, 52.6705), abs=1e-3)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"name": " "}, "name"),
        ({"last_seen_at": ""}, "place"),
        ({"last_seen_when": None}, "seen_at"),
        ({"reported_by": ""}, "reported_by"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_saved(made: TestDesk, reports: Reports, changes, missing: str) -> None:
    before = made.store.digest()
    with pytest.raises(Missing) as refused:
        reports.open(a_new(**changes))
    assert refused.value.values["missing"] == [missing]
    assert made.store.digest() == before


@pytest.mark.parametrize("place", ["SK 86 1 088", "526.705, -0.729", "ZZ 123 456"])
def test_a_place_that_cannot_be_read_opens_nothing(made: TestDesk, reports: Reports, place: str) -> None:
    before = made.store.digest()
    with pytest.raises(Unreadable):
        reports.open(a_new(last_seen_at=place))
    assert made.store.digest() == before


def test_words_that_only_name_a_place_are_kept_without_inventing_one(reports: Reports) -> None:
    case = reports.case(reports.open(a_new(last_seen_at="outside the school gates")))
    assert case.locations[0].said.typed == "outside the school gates"
    assert case.locations[0].said.position is None
    assert case.planning_point() is None


def test_a_place_name_and_three_words(locations: Locations) -> None:
    town, words = locations.read("oakham"), locations.read("///filled.count.soap")
    assert (town.system, town.position, town.precision_m) == ("place", (-0.7311, 52.6705), None)
    assert (words.system, words.position) == ("what3words", None)


def test_nobody_was_seen_in_the_future(made: TestDesk, locations: Locations) -> None:
    incident = a_report(made)
    with pytest.raises(Unreadable):
        locations.record(incident, NewLocation("SK 861 089", seen_at=NIGHT + timedelta(hours=1)))


def test_a_correction_is_a_new_entry_and_the_old_one_counts_no_more(made: TestDesk, locations: Locations) -> None:
    incident = a_report(made)
    wrong = locations.record(incident, NewLocation("SK 861 089", seen_at=SEEN))
    locations.record(incident, NewLocation("SK 8612 0893", seen_at=SEEN, corrects=wrong))
    case = made.store.case(incident)
    assert len(case.locations) == 2
    assert case.planning_point().said.reference == "SK 8612 0893"


def test_raising_a_grade_is_free_and_lowering_takes_a_sergeant(made: TestDesk) -> None:
    incident, risks = a_report(made), Risks(made.desk)
    made.sign_in("PC 207 Okoro", Rank.OFFICER)
    risks.assess(incident, Grading("medium", "left without a coat"))
    risks.assess(incident, Grading("high", "a note was found"))
    before = made.store.digest()
    with pytest.raises(NotAllowed):
        risks.assess(incident, Grading("low", "often comes back"))
    assert made.store.digest() == before
    assert made.store.case(incident).report.risk.provisional
    made.sign_in("PS 66 Rowe", Rank.SERGEANT)
    risks.assess(incident, Grading("medium", "the note was explained"))
    assert not made.store.case(incident).report.risk.provisional


@pytest.mark.parametrize("grading", [Grading("absent", "x"), Grading("low", "  ")])
def test_a_grade_needs_to_be_one_and_a_reason(made: TestDesk, grading: Grading) -> None:
    incident = a_report(made)
    with pytest.raises((Unreadable, Missing)):
        Risks(made.desk).assess(incident, grading)


@pytest.mark.parametrize(
    ("details", "key"),
    [
        ({"horoscope": "x"}, "person.unknown_field"),
        ({"age": 300}, "person.not_number"),
        ({"born": "soon"}, "person.not_date"),
        ({"looked_after": "maybe"}, "person.not_yes_no"),
        ({"hair": 3}, "person.not_text"),
    ],
)
def test_a_detail_that_cannot_be_is_refused(made: TestDesk, reports: Reports, details, key: str) -> None:
    incident = a_report(made)
    with pytest.raises(Unreadable) as refused:
        reports.amend(incident, details)
    assert refused.value.key == key


def test_two_who_change_different_fields_do_not_meet(made: TestDesk, reports: Reports) -> None:
    incident = a_report(made)
    reports.amend(incident, {"hair": "brown"}, "carer")
    reports.amend(incident, {"eyes": "green"}, "school")
    details = reports.case(incident).report.details
    assert (details["hair"], details["eyes"]) == ("brown", "green")


def test_a_flag_needs_evidence(made: TestDesk, reports: Reports) -> None:
    incident = a_report(made)
    with pytest.raises(Missing):
        reports.set_flag(incident, facts.FlagSet(flag="criminal_exploitation", status="suspected"))
    flag = facts.FlagSet(flag="criminal_exploitation", status="suspected", evidence="new trainers, second phone")
    reports.set_flag(incident, flag)
    assert reports.case(incident).report.flag_names() == ["criminal_exploitation"]
