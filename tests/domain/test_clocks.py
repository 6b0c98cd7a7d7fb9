"""How long nobody has looked, by the table of the duty of care."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.clocks import Look, no_action, thresholds, urgency

REPORTED = datetime(2025, 1, 31, 15, 30, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return REPORTED + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("age", "grade", "flags", "expected"),
    [
        (14, "medium", ["criminal_exploitation"], (15, 30, 60)),
        (14, "low", [], (30, 60, 120)),
        (37, "high", [], (5, 15, 30)),
        (14, "high", ["trafficking"], (5, 15, 30)),
        (37, None, [], (30, 60, 120)),
        (37, "low", ["criminal_exploitation"], (120, 240, 480)),
        (37, "very_low", [], (240, 480, 960)),
        (None, "a grade from a newer version", [], (30, 60, 120)),
    ],
)
def test_the_smallest_of_the_rows_that_apply(age, grade, flags, expected) -> None:
    assert thresholds(age, grade, flags) == expected


@pytest.mark.parametrize(
    ("minutes", "level"),
    [(0, "running"), (14, "running"), (15, "nobody_amber"), (29, "nobody_amber"), (30, "nobody_red")],
)
def test_the_level_rises_at_its_minute(minutes: int, level: str) -> None:
    assert no_action(REPORTED, [], (15, 30, 60), at(minutes)).level == level


def test_looking_holds_the_clock_and_its_end_starts_it_again() -> None:
    looks = [Look(at(10), at(40))]
    held = no_action(REPORTED, [Look(at(10))], (15, 30, 60), at(60))
    after = no_action(REPORTED, looks, (15, 30, 60), at(60))
    assert (held.level, held.minutes, held.looking) == ("looking", 50, 1)
    assert (after.level, after.minutes, after.since) == ("nobody_amber", 20, at(40))


def test_a_look_that_lapses_at_its_due_time_ends_there() -> None:
    clock = no_action(REPORTED, [Look(at(10), due_at=at(20))], (15, 30, 60), at(60))
    assert (clock.level, clock.since) == ("nobody_red", at(20))


def test_found_is_not_waiting() -> None:
    assert no_action(REPORTED, [], (15, 30, 60), at(600), located_at=at(20)).level == "located"


def test_the_loudest_comes_first_then_the_longest() -> None:
    clocks = [
        no_action(REPORTED, [Look(at(0))], (15, 30, 60), at(500)),
        no_action(at(-5), [], (15, 30, 60), at(40)),
        no_action(REPORTED, [], (15, 30, 60), at(40)),
        no_action(REPORTED, [], (120, 240, 480), at(40)),
    ]
    assert [clock.minutes for clock in sorted(clocks, key=urgency)] == [45, 40, 40, 500]


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 200)), max_size=6), st.integers(0, 1000))
def test_nothing_but_looking_resets_the_clock(stretches, now: int) -> None:
    looks = [Look(at(start), at(start + length)) for start, length in stretches if start + length <= now]
    clock = no_action(REPORTED, looks, (15, 30, 60), at(now))
    assert clock.since == max([REPORTED, *(look.ended_at for look in looks if look.ended_at)])
