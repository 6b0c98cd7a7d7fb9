"""The life of a task as an officer moves it: who may do what, giving it out, and saying what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

from app.domain.cases import Case
from app.domain.facts import Outcome
from app.domain.identity import Id, Officer, may
from app.domain.tasks import MOVES, Task
from app.errors import Missing, Unreadable
from app.services.tasks import Done, NewTask
from ui.background import Failure
from ui.viewmodels.context import Context
from ui.viewmodels.kept_form import KeptForm
from ui.viewmodels.local_times import moment
from ui.viewmodels.now_detail import Taker
from ui.viewmodels.plan import place_icon, task_words
from ui.wording import say

MOVES_SHOWN: Final = ("start", "complete", "accept", "decline", "offer", "cancel")
"""In the order of their buttons."""
COVERAGES: Final = ("25", "50", "75", "90")
_RANK_ACT: Final = {"offer": "task.give", "cancel": "task.give"}
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[.:]?([0-5]\d)")
_MINUTES: Final = re.compile(r"\+?\s*(\d{1,4})\s*min(?:utes?)?", re.IGNORECASE)
_MOST_PHOTO_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True)
class TaskDetail:
    """One task in a sheet: what it is, how it stands, and the moves that this officer may make."""

    task: Id
    icon: str
    title: str
    instructions: str
    facts: tuple[str, ...]
    moves: tuple[str, ...]
    place: Id | None


def task_detail(case: Case, task: Task, officer: Officer, now: datetime) -> TaskDetail:
    """The sheet of a task."""
    facts = [task_words(task, now)]
    facts += [say("tasks.result", outcome=say(f"tasks.outcome_{each.outcome}"), time=moment(each.completed_at, now),
                  words=_result_words(each.coverage, each.found, each.note)) for each in task.results]  # fmt: skip
    return TaskDetail(
        task=task.id,
        icon=place_icon(case, task.place),
        title=task.title,
        instructions=task.instructions,
        facts=tuple(facts),
        moves=moves_of(case, task, officer),
        place=task.place,
    )


def _result_words(coverage: float | None, found: str, note: str) -> str:
    share = "" if coverage is None else say("tasks.covered", percent=round(100 * coverage))
    return ". ".join(part for part in (share, found, note) if part)


def moves_of(case: Case, task: Task, officer: Officer) -> tuple[str, ...]:
    """The moves that the task's state, the officer's rank and whose task it is allow."""
    return tuple(
        move
        for move in MOVES_SHOWN
        if task.status in MOVES[move]
        and may(officer.rank, _RANK_ACT.get(move, "task.do"))
        and (move in _RANK_ACT or is_ours(case, task, officer))
    )


def is_ours(case: Case, task: Task, officer: Officer) -> bool:
    """Whether this officer may move it on: their own, a team's, nobody's, or any for a supervisor."""
    if task.assignee in (None, officer.id) or may(officer.rank, "task.take_over"):
        return True
    return task.assignee_name == officer.call_sign or any(team.id == task.assignee for team in case.teams)


def due_at(text: str, now: datetime) -> datetime | None:
    """``00:30`` is the next time the clock says so, ``45 min`` is from now; ``None`` for nothing.

    Raises:
        Unreadable: neither.
    """
    text = " ".join(text.split())
    if not text:
        return None
    if minutes := _MINUTES.fullmatch(text):
        return now + timedelta(minutes=int(minutes[1]))
    if (clock := _CLOCK.fullmatch(text)) is None:
        raise Unreadable("tasks.due_unreadable", text=text)
    local = now.astimezone().replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
    later = local if local > now else local + timedelta(days=1)
    return later.astimezone(now.tzinfo)


class TaskMoves:
    """Moves without a form: accept, start, and those that need no more than a reason."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def accept(self, task: Id) -> None:
        """Whoever it was given to takes it."""
        self._move(lambda: self._context.services.tasks.accept(task), say("tasks.accepted"))

    def start(self, task: Id, name: str) -> None:
        """Somebody looks from now."""
        self._move(lambda: self._context.services.tasks.start(task), say("tasks.started", name=name))

    def take_back(self, task: Id) -> None:
        """Undo a gift; the log says so."""
        reason = say("now.taken_back_reason")
        self._move(lambda: self._context.services.tasks.cancel(task, reason), say("now.taken_back"))

    def decline(
        self, task: Id, reason: str, done: Callable[[], object], failed: Callable[[Failure], object]
    ) -> None:  # fmt: skip
        """Give it back, with why."""
        services = self._context.services
        self._context.act(lambda: services.tasks.decline(task, reason), self._then("now.declined", done), failed)

    def cancel(
        self, task: Id, reason: str, done: Callable[[], object], failed: Callable[[Failure], object]
    ) -> None:  # fmt: skip
        """It is no longer wanted, and why."""
        services = self._context.services
        self._context.act(lambda: services.tasks.cancel(task, reason), self._then("tasks.cancelled", done), failed)

    def _then(self, key: str, done: Callable[[], object]) -> Callable[[object], None]:
        def say_it(_answer: object) -> None:
            self._context.told.emit(say(key))
            done()

        return say_it

    def _move(self, work: Callable[[], object], told: str) -> None:
        self._context.act(work, lambda _: self._context.told.emit(told))


class GiveForm(KeptForm):
    """A task to give out, or one that is offered again (``task``). ``saved(task)`` once it is given."""

    def __init__(
        self, context: Context, incident: Id, new: NewTask, takers: Sequence[Taker], *, task: Id | None = None,
        who: str = "",
    ) -> None:  # fmt: skip
        self.takers, self.offering = tuple(takers), task is not None
        self._incident, self._new, self._task = incident, new, task
        chosen = who if any(each.id == who for each in takers) else ""
        values = {"who": chosen, "title": new.title, "instructions": new.instructions, "due": ""}
        super().__init__(context, f"give:{incident}:{task or new.place or ''}", values)

    @property
    def taker(self) -> Taker | None:
        """Who was chosen."""
        return next((each for each in self.takers if each.id == self.values["who"]), None)

    def give(self) -> None:
        """Save it; a task offered again keeps its words."""
        self.send(self._give, "")

    def _give(self) -> Id:
        taker, values, tasks = self.taker, self.values, self.context.services.tasks
        if taker is None:
            raise Missing("tasks.nobody")
        if self._task is not None:
            tasks.offer(self._task, taker.id, taker.name)
            return self._task
        due = due_at(values["due"], self.context.services.desk.clock.now())
        new = NewTask(values["title"], self._new.task_class, self._new.place, values["instructions"].strip(), due)
        return tasks.give(self._incident, new, taker.id, taker.name)


class ResultForm(KeptForm):
    """What came of a task. A photo is added first: one that is refused leaves the task as it was."""

    def __init__(self, context: Context, incident: Id, task: Task, outcome: str = "done") -> None:
        self.task, self._incident = task, incident
        self.photo: Path | None = None
        self._added: Path | None = None
        values = {"outcome": outcome, "coverage": "50", "found": "", "note": "", "reason": ""}
        super().__init__(context, f"result:{task.id}", values)

    def choose_photo(self, path: Path | None) -> None:
        """Take this photo along; ``None`` leaves it as it is."""
        if path is not None:
            self.photo = path
            self.problems = {key: words for key, words in self.problems.items() if key != ""}
            self.changed.emit()

    def save(self) -> None:
        """Put it into the log."""
        self.send(self._save, say("tasks.saved", title=self.task.title))

    def _save(self) -> None:
        done = self._result()
        if done.outcome != "done" and not done.reason.strip():
            raise Missing("task.no_reason")
        if self.photo is not None and self.photo != self._added:
            data = read_photo(self.photo)
            self.context.services.photos.add(self._incident, data, caption=done.found.strip(), about=self.task.id)
            self._added = self.photo
        self.context.services.tasks.complete(self.task.id, done)

    def _result(self) -> Done:
        values = self.values
        outcome = cast("Outcome", values["outcome"])
        share = {"done": 1.0, "part_done": int(values["coverage"]) / 100, "not_done": 0.0}[outcome]
        return Done(outcome, share, values["found"], values["note"], "" if outcome == "done" else values["reason"])


def read_photo(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        Unreadable: it cannot be read, or is no photo by its size.
    """
    try:
        if path.stat().st_size > _MOST_PHOTO_BYTES:
            raise Unreadable("tasks.photo_unread", name=path.name)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("tasks.photo_unread", name=path.name) from error
