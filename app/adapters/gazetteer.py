"""Finds a place by name in files on this laptop, nearest first, with no network."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from math import cos, radians
from pathlib import Path
from typing import Final

import msgspec

from app.adapters.distances import distance_m
from app.domain.coordinates import Place
from app.errors import Unreadable

Point = tuple[float, float]
"""lon, lat, WGS 84, degrees."""

_KINDS: Final = ("city", "town", "village")
_SETTLED: Final = frozenset({*_KINDS, "place", "hamlet", "suburb"})
_SAME_DEG: Final = 0.03
"""Two files put the middle of one town up to about 3 km apart."""
_QUIET: Final = str.maketrans("", "", "'\u2019\u2018\u02bc`.")
_SAINT: Final = re.compile(r"\bsaint\b")
_LAST: Final = "\U0010ffff"
"""Sorts behind every letter."""
_Row = tuple[str, str, float, float]


def folded(text: str) -> str:
    """A name as it is compared: no case, accents, apostrophes or hyphens; Saint is St."""
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    words = re.sub(r"[\W_]+", " ", plain.translate(_QUIET).casefold())
    return _SAINT.sub("st", words).strip()


class Gazetteer:
    """Places of one or more files, each JSON ``[[name, kind, lon, lat], ...]``.

    Raises:
        Unreadable: a file that is missing, damaged or names a place off the earth.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        named = _distinct(sorted((folded(row[0]), row) for path in files for row in _rows_of(path)))
        self._names = [name for name, _ in named]
        self._rows = [row for _, row in named]
        self._later_words = sorted(
            (name[space.end() :], at) for at, name in enumerate(self._names) for space in re.finditer(" ", name)
        )

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, text: str, near: Point | None = None, limit: int = 8) -> list[Place]:
        """Places whose name is, starts with, has a word that starts with, or holds the text.

        In that order; within each the nearest to ``near`` (lon, lat) first, or without it
        the biggest. ``distance_m`` is given when ``near`` is. Where nothing fits
        "Oakham, Rutland", what stands before the comma is looked for.
        """
        chosen = self._best(folded(text), near, limit) or self._best(folded(text.partition(",")[0]), near, limit)
        return [self._place(at, near) for at in chosen]

    def _best(self, wanted: str, near: Point | None, limit: int) -> list[int]:
        chosen: dict[int, None] = {}
        for fitting in self._ranks(wanted) if wanted else ():
            fresh = (at for at in fitting if at not in chosen)
            chosen |= dict.fromkeys(nsmallest(limit - len(chosen), fresh, key=lambda at: self._order(at, near)))
            if len(chosen) >= limit:
                break
        return list(chosen)

    def _ranks(self, wanted: str) -> Iterator[Iterable[int]]:
        """Row numbers, best first: the very name, its start, a later word's start, anywhere."""
        first = bisect_left(self._names, wanted)
        yield range(first, bisect_right(self._names, wanted))
        yield range(first, bisect_left(self._names, wanted + _LAST))
        words = self._later_words
        word, behind = bisect_left(words, (wanted, 0)), bisect_left(words, (wanted + _LAST, 0))
        yield {at for _, at in words[word:behind]}
        yield [at for at, name in enumerate(self._names) if wanted in name]

    def _order(self, at: int, near: Point | None) -> tuple[float, str]:
        """What sorts a row: a flat-earth square of distance is enough to put near before far."""
        name, kind, lon, lat = self._rows[at]
        if near is None:
            return float(_KINDS.index(kind) if kind in _KINDS else len(_KINDS)), name
        east = ((lon - near[0] + 180) % 360 - 180) * cos(radians(near[1]))
        return east**2 + (lat - near[1]) ** 2, name

    def _place(self, at: int, near: Point | None) -> Place:
        name, kind, lon, lat = self._rows[at]
        return Place(name, kind, lon, lat, None if near is None else distance_m(near, (lon, lat)))


def _rows_of(path: Path) -> list[_Row]:
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=list[_Row])
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        raise Unreadable("location.gazetteer_unreadable", file=path.name) from error
    if any(not (-180 <= lon <= 180 and -90 <= lat <= 90) for _, _, lon, lat in rows):
        raise Unreadable("location.gazetteer_unreadable", file=path.name)
    return rows


def _distinct(named: list[tuple[str, _Row]]) -> list[tuple[str, _Row]]:
    """Sorted rows without the settlements that another file has already named there."""
    kept: list[tuple[str, _Row]] = []
    towns: list[tuple[str, _Row]] = []
    for name, row in named:
        if row[1] in _SETTLED:
            towns = [each for each in towns if each[0] == name]
            if any(abs(row[2] - lon) < _SAME_DEG and abs(row[3] - lat) < _SAME_DEG for _, (_, _, lon, lat) in towns):
                continue
            towns.append((name, row))
        kept.append((name, row))
    return kept
