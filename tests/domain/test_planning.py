"""Where to look next: a prior that adds up, Bayes exactly, and an order with reasons."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.behaviour import CHILD_13_15, behaviour_for
from app.domain.cases import Case, Location, Segment, Team, Venue
from app.domain.facts import LocationRecorded
from app.domain.identity import Id
from app.domain.planning import FLOOR, density, log_misses, posterior, prior, segment_mass
from app.domain.ranking import advise, state_of
from app.domain.reports import Report
from app.domain.tasks import Result, Task

NIGHT = datetime(2026, 11, 24, 23, 42, tzinfo=UTC)
TODAY = date(2026, 11, 24)
HERE = (-0.73, 52.67)


def a_segment(name: str, east: float, size: float = 0.004) -> Segment:
    lon, lat = HERE[0] + east, HERE[1]
    ring = [(lon, lat), (lon + size, lat), (lon + size, lat + size), (lon, lat + size), (lon, lat)]
    return Segment(Id(name), name, ring, "built_up")


def a_venue(name: str, east: float = 0.01, before: int = 0) -> Venue:
    return Venue(Id(name), name, (HERE[0] + east, HERE[1]), found_here_before=before)


def a_case(**parts) -> Case:
    report = Report(Id("r"), "Maisie Thornwood", "carer", NIGHT, {"age": 14})
    said = LocationRecorded(kind="last_known", typed="SK 861 089", position=HERE, seen_at=NIGHT)
    place = Location("op", said, Id("o"), NIGHT, "saved")
    return Case(report=report, locations=(place,), **parts)


def test_the_density_adds_up_to_one_over_the_plane() -> None:
    radii = np.exp(np.linspace(np.log(0.0201), np.log(3000.0), 200_000))
    total = np.trapezoid(density(CHILD_13_15, radii) * 2 * np.pi * radii, radii)
    nearest = 0.037  # what the fit puts within 20 m, where the density is held level
    assert total == pytest.approx(1.0 - nearest, abs=0.002)


def test_nearer_is_likelier_for_the_same_ground() -> None:
    masses = [segment_mass(a_segment("a", east), HERE, CHILD_13_15) for east in (0.0, 0.01, 0.05)]
    assert masses == sorted(masses, reverse=True)


def test_shares_and_elsewhere_are_everything_and_nothing_is_zero() -> None:
    segments = [a_segment("a", 0.0), a_segment("far", 0.5)]
    shares, elsewhere = prior(segments, [a_venue("v")], HERE, CHILD_13_15)
    assert sum(shares.values()) + elsewhere == pytest.approx(1.0)
    assert elsewhere >= 0.05 - 1e-12
    assert min(shares.values()) > 0.0
    assert FLOOR == 0.05


def test_an_earlier_find_is_the_strongest_evidence() -> None:
    shares, _ = prior([], [a_venue("bus", before=2), a_venue("park")], HERE, CHILD_13_15)
    assert shares[Id("bus")] == pytest.approx(7 * shares[Id("park")], rel=0.2)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), max_size=8))
def test_the_ledger_is_bayes_whatever_the_order(visits) -> None:
    """Against exact rational arithmetic: a miss with detection d leaves p (1 - d), then renormalise."""
    shares = {Id("a"): 0.5, Id("b"): 0.2, Id("c"): 0.1}
    exact = {place: Fraction(str(share)) for place, share in shares.items()}
    outside = Fraction("0.2")
    ledger: dict[Id, float] = {}
    for which, tenths in visits:
        place = list(shares)[which]
        exact[place] *= 1 - Fraction(tenths, 10)
        ledger[place] = ledger.get(place, 0.0) - float(np.log(1 - tenths / 10))
    left, elsewhere, success = posterior(shares, 0.2, ledger)
    total = sum(exact.values()) + outside
    for place, mass in exact.items():
        assert left[place] == pytest.approx(float(mass / total), abs=1e-9)
    assert elsewhere == pytest.approx(float(outside / total), abs=1e-9)
    assert success == pytest.approx(float(1 - total), abs=1e-9)


def a_task(place: str, status: str, *coverages: float) -> Task:
    results = tuple(Result(str(n), "done", NIGHT, Id("o"), coverage) for n, coverage in enumerate(coverages))
    return Task(Id(f"t{place}"), "look", "locate", status, Id(place), results=results)


def test_a_searched_place_goes_down_and_the_others_up() -> None:
    parts = {"segments": (a_segment("A1", 0.0), a_segment("B1", 0.01))}
    before = {each.name: each.share for each in advise(a_case(**parts), TODAY).ranked}
    after = advise(a_case(**parts, tasks=(a_task("A1", "done", 1.0),)), TODAY)
    shares = {each.name: each.share for each in after.ranked}
    assert shares["A1"] < before["A1"]
    assert shares["B1"] > before["B1"]
    assert after.success > 0.0
    assert log_misses([a_task("A1", "done", 1.0)], []) == {Id("A1"): 1.0}


def test_every_place_says_why_and_what_is_missing_is_named() -> None:
    advice = advise(a_case(venues=(a_venue("Bus station", before=2),), segments=(a_segment("A1", 0.0),)), TODAY)
    assert advice.ranked[0].name == "Bus station"
    keys = [reason.key for reason in advice.ranked[0].reasons]
    assert "plan.why_found_before" in keys
    assert advice.missing == ("plan.missing_teams",)
    assert advise(Case(report=a_case().report), TODAY).missing[0] == "plan.missing_point"


def test_the_nearest_free_team_is_proposed() -> None:
    near, far = Team(Id("n"), "Dog A", "dog", position=HERE), Team(Id("f"), "Foot", "foot", position=(-1.0, 52.0))
    busy = Team(Id("b"), "Busy", "dog", state="searching", position=HERE)
    advice = advise(a_case(segments=(a_segment("A1", 0.0),), teams=(far, busy, near)), TODAY)
    assert advice.ranked[0].team == near


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("draft", "not_started"),
        ("offered", "assigned"),
        ("under_way", "searching"),
        ("done", "searched"),
        ("not_done", "cannot"),
    ],
)
def test_what_the_map_shows_of_a_place(status: str, shown: str) -> None:
    assert state_of(a_case(tasks=(a_task("A1", status),)), Id("A1"))[0] == shown


def test_the_kind_of_person_is_told_by_age_and_dementia() -> None:
    assert behaviour_for(14, {}).key == "child_13_15"
    assert behaviour_for(81, {"dementia": True}).key == "dementia"
    assert behaviour_for(None, {}).key == "adult"
