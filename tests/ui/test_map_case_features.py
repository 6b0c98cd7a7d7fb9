"""What the map draws of a search: states, shares, rings, shading, only what changed; as `ui.map.features` has it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.packs import PackInfo
from app.domain.planning import Advice
from tests.ui.made_up_ground import pack
from tests.ui.map_cast import LAT, LON, Search, box
from tests.ui.now_cast import Station
from ui.map import features
from ui.theme import Theme
from ui.viewmodels import geojson
from ui.viewmodels.map_features import (
    box_of,
    changed,
    distance_words,
    layers_of,
    percent,
    rings_of,
    shading_of,
    step_of,
)
from ui.viewmodels.map_packs import base_map

RING = box(0, 0)
AT = (LON, LAT)


@pytest.fixture
def search(tmp_path: Path, dressed: Theme) -> Search:
    assert dressed.name == "day"
    return Search(Station(tmp_path))


def test_the_records_are_those_of_the_map_page() -> None:
    said: Any = {"name": "B3", "figure": "22 %", "emphasis": True, "spoken": "B3"}
    assert geojson.segment("a", RING[:-1], state="searched", step=2, **said) == features.segment(
        "a", RING[:-1], state="searched", step=2, **said
    )
    assert geojson.venue("v", AT, icon="bus", **said) == features.venue("v", AT, icon="bus", **said)
    where: Any = {"kind": "sighting", "label": "22:40", "square": RING, "precision_m": 0.0, "spoken": "seen"}
    assert geojson.location("l", AT, **where) == features.location("l", AT, **where)
    team: Any = {"icon": "walk", "name": "Hale", "spoken": "Hale"}
    assert geojson.team("t", AT, **team) == features.team("t", AT, **team)
    assert geojson.ring("r", AT, radius_m=9, label="x") == features.ring("r", AT, radius_m=9, label="x")
    assert geojson.cell("c", RING, step=3) == features.cell("c", RING, step=3)
    assert geojson.grid_line("g", RING, label="86", strong=True) == features.grid_line(
        "g", RING, label="86", strong=True
    )


def test_a_search_as_layers(search: Search) -> None:
    services = search.station.services
    case = services.reports.case(search.incident)
    layers = layers_of(case, services.plans.advice(case), services.desk.clock.now())
    assert json.loads(json.dumps(layers)) == {name: list(each) for name, each in layers.items()}
    segments = {each["id"]: each["properties"] for each in layers["segments"]}
    assert segments[search.a1]["state"] == "searched"
    assert segments[search.b3]["emphasis"] is True
    assert segments[search.c2]["emphasis"] is False
    assert segments[search.b3]["spoken"].startswith("B3 Park, ")
    assert max(each["step"] for each in segments.values()) == 4
    assert layers["venues"][0]["properties"]["figure"].endswith("%")
    hale = next(each for each in layers["teams"] if each["id"] == search.hale)
    assert hale["properties"]["spoken"] == "Hale, looking in C2"
    tapped = next(each for each in layers["locations"] if each["properties"]["precision_m"])
    assert tapped["properties"]["precision_m"] == 25
    west, south, east, north = box_of(layers) or (0, 0, 0, 0)
    assert west < LON < east
    assert south < LAT < north
    hidden = layers_of(case, Advice((), 1, 0, ()), services.desk.clock.now(), [search.b3])
    assert search.b3 not in [each["id"] for each in hidden["segments"]]
    assert hidden["segments"][0]["properties"]["figure"] == ""


def test_only_what_changed_goes_to_the_map() -> None:
    one, other = geojson.cell("a", RING, step=1), geojson.cell("a", RING, step=2)
    kept = geojson.cell("k", RING, step=0)
    assert changed({"x": (one, kept)}, {"x": (other, kept)}) == {"x": ([other], [])}
    assert changed({"x": (one, kept)}, {"x": (kept,)}) == {"x": ([], ["a"])}
    assert changed({"x": (kept,)}, {"x": (kept,)}) == {}


def test_rings_and_shading_stand_round_the_planning_point(search: Search) -> None:
    case = search.station.services.reports.case(search.incident)
    rings = rings_of(case, date(2026, 11, 24))
    radii = [each["properties"]["radius_m"] for each in rings]
    assert radii == sorted(radii)
    assert radii[1] == pytest.approx(699, abs=5)
    assert rings[1]["properties"]["label"].startswith("50 % within 700 m")
    shading = shading_of(case, date(2026, 11, 24))
    assert {each["properties"]["step"] for each in shading} == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(("share", "top", "step"), [(0, 0, 0), (0.3, 0.3, 4), (0.01, 0.3, 0), (0.15, 0.3, 2)])
def test_steps(share: float, top: float, step: int) -> None:
    assert step_of(share, top) == step


def test_figures_in_words(dressed: Theme) -> None:
    assert dressed.name == "day"
    assert [percent(0.003), percent(0.276), percent(0)] == ["under 1\u00a0%", "28\u00a0%", "0\u00a0%"]
    assert [distance_words(each) for each in (7, 93, 384, 1380, 23_400)] == ["7 m", "93 m", "380 m", "1.4 km", "23 km"]


def test_the_most_detailed_pack_that_covers_the_place() -> None:
    streets, finer, overview = pack(), pack(max_zoom=16, name="finer"), pack(max_zoom=9, name="overview")
    packs: list[PackInfo] = [streets, overview, finer]
    assert (base_map(packs, (-0.7, 52.6)).pack, base_map(packs, (-0.7, 52.6)).under) == (finer, overview)
    assert base_map([overview], (-0.7, 52.6)).covered is False
    assert base_map([overview], (-0.7, 52.6)).overview == overview
    assert base_map(packs, (30.0, 52.6)).pack is None
    assert base_map([], None).covered is False
    assert base_map(packs, None).covered is True
