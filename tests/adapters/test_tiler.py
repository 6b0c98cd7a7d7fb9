from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from osmium.osm.mutable import Node, Relation, Way
from pmtiles.reader import MemorySource, Reader, all_tiles

from app.adapters.tiler import county
from app.adapters.tiler.commands import area_runs, commands, line_runs, point_runs, varints
from app.adapters.tiler.county import draw_county
from app.adapters.tiler.cutting import cut, grid_of
from app.adapters.tiler.extract import read_extract
from app.adapters.tiler.features import FeatureList, unit_mercator
from app.adapters.tiler.outline import borders, countries
from app.adapters.tiler.places import places
from app.adapters.tiler.rules import drawn, name_of
from app.adapters.tiler.vector_tile import vector_tiles
from app.domain.packs import Bounds, ImportStopped
from app.errors import Unreadable
from tests.adapters.tile_reading import Tile, decode, numbers, parts

WEST, SOUTH, EAST, NORTH = 0.10, 52.00, 0.16, 52.04


def quiet(*_: object) -> None:
    pass


def never() -> bool:
    return False


# --- a small town, written on the spot ------------------------------------------------------------


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.osm.pbf"
    box = osmium.osm.Box(WEST, SOUTH, EAST, NORTH)
    header = osmium.io.Header()
    header.add_box(box)
    with osmium.SimpleWriter(str(path), header=header) as writer:
        _write_town(writer)
    return path


_NAMED = {9: {"place": "town", "name": "Upper  Made-up"}, 10: {"amenity": "pub", "name": "The Hat"}}


def _write_town(writer: Any) -> None:
    at = {
        1: (0.11, 52.01), 2: (0.15, 52.01), 3: (0.15, 52.03), 4: (0.11, 52.03),
        5: (0.12, 52.015), 6: (0.14, 52.015), 7: (0.14, 52.025), 8: (0.12, 52.025),
        9: (0.12, 52.02), 10: (0.13, 52.02), 11: (0.1301, 52.0201), 12: (0.1301, 52.02),
    }  # fmt: skip
    for number, place in at.items():
        writer.add_node(Node(id=number, location=place, tags=_NAMED.get(number, {})))
    ways: dict[int, tuple[list[int], dict[str, str]]] = {
        1: ([1, 2, 3], {"highway": "residential", "name": "Long Street", "bridge": "yes"}),
        2: ([1, 2, 3, 4, 1], {}),
        3: ([5, 6, 7, 8, 5], {}),
        4: ([10, 11, 12, 10], {"building": "yes"}),
        5: ([5, 6, 7, 5], {"highway": "footway"}),
        6: ([2, 3, 999, 4], {"waterway": "stream", "name": "Made-up Brook"}),
    }
    for number, (nodes, tags) in ways.items():
        writer.add_way(Way(id=number, nodes=nodes, tags=tags))
    members = [("w", 2, "outer"), ("w", 3, "inner")]
    writer.add_relation(Relation(id=1, members=members, tags={"type": "multipolygon", "natural": "water"}))


@pytest.fixture(scope="module")
def drawn_town(town: Path) -> tuple[Reader, list[list[Any]]]:
    target, names = town.with_name("town.pmtiles"), town.with_name("places.json")
    draw_county(town, target, names, "Town", quiet, never)
    return Reader(MemorySource(target.read_bytes())), json.loads(names.read_text("utf-8"))


def tile_at(reader: Reader, zoom: int, lon: float, lat: float) -> Tile:
    x, y = (unit_mercator(np.array([[lon, lat]]))[0] * (1 << zoom)).astype(int).tolist()
    return decode(reader.get(zoom, x, y))


def test_layers_classes_and_names(drawn_town: tuple[Reader, list[list[Any]]]) -> None:
    place = tile_at(drawn_town[0], 14, 0.1200, 52.0200)["place"]
    assert place[0][0] == {"class": "town", "name": "Upper Made-up", "rank": 2}
    tile = tile_at(drawn_town[0], 14, 0.1300, 52.0200)
    assert tile["poi"][0][0] == {"class": "beer", "subclass": "pub", "name": "The Hat"}
    street = tile_at(drawn_town[0], 14, 0.1300, 52.0101)
    assert street["transportation"][0][0] == {"class": "minor", "brunnel": "bridge"}
    assert street["transportation_name"][0][0] == {"class": "minor", "name": "Long Street"}


def test_a_lake_keeps_its_island_and_its_rings_turn_the_right_way(drawn_town: tuple[Reader, list[list[Any]]]) -> None:
    (_, kind, rings), = tile_at(drawn_town[0], 10, 0.13, 52.02)["water"]  # fmt: skip
    assert kind == 3
    assert [signed(ring) > 0 for ring in rings] == [True, False]
    assert all(ring[0] == ring[-1] for ring in rings)


def signed(ring: list[tuple[int, int]]) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def test_zooms_and_bounds_and_credit(drawn_town: tuple[Reader, list[list[Any]]]) -> None:
    reader, _ = drawn_town
    header, metadata = reader.header(), reader.metadata()
    assert (header["min_zoom"], header["max_zoom"]) == (8, 14)
    assert header["min_lon_e7"] / 1e7 == pytest.approx(WEST)
    assert (metadata["attribution"], metadata["license"]) == ("© OpenStreetMap contributors", "ODbL-1.0")
    by_zoom: dict[int, set[str]] = defaultdict(set)
    for (zoom, _, _), data in all_tiles(reader.get_bytes):
        by_zoom[zoom] |= set(decode(data))
    assert by_zoom[8] == {"water"}
    assert "transportation" not in by_zoom[11]
    assert {"transportation", "transportation_name", "waterway"} <= by_zoom[12]
    assert "building" in by_zoom[13]
    assert "poi" not in by_zoom[13]


def test_shapes_are_where_they_were(drawn_town: tuple[Reader, list[list[Any]]]) -> None:
    """Each corner of the lake, put back on the Earth, within two metres."""
    reader, corners = drawn_town[0], set()
    for (zoom, x, y), data in all_tiles(reader.get_bytes):
        if zoom == 14:
            for _, _, rings in decode(data)["water"]:
                corners |= {degrees(zoom, x, y, *point) for ring in rings for point in ring}
    for lon, lat in ((0.11, 52.01), (0.15, 52.03), (0.12, 52.015), (0.14, 52.025)):
        assert min(metres(corner, (lon, lat)) for corner in corners) < 2


def degrees(zoom: int, x: int, y: int, px: int, py: int) -> tuple[float, float]:
    side = 1 << zoom
    north = math.atan(math.sinh(math.pi * (1 - 2 * (y + py / 4096) / side)))
    return (x + px / 4096) / side * 360 - 180, math.degrees(north)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.hypot((a[0] - b[0]) * 68_500, (a[1] - b[1]) * 111_200)


def test_nothing_reaches_further_over_a_tile_than_its_margin(drawn_town: tuple[Reader, list[list[Any]]]) -> None:
    for _, data in all_tiles(drawn_town[0].get_bytes):
        for features in decode(data).values():
            for _, kind, rings in features:
                flat = [number for ring in rings for point in ring for number in point]
                assert min(flat) >= (0 if kind == 1 else -65)
                assert max(flat) <= (4096 if kind == 1 else 4161)


def test_a_closed_footway_is_a_line_and_a_way_that_leaves_the_extract_keeps_its_known_part(
    drawn_town: tuple[Reader, list[list[Any]]],
) -> None:
    kinds: dict[str, set[tuple[str | None, int]]] = defaultdict(set)
    for (zoom, _, _), data in all_tiles(drawn_town[0].get_bytes):
        if zoom == 14:
            for layer, features in decode(data).items():
                kinds[layer] |= {(said.get("subclass"), kind) for said, kind, _ in features}
    assert ("footway", 2) in kinds["transportation"]
    assert {kind for _, kind in kinds["transportation"]} == {2}
    assert kinds["waterway"] == {(None, 2)}


def test_names_for_the_gazetteer(drawn_town: tuple[Reader, list[list[Any]]]) -> None:
    assert [row[:2] for row in drawn_town[1]] == [
        ["Long Street", "street"], ["Made-up Brook", "water"], ["The Hat", "pub"], ["Upper Made-up", "town"],
    ]  # fmt: skip
    assert drawn_town[1][3][2:] == [0.12, 52.02]


@pytest.mark.usefixtures("drawn_town")
def test_the_same_extract_gives_the_same_bytes(town: Path, tmp_path: Path) -> None:
    draw_county(town, tmp_path / "a", tmp_path / "b", "Town", quiet, never)
    assert (tmp_path / "a").read_bytes() == town.with_name("town.pmtiles").read_bytes()


def test_streets_of_one_name_are_one_place_unless_far_apart() -> None:
    lines = [[(0, 52), (0.001, 52)], [(0.001, 52), (0.005, 52)], [(1, 52), (1.001, 52)]]
    found = places([("High Street", "street")] * 3, np.array([shapely.LineString(line) for line in lines]))
    assert found == [("High Street", "street", 0.003, 52.0), ("High Street", "street", 1.0005, 52.0)]


@pytest.mark.parametrize("calls", range(1, 8))
def test_it_stops_when_asked(town: Path, tmp_path: Path, calls: int) -> None:
    asked = iter(range(100))
    with pytest.raises(ImportStopped):
        draw_county(town, tmp_path / "a", tmp_path / "b", "Town", quiet, lambda: next(asked) >= calls)
    assert list(tmp_path.iterdir()) == []


def test_progress_goes_up(town: Path, tmp_path: Path) -> None:
    told: list[float] = []
    draw_county(town, tmp_path / "a", tmp_path / "b", "Town", lambda done, _: told.append(done), never)
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] <= 1


def test_an_extract_with_nothing_to_draw(tmp_path: Path) -> None:
    path = tmp_path / "empty.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        writer.add_node(Node(id=1, location=(0, 52), tags={"note": "nothing"}))
    with pytest.raises(Unreadable, match="extract_empty"):
        draw_county(path, tmp_path / "a", tmp_path / "b", "x", quiet, never)


def test_an_extract_of_half_the_world_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "world.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(((-170, -80), (170, 80)), 1):
            writer.add_node(Node(id=number, location=place, tags={"place": "town", "name": "Far"}))
    with pytest.raises(Unreadable, match="extract_too_large"):
        draw_county(path, tmp_path / "a", tmp_path / "b", "x", quiet, never)
    assert [found.name for found in tmp_path.iterdir()] == ["world.osm.pbf"]


def test_a_broken_extract_is_refused_or_drawn_never_a_crash(town: Path, tmp_path: Path) -> None:
    whole, chance, path = town.read_bytes(), random.Random(7), tmp_path / "broken.osm.pbf"
    for turn in range(120):
        data = bytearray(whole if turn % 2 else whole[: chance.randrange(20, len(whole))])
        for _ in range(turn % 2 * 3):
            data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
        path.write_bytes(data)
        with suppress(Unreadable):
            read_extract(path, quiet, never)


# --- the parts ------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 2**34)))
def test_varints(words: list[int]) -> None:
    data, ends = varints(np.array(words, np.uint64))
    assert numbers(data.tobytes()) == words
    assert (ends[-1] if words else 0) == len(data)


coordinates = st.tuples(st.integers(-64, 4160), st.integers(-64, 4160))


@given(st.lists(st.lists(coordinates, min_size=2, max_size=6), min_size=1, max_size=5))
def test_lines_come_back_as_they_went_in(lines: list[list[tuple[int, int]]]) -> None:
    shapes = np.array([shapely.LineString(line) for line in lines])
    owners, data = commands(line_runs(shapes, np.arange(len(lines))), lines=True, closed=False)
    kept = {row: without_repeats(line) for row, line in enumerate(lines)}
    expected = {row: line for row, line in kept.items() if len(line) > 1}
    assert {row: parts(numbers(text))[0] for row, text in zip(owners, data, strict=True)} == expected


def without_repeats(line: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [point for at, point in enumerate(line) if at == 0 or point != line[at - 1]]


def test_an_area_too_small_for_whole_units_is_left_out_with_its_hole() -> None:
    tiny = shapely.box(10.1, 10.1, 10.3, 10.3)
    ring = shapely.Polygon([(0, 0), (100, 0), (100, 100), (0, 100)], [[(20.1, 20.1), (20.2, 20.1), (20.2, 20.2)]])
    burst = shapely.Polygon([(9.1, 9.1), (9.3, 9.1), (9.3, 9.3)], [[(0, 0), (50, 0), (50, 50)]])
    owners, data = commands(area_runs(np.array([tiny, ring, burst]), np.arange(3)), lines=True, closed=True)
    assert (owners, len(parts(numbers(data[0])))) == ([1], 1)


def test_points() -> None:
    shapes = np.array([shapely.Point(3, 4), shapely.Point(-5, 6)])
    owners, data = commands(point_runs(shapes, np.arange(2)), lines=False, closed=False)
    assert [parts(numbers(text)) for text in data] == [[[(3, 4)]], [[(-5, 6)]]]
    assert owners == [0, 1]


def test_rules() -> None:
    assert drawn({"highway": "construction"}, "line") == []
    assert [kind.layer for kind in drawn({"highway": "trunk", "ref": "A1"}, "line")] == [
        "transportation", "transportation_name",
    ]  # fmt: skip
    siding = drawn({"railway": "rail", "service": "yard"}, "line")
    assert siding[0].first_zoom == 13
    assert [kind.layer for kind in drawn({"amenity": "school", "building": "yes", "name": "A"}, "area")] == [
        "landuse", "building", "poi",
    ]  # fmt: skip
    assert name_of({"name": " a \n b " + "x" * 500}) == "a b " + "x" * 116


def test_outlines_and_borders() -> None:
    arcs = [[[0, 0], [1, 0]], [[1, 0], [1, 1], [-1, 1]], [[1, 2], [-1, 0], [0, -2]], [[1, 0], [3, 0], [0, 2], [-3, 0]]]
    lands = [("Left", [[0, 1, 2]]), ("Right", [[3, ~1]])]
    topology = {
        "transform": {"scale": [2, 3], "translate": [10, 20]},
        "arcs": arcs,
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "arcs": rings, "properties": {"name": name}} for name, rings in lands
                ]
            }
        },
    }
    found = dict(countries(topology))
    assert found["Left"].equals(shapely.Polygon([(10, 20), (12, 20), (14, 23), (12, 26), (10, 26)]))
    assert found["Right"].equals(shapely.Polygon([(12, 20), (18, 20), (18, 26), (12, 26), (14, 23)]))
    assert [shapely.get_coordinates(line).tolist() for line in borders(topology)] == [[[12, 20], [14, 23], [12, 26]]]


def test_lines_that_look_alike_are_one_feature_but_areas_and_points_stay_their_own() -> None:
    rows = FeatureList()
    shapes = [shapely.box(0.101, 52.001, 0.102, 52.002), shapely.box(0.103, 52.001, 0.104, 52.002)]
    shapes += [shapely.Point(0.101, 52.001), shapely.Point(0.102, 52.001)]
    shapes += [shapely.LineString([(0.101, lat), (0.102, lat)]) for lat in (52.001, 52.002)]
    tags: list[dict[str, str]] = [{"building": "yes"}, {"amenity": "pub"}, {"highway": "track"}]
    for number in range(6):
        rows.add(number, drawn(tags[number // 2], "line" if number > 3 else "area")[0])
    features = rows.features(np.array(shapes), np.full(6, True))
    pieces = cut(features, grid_of(14, *unit_mercator(np.array([[0.1015, 52.0015]] * 2))))
    ((_, _, content),) = vector_tiles(pieces, features)
    assert [(kind, len(rings)) for _, kind, rings in decode(content)["building"]] == [(3, 1), (3, 1)]
    assert [(kind, len(rings)) for _, kind, rings in decode(content)["poi"]] == [(1, 1), (1, 1)]
    assert [(kind, len(lines)) for _, kind, lines in decode(content)["transportation"]] == [(2, 2)]


def test_a_shape_that_is_clipped_away_leaves_no_tile() -> None:
    rows = FeatureList()
    rows.add(0, drawn({"natural": "water"}, "area")[0])
    shape = np.array([shapely.box(0, 52, 0.5, 52.3)])
    archive = county.draw(rows.features(shape, np.array([True])), Bounds(0.2, 52.1, 0.21, 52.11), (8, 14), quiet, never)
    assert 7 <= len(archive) <= 20


@pytest.mark.slow
def test_rutland(shared: Path, tmp_path: Path) -> None:
    draw_county(shared / "maps" / "rutland_2018.osm.pbf", tmp_path / "a", tmp_path / "b", "Rutland", quiet, never)
    names = {name: kind for name, kind, *_ in json.loads((tmp_path / "b").read_text("utf-8"))}
    assert (names["Oakham"], names["Rutland Water"]) == ("town", "water")
    reader = Reader(MemorySource((tmp_path / "a").read_bytes()))
    tile = tile_at(reader, 14, -0.7289, 52.6700)
    assert {"transportation", "transportation_name", "building", "poi"} <= set(tile)
    assert any(said.get("name") == "High Street" for said, *_ in tile["transportation_name"])
