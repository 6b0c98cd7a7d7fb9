"""Draws the overview of Britain: land, borders and places, so that a map is never blank there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import shapely

from app.adapters.tiler.features import FeatureList, Features
from app.adapters.tiler.outline import borders, countries
from app.adapters.tiler.places import Place
from app.adapters.tiler.rules import Drawn
from app.domain.packs import Bounds

BOUNDS: Final = Bounds(-13.5, 47.5, 7.0, 62.0)
"""Degrees, WGS 84: the British Isles and the coasts across the water."""

ZOOMS: Final = (0, 9)
_BRITISH: Final = frozenset({"GB", "GG", "IM", "JE"})
_PLACE_ZOOMS: Final = ((300_000, 4), (100_000, 5), (50_000, 6), (20_000, 7), (5_000, 8), (0, 9))
"""People who live in a place, and the zoom from which it is shown."""

_PLACE_CLASSES: Final = ((100_000, "city", 1), (5_000, "town", 2), (0, "village", 3))


def british_places(cities: Iterable[Mapping[str, Any]]) -> list[tuple[int, Place]]:
    """People and place, sorted, of what GeoNames has of Britain, Guernsey, Jersey and the Isle of Man."""
    found = [
        (int(city["population"]), (str(city["name"]), _class(city["population"])[0], lon, lat))
        for city in cities
        if city["countrycode"] in _BRITISH and BOUNDS.holds(lon := city["longitude"], lat := city["latitude"])
    ]
    return sorted(found, key=lambda row: row[1])


def british_features(topology: Mapping[str, Any], places: Iterable[tuple[int, Place]]) -> Features:
    """Land, borders and places, cut to `BOUNDS`."""
    rows = FeatureList()
    shapes: list[Any] = []
    for shape, kind in (*_land(topology), *_borders(topology), *(_drawn_place(*row) for row in places)):
        rows.add(len(shapes), kind)
        shapes.append(shape)
    columns = np.array(shapes, dtype=object)
    return rows.features(columns, ~shapely.is_empty(columns))


def _land(topology: Mapping[str, Any]) -> list[tuple[Any, Drawn]]:
    kind = Drawn("land", 0, (("class", "land"),))
    return [(_cut(shape), kind) for _, shape in countries(topology)]


def _borders(topology: Mapping[str, Any]) -> list[tuple[Any, Drawn]]:
    kind = Drawn("boundary", 3, (("class", "country"), ("admin_level", 2)))
    return [(_cut(line), kind) for line in borders(topology)]


def _drawn_place(people: int, place: Place) -> tuple[Any, Drawn]:
    name, kind, lon, lat = place
    zoom = next(zoom for least, zoom in _PLACE_ZOOMS if people >= least)
    attributes = (("class", kind), ("name", name), ("rank", _class(people)[1]))
    return shapely.Point(lon, lat), Drawn("place", zoom, attributes)


def _class(people: int) -> tuple[str, int]:
    return next((kind, rank) for least, kind, rank in _PLACE_CLASSES if people >= least)


def _cut(shape: Any) -> Any:
    return shapely.clip_by_rect(shape, BOUNDS.west, BOUNDS.south, BOUNDS.east, BOUNDS.north)
