"""Gives out work and takes results: each move with who and when, illegal moves refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain import facts
from app.domain.identity import Id, may
from app.domain.tasks import Task, check_move
from app.errors import Missing, NotAllowed, Unreadable
from app.ports.store import SignedIn, Work
from app.services.desk import Desk


def assignee_named(name: str) -> Id:
    """The assignee for somebody who is neither an officer nor a team this laptop knows."""
    return Id(f"name:{name}")


def by_name(assignee: Id) -> bool:
    """Whether this assignee is known by name only."""
    return assignee.startswith("name:")


@dataclass(frozen=True, slots=True)
class NewTask:
    """Work to be given out. ``place`` is a segment's or venue's id."""

    title: str
    task_class: facts.TaskClass = "locate"
    place: Id | None = None
    instructions: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task. ``coverage`` is the share of the place that was searched, 0..1."""

    outcome: facts.Outcome = "done"
    coverage: float | None = None
    found: str = ""
    note: str = ""
    reason: str = ""
    completed_at: datetime | None = None


class Tasks:
    """The life of a task, from draft to result."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, incident: Id, new: NewTask) -> Id:
        """A draft. Raises Missing without a title, NotAllowed for an officer (who may `start_own`)."""
        with self._desk.act("task.give") as (work, _):
            return self._create(work, incident, new)

    def _create(self, work: Work, incident: Id, new: NewTask) -> Id:
        if not new.title.strip():
            raise Missing("task.no_title")
        work.report(incident)
        task = self._desk.chance.new_id()
        work.record(
            facts.TaskCreated(
                title=new.title.strip(),
                task_class=new.task_class,
                place=new.place,
                instructions=new.instructions,
                due_at=new.due_at,
            ),
            incident,
            task,
        )
        return task

    def give(self, incident: Id, new: NewTask, to: Id, name: str) -> Id:
        """A task that is offered as soon as it is written."""
        with self._desk.act("task.give") as (work, _):
            task = self._create(work, incident, new)
            work.record(facts.TaskOffered(to=to, name=name), incident, task)
            return task

    def start_own(self, incident: Id, new: NewTask) -> Id:
        """Somebody looks now, in their own name: a task made, taken and started in one go."""
        with self._desk.act("task.do") as (work, acting):
            task = self._create(work, incident, new)
            officer = acting.officer
            work.record(facts.TaskOffered(to=officer.id, name=officer.call_sign), incident, task)
            work.record(facts.TaskStarted(started_at=self._desk.clock.now()), incident, task)
            return task

    def offer(self, task: Id, to: Id, name: str, seen: Mapping[str, Sequence[str]] | None = None) -> None:
        """Give the task to a team or an officer. ``seen`` are the assignments that were on the screen."""
        with self._desk.act("task.give") as (work, _):
            incident = self._moving(work, task, "offer")
            work.record(facts.TaskOffered(to=to, name=name), incident, task, seen=seen)

    def accept(self, task: Id) -> None:
        """Whoever it was given to takes it."""
        with self._desk.act("task.do") as (work, acting):
            incident = self._moving(work, task, "accept", acting)
            work.record(facts.TaskAccepted(), incident, task)

    def decline(self, task: Id, reason: str) -> None:
        """Whoever it was given to cannot go. Raises Missing without a reason."""
        with self._desk.act("task.do") as (work, acting):
            incident = self._moving(work, task, "decline", acting)
            work.record(facts.TaskDeclined(reason=_reason(reason)), incident, task)

    def start(self, task: Id) -> None:
        """Somebody is looking from now."""
        with self._desk.act("task.do") as (work, acting):
            incident = self._moving(work, task, "start", acting)
            _take_if_nobody_has(work, incident, task, acting)
            work.record(facts.TaskStarted(started_at=self._desk.clock.now()), incident, task)

    def complete(self, task: Id, done: Done) -> None:
        """What was done. Raises Missing for a part or nothing done without a reason, Unreadable for a
        coverage outside 0..1.
        """
        _check(done)
        with self._desk.act("task.do") as (work, acting):
            incident = self._moving(work, task, "complete", acting)
            work.record(self._completed(done), incident, task)

    def _completed(self, done: Done) -> facts.TaskCompleted:
        return facts.TaskCompleted(
            outcome=done.outcome,
            completed_at=done.completed_at or self._desk.clock.now(),
            coverage=1.0 if done.coverage is None and done.outcome == "done" else done.coverage,
            found=done.found.strip(),
            note=done.note.strip(),
            reason=done.reason.strip(),
        )

    def cancel(self, task: Id, reason: str) -> None:
        """The task is no longer wanted. Raises Missing without a reason."""
        with self._desk.act("task.give") as (work, _):
            incident = self._moving(work, task, "cancel")
            work.record(facts.TaskCancelled(reason=_reason(reason)), incident, task)

    def _moving(self, work: Work, task: Id, move: str, acting: SignedIn | None = None) -> Id:
        """The incident of a task that may be moved so.

        Raises:
            NotFound, IllegalMove, NotAllowed: somebody else's task.
        """
        incident, found = work.task(task)
        check_move(found, move)
        if acting is not None:
            _check_whose(found, work, acting)
        return incident


def _check_whose(task: Task, work: Work, acting: SignedIn) -> None:
    """A named officer's task is moved by that officer or a supervisor; a team's by any of its members."""
    officer = acting.officer
    if task.assignee in (None, officer.id) or may(officer.rank, "task.take_over"):
        return
    if task.assignee_name == officer.call_sign or _is_team(work, task.assignee):
        return
    raise NotAllowed("task.not_yours", title=task.title, name=task.assignee_name)


def _is_team(work: Work, assignee: Id | None) -> bool:
    if assignee is None or by_name(assignee):
        return False
    return any(head.field == "skill" for head in work.heads(assignee))


def _take_if_nobody_has(work: Work, incident: Id, task: Id, acting: SignedIn) -> None:
    _, found = work.task(task)
    if found.assignee is None:
        work.record(facts.TaskOffered(to=acting.officer.id, name=acting.officer.call_sign), incident, task)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Missing("task.no_reason")
    return reason.strip()


def _check(done: Done) -> None:
    if done.coverage is not None and not 0.0 <= done.coverage <= 1.0:
        raise Unreadable("task.coverage", coverage=done.coverage)
    if done.outcome != "done" and not done.reason.strip():
        raise Missing("task.no_reason")
