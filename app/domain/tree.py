"""The Merkle tree over one incident's operations in the order of their numbers (RFC 6962, section 2.1).

A leaf is an operation's id. Whoever has the same root has the same operations under the same
numbers. Of the whole tree only its peaks are kept: the roots of the full trees that the size
in binary is made of, the largest first, so that it grows by one hash or two an operation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

_HASH: Final = 32


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of ``size`` leaves; ``peaks`` are the roots of its full parts, 32 bytes each, the largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, size: int, peaks: bytes) -> Tree:
        """What `written` gave.

        Raises:
            ValueError: the peaks are not those of a tree of this size.
        """
        if size < 0 or len(peaks) != size.bit_count() * _HASH:
            raise ValueError(size)
        return cls(size, tuple(peaks[start : start + _HASH] for start in range(0, len(peaks), _HASH)))

    def written(self) -> bytes:
        """The peaks in a row."""
        return b"".join(self.peaks)

    def grown(self, leaves: Iterable[bytes]) -> Tree:
        """The tree with these leaves behind its own."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            peaks.append(hashlib.sha256(b"\0" + leaf).digest())
            for _ in range(_trailing_ones(size)):
                right = peaks.pop()
                peaks.append(_joined(peaks.pop(), right))
            size += 1
        return Tree(size, tuple(peaks))

    def root(self) -> bytes:
        """The 32 bytes that stand for all leaves and their order."""
        if not self.peaks:
            return hashlib.sha256().digest()
        return reduce(lambda right, left: _joined(left, right), reversed(self.peaks))


def _trailing_ones(size: int) -> int:
    return (size ^ (size + 1)).bit_length() - 1


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
