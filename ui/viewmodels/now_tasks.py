"""An officer's own work: one task open, what comes after it, and what teams have."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.cases import Case, Segment, Venue
from app.domain.identity import Id
from app.domain.segments import local_metres
from app.domain.tasks import Task
from app.ports.store import TaskRow
from app.services.now import Person
from app.services.tasks import by_name
from ui.lines import PersonLine
from ui.viewmodels.local_times import moment
from ui.wording import say

MOST_AFTER = 8


@dataclass(frozen=True)
class TaskCard:
    """The one task that is open; ``button`` is the one large button."""

    task: Id
    incident: Id
    person: PersonLine
    title: str
    instructions: str
    facts: tuple[tuple[str, str], ...]
    under_way: bool
    button: str
    not_sent: bool


@dataclass(frozen=True)
class TaskItem:
    """One task in a list, to open."""

    task: Id
    icon: str
    title: str
    second: str
    not_sent: bool


@dataclass(frozen=True)
class MyWork:
    """What an officer sees: the open task, the rest, and the tasks of teams to join."""

    card: TaskCard | None = None
    after: tuple[TaskItem, ...] = ()
    teams: tuple[TaskItem, ...] = ()


def team_tasks(people: Sequence[Person], officers: Collection[Id]) -> list[TaskRow]:
    """Tasks that a team has: whoever is in it may take, start and end them."""
    rows = [task for person in people for task in (*person.looking, *person.offered)]
    teams = {row.task: row for row in rows if _is_teams(row, officers)}
    return list(teams.values())


def _is_teams(row: TaskRow, officers: Collection[Id]) -> bool:
    return row.assignee is not None and row.assignee not in officers and not by_name(row.assignee)


def task_item(row: TaskRow, names: Mapping[Id, str], unsent: Collection[Id], now: datetime) -> TaskItem:
    """A row of "After that"; ``names`` are the people's, by incident."""
    said = {"name": names.get(row.incident, ""), "who": row.assignee_name}
    key = "now.item_by" if row.due_at else "now.item"
    second = say(key, **said, due=moment(row.due_at, now) if row.due_at else "")
    return TaskItem(row.task, _icon(row.task_class), row.title, second, row.task in unsent)


def team_item(row: TaskRow, names: Mapping[Id, str], unsent: Collection[Id]) -> TaskItem:
    """A row of the teams' tasks."""
    second = say("now.item_team", name=names.get(row.incident, ""), who=row.assignee_name)
    return TaskItem(row.task, "team", row.title, second, row.task in unsent)


def _icon(task_class: str) -> str:
    return "place" if task_class == "locate" else "task"


def task_card(case: Case, task: Task, person: PersonLine, unsent: Collection[Id], now: datetime) -> TaskCard:
    """The open task with everything that is needed to go."""
    under_way = task.status == "under_way"
    place = case.place(task.place)
    why = place.why if isinstance(place, Venue) else ""
    return TaskCard(
        task=task.id,
        incident=case.report.id,
        person=person,
        title=task.title,
        instructions=task.instructions or why,
        facts=tuple(_facts(case, task, place, now)),
        under_way=under_way,
        button=say("now.done" if under_way else _start_key(task)),
        not_sent=task.id in unsent,
    )


def _start_key(task: Task) -> str:
    return "now.start_looking" if task.task_class == "locate" else "now.start"


def _facts(case: Case, task: Task, place: Segment | Venue | None, now: datetime) -> Iterable[tuple[str, str]]:
    if place is not None and (distance := _distance(case, place)):
        yield "place", distance
    if isinstance(place, Venue) and place.found_here_before:
        yield "history", say("now.found_here", count=place.found_here_before)
    if task.due_at is not None:
        yield "review", say("now.due", time=moment(task.due_at, now))
    if task.started_at is not None and task.status == "under_way":
        yield "start", say("now.started", time=moment(task.started_at, now))


def _distance(case: Case, place: Segment | Venue) -> str:
    """How far the place is from where the person was last known; an officer's own place is not known."""
    start = case.planning_point()
    if start is None or start.said.position is None:
        return ""
    lon, lat = start.said.position
    target = place.position if isinstance(place, Venue) else place.ring[0]
    metres = math.hypot(*(float(each) for each in local_metres([target], (lon, lat))[0]))
    km = f"{metres / 1000:.1f}".removesuffix(".0")
    words = say("now.km", km=km) if metres >= 950 else say("now.m", m=round(metres / 10) * 10)
    return say("now.from_last_known", distance=words)
