"""Events of the page are read strictly: the page is not trusted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.map.inbox import Event, read_events

RING = [[-1.0, 52.0], [-1.0, 52.1], [-0.9, 52.1], [-1.0, 52.0]]


def read(*items: Any) -> tuple[list[Event], int]:
    return read_events(json.dumps(list(items)))


@pytest.mark.parametrize(
    ("item", "values"),
    [
        ({"type": "ready"}, ()),
        ({"type": "picked", "layer": "segments", "id": "a"}, ("segments", "a")),
        ({"type": "tapped", "lon": -1, "lat": 52.5}, (-1.0, 52.5)),
        ({"type": "layer", "layer": "grid", "on": True}, ("grid", True)),
        ({"type": "moved", "bounds": [-1, 52, 0, 95]}, ((-1.0, 52.0, 0.0, 90.0),)),
        ({"type": "measured", "points": [[1, 2], [3, 4]]}, ([(1.0, 2.0), (3.0, 4.0)],)),
        ({"type": "drawn", "kind": "polygon", "geometry": {"type": "Polygon", "coordinates": [RING], "more": 1}},
         ("polygon", {"type": "Polygon", "coordinates": [RING]})),
        ({"type": "edited", "id": "a", "geometry": {"type": "Point", "coordinates": [1, 2]}},
         ("a", {"type": "Point", "coordinates": [1.0, 2.0]})),
    ],
)  # fmt: skip
def test_what_is_as_agreed_is_read(item: dict[str, Any], values: tuple[Any, ...]) -> None:
    assert read(item) == ([Event(item["type"], values)], 0)


@pytest.mark.parametrize(
    "item",
    [
        7, None, [], {}, {"type": "quit"}, {"type": ["ready"]}, {"type": "tapped", "lon": "1", "lat": 2},
        {"type": "tapped", "lon": 1, "lat": 91}, {"type": "tapped", "lon": True, "lat": 2},
        {"type": "tapped", "lon": 1},
        {"type": "picked", "layer": "segments", "id": 3}, {"type": "picked", "layer": "s", "id": "x" * 201},
        {"type": "layer", "layer": "grid", "on": 1}, {"type": "moved", "bounds": [1, 2, 3]},
        {"type": "drawn", "kind": "polygon", "geometry": {"type": "Polygon", "coordinates": [RING[:3]]}},
        {"type": "drawn", "kind": "polygon", "geometry": {"type": "Polygon", "coordinates": [RING, RING]}},
        {"type": "drawn", "kind": "polygon", "geometry": {"type": "Polygon", "coordinates": [[*RING[:3], [9, 9]]]}},
        {"type": "drawn", "kind": "line", "geometry": {"type": "LineString", "coordinates": RING}},
        {"type": "edited", "id": "a", "geometry": None},
    ],
)  # fmt: skip
def test_what_is_not_is_dropped(item: Any) -> None:
    assert read(item, {"type": "ready"}) == ([Event("ready")], 1)


@pytest.mark.parametrize("text", [None, "", "{", "3", '{"type": "ready"}', 5])
def test_what_is_no_list_gives_nothing(text: object) -> None:
    assert read_events(text)[0] == []


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_dropped(number: str) -> None:
    assert read_events(f'[{{"type": "tapped", "lon": {number}, "lat": 1}}]') == ([], 1)


_keys = st.sampled_from(["type", "id", "layer", "geometry", "coordinates", "points", "lon", "lat"])
_plain = st.none() | st.booleans() | st.floats() | st.text()
_json = st.recursive(_plain, lambda inner: st.lists(inner) | st.dictionaries(_keys, inner))


@given(st.lists(_json))
def test_nothing_a_page_sends_raises(items: list[Any]) -> None:
    events, dropped = read_events(json.dumps(items))
    assert len(events) + dropped == len(items)
