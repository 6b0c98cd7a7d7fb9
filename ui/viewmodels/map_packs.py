"""Chooses the base map: the most detailed pack that covers where planning starts, with an overview under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.domain.facts import Point
from app.domain.packs import PackInfo

DETAILED_FROM: Final = 12
"""A pack whose last zoom is less shows no streets: an overview."""


class Packs(Protocol):
    """The maps on this laptop; `db.local.packs.PackStore` is one."""

    def packs(self) -> list[PackInfo]:
        """All of them."""


@dataclass(frozen=True)
class BaseMap:
    """``pack`` over ``under``; ``covered`` where streets are shown; ``overview`` is what could be used instead."""

    pack: PackInfo | None = None
    under: PackInfo | None = None
    covered: bool = False
    overview: PackInfo | None = None


def base_map(packs: Sequence[PackInfo], at: Point | None) -> BaseMap:
    """What to show for a search that starts at ``at`` (lon, lat), or that has no place yet."""
    overviews = [each for each in packs if each.max_zoom < DETAILED_FROM]
    detailed = [each for each in packs if each.max_zoom >= DETAILED_FROM]
    if at is None:
        pack = max(detailed, key=lambda each: each.max_zoom, default=None)
        under = max(overviews, key=lambda each: each.max_zoom, default=None)
        return BaseMap(pack or under, under if pack else None, covered=bool(packs), overview=under)
    pack, under = _best(detailed, at), _best(overviews, at)
    if pack is not None:
        return BaseMap(pack, under, covered=True, overview=under)
    return BaseMap(under, None, covered=False, overview=under)


def _best(packs: Sequence[PackInfo], at: Point) -> PackInfo | None:
    return max((each for each in packs if each.covers(*at)), key=lambda each: each.max_zoom, default=None)
