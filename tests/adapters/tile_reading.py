"""A reader of vector tiles for tests, that shares nothing with the writer it judges."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Tile = dict[str, list[tuple[dict[str, Any], int, list[list[tuple[int, int]]]]]]
"""Layer to features: attributes, type (1 point, 2 line, 3 area), parts in tile units."""


def fields(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = number()
        if key & 7 == 0:
            yield key >> 3, number()
        else:
            size = number()
            yield key >> 3, data[at : at + size]
            at += size


def numbers(data: bytes) -> list[int]:
    return [value for _, value in fields(b"".join(b"\x08" + piece for piece in split(data)))]


def split(data: bytes) -> Iterator[bytes]:
    start = 0
    for at, byte in enumerate(data):
        if byte < 128:
            yield data[start : at + 1]
            start = at + 1


def parts(words: list[int]) -> list[list[tuple[int, int]]]:
    found: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(words):
        command, count = words[at] & 7, words[at] >> 3
        at += 1
        if command == 7:
            found[-1].append(found[-1][0])
            continue
        for _ in range(count):
            x += (words[at] >> 1) ^ -(words[at] & 1)
            y += (words[at + 1] >> 1) ^ -(words[at + 1] & 1)
            at += 2
            if command == 1:
                found.append([])
            found[-1].append((x, y))
    return found


def decode(packed: bytes) -> Tile:
    tile: Tile = defaultdict(list)
    for _, layer in fields(gzip.decompress(packed)):
        said = defaultdict(list)
        for number, value in fields(layer):
            said[number].append(value)
        assert (said[15], said[5]) == ([2], [4096])
        keys = [key.decode() for key in said[3]]
        values = [next(v.decode() if n == 1 else v for n, v in fields(value)) for value in said[4]]
        for feature in said[2]:
            body = dict(fields(feature))
            tags = numbers(body.get(2, b""))
            named = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
            tile[said[1][0].decode()].append((named, body[3], parts(numbers(body[4]))))
    return tile
