"""Unpacks what a map file holds, never more than a set number of bytes, and says what a tile is."""

from __future__ import annotations

import zlib
from typing import Final, Literal

import zstandard

TileKind = Literal["mvt", "png", "jpg", "webp"]

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_EITHER_WRAPPER: Final = 47
"""zlib: window of 32 KiB, gzip or zlib header, whichever is there."""


class TooLarge(ValueError):
    """It unpacks to more than was allowed."""


class Broken(ValueError):
    """It cannot be unpacked, or it is not what it says it is."""


def unpack(data: bytes, limit: int) -> bytes:
    """``data`` without its gzip or Zstandard wrapper, if it has one.

    Raises:
        TooLarge: more than ``limit`` bytes.
        Broken: the wrapper is damaged.
    """
    if data.startswith(_GZIP):
        return gunzip(data, limit)
    if data.startswith(_ZSTD):
        return _unzstd(data, limit)
    if len(data) > limit:
        raise TooLarge
    return data


def gunzip(data: bytes, limit: int) -> bytes:
    """The content of one gzip or zlib stream. Raises TooLarge, Broken."""
    stream = zlib.decompressobj(_EITHER_WRAPPER)
    try:
        plain = stream.decompress(data, limit + 1)
    except zlib.error as error:
        raise Broken from error
    if len(plain) > limit:
        raise TooLarge
    if not stream.eof:
        raise Broken
    return plain


def _unzstd(data: bytes, limit: int) -> bytes:
    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data) as stream:
            plain = stream.read(limit + 1)
    except zstandard.ZstdError as error:
        raise Broken from error
    if len(plain) > limit:
        raise TooLarge
    return bytes(plain)


def tile_kind(plain: bytes) -> TileKind:
    """What an unpacked tile is, by its first bytes. Raises Broken for anything else."""
    if plain.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if plain.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if plain[:4] == b"RIFF" and plain[8:12] == b"WEBP":
        return "webp"
    layer_names(plain)
    return "mvt"


def layer_names(plain: bytes) -> tuple[str, ...]:
    """Names of the layers of an unpacked vector tile (MVT 2). Raises Broken."""
    names: list[str] = []
    for field, body in _fields(plain):
        if field == 3:
            names += [text.decode("utf-8", "replace") for number, text in _fields(body) if number == 1]
    return tuple(names)


def _fields(data: bytes) -> list[tuple[int, bytes]]:
    """Field numbers and bodies of a protobuf message; a number's body is empty."""
    fields: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        length, at = _length(data, at, key & 7)
        if at + length > len(data) or key >> 3 == 0:
            raise Broken
        fields.append((key >> 3, data[at : at + length]))
        at += length
    return fields


def _length(data: bytes, at: int, wire: int) -> tuple[int, int]:
    if wire == 0:
        return 0, _varint(data, at)[1]
    if wire == 2:
        return _varint(data, at)
    if wire in (1, 5):
        return (8 if wire == 1 else 4), at
    raise Broken


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise Broken
        value |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return value, at
    raise Broken
