"""Reads Mapbox vector tiles into plain records; a hostile tile is refused, never followed.

Source: Mapbox Vector Tile Specification 2.1, sections 3.2 (coordinates) and 4 (encoding).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from app.domain.packs import MAX_TILE_BYTES
from app.errors import Unreadable

Kind = Literal["point", "line", "polygon", "unknown"]
Value = str | float | int | bool
Coordinates = NDArray[np.int32]

MAX_FIELDS: Final = 400_000
MAX_POINTS: Final = 500_000
MAX_WORDS: Final = 2_000_000
"""Many times what a tile of a dense city holds; more is refused, so that it cannot keep the laptop busy."""

MAX_EXTENT: Final = 1 << 16
REACH: Final = 64
"""How many tiles away from its own a coordinate may lie; honest ones keep within one."""

_LAYER_COSTS: Final = 200
"""What a layer takes of ``MAX_FIELDS``, however empty it is."""
_KINDS: Final[tuple[Kind, ...]] = ("unknown", "point", "line", "polygon")
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MOVE, _LINE, _CLOSE = 1, 2, 7

_Field = tuple[int, int, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """One thing of a layer.

    ``points`` is (n, 2) int32, x to the east and y to the south in 0..extent of the layer.
    ``parts`` says at which point each line or ring starts; a ring ends on its first point.
    """

    kind: Kind
    points: Coordinates
    parts: tuple[int, ...]
    tags: dict[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The things of one kind in a tile, such as all roads."""

    name: str
    extent: int
    features: tuple[Feature, ...]


def decode(body: bytes) -> tuple[Layer, ...]:
    """The layers of a tile, gzipped or not, in the order they are in; an empty tile has none.

    Raises:
        Unreadable: it is no vector tile, is damaged, or is larger than any honest tile.
    """
    try:
        return _decode(unpacked(body))
    except (IndexError, struct.error, ValueError, OverflowError) as why:
        raise _damaged() from why


def unpacked(body: bytes) -> bytes:
    """The tile without its gzip, at most ``MAX_TILE_BYTES`` long.

    Raises:
        Unreadable: damaged, or it unpacks to more.
    """
    if body[:2] != b"\x1f\x8b":
        return _small_enough(body)
    try:
        return _small_enough(zlib.decompressobj(31).decompress(body, MAX_TILE_BYTES + 1))
    except zlib.error as why:
        raise _damaged() from why


def _small_enough(body: bytes) -> bytes:
    if len(body) > MAX_TILE_BYTES:
        raise Unreadable("print.tile_too_large", limit_mib=MAX_TILE_BYTES >> 20)
    return body


def _damaged() -> Unreadable:
    return Unreadable("print.tile_damaged")


def _decode(body: bytes) -> tuple[Layer, ...]:
    room = _Room()
    return tuple(_layer(value, room) for number, wire, value in _fields(body, room) if number == 3 and wire == _BYTES)


class _Room:
    """How much more a tile may hold, so that a crafted one cannot keep the laptop busy."""

    def __init__(self) -> None:
        self.fields, self.points, self.words = MAX_FIELDS, MAX_POINTS, MAX_WORDS

    def take(self, fields: int = 0, points: int = 0, words: int = 0) -> None:
        self.fields -= fields
        self.points -= points
        self.words -= words
        if min(self.fields, self.points, self.words) < 0:
            raise Unreadable("print.tile_too_much")


def _fields(body: bytes, room: _Room) -> Iterator[_Field]:
    """Every field of a message as (number, wire type, value); bytes are sliced, never read past the end."""
    at, end = 0, len(body)
    while at < end:
        room.take(fields=1)
        key, at = _varint(body, at)
        wire = key & 7
        if wire == _BYTES:
            length, at = _varint(body, at)
            if length > end - at:
                raise ValueError("cut short")
            yield key >> 3, wire, body[at : at + length]
            at += length
        else:
            value, at = _scalar(body, at, wire)
            yield key >> 3, wire, value


def _scalar(body: bytes, at: int, wire: int) -> tuple[int | float, int]:
    if wire == _VARINT:
        return _varint(body, at)
    if wire == _FIXED64:
        return float(struct.unpack_from("<d", body, at)[0]), at + 8
    if wire == _FIXED32:
        return float(struct.unpack_from("<f", body, at)[0]), at + 4
    raise ValueError("no such wire type")


def _varint(body: bytes, at: int) -> tuple[int, int]:
    first = body[at]
    if first < 0x80:
        return first, at + 1
    value, shift = first & 0x7F, 7
    while shift < 70:
        at += 1
        byte = body[at]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at + 1
        shift += 7
    raise ValueError("a varint without an end")


def _varints(body: bytes) -> NDArray[np.int64]:
    """A run of varints at once. Each is at most 32 bits here, so five bytes."""
    raw = np.frombuffer(body, np.uint8)
    ends = np.flatnonzero(raw < 0x80)
    if len(raw) and (not len(ends) or ends[-1] != len(raw) - 1):
        raise ValueError("cut short")
    if len(ends) == len(raw):
        return raw.astype(np.int64)
    starts = np.concatenate(([0], ends[:-1] + 1))
    if (ends - starts).max() > 4:
        raise ValueError("wider than 32 bits")
    shifts = 7 * (np.arange(len(raw)) - np.repeat(starts, ends - starts + 1))
    return np.add.reduceat((raw & 0x7F).astype(np.int64) << shifts, starts) & 0xFFFF_FFFF


def _layer(body: bytes, room: _Room) -> Layer:
    room.take(fields=_LAYER_COSTS)
    found: dict[int, list[bytes]] = {1: [], 2: [], 3: [], 4: []}
    extent = 4096
    for number, wire, value in _fields(body, room):
        if wire == _BYTES and number in found:
            found[number].append(value)
        elif number == 5 and wire == _VARINT:
            extent = value
    if not 1 <= extent <= MAX_EXTENT:
        raise ValueError("no such extent")
    name = _text(found[1][-1]) if found[1] else ""
    if not found[2]:
        return Layer(name, extent, ())
    keys, values = [_text(key) for key in found[3]], [_value(value, room) for value in found[4]]
    return Layer(name, extent, _features(found[2], keys, values, extent, room))


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _value(body: bytes, room: _Room) -> Value:
    """A tag's value; a message without one, or of a newer kind, is an empty text."""
    value: Value = ""
    for number, _, raw in _fields(body, room):
        if number == 1 and isinstance(raw, bytes):
            value = _text(raw)
        elif number in {2, 3} and isinstance(raw, float):
            value = raw
        elif number == 7 and isinstance(raw, int):
            value = bool(raw)
        elif number in {4, 5, 6} and isinstance(raw, int):
            value = _signed(number, raw)
    return value


def _signed(number: int, raw: int) -> int:
    if number == 6:
        return (raw >> 1) ^ -(raw & 1)
    return raw - (1 << 64) if number == 4 and raw >> 63 else raw


_Pieces = tuple[int, bytes, bytes]


def _pieces(body: bytes, room: _Room) -> _Pieces:
    """Kind, tags and geometry of a feature, still packed."""
    kind, tags, geometry = 0, b"", b""
    for number, wire, value in _fields(body, room):
        if number == 3 and wire == _VARINT:
            kind = value
        elif number == 2 and wire == _BYTES:
            tags = value
        elif number == 4 and wire == _BYTES:
            geometry = value
    return (kind if kind < len(_KINDS) else 0), tags, geometry


def _features(
    raw: Sequence[bytes], keys: Sequence[str], values: Sequence[Value], extent: int, room: _Room
) -> tuple[Feature, ...]:
    pieces = [_pieces(each, room) for each in raw]
    tags = _split([piece[1] for piece in pieces], room)
    shapes = _Shapes(_split([piece[2] for piece in pieces], room), room)
    spans = shapes.spans(extent * REACH)
    return tuple(
        Feature(_KINDS[kind], points, parts, _tagged(pairs, keys, values))
        for (kind, _, _), (points, parts), pairs in zip(pieces, spans, tags, strict=True)
    )


def _split(bodies: Sequence[bytes], room: _Room) -> list[list[int]]:
    """The varints of each body; read in one go, since most bodies are a few bytes."""
    joined = b"".join(bodies)
    room.take(words=int(np.count_nonzero(np.frombuffer(joined, np.uint8) < 0x80)))
    whole = _varints(joined)
    lasts = np.cumsum(np.frombuffer(joined, np.uint8) < 0x80)
    ends = np.cumsum([len(body) for body in bodies]).tolist()
    if any(body and body[-1] >= 0x80 for body in bodies):
        raise ValueError("cut short")
    flat, cuts = whole.tolist(), [int(lasts[end - 1]) if end else 0 for end in ends]
    return [flat[start:end] for start, end in zip([0, *cuts[:-1]], cuts, strict=True)]


def _tagged(pairs: list[int], keys: Sequence[str], values: Sequence[Value]) -> dict[str, Value]:
    return {keys[key]: values[value] for key, value in zip(pairs[::2], pairs[1::2], strict=True)}


class _Shapes:
    """Walks the drawing commands of all features of a layer and turns steps into coordinates at once."""

    def __init__(self, commands: Sequence[list[int]], room: _Room) -> None:
        self._room = room
        self._steps: list[int] = []
        self._parts: list[tuple[int, ...]] = []
        self._rings: list[tuple[int, int]] = []
        self._firsts: list[int] = []
        for each in commands:
            self._firsts.append(len(self._steps) // 2)
            self._parts.append(self._walk(each))

    def _walk(self, commands: list[int]) -> tuple[int, ...]:
        """Collect the steps of one feature; the starts of its parts, counted in points of the layer."""
        parts: list[int] = []
        at, end = 0, len(commands)
        while at < end:
            command, count = commands[at] & 7, commands[at] >> 3
            at += 1
            if command == _CLOSE:
                self._close(parts, count)
                continue
            if command not in {_MOVE, _LINE} or count > (end - at) // 2 or (command == _LINE and not parts):
                raise ValueError("no such drawing command")
            here = len(self._steps) // 2
            if command == _MOVE:
                parts.extend(range(here, here + count))
            self._take(commands[at : at + 2 * count])
            at += 2 * count
        return tuple(parts)

    def _take(self, steps: list[int]) -> None:
        self._room.take(points=len(steps) // 2)
        self._steps.extend(steps)

    def _close(self, parts: list[int], count: int) -> None:
        """A ring gets its first point again. Steps of nought (0, 0) hold its place until it is known."""
        if count != 1 or not parts:
            raise ValueError("nothing to close")
        self._rings.append((parts[-1], len(self._steps) // 2))
        self._take([0, 0])

    def spans(self, reach: int) -> Iterator[tuple[Coordinates, tuple[int, ...]]]:
        """Points (n, 2) and the starts of the parts, for each feature in turn."""
        points = self._points(reach)
        ends = [*self._firsts[1:], len(points)]
        for first, end, parts in zip(self._firsts, ends, self._parts, strict=True):
            yield points[first:end], tuple(part - first for part in parts)

    def _points(self, reach: int) -> Coordinates:
        if not self._steps:
            return np.empty((0, 2), np.int32)
        zigzag = np.array(self._steps, np.int64).reshape(-1, 2)
        sums = np.cumsum((zigzag >> 1) ^ -(zigzag & 1), axis=0)
        points = sums - self._before(sums)
        if np.abs(points).max() > reach:
            raise ValueError("far outside its tile")
        for start, end in self._rings:
            points[end] = points[start]
        return points.astype(np.int32)

    def _before(self, sums: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the pen stood when each feature began: every feature starts from nought."""
        firsts = np.array(self._firsts)
        lengths = np.diff(np.append(firsts, len(sums)))
        stood = np.where(firsts[:, None] > 0, sums[np.maximum(firsts - 1, 0)], 0)
        return np.repeat(stood, lengths, axis=0)
