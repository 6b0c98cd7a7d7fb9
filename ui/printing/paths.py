"""Turns the features of a tile into a few painter paths and names, once, so that painting is quick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Final, Literal

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QPainterPath

from app.formats.vector_tiles import Coordinates, Feature, Layer, Value
from ui.printing.rules import brush_of

NameKind = Literal["place", "water", "street"]

_ELEMENT: Final = np.dtype([("type", ">i4"), ("x", ">f8"), ("y", ">f8")])
_NAME_TAGS: Final = ("name", "name:en", "name:latin", "name1", "label")
_RANKS: Final = {
    "city": 0, "capital": 0, "town": 1, "village": 2, "suburb": 3, "suburban area": 3, "neighbourhood": 4, "hamlet": 4,
    "quarter": 4, "small settlements": 4, "locality": 5,
}  # fmt: skip
_POIS: Final = frozenset({"police", "hospital", "station", "school", "college", "fire_station", "bus_station", "pub"})
_STRAIGHT: Final = 0.97
_TOGETHER: Final = 40


@dataclass(frozen=True, slots=True)
class Name:
    """A name to write on the map: at a point, or along the straightest piece of a street or river.

    Coordinates are shares of the tile (0..1 from the west and from the north); ``rank`` 0 comes first.
    """

    text: str
    kind: NameKind
    rank: int
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class PreparedTile:
    """A tile ready to paint: a few paths for each brush, in shares of the tile, and its names."""

    paths: dict[str, tuple[QPainterPath, ...]]
    names: tuple[Name, ...]


def prepare(layers: Iterable[Layer]) -> PreparedTile:
    """Sort a tile's features by brush and join each heap into a few paths."""
    heaps: dict[str, _Heap] = {}
    names: list[Name] = []
    for layer in layers:
        for each in layer.features:
            if brush := brush_of(layer.name, each):
                heaps.setdefault(brush, []).append((each, layer.extent))
            if name := _name(layer, each):
                names.append(name)
    paths = {brush: tuple(joined(part) for part in _parts(heap)) for brush, heap in heaps.items()}
    return PreparedTile(paths, tuple(sorted(names, key=lambda name: name.rank)))


_Heap = list[tuple[Feature, int]]


def _parts(heap: _Heap) -> list[_Heap]:
    """Neighbours together, some dozens a path: Qt paints one vast path slowly, and a small view needs few of them."""
    heap = sorted((each for each in heap if len(each[0].points)), key=_whereabouts)
    return [heap[at : at + _TOGETHER] for at in range(0, len(heap), _TOGETHER)]


def _whereabouts(each: tuple[Feature, int]) -> int:
    """A number that is close for places close together: the bits of column and row of an 8 by 8 grid in turn."""
    feature, extent = each
    x, y = (int(min(max(share, 0), 0.999) * 8) for share in (feature.points[0] / extent).tolist())
    return sum(((x >> bit & 1) << 2 * bit) | ((y >> bit & 1) << 2 * bit + 1) for bit in range(3))


def joined(heap: _Heap) -> QPainterPath:
    """All lines or rings of these features in one path; read from a stream, since point by point is slow."""
    points = np.concatenate([each.points / extent for each, extent in heap])
    elements = np.empty(len(points), _ELEMENT)
    elements["type"], elements["x"], elements["y"] = 1, points[:, 0], points[:, 1]
    at = 0
    for each, _ in heap:
        elements["type"][[at + part for part in each.parts]] = 0
        at += len(each.points)
    return _path(elements.tobytes(), len(points))


def _path(elements: bytes, count: int) -> QPainterPath:
    """Source: Qt documentation, Serializing Qt Data Types: QPainterPath."""
    path = QPainterPath()
    if not count:
        return path
    written = QByteArray(count.to_bytes(4, "big") + elements + bytes(8))  # then start of subpath, odd-even fill
    QDataStream(written) >> path
    return path


def _name(layer: Layer, feature: Feature) -> Name | None:
    text = next((str(feature.tags[tag]) for tag in _NAME_TAGS if feature.tags.get(tag)), "")
    if not text or not len(feature.points) or len(text) > 80:
        return None
    if feature.kind == "line":
        return _along(text, layer, feature)
    if feature.kind == "point" and (ranked := _ranked(layer.name, feature.tags)):
        kind, rank = ranked
        x, y = (feature.points[0] / layer.extent).tolist()
        return Name(text, kind, rank, (x, y), (x, y)) if 0 <= x < 1 and 0 <= y < 1 else None
    return None


def _ranked(layer: str, tags: dict[str, Value]) -> tuple[NameKind, int] | None:
    kind = str(tags.get("class") or tags.get("kind") or tags.get("type") or "").lower()
    if layer in {"place", "places", "names"}:
        return "place", min(_RANKS.get(kind, 6), 6)
    if layer in {"water_name", "water"}:
        return "water", 5
    if layer in {"poi", "pois", "railwaystations"} and ({kind, str(tags.get("subclass", ""))} & _POIS):
        return "place", 10 if "pub" in {kind, tags.get("subclass")} else 7
    return None


def _along(text: str, layer: Layer, feature: Feature) -> Name | None:
    water = layer.name in {"waterway", "water_name", "waterlines"}
    if not water and layer.name not in {"transportation_name", "roads", "transportation", "road_labels"}:
        return None
    start, end = straightest(feature.points)
    scale = 1 / layer.extent
    if start[0] > end[0]:
        start, end = end, start
    ends = (start[0] * scale, start[1] * scale), (end[0] * scale, end[1] * scale)
    return Name(text, "water" if water else "street", 9 if water else 8, *ends)


def straightest(points: Coordinates) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends of the longest piece whose chord is nearly as long as the way along it."""
    spots: list[list[float]] = points[:200].tolist()
    steps = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(spots)]
    best, found, first, way = -1.0, (0, 0), 0, 0.0
    for last in range(1, len(spots)):
        way += steps[last - 1]
        while first < last - 1 and _chord(spots, first, last) < _STRAIGHT * way:
            way -= steps[first]
            first += 1
        if (chord := _chord(spots, first, last)) > best:
            best, found = chord, (first, last)
    (a, b), (c, d) = spots[found[0]], spots[found[1]]
    return (a, b), (c, d)


def _chord(spots: list[list[float]], first: int, last: int) -> float:
    return hypot(spots[last][0] - spots[first][0], spots[last][1] - spots[first][1])
