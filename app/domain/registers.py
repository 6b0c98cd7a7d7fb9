"""How concurrent writes to one field are merged: causality decides, the cautious value rules.

A head is a write that no other write has seen. One head is the value. Several different
heads of a critical field are a conflict that a person settles; until then the cautious one
stands. For any other field the last by hybrid clock stands, and the losers stay in the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from app.domain.identity import Id

GRADES: Final = ("very_low", "low", "medium", "high")
STATUS_RULES: Final = (
    "draft",
    "cancelled",
    "offered",
    "accepted",
    "under_way",
    "not_done",
    "part_done",
    "done",
)
"""Of two concurrent states of a task the later one here rules: nobody un-completes work."""


class Head(msgspec.Struct, frozen=True):
    """One current candidate for a field: which operation wrote it, who and when.

    ``hlc`` orders for display only; ``at`` is what the writer's laptop believed.
    """

    entity: Id
    field: str
    op: str
    hlc: int
    actor: Id
    at: datetime
    value: Any
    device: str = ""


def _caution_of_grade(head: Head) -> int:
    """A grade we do not know (from a newer version) is never read as safe."""
    grade = head.value["grade"]
    return GRADES.index(grade) if grade in GRADES else len(GRADES)


def _caution_of_status(head: Head) -> int:
    return STATUS_RULES.index(head.value) if head.value in STATUS_RULES else STATUS_RULES.index("under_way")


CAUTION: Final[dict[str, Callable[[Head], int]]] = {
    "risk": _caution_of_grade,
    "status": _caution_of_status,
}
CRITICAL: Final = frozenset({"risk", "assignee"})
"""Fields whose disagreement a person settles."""


def ruling(heads: Sequence[Head]) -> Head:
    """The head that stands for now."""
    caution = CAUTION.get(heads[0].field)
    return max(heads, key=lambda head: (caution(head) if caution else 0, head.hlc, head.op))


def in_conflict(heads: Sequence[Head]) -> bool:
    """Whether people disagree: a critical field, and values that are not the same."""
    if heads[0].field not in CRITICAL:
        return False
    return any(_said(head) != _said(heads[0]) for head in heads[1:])


def _said(head: Head) -> Any:
    """What was decided; the same grade for another reason is no disagreement."""
    return head.value["grade"] if head.field == "risk" else head.value


def by_field(heads: Iterable[Head]) -> dict[str, list[Head]]:
    """The heads of one entity, field by field, in the order of the hybrid clock."""
    fields: dict[str, list[Head]] = {}
    for head in sorted(heads, key=lambda each: (each.hlc, each.op)):
        fields.setdefault(head.field, []).append(head)
    return fields


def values(fields: dict[str, list[Head]]) -> dict[str, Any]:
    """Field to the value that stands."""
    return {field: ruling(heads).value for field, heads in fields.items()}
