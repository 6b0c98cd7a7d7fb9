"""Writes small vector tiles, right or wrong, for the tests of who reads them."""

from __future__ import annotations


def varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def field(number: int, body: bytes | int) -> bytes:
    if isinstance(body, int):
        return varint(number << 3) + varint(body)
    return varint(number << 3 | 2) + varint(len(body)) + body


def packed(values: list[int]) -> bytes:
    return b"".join(varint(value) for value in values)


def zigzag(step: int) -> int:
    return step * 2 if step >= 0 else -step * 2 - 1


def command(name: int, count: int) -> int:
    return count << 3 | name


def drawn(*parts: tuple[int, list[tuple[int, int]]]) -> list[int]:
    """Commands of (1 move, 2 line, 7 close) with their steps."""
    words: list[int] = []
    for name, steps in parts:
        words.append(command(name, len(steps) or 1))
        words += [zigzag(way) for step in steps for way in step]
    return words


def through(*points: tuple[int, int], closed: bool = False) -> list[int]:
    """Commands of a line, or ring, through these points."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(((0, 0), *points), points, strict=False)]
    words = drawn((1, steps[:1]), (2, steps[1:])) if steps[1:] else drawn((1, steps))
    return [*words, command(7, 1)] if closed else words


def feature(kind: int, words: list[int], tags: list[int] | None = None) -> bytes:
    """``kind`` 1 point, 2 line, 3 polygon."""
    return field(2, packed(tags or [])) + field(3, kind) + field(4, packed(words))


def tile(
    features: list[bytes],
    keys: tuple[str, ...] = (),
    values: tuple[bytes, ...] = (),
    extent: int = 4096,
    name: str = "water",
) -> bytes:
    """A tile of one layer; tiles put behind one another make one of several layers."""
    layer = field(15, 2) + field(1, name.encode()) + b"".join(field(2, each) for each in features)
    layer += b"".join(field(3, key.encode()) for key in keys) + b"".join(field(4, value) for value in values)
    return field(3, layer + field(5, extent))


def tagged(layer: str, kind: int, words: list[int], tags: dict[str, str]) -> bytes:
    """A tile of one layer with one feature."""
    pairs = [word for index in range(len(tags)) for word in (index, index)]
    values = tuple(field(1, value.encode()) for value in tags.values())
    return tile([feature(kind, words, pairs)], tuple(tags), values, name=layer)
