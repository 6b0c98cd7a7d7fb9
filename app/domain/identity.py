"""Names of things that never change: ids, ranks, officers, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NewType

from app.errors import NotAllowed

Id = NewType("Id", str)
"""Sixteen random bytes as 32 hexadecimal figures; the same on every laptop and at central."""

FORCE: Final = Id("0" * 32)
"""The one stream that belongs to no incident: who the officers and the laptops of a force are."""


class Rank(IntEnum):
    """Ranks in rising order; an administrator looks after laptops, not searches."""

    ADMINISTRATOR = 0
    OFFICER = 1
    SERGEANT = 2
    INSPECTOR = 3

    @property
    def word(self) -> str:
        """The rank as it is written in files and on the command line."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who acts: each operation carries one officer's signature."""

    id: Id
    call_sign: str
    rank: Rank
    public_key: bytes


_SEARCHERS: Final = {Rank.OFFICER, Rank.SERGEANT, Rank.INSPECTOR}
_SUPERVISORS: Final = {Rank.SERGEANT, Rank.INSPECTOR}
_EVERYBODY: Final = set(Rank)

PERMISSIONS: Final[dict[str, set[Rank]]] = {
    "report.open": _SEARCHERS,
    "report.amend": _SEARCHERS,
    "report.locate": _SEARCHERS,
    "risk.assess": _SEARCHERS,
    "risk.lower": _SUPERVISORS,
    "location.record": _SEARCHERS,
    "note.record": _SEARCHERS,
    "photo.add": _SEARCHERS,
    "task.do": _SEARCHERS,
    "task.give": _SUPERVISORS,
    "task.take_over": _SUPERVISORS,
    "plan.draw": _SUPERVISORS,
    "team.manage": _SUPERVISORS,
    "conflict.settle": _SUPERVISORS,
    "officer.add": _SUPERVISORS | {Rank.ADMINISTRATOR},
    "laptop.enrol": _EVERYBODY,
    "map.import": _EVERYBODY,
    "bundle.carry": _EVERYBODY,
}
"""Every act that has a rule, and the ranks that may do it."""


def may(rank: Rank, act: str) -> bool:
    """Whether this rank may do this act (a key of ``PERMISSIONS``)."""
    return rank in PERMISSIONS[act]


def require(rank: Rank, act: str) -> None:
    """Let the act pass, or say who may do it.

    Raises:
        NotAllowed: this rank may not.
    """
    if not may(rank, act):
        allowed = ", ".join(each.word for each in sorted(PERMISSIONS[act]))
        raise NotAllowed("rank.not_allowed", act=act, rank=rank.word, allowed=allowed)
