"""A task's whole life: its states, the moves between them, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain.clocks import Look
from app.domain.facts import TaskClass
from app.domain.identity import Id
from app.domain.registers import Head, by_field, in_conflict, values
from app.errors import IllegalMove

MOVES: Final[dict[str, frozenset[str]]] = {
    "offer": frozenset({"draft", "offered", "accepted", "part_done", "not_done"}),
    "accept": frozenset({"offered"}),
    "decline": frozenset({"offered", "accepted"}),
    "start": frozenset({"draft", "offered", "accepted"}),
    "complete": frozenset({"under_way"}),
    "cancel": frozenset({"draft", "offered", "accepted", "under_way"}),
}
"""Each move, and the states it may be made from."""

ENDED: Final = frozenset({"done", "part_done", "not_done", "cancelled"})
OPEN: Final = frozenset({"offered", "accepted", "under_way"})


@dataclass(frozen=True, slots=True)
class Result:
    """What somebody says was done. ``coverage`` is a share, 0..1."""

    op: str
    outcome: str
    completed_at: datetime
    by: Id
    coverage: float | None = None
    found: str = ""
    note: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work for one team or officer, as the set of operations has it."""

    id: Id
    title: str
    task_class: TaskClass
    status: str
    place: Id | None = None
    instructions: str = ""
    due_at: datetime | None = None
    assignee: Id | None = None
    assignee_name: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    results: tuple[Result, ...] = ()
    reason: str = ""
    double_tasked: bool = False

    @property
    def looking(self) -> bool:
        """Whether somebody is looking for the person by this task, now."""
        return self.task_class == "locate" and self.status == "under_way"


@dataclass(frozen=True, slots=True)
class Moved:
    """The start, end or refusal of a task as one entry of the log says it."""

    op: str
    hlc: int
    kind: str
    at: datetime
    by: Id
    result: Result | None = None
    reason: str = ""


def task_of(task: Id, heads: Sequence[Head], moves: Sequence[Moved]) -> Task:
    """The task that these heads and entries make; a pure function of the set."""
    fields = by_field(heads)
    now = values(fields)
    assignee = now.get("assignee") or {}
    status = now.get("status", "draft")
    ordered = sorted(moves, key=lambda move: (move.hlc, move.op))
    return Task(
        id=task,
        title=now.get("title", ""),
        task_class=now.get("task_class", "locate"),
        status=status,
        place=now.get("place"),
        instructions=now.get("instructions", ""),
        due_at=now.get("due_at"),
        assignee=assignee.get("to"),
        assignee_name=assignee.get("name", ""),
        started_at=_last(ordered, "started"),
        ended_at=_last(ordered, "ended"),
        results=tuple(move.result for move in ordered if move.result),
        reason=_reason(ordered),
        double_tasked="assignee" in fields and in_conflict(fields["assignee"]),
    )


def _last(moves: Sequence[Moved], kind: str) -> datetime | None:
    times = [move.at for move in moves if move.kind == kind]
    return times[-1] if times else None


def _reason(moves: Sequence[Moved]) -> str:
    reasons = [move.reason for move in moves if move.reason]
    return reasons[-1] if reasons else ""


def looks(task: Task) -> list[Look]:
    """The stretches of looking that count for the clock: the last that ended, the one that runs."""
    if task.task_class != "locate":
        return []
    ended = [Look(task.ended_at, task.ended_at)] if task.ended_at and task.started_at else []
    running = [Look(task.started_at, None, task.due_at)] if task.looking and task.started_at else []
    return ended + running


def check_move(task: Task, move: str) -> None:
    """Let a legal move pass.

    Raises:
        IllegalMove: the task's state does not allow it; nothing is changed.
    """
    if task.status not in MOVES[move]:
        allowed = ", ".join(sorted(MOVES[move]))
        raise IllegalMove("task.illegal_move", title=task.title, status=task.status, move=move, allowed=allowed)
