"""Puts vector tiles together: layers, keys, values and features, as protobuf, packed with gzip.

Source: Mapbox Vector Tile specification 2.1.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from app.adapters.tiler.commands import area_runs, commands, line_runs, point_runs
from app.adapters.tiler.cutting import EXTENT, Pieces
from app.adapters.tiler.features import LAYERS, Features, Whole
from app.adapters.tiler.rules import Attributes

_POINT, _LINE, _AREA = 0, 1, 2
_FEATURES, _KEYS, _VALUES = 2, 3, 4

Drawing = tuple[int, int, int, bytes]
"""Layer, set of attributes, dimension, drawing commands."""


def vector_tiles(pieces: Pieces, features: Features) -> Iterator[tuple[int, int, bytes]]:
    """x, y and content, packed, of each tile that shows something."""
    tiles: dict[tuple[int, int], list[Drawing]] = defaultdict(list)
    for dimension in (_AREA, _LINE, _POINT):
        _draw(tiles, pieces, features, dimension)
    layer = _Layers(features.attributes)
    for (x, y), drawings in sorted(tiles.items()):
        yield x, y, gzip.compress(layer.tile(drawings), 9, mtime=0)


def _draw(tiles: dict[tuple[int, int], list[Drawing]], pieces: Pieces, features: Features, dimension: int) -> None:
    """Draw all pieces of one dimension. Lines that look alike in one tile are one feature.

    Areas are not joined: where two overlap, an odd-even fill would show a hole.
    """
    mine = np.flatnonzero(features.dimensions[pieces.rows] == dimension)
    keys = _keys(pieces, features, mine, apart=dimension != _LINE)
    order = np.lexsort(keys.T[::-1])
    mine, keys = mine[order], keys[order]
    groups = np.cumsum(np.diff(keys, axis=0, prepend=-1).any(axis=1)) - 1
    read = (point_runs, line_runs, area_runs)[dimension]
    drawn = commands(read(pieces.shapes[mine], groups), lines=dimension > _POINT, closed=dimension == _AREA)
    first = np.searchsorted(groups, np.arange(groups[-1] + 1 if len(groups) else 0))
    for group, data in zip(*drawn, strict=True):
        x, y, layer, attributes = keys[first[group], :4].tolist()
        tiles[x, y].append((layer, attributes, dimension, data))


def _keys(pieces: Pieces, features: Features, mine: Whole, *, apart: bool) -> Whole:
    """What makes pieces one feature: tile, layer, attributes (and the row itself, where kept apart)."""
    rows = pieces.rows[mine]
    own = rows if apart else np.zeros(len(rows), np.int64)
    return np.column_stack((pieces.tiles[mine], features.layers[rows], features.sets[rows], own))


class _Layers:
    """Writes tiles; each value is encoded once for the whole map."""

    def __init__(self, attributes: tuple[Attributes, ...]) -> None:
        self._attributes = attributes
        self._values: dict[str | int, bytes] = {}

    def tile(self, drawings: list[Drawing]) -> bytes:
        """All layers of one tile."""
        by_layer: dict[int, list[Drawing]] = defaultdict(list)
        for drawing in drawings:
            by_layer[drawing[0]].append(drawing)
        return b"".join(_field(3, self._layer(LAYERS[layer], by_layer[layer])) for layer in sorted(by_layer))

    def _layer(self, name: str, drawings: list[Drawing]) -> bytes:
        keys: dict[str, int] = {}
        values: dict[str | int, int] = {}
        parts = [b"\x78\x02", _field(1, name.encode())]
        for _, attributes, dimension, data in drawings:
            tags = bytearray()
            for key, value in self._attributes[attributes]:
                tags += _varint(keys.setdefault(key, len(keys))) + _varint(values.setdefault(value, len(values)))
            kind = b"\x18" + bytes((dimension + 1,))
            parts.append(_field(_FEATURES, (_field(2, bytes(tags)) if tags else b"") + kind + _field(4, data)))
        parts += [_field(_KEYS, key.encode()) for key in keys]
        parts += [_field(_VALUES, self._value(value)) for value in values]
        return b"".join((*parts, b"\x28", _varint(EXTENT)))

    def _value(self, value: str | int) -> bytes:
        if value not in self._values:
            self._values[value] = _field(1, value.encode()) if isinstance(value, str) else b"\x28" + _varint(value)
        return self._values[value]


def _field(number: int, body: bytes) -> bytes:
    """A length-delimited field."""
    return bytes((number << 3 | 2,)) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
