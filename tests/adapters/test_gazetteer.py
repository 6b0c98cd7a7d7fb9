"""Place names are found as people type them, nearest first, at once."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.gazetteer import Gazetteer, folded
from app.errors import Unreadable
from app.phrases import Phrases

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SHIPPED = RESOURCES / "gazetteer" / "british_places.json"
OAKHAM = (-0.7290, 52.6705)


@pytest.fixture(scope="module")
def british() -> Gazetteer:
    return Gazetteer([SHIPPED])


def written(folder: Path, rows: object) -> Path:
    path = folder / "places.json"
    path.write_text(json.dumps(rows), "utf-8")
    return path


def test_the_shipped_places_are_there(british: Gazetteer) -> None:
    assert len(british) > 5_900
    assert [place.name for place in british.find("Uppingham")] == ["Uppingham"]
    assert "GeoNames" in (SHIPPED.parent / "LICENCE.txt").read_text("utf-8")


def test_nearest_first_with_its_distance(british: Gazetteer) -> None:
    first = british.find("oak", OAKHAM)[0]
    assert (first.name, first.kind) == ("Oakham", "town")
    assert first.distance_m == pytest.approx(515, abs=60)
    assert british.find("oak")[0].distance_m is None


def test_name_then_start_then_later_word_then_anywhere(tmp_path: Path) -> None:
    names = ["Moreford", "Ford Green", "North Ford", "Ford", "Fordham", "Sandford-on-Ford"]
    places = Gazetteer([written(tmp_path, [[name, "village", 0.0, 52.0] for name in names])])
    assert [place.name for place in places.find("ford")] == [
        "Ford", "Ford Green", "Fordham", "North Ford", "Sandford-on-Ford", "Moreford",
    ]  # fmt: skip
    assert [place.name for place in places.find("ford", limit=2)] == ["Ford", "Ford Green"]


def test_the_biggest_first_where_nobody_says_where(tmp_path: Path) -> None:
    rows = [["Newport", kind, lon, 52.0] for lon, kind in enumerate(("place", "village", "city", "town"))]
    assert [place.kind for place in Gazetteer([written(tmp_path, rows)]).find("newport")] == [
        "city", "town", "village", "place",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bishops castle", "Bishop's Castle"),
        ("BISHOP\u2019S castle", "Bishop's Castle"),
        ("st albans", "St Albans"),
        ("Saint Albans", "St Albans"),
        ("stratford upon avon", "Stratford-upon-Avon"),
        ("Oakham, Rutland", "Oakham"),
    ],
)
def test_case_accents_apostrophes_and_hyphens_do_not_matter(british: Gazetteer, typed: str, name: str) -> None:
    assert folded(british.find(typed)[0].name) == folded(name)


def test_accents_fold() -> None:
    assert folded("Tŷ-Croes") == folded("ty croes") == "ty croes"


@pytest.mark.parametrize("text", ["", "   ", ",", "'", "zzzz"])
def test_nothing_found_is_an_empty_list(british: Gazetteer, text: str) -> None:
    assert british.find(text, OAKHAM) == []


def test_several_files_are_one_list(tmp_path: Path) -> None:
    own = written(tmp_path, [["Otter's Bench", "place", -0.73, 52.67]])
    places = Gazetteer([SHIPPED, own])
    assert [place.name for place in places.find("otters bench")] == ["Otter's Bench"]
    assert places.find("uppingham")


def test_a_town_in_two_files_is_one_town_and_two_far_apart_are_two(tmp_path: Path) -> None:
    rows = [["Oakham", "town", -0.731, 52.668], ["Oakham", "street", -0.731, 52.668], ["Oakham", "village", 1.0, 52.0]]
    found = Gazetteer([SHIPPED, written(tmp_path, rows)]).find("oakham", OAKHAM)
    assert [place.kind for place in found] == ["street", "town", "village"]


@pytest.mark.parametrize(
    "body",
    ["", "{}", "[1]", '[["A", "town", "0", 52]]', '[["A", "town", 0, 152]]', '[["A", "town"]]', "[" * 100_000, "\xff"],
)
def test_a_damaged_file_is_refused_whole(tmp_path: Path, body: str) -> None:
    path = tmp_path / "places.json"
    path.write_text(body, "latin-1")
    with pytest.raises(Unreadable) as caught:
        Gazetteer([path])
    assert "places.json" in Phrases(RESOURCES / "phrases").of(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="gazetteer_unreadable"):
        Gazetteer([tmp_path / "gone.json"])


def test_thirty_thousand_names_answer_in_ten_milliseconds(tmp_path: Path) -> None:
    places = Gazetteer([_streets(tmp_path), SHIPPED])
    assert len(places) > 30_000
    for text in ("a", "oak", "on sea", "nowhere at all"):
        assert min(_seconds(places, text) for _ in range(5)) < 0.010


def _streets(folder: Path) -> Path:
    """Every shipped name five times over, as streets of five counties."""
    rows = json.loads(SHIPPED.read_text("utf-8"))
    return written(
        folder, [[f"{name} Road", "street", lon + far / 10, lat] for name, _, lon, lat in rows for far in range(5)]
    )


def _seconds(places: Gazetteer, text: str) -> float:
    start = time.perf_counter()
    places.find(text, OAKHAM)
    return time.perf_counter() - start


@given(st.text(max_size=20), st.integers(1, 9))
def test_whatever_is_typed_gets_different_places_and_no_more_than_asked(text: str, limit: int) -> None:
    found = GIVEN.find(text, OAKHAM, limit)
    assert len(found) == len(set(found)) <= limit


GIVEN = Gazetteer([SHIPPED])
