"""Vector tiles: what is in them comes out, and nothing a crafted one holds can crash or hold up the laptop."""

from __future__ import annotations

import gzip
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.packs import MAX_TILE_BYTES
from app.errors import Unreadable
from app.formats import vector_tiles
from app.formats.vector_tiles import Layer, decode
from tests.formats.tile_writing import command, drawn, feature, field, tile, varint, zigzag

SQUARE = drawn((1, [(10, 20)]), (2, [(30, 0), (0, 40), (-30, 0)]), (7, []))


def only(body: bytes) -> Layer:
    (layer,) = decode(body)
    return layer


def test_a_ring_ends_where_it_began() -> None:
    layer = only(tile([feature(3, SQUARE)]))
    (water,) = layer.features
    assert (layer.name, layer.extent, water.kind, water.parts) == ("water", 4096, "polygon", (0,))
    assert water.points.tolist() == [[10, 20], [40, 20], [40, 60], [10, 60], [10, 20]]


def test_every_feature_starts_from_nought_and_parts_go_on_from_where_the_pen_stood() -> None:
    line = drawn((1, [(5, 5)]), (2, [(10, 0)]), (1, [(0, 7)]), (2, [(-3, -200)]))
    first, second, third = only(tile([feature(2, line), feature(3, SQUARE), feature(2, line)])).features
    assert first.points.tolist() == [[5, 5], [15, 5], [15, 12], [12, -188]]
    assert first.parts == (0, 2)
    assert second.points[0].tolist() == [10, 20]
    assert third.points.tolist() == first.points.tolist()


def test_many_points_are_one_part_each() -> None:
    (spots,) = only(tile([feature(1, drawn((1, [(1, 1), (2, 2), (-1, 0)])))])).features
    assert spots.kind == "point"
    assert spots.points.tolist() == [[1, 1], [3, 3], [2, 3]]
    assert spots.parts == (0, 1, 2)


def test_tags_of_every_kind() -> None:
    minus_one = (1 << 64) - 1
    values = (
        field(1, "Öre".encode()), varint(2 << 3 | 5) + struct.pack("<f", 0.5),
        varint(3 << 3 | 1) + struct.pack("<d", 2.25), field(4, minus_one), field(5, 7),
        field(6, zigzag(-9)), field(7, 1), b"",
    )  # fmt: skip
    keys = tuple("abcdefgh")
    tags = [word for index in range(8) for word in (index, index)]
    (only_one,) = only(tile([feature(1, drawn((1, [(0, 0)])), tags)], keys, values)).features
    assert only_one.tags == {"a": "Öre", "b": 0.5, "c": 2.25, "d": -1, "e": 7, "f": -9, "g": True, "h": ""}


def test_gzip_and_nothing() -> None:
    assert decode(b"") == ()
    assert only(gzip.compress(tile([feature(3, SQUARE)]))).name == "water"


def test_a_layer_without_features_is_empty() -> None:
    layer = only(tile([]))
    assert (layer.name, layer.features) == ("water", ())


def test_a_feature_without_geometry_is_empty() -> None:
    empty, full = only(tile([field(3, 2), feature(3, SQUARE)])).features
    assert (len(empty.points), empty.parts, len(full.points)) == (0, (), 5)


BAD = {
    "cut short": tile([feature(3, SQUARE)])[:-9],
    "no such wire type": b"\x1b\x00",
    "a varint without an end": field(3, b"\xff" * 12),
    "a length past the end": b"\x1a\xff\xff\xff\xff\x0f",
    "more points than bytes": tile([feature(2, [command(1, 1), 0, 0, command(2, 1 << 28)])]),
    "a line with no start": tile([feature(2, drawn((2, [(1, 1)])))]),
    "a ring closed before it began": tile([feature(3, [command(7, 1)])]),
    "closed twice at once": tile([feature(3, [*SQUARE[:-1], command(7, 2)])]),
    "no such command": tile([feature(2, [command(5, 1), 0, 0])]),
    "tags that point nowhere": tile([feature(1, drawn((1, [(0, 0)])), [3, 4])]),
    "an odd tag": tile([feature(1, drawn((1, [(0, 0)])), [0])], ("a",), (b"",)),
    "far outside": tile([feature(1, drawn((1, [(1 << 30, 0)])))]),
    "far outside, one step after another": tile([feature(2, drawn((1, [(0, 0)]), (2, [(1 << 18, 0)] * 4)))]),
    "a step wider than 32 bits": tile([field(3, 1) + field(4, b"\x09" + b"\xff" * 6 + b"\x01\x00")]),
    "no extent": tile([feature(3, SQUARE)], extent=0),
    "a vast extent": tile([feature(3, SQUARE)], extent=1 << 40),
    "half a gzip": gzip.compress(tile([feature(3, SQUARE)]))[:20] + b"\xff\xff",
    "html": b"<html><body>404</body></html>",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_a_bad_tile_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(body)
    assert refused.value.key == "print.tile_damaged"


def test_a_tile_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        decode(gzip.compress(bytes(MAX_TILE_BYTES + 1)))
    assert refused.value.key == "print.tile_too_large"


def test_more_points_or_fields_than_any_map_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    body = tile([feature(2, drawn((1, [(0, 0)]), (2, [(1, 1)] * 50)))] * 4)
    assert len(only(body).features) == 4
    for limit, most in (("MAX_POINTS", 200), ("MAX_FIELDS", 215), ("MAX_WORDS", 400)):
        with monkeypatch.context() as lowered:
            lowered.setattr(vector_tiles, limit, most)
            with pytest.raises(Unreadable) as refused:
                decode(body)
        assert refused.value.key == "print.tile_too_much"


@pytest.mark.slow
def test_the_worst_tile_of_full_size_is_done_with_in_seconds() -> None:
    many_layers = b"\x1a\x00" * (MAX_TILE_BYTES // 2 - 1)
    many_moves = tile([field(3, 1) + field(4, b"\x09\x00\x00" * 5_000_000)])
    for body in (many_layers, many_moves):
        started = time.perf_counter()
        with pytest.raises(Unreadable) as refused:
            decode(body)
        assert refused.value.key == "print.tile_too_much"
        assert time.perf_counter() - started < 5


@given(st.binary(max_size=300))
def test_noise_is_read_or_refused(noise: bytes) -> None:
    _read_or_refused(noise)
    _read_or_refused(field(3, field(2, feature(2, [])) + noise))


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(at: int, byte: int) -> None:
    body = bytearray(
        tile([feature(3, SQUARE, [0, 0]), feature(2, drawn((1, [(1, 1)]), (2, [(300, 9)])))], ("a",), (field(5, 3),))
    )
    body[at % len(body)] = byte
    _read_or_refused(bytes(body))


def _read_or_refused(body: bytes) -> None:
    try:
        layers = decode(body)
    except Unreadable:
        return
    for layer in layers:
        for each in layer.features:
            assert each.points.shape == (len(each.points), 2)
            assert all(0 <= part < len(each.points) for part in each.parts)
