"""Reads what the Now room shows, in one go on the database thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.identity import Id, Officer, may
from app.domain.reports import Located
from app.ports.store import TaskRow
from app.services.now import Person, clock_of
from app.services.office import Services
from ui.lines import PersonLine
from ui.viewmodels.now_detail import Detail, detail_of
from ui.viewmodels.now_tasks import MOST_AFTER, MyWork, TaskCard, task_card, task_item, team_item, team_tasks
from ui.viewmodels.people_lines import person_line
from ui.wording import say

_MOST_WAITING = 6
_MOST_UNSENT = 2000
_NUMBERS = 12
"""Up to here a count of people is written as a word."""


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the sergeant; ``action`` is settle, person or laptop."""

    icon: str
    ink: str
    title: str
    second: str
    action: str
    incident: str = ""


@dataclass(frozen=True)
class NowState:
    """Everything the room shows. ``supervises`` decides which of its two faces."""

    loaded: bool = False
    officer: str = ""
    supervises: bool = False
    may_report: bool = False
    heading: str = ""
    order: str = ""
    people: tuple[PersonLine, ...] = ()
    selected: str = ""
    detail: Detail | None = None
    waiting: tuple[Waiting, ...] = ()
    work: MyWork = field(default_factory=MyWork)
    badge: int = 0


@dataclass(frozen=True)
class Asked:
    """What the window has chosen: the person beside the list, the task that is open, photos known so far."""

    selected: str
    task: str
    photos: Mapping[str, bytes]


def read_state(services: Services, asked: Asked) -> NowState:
    """The room for whoever is signed in; an empty one for nobody."""
    officer = services.desk.session.officer
    if officer is None:
        return NowState()
    now, people = services.desk.clock.now(), services.now.people()
    photos = asked.photos
    lines = tuple(person_line(each, now, photos.get(each.row.incident), _found(services, each)) for each in people)
    supervises = may(officer.rank, "task.give")
    return NowState(
        loaded=True,
        officer=officer.call_sign,
        supervises=supervises,
        may_report=may(officer.rank, "report.open"),
        heading=_heading(len(lines)),
        order=say("now.order") if len(lines) > 1 else "",
        people=lines,
        selected=asked.selected if any(line.incident == asked.selected for line in lines) else "",
        detail=_detail(services, asked.selected, officer, now) if supervises else None,
        waiting=tuple(_waiting(services, people)) if supervises else (),
        work=MyWork() if supervises else _work(services, people, lines, asked.task, now),
        badge=sum(line.clock.level == "nobody_red" for line in lines),
    )


def _found(services: Services, person: Person) -> Located | None:
    """How it ended, for the few who were found not long ago."""
    return services.reports.case(person.row.incident).report.located if person.clock.level == "located" else None


def _heading(count: int) -> str:
    return say(f"now.people_{count}") if 0 < count <= _NUMBERS else say("now.people", count=count)


def _detail(services: Services, selected: str, officer: Officer, now: datetime) -> Detail | None:
    if not selected:
        return None
    case = services.reports.case(Id(selected))
    clock = clock_of(case.report, case.tasks, now)
    return detail_of(case, clock, services.plans.advice(case), services.officers.known(), officer, now)


def _waiting(services: Services, people: Sequence[Person]) -> list[Waiting]:
    """What differs comes first, then what nobody took, then what has not been sent."""
    found = [_conflict(person) for person in people if person.row.risk_conflict]
    found += [_not_taken(person, task) for person in people for task in person.offered if task.status == "offered"]
    counts = services.desk.store.counts()
    if counts.held:
        second = say("now.waiting_held_more")
        found.append(Waiting("state.warn", "warn_text", say("now.waiting_held", count=counts.held), second, "laptop"))
    if counts.unsent:
        second = say("now.waiting_unsent_more")
        found.append(Waiting("not_sent", "warn_text", say("now.waiting_unsent", count=counts.unsent), second, "laptop"))
    return found[:_MOST_WAITING]


def _conflict(person: Person) -> Waiting:
    second = say("now.waiting_conflict_more", name=_first_name(person))
    return Waiting("conflict", "warn_text", say("now.waiting_conflict"), second, "settle", person.row.incident)


def _not_taken(person: Person, task: TaskRow) -> Waiting:
    title = say("now.waiting_not_taken", who=task.assignee_name)
    second = say("now.waiting_not_taken_more", name=_first_name(person), task=task.title)
    return Waiting("task", "danger_text", title, second, "person", person.row.incident)


def _first_name(person: Person) -> str:
    return (person.row.name.split() or [person.row.name])[0]


def _work(
    services: Services, people: Sequence[Person], lines: Sequence[PersonLine], open_task: str, now: datetime
) -> MyWork:
    mine = sorted(services.now.my_tasks(), key=_before)
    theirs = [row for row in team_tasks(people, services.officers.known()) if all(row.task != m.task for m in mine)]
    current = next((row for row in (*mine, *theirs) if row.task == open_task), mine[0] if mine else None)
    unsent = {entry.entity for entry in services.desk.store.waiting(_MOST_UNSENT)}
    names = {Id(line.incident): line.first_name for line in lines}
    return MyWork(
        card=_card(services, current, lines, unsent, now) if current else None,
        after=tuple(task_item(row, names, unsent, now) for row in mine if row is not current)[:MOST_AFTER],
        teams=tuple(team_item(row, names, unsent) for row in theirs if row is not current)[:MOST_AFTER],
    )


def _before(task: TaskRow) -> tuple[bool, bool]:
    """What is under way stays on top; then to look comes before anything else, as the service has it."""
    return task.status != "under_way", task.task_class != "locate"


def _card(
    services: Services, row: TaskRow, lines: Sequence[PersonLine], unsent: set[Id], now: datetime
) -> TaskCard | None:
    """The open task; ``None`` where its person or the task itself has not arrived yet."""
    case = services.reports.case(row.incident)
    person, task = next((each for each in lines if each.incident == row.incident), None), case.task(row.task)
    return None if person is None or task is None else task_card(case, task, person, unsent, now)
