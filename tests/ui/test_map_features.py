"""The features that windows hand to the map."""

from __future__ import annotations

import json

from ui.map import features

RING = [(-0.73, 52.67), (-0.72, 52.67), (-0.72, 52.68)]


def test_a_ring_is_closed_once() -> None:
    shown = features.segment("a", RING, state="searched", step=1, name="A1", figure="2 %")
    corners = shown["geometry"]["coordinates"][0]
    assert corners == [list(corner) for corner in [*RING, RING[0]]]
    again = features.segment("a", [*RING, RING[0]], state="searched", step=1, name="A1")
    assert again["geometry"] == shown["geometry"]


def test_everything_is_plain_json() -> None:
    made = [
        features.segment("a", RING, state="cannot", step=0, name="A1", emphasis=True, spoken="A1"),
        features.venue("v", RING[0], icon="bus", name="V2", figure="28 %"),
        features.location("l", RING[0], kind="last_known", label="22:40 seen", square=RING, precision_m=50),
        features.team("t", RING[0], icon="walk", name="Hale", me=True, heading_deg=40),
        features.track("k", RING),
        features.ring("r", RING[0], radius_m=900, label="half within 900 m"),
        features.cell("c", RING, step=4),
        features.grid_line("g", RING, label="86", strong=True),
    ]
    assert json.loads(json.dumps(made)) == made
    assert all(item["type"] == "Feature" and isinstance(item["id"], str) for item in made)


def test_every_layer_is_known_to_the_page() -> None:
    from tests.ui.map_window import RESOURCES

    scripts = (RESOURCES / "map" / "js" / "layers.js").read_text("utf-8")
    names = scripts.split("const NAMES = [")[1].split("]")[0]
    assert tuple(names.replace('"', "").split(", ")) == features.LAYERS
