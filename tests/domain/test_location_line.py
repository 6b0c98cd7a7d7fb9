"""The one line of the location box: nothing in it is made up, nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.coordinates import Position, Words
from app.domain.location_line import LocationLine, read_line
from app.phrases import Phrases

PHRASES = Phrases(Path(__file__).resolve().parents[2] / "resources" / "phrases")
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 22, 58, tzinfo=UTC)
"""A Tuesday, and no summer time."""
BITS = ["SK 861 089", "51.5, -0.12", "ZZ 1", "22:40", "25:61", "9999-12-31", "0000-00-00", "31/2", "yesterday", ","]
BITS += ["bus stop", "driver", "10pm", "2240hrs", "Z", "+99:99", "tue", "1 feb", "///a.b.c", "at"]
LINES = st.lists(st.sampled_from(BITS), max_size=8).map(" ".join) | st.text(max_size=60)


def read(text: str, now: datetime = NOW) -> LocationLine:
    return read_line(text, now, LONDON)


def at(day: int, hour: int, minute: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def keys(line: LocationLine) -> list[str]:
    return [problem.key for problem in line.problems]


def test_the_line_of_the_design() -> None:
    line = read("TQ 3110 8125 22:40 bus stop, driver")
    assert isinstance(line.position, Position)
    assert line.position.reference == line.position_text == "TQ 3110 8125"
    assert (line.seen_at, line.note, line.source) == (at(24, 22, 40), "bus stop", "driver")
    assert (line.when_text, line.problems, line.is_place_name) == ("22:40", (), False)


@pytest.mark.parametrize(
    ("text", "position_text", "note", "source"),
    [
        ("SK 861 089", "SK 861 089", None, None),
        ("SK 861 089 bus stop, driver", "SK 861 089", "bus stop", "driver"),
        ("SK 861 089 bus stop 22:40, driver", "SK 861 089", "bus stop", "driver"),
        ("22:40 SK 861 089 bus stop, driver", "SK 861 089", "bus stop", "driver"),
        ("SK 861 089 22:40 by the shop, near the gate, driver", "SK 861 089", "by the shop, near the gate", "driver"),
        ("SK 861 089 22:40, driver", "SK 861 089", None, "driver"),
        ("SK 861 089 22:40 gate", "SK 861 089", "gate", None),
        ("SK 861 089 \u2013 bus stop, driver", "SK 861 089", "bus stop", "driver"),
        ("SK 861 089 12 boys", "SK 861 089", "12 boys", None),
        ("51.5, -0.12 N side, warden", "51.5, -0.12", "N side", "warden"),
        ("51.5N 0.12W S entrance", "51.5N 0.12W", "S entrance", None),
        ("530625,178388 22:40 kerb", "530625,178388", "kerb", None),
        ("30 N 699375 5713970 N side", "30 N 699375 5713970", "N side", None),
        ("///filled.count.soap 22:40 bench, walker", "///filled.count.soap", "bench", "walker"),
    ],
)
def test_a_position_ends_where_the_words_begin(
    text: str, position_text: str, note: str | None, source: str | None
) -> None:
    line = read(text)
    assert line.position is not None
    assert (line.position_text, line.note, line.source, line.problems) == (position_text, note, source, ())


@pytest.mark.parametrize(
    ("text", "position_text", "note", "source"),
    [
        ("Oakham station 22:40 platform 2, guard", "Oakham station", "platform 2", "guard"),
        ("Oakham, Rutland 22:40 gate, guard", "Oakham, Rutland", "gate", "guard"),
        ("12 High Street, Oakham", "12 High Street, Oakham", None, None),
        ("10, 12 High Street 22:40", "10, 12 High Street", None, None),
        ("No 12 High Street 22:40", "No 12 High Street", None, None),
        ("No 7 bus stop 22:40", "No 7 bus stop", None, None),
        ("PC 207 Okoro 22:40", "PC 207 Okoro", None, None),
        ("SW19 5AE 22:40", "SW19 5AE", None, None),
        ("A606 22:40 lay-by, lorry driver", "A606", "lay-by", "lorry driver"),
    ],
)
def test_what_is_no_reference_is_a_place_name_as_typed(
    text: str, position_text: str, note: str | None, source: str | None
) -> None:
    line = read(text)
    assert (line.position, line.is_place_name, line.problems) == (None, True, ())
    assert (line.position_text, line.note, line.source) == (position_text, note, source)


@pytest.mark.parametrize(
    ("text", "position_text", "key"),
    [
        ("526.705, -0.729 22:40 bus stop", "526.705, -0.729", "location.latitude_range"),
        ("ZZ 123 456 bus stop, driver", "ZZ 123 456", "location.square_unknown"),
        ("SK 12345 22:40 bus stop", "SK 12345", "location.figures_odd"),
        ("861 089 22:40 bus stop", "861 089", "location.letters_missing"),
        ("///filled.count 22:40", "///filled.count", "location.words_form"),
        ("22:40", "", "location.empty"),
        ("", "", "location.empty"),
    ],
)
def test_a_reference_that_names_no_place_is_kept_and_explained(text: str, position_text: str, key: str) -> None:
    line = read(text)
    assert (line.position, line.position_text, line.is_place_name) == (None, position_text, False)
    assert keys(line) == [key]


@pytest.mark.parametrize(
    ("when", "seen_at"),
    [
        ("22:40", at(24, 22, 40)),
        ("22:58", at(24, 22, 58)),
        ("23:59", at(23, 23, 59)),
        ("at 22:40", at(24, 22, 40)),
        ("today 22:40", at(24, 22, 40)),
        ("this morning 10:40", at(24, 10, 40)),
        ("yesterday 22:40", at(23, 22, 40)),
        ("22:40 yesterday", at(23, 22, 40)),
        ("last night 22:40", at(23, 22, 40)),
        ("last night 01:40", at(24, 1, 40)),
        ("Monday 22:40", at(23, 22, 40)),
        ("tue 10:00", at(24, 10, 0)),
        ("last wednesday at 22:40", at(18, 22, 40)),
        ("1/3 22:40", at(1, 22, 40, month=3)),
        ("1/7 22:40", at(1, 21, 40, month=7)),
        ("1/3/2025 22:40", at(1, 22, 40, month=3, year=2025)),
        ("1/3/25 22:40", at(1, 22, 40, month=3, year=2025)),
        ("3 Nov 22:40", at(3, 22, 40)),
        ("3 November 2025, 22:40", at(3, 22, 40, year=2025)),
        ("2025-03-01T22:40Z", at(1, 22, 40, month=3, year=2025)),
        ("2025-03-01T22:40:15.5+01:00", at(1, 21, 40, month=3, year=2025)),
        ("2025-03-01 22:40", at(1, 22, 40, month=3, year=2025)),
        ("10:40pm", at(24, 22, 40)),
        ("10pm", at(24, 22, 0)),
        ("12 am", at(24, 0, 0)),
        ("2240hrs", at(24, 22, 40)),
    ],
)
def test_a_time_is_the_last_one_that_has_been(when: str, seen_at: datetime) -> None:
    line = read(f"SK 861 089 {when} bus stop, driver")
    assert (line.seen_at, line.when_text, line.problems) == (seen_at, when, ())
    assert (line.position_text, line.note, line.source) == ("SK 861 089", "bus stop", "driver")


@pytest.mark.parametrize("when", ["25:61", "13pm", "31/2 22:40", "9999-12-31T22:40+99:99", "00:61", "0000-01-01 22:40"])
def test_a_time_that_does_not_exist_is_kept_and_named(when: str) -> None:
    line = read(f"SK 861 089 {when} bus stop")
    assert (line.seen_at, line.when_text, keys(line)) == (None, when, ["location.time_unreadable"])


@pytest.mark.parametrize("when", ["tomorrow 22:40", "today 23:10", "2026-11-24T23:10Z", "1/3/2030 10:00"])
def test_a_sighting_is_never_in_the_future(when: str) -> None:
    line = read(f"SK 861 089 {when}")
    assert (line.seen_at, keys(line)) == (None, ["location.time_future"])


@pytest.mark.parametrize(("when", "seen_at"), [("23:10", at(23, 23, 10)), ("1/12 22:40", at(1, 22, 40, 12, 2025))])
def test_a_time_moved_back_where_it_may_surprise_says_so(when: str, seen_at: datetime) -> None:
    line = read(f"SK 861 089 {when}")
    assert (line.seen_at, keys(line)) == (seen_at, ["location.time_moved_back"])


def test_an_hour_that_came_twice_is_named() -> None:
    line = read("SK 861 089 25/10/2026 01:30")
    assert (line.seen_at, keys(line)) == (at(25, 1, 30, month=10), ["location.time_twice"])


def test_an_hour_that_never_was_is_named() -> None:
    line = read("SK 861 089 29/3/2026 01:30")
    assert (line.seen_at, keys(line)) == (None, ["location.time_never_was"])


def test_midnight_in_summer_is_the_officers_midnight() -> None:
    assert read("SK 861 089 00:10", datetime(2026, 7, 1, 23, 20, tzinfo=UTC)).seen_at == at(1, 23, 10, month=7)


def test_three_words_stay_words() -> None:
    assert read("///filled.count.soap 22:40").position == Words("///filled.count.soap")


@given(LINES)
def test_whatever_is_typed_is_kept_and_never_in_the_future(text: str) -> None:
    line = read(text)
    assert line.position_text in text
    assert line.when_text is None or line.when_text in text
    assert line.seen_at is None or line.seen_at <= NOW
    assert all(PHRASES(problem.key, **problem.values) for problem in line.problems)
    kept = " ".join(part for part in (line.position_text, line.when_text, line.note, line.source) if part)
    assert sorted(_letters(kept)) == sorted(_letters(text))


def _letters(text: str) -> list[str]:
    return [each for each in text if each.isalnum()]
