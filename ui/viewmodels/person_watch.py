"""How grave it is and who has looked, in the words of the Person room's cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.cases import Case, Venue
from app.domain.clocks import NoAction
from app.domain.identity import Id, Officer
from app.domain.reports import Risk
from app.domain.tasks import Task
from ui.lines import RiskLevel
from ui.viewmodels.local_times import moment
from ui.viewmodels.people_lines import risk_level, risk_words
from ui.viewmodels.person_lines import by_words
from ui.viewmodels.person_sayings import Line
from ui.wording import say


@dataclass(frozen=True)
class RiskCard:
    """The grade that stands, who gave it, when it is looked at again, and whether grades differ."""

    level: RiskLevel
    words: str
    given: str
    reason: str = ""
    review: str = ""
    overdue: bool = False
    provisional: bool = False
    conflict: bool = False


def risk_card(case: Case, officers: Mapping[Id, Officer], now: datetime) -> RiskCard:
    risk, conflict = case.report.risk, case.report.risk_conflict
    if risk is None:
        return RiskCard("not_assessed", risk_words(None), say("person.risk_nobody"))
    given = say("person.risk_given", who=officer_name(officers, risk.by), time=moment(risk.at, now))
    overdue = risk.review_at is not None and risk.review_at <= now
    words = risk_words(risk.grade, conflict)
    return RiskCard(
        level=risk_level(risk.grade),
        words=words,
        given=given,
        reason=risk.reason,
        review=_review(risk, now, overdue=overdue),
        overdue=overdue,
        provisional=risk.provisional,
        conflict=conflict,
    )


def _review(risk: Risk, now: datetime, *, overdue: bool) -> str:
    if risk.review_at is None:
        return say("person.review_none")
    return say("person.review_overdue" if overdue else "person.review_due", time=moment(risk.review_at, now))


def officer_name(officers: Mapping[Id, Officer], officer: Id) -> str:
    """The call sign; somebody of another laptop who has not arrived yet is said to be that."""
    found = officers.get(officer)
    return found.call_sign if found else say("person.officer_unknown")


def looked_lines(case: Case, clock: NoAction, now: datetime) -> tuple[Line, ...]:
    """Every look that was made, the newest last, and whether anybody looks now."""
    looks = [task for task in case.tasks if task.task_class == "locate" and task.started_at is not None]
    looks.sort(key=lambda task: (task.started_at or now, task.id))
    lines = [_look(case, task, now) for task in looks[-6:]]
    if clock.level in ("looking", "located"):
        return tuple(lines)
    return (*lines, _nobody(case, clock, now, ever=bool(looks)))


def _look(case: Case, task: Task, now: datetime) -> Line:
    started = moment(task.started_at, now) if task.started_at else ""
    icon = "venue" if isinstance(case.place(task.place), Venue) else "team"
    if task.ended_at is None or task.looking:
        title = say("person.look_running", task=task.title, time=started)
        return Line(task.id, "watch.looking", title, by_words([task.assignee_name, say("person.look_now")]), "accent")
    title = say("person.look_ended", task=task.title, start=started, end=moment(task.ended_at, now))
    return Line(task.id, icon, title, _result(task))


def _result(task: Task) -> str:
    if not task.results:
        return by_words([task.assignee_name, task.reason])
    result = task.results[-1]
    share = say("person.coverage", percent=round(result.coverage * 100)) if result.coverage is not None else ""
    outcome = say(f"person.outcome_{result.outcome}")
    return by_words([task.assignee_name, outcome, share, result.found, result.note, result.reason])


def _nobody(case: Case, clock: NoAction, now: datetime, *, ever: bool) -> Line:
    title = say("person.nobody_since" if ever else "person.nobody_yet", time=moment(clock.since, now))
    waiting = [task for task in case.tasks if task.status in ("offered", "accepted")]
    drafts = [task for task in case.tasks if task.status == "draft" and task.task_class == "locate"]
    if waiting:
        second = say("person.next_offered", task=waiting[0].title, who=waiting[0].assignee_name)
    else:
        second = say("person.next_draft", task=drafts[0].title) if drafts else say("person.next_nothing")
    return Line("", "team", title, second, "danger_text")
