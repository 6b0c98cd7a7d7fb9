"""Turns a person of the Now list, a whole case or a found report into the line that rows and the person bar paint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.domain import facts
from app.domain.cases import Case
from app.domain.clocks import EXPLOITED, NoAction, no_action, thresholds
from app.domain.people import age_on
from app.domain.reports import Located
from app.domain.tasks import Task
from app.ports.store import ReportRow, TaskRow
from app.services.now import Person
from ui.lines import PersonLine, RiskLevel
from ui.viewmodels.clock_lines import clock_state
from ui.viewmodels.local_times import moment
from ui.wording import say

_LEVELS: dict[str | None, RiskLevel] = {
    "high": "high",
    "medium": "medium",
    "low": "low",
    "very_low": "very_low",
    None: "not_assessed",
}
KNOWN_FLAGS = (
    "criminal_exploitation",
    "sexual_exploitation",
    "trafficking",
    "serious_violence",
    "suicide",
    "self_harm",
    "medication",
    "domestic_abuse",
)
"""In the order in which they are said where there is room for one."""


def person_line(person: Person, now: datetime, photo: bytes | None = None, found: Located | None = None) -> PersonLine:
    """The row of somebody on the Now list; ``photo`` is an encoded picture, ``found`` who saw the person and where."""
    row = person.row
    return PersonLine(
        incident=row.incident,
        name=row.name,
        age_text=age_text(person.age),
        photo=photo,
        clock=clock_state(person.clock, now, looked_before=person.last_ended is not None),
        risk=risk_level(row.grade),
        risk_words=risk_words(row.grade, row.risk_conflict),
        flag=next(iter(ranked_flags(row.flags)), None),
        second_line=found_words(found, now) if found else _second_line(person, now),
        not_sent_count=person.not_sent,
        more_flags=tuple(ranked_flags(row.flags)[1:]),
    )


def case_line(case: Case, clock: NoAction, now: datetime, photo: bytes | None = None) -> PersonLine:
    """The person bar of an open search; ``clock`` is what ``services.now.clock_of`` gives."""
    report = case.report
    grade = report.risk.grade if report.risk else None
    flags = ranked_flags(report.flag_names())
    return PersonLine(
        incident=report.id,
        name=report.name,
        age_text=age_text(report.age(now.astimezone().date())),
        photo=photo,
        clock=clock_state(clock, now, looked_before=last_look(case.tasks) is not None),
        risk=risk_level(grade),
        risk_words=risk_words(grade, report.risk_conflict),
        flag=flags[0] if flags else None,
        second_line=reported_words(report.reported_at, report.reported_by, now),
        not_sent_count=case.not_sent,
        more_flags=(*flags[1:], *_standing(case)),
    )


def report_line(row: ReportRow, now: datetime) -> PersonLine:
    """A report that a search found and that is not on the Now list any more, or that has no tasks."""
    age = age_on(row.born, row.age, now.date())
    limits = thresholds(age, row.grade, row.flags)
    clock = no_action(row.reported_at, (), limits, now, row.located_at)
    return person_line(Person(row, age, clock, (), (), None, 0), now)


def _standing(case: Case) -> Iterable[str]:
    """What else the person bar says where there is room."""
    details = case.report.details
    if details.get("looked_after") is True:
        yield say("people.looked_after")
    if episodes := details.get("earlier_episodes"):
        yield say("people.earlier_episodes", count=episodes)


def age_text(age: int | None) -> str:
    return "" if age is None else str(age)


def risk_level(grade: str | None) -> RiskLevel:
    """The badge; a grade this version does not know is never shown as safe."""
    return _LEVELS.get(grade, "high")


def risk_words(grade: str | None, conflict: bool = False) -> str:
    """``Medium risk``, ``High until settled``, ``Not yet assessed``."""
    if conflict and grade is not None:
        return say("people.risk_until_settled", grade=_grade(grade))
    return say("people.risk_none") if grade is None else say("people.risk", grade=_grade(grade))


def _grade(grade: str) -> str:
    return say(f"people.grade_{grade}") if grade in _LEVELS else grade.replace("_", " ").capitalize()


def flag_words(flag: str) -> str:
    """The flag as it is said; a force's own flag as it was typed."""
    return say(f"people.flag_{flag}") if flag in KNOWN_FLAGS else flag.replace("_", " ")


def ranked_flags(flags: Iterable[str]) -> list[str]:
    """Words of the flags, those that shorten the clock first."""
    known = {flag: place for place, flag in enumerate(KNOWN_FLAGS)}
    ordered = sorted(set(flags), key=lambda flag: (flag not in EXPLOITED, known.get(flag, len(known)), flag))
    return [flag_words(flag) for flag in ordered]


def reported_words(at: datetime, by: str, now: datetime) -> str:
    """``Reported 23:38 by a friend``."""
    return say("people.reported", time=moment(at, now), by=by)


def found_words(found: Located, now: datetime) -> str:
    """``Found 13:29 by PC 207 Okoro, at his sister's``."""
    said = say("people.found", time=moment(found.at, now), by=found.by)
    return ", ".join(part for part in (said, found.where) if part)


def names_of(tasks: Iterable[Task | TaskRow]) -> str:
    """Who has these tasks, each once: ``Dog team A, PC 640 Frost``."""
    return ", ".join(dict.fromkeys(task.assignee_name for task in tasks if task.assignee_name))


def last_look(tasks: Sequence[Task]) -> Task | None:
    """The task with which the last look ended, if anybody has looked."""
    ended = [
        (task.ended_at, task.id, task)
        for task in tasks
        if task.task_class == "locate" and task.started_at is not None and task.ended_at is not None
    ]
    return max(ended)[2] if ended else None


def _second_line(person: Person, now: datetime) -> str:
    if person.clock.level == "looking":
        return _looking_words(person.looking)
    if person.clock.level != "located" and person.offered:
        return _offered_words(person.offered[0])
    if person.clock.level != "located" and person.last_ended is not None and person.last_ended.ended_at is not None:
        ended = person.last_ended
        return say("people.last_looked", time=moment(person.last_ended.ended_at, now), task=ended.title)
    return reported_words(person.row.reported_at, person.row.reported_by, now)


def _looking_words(tasks: Sequence[TaskRow]) -> str:
    if len(tasks) == 1:
        return say("people.looking_one", who=tasks[0].assignee_name, task=tasks[0].title)
    return names_of(tasks)


def _offered_words(task: TaskRow) -> str:
    key = "people.offered" if task.status == "offered" else "people.accepted"
    return say(key, who=task.assignee_name)


def photo_name(case: Case) -> bytes | None:
    """SHA-256 of the newest photo of the person (not of something a task found), for ``services.photos.picture``."""
    said = [entry.fact for entry in case.entries if isinstance(entry.fact, facts.PhotoAdded)]
    return next((fact.copy_sha256 for fact in reversed(said) if fact.about is None), None)
