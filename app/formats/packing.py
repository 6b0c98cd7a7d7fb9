"""zstd in and out, never trusting how large something says it will be."""

from __future__ import annotations

from typing import Final

import zstandard

_WIDEST_WINDOW: Final = 8 << 20
_LEVEL: Final = 3


class Unpackable(ValueError):
    """No zstd, or more than was allowed; ``too_long`` says which."""

    def __init__(self, *, too_long: bool) -> None:
        super().__init__("too long" if too_long else "no zstd")
        self.too_long = too_long


def pack(plain: bytes) -> bytes:
    """Compressed with zstd."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(plain)


def unpack(packed: bytes, most: int) -> bytes:
    """What was compressed, at most ``most`` bytes.

    Raises:
        Unpackable: it is longer, or no zstd.
    """
    try:
        with zstandard.ZstdDecompressor(max_window_size=_WIDEST_WINDOW).stream_reader(packed) as reader:
            plain = reader.read(most + 1)
    except (zstandard.ZstdError, MemoryError):
        raise Unpackable(too_long=False) from None
    if len(plain) > most:
        raise Unpackable(too_long=True)
    return bytes(plain)
