"""Who waits, and who looks: the list that opens a shift, and an officer's own work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.domain.clocks import Look, NoAction, no_action, thresholds, urgency
from app.domain.identity import Id
from app.domain.people import age_on
from app.domain.reports import Report
from app.domain.tasks import Task, looks
from app.errors import NotAllowed
from app.ports.store import ReportRow, TaskRow
from app.services.desk import Desk
from app.services.tasks import assignee_named

SHOWN_AFTER_FOUND: Final = timedelta(hours=24)
"""How long somebody who was found stays on the list."""


@dataclass(frozen=True, slots=True)
class Person:
    """One open report with its clock: a row of the Now room."""

    row: ReportRow
    age: int | None
    clock: NoAction
    looking: tuple[TaskRow, ...]
    offered: tuple[TaskRow, ...]
    last_ended: TaskRow | None
    not_sent: int


class Now:
    """What is true this minute; reads only."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def people(self) -> list[Person]:
        """Everybody open, the loudest clock first, then the longest unwatched."""
        now = self._desk.clock.now()
        rows = self._desk.store.open_reports(now - SHOWN_AFTER_FOUND)
        tasks = self._tasks([row.incident for row in rows])
        not_sent = self._desk.store.not_sent()
        people = [_person(row, tasks.get(row.incident, []), not_sent.get(row.incident, 0), now) for row in rows]
        return sorted(people, key=lambda each: (urgency(each.clock), each.row.incident))

    def _tasks(self, incidents: list[Id]) -> Mapping[Id, list[TaskRow]]:
        tasks: dict[Id, list[TaskRow]] = {}
        for task in self._desk.store.tasks_of(incidents):
            tasks.setdefault(task.incident, []).append(task)
        return tasks

    def my_tasks(self, teams: Sequence[Id] = ()) -> list[TaskRow]:
        """What the officer who is signed in has to do: under way first, then the soonest due.

        Raises:
            NotAllowed: nobody is signed in.
        """
        officer = self._desk.session.officer
        if officer is None:
            raise NotAllowed("session.locked")
        found = self._desk.store.tasks_for([officer.id, assignee_named(officer.call_sign), *teams])
        return sorted(found, key=_doing)


def _doing(task: TaskRow) -> tuple[bool, float, str]:
    due = task.due_at.timestamp() if task.due_at else float("inf")
    return task.status != "under_way", due, task.task


def _look(task: TaskRow) -> list[Look]:
    if task.task_class != "locate" or task.started_at is None:
        return []
    ended = [Look(task.ended_at, task.ended_at)] if task.ended_at else []
    running = [Look(task.started_at, None, task.due_at)] if task.status == "under_way" else []
    return ended + running


def _person(row: ReportRow, tasks: list[TaskRow], not_sent: int, now: datetime) -> Person:
    age = age_on(row.born, row.age, now.date())
    limits = thresholds(age, row.grade, row.flags)
    looked = [look for task in tasks for look in _look(task)]
    ended = [task for task in tasks if task.ended_at and task.started_at and task.task_class == "locate"]
    return Person(
        row=row,
        age=age,
        clock=no_action(row.reported_at, looked, limits, now, row.located_at),
        looking=tuple(task for task in tasks if task.task_class == "locate" and task.status == "under_way"),
        offered=tuple(task for task in tasks if task.status in ("offered", "accepted")),
        last_ended=max(ended, key=lambda task: task.ended_at or now, default=None),
        not_sent=not_sent,
    )


def clock_of(report: Report, tasks: Sequence[Task], now: datetime) -> NoAction:
    """The clock of one search that is open on the screen."""
    risk = report.risk.grade if report.risk else None
    limits = thresholds(report.age(now.date()), risk, report.flag_names())
    looked = [look for task in tasks for look in looks(task)]
    return no_action(report.reported_at, looked, limits, now, report.located.at if report.located else None)
