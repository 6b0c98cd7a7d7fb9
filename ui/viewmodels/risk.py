"""Grading the risk, and settling grades that differ, against exactly the grades that were on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, get_args

from PySide6.QtCore import QObject, Signal

from app.changes import Changes
from app.domain import facts
from app.domain.cases import Case
from app.domain.identity import Id, Rank, may
from app.domain.registers import GRADES
from app.domain.reports import Report, Risk, lowers
from app.ports.store import Store
from app.services.risks import Grading
from ui.background import Failure
from ui.lines import RiskLevel
from ui.viewmodels.context import Context
from ui.viewmodels.drafts import Draft
from ui.viewmodels.local_times import moment
from ui.viewmodels.people_lines import risk_level, risk_words
from ui.viewmodels.person_watch import officer_name
from ui.wording import say

CHOICES: Final[tuple[facts.Grade, ...]] = tuple(reversed(get_args(facts.Grade)))
REVIEWS: Final = (1, 2, 4, 8, 24)
"""Hours to the next review that can be chosen."""
_CHILD: Final = 18


@dataclass(frozen=True)
class Side:
    """One of the grades that stand, whole: what, why, who, on which laptop, when."""

    op: str
    grade: str
    level: RiskLevel
    words: str
    reason: str
    who: str
    time: str
    stands: bool
    arrived: bool = False
    review_at: datetime | None = None


@dataclass(frozen=True)
class RiskState:
    """``sides`` are the grades on the screen, the one that stands first; ``seen`` are their operations.

    ``guard`` says why this rank may not give the chosen grade. ``news`` says that a grade arrived
    while the sheet was open.
    """

    sides: tuple[Side, ...] = ()
    conflict: bool = False
    loaded: bool = False
    grade: str = ""
    reason: str = ""
    hours: int | None = None
    review: str = ""
    provisional: bool = False
    guard: str = ""
    news: str = ""
    child: bool = False
    may_settle: bool = False
    error: str = ""
    grade_error: str = ""
    problem: str = ""
    saving: bool = False

    @property
    def seen(self) -> list[str]:
        """The operations whose grades are on the screen."""
        return [side.op for side in self.sides]


class RiskModel(QObject):
    """For the risk sheet and for the conflict sheet.

    Signals:
        changed: ``state`` is another.
        brought: a draft came back.
        refused: the field to look at ("grade" or "reason").
        saved: the grade is in the log.
    """

    changed = Signal()
    brought = Signal()
    refused = Signal(str)
    saved = Signal()

    def __init__(self, context: Context, incident: Id, *, settling: bool = False) -> None:
        super().__init__()
        self._context, self._services, self._incident = context, context.services, incident
        self._settling = settling
        self.state = RiskState()
        self._report: Report | None = None
        self._draft = Draft(context, f"{'conflict' if settling else 'risk'}:{incident}")
        self._draft.bring(self._bring)
        context.changed.connect(self._hear)
        self.reload()

    @property
    def _rank(self) -> Rank:
        officer = self._services.desk.session.officer
        return officer.rank if officer else Rank.ADMINISTRATOR

    def _set(self, **parts: Any) -> None:
        self.state = replace(self.state, **parts)
        self.changed.emit()

    # what stands

    def _hear(self, changes: Changes) -> None:
        if changes.of(self._incident):
            self.reload()

    def reload(self) -> None:
        """Read the grades again; one that is new is shown as new."""
        services = self._services
        self._context.read(lambda: _read(services.desk.store, services.desk.clock.now(), self._incident), self._show)

    def _show(self, answer: tuple[Case, tuple[Side, ...]]) -> None:
        case, sides = answer
        self._report, before, state = case.report, set(self.state.seen), self.state
        new = [side for side in sides if side.op not in before] if state.loaded else []
        marked = tuple(replace(side, arrived=side in new or self._new_before(side)) for side in sides)
        today = self._services.desk.clock.now().date()
        age = case.report.age(today)
        self._set(
            sides=marked,
            conflict=case.report.risk_conflict,
            loaded=True,
            news=_news(new) or state.news,
            child=age is not None and age < _CHILD,
            may_settle=may(self._rank, "conflict.settle"),
            provisional=not may(self._rank, "risk.lower"),
            guard=self._guard(state.grade),
        )

    def _new_before(self, side: Side) -> bool:
        return any(each.op == side.op and each.arrived for each in self.state.sides)

    def _guard(self, grade: str) -> str:
        standing = self._report.risk.grade if self._report and self._report.risk else None
        if not grade or may(self._rank, "risk.lower") or not lowers(standing, grade, GRADES):
            return ""
        return say("risk.lowering", standing=risk_words(standing), grade=risk_words(grade))

    # typing

    def _bring(self, text: str | None) -> None:
        if text and not self.state.reason:
            self._set(reason=text)
            self.brought.emit()

    def choose_grade(self, grade: str) -> None:
        """Choose a grade; what this rank may not do is said at once."""
        self._set(grade=grade, grade_error="", guard=self._guard(grade))

    def type_reason(self, text: str) -> None:
        """A key was pressed in "why, in a line"."""
        self._set(reason=text, error="", problem="")
        self._draft.keep(text)

    def choose_hours(self, hours: int) -> None:
        """When the grade is looked at again, in so many hours."""
        now = self._services.desk.clock.now()
        due = moment(now + timedelta(hours=hours), now)
        self._set(hours=hours, review=say("person.review_set", time=due))

    # saving

    def save(self) -> None:
        """Give the chosen grade, having seen the grades on the screen."""
        if self.state.grade not in CHOICES:
            self._set(grade_error=say("person.choose_grade"))
            self.refused.emit("grade")
            return
        hours, now = self.state.hours, self._services.desk.clock.now()
        self._give(self.state.grade, None if hours is None else now + timedelta(hours=hours))

    def keep(self, side: Side) -> None:
        """Let one of the grades on the screen stand."""
        self._give(side.grade, side.review_at)

    def _give(self, grade: str, review_at: datetime | None) -> None:
        if self.state.saving:
            return
        if not self.state.reason.strip():
            self._set(error=say("risk.no_reason"))
            self.refused.emit("reason")
            return
        seen, risks, incident = self.state.seen, self._services.risks, self._incident
        grading = Grading(grade, self.state.reason, review_at)  # type: ignore[arg-type]
        write = risks.settle if self._settling else risks.assess
        self._set(saving=True, problem="")
        self._context.act(lambda: write(incident, grading, seen), lambda _op: self._saved(grade), self._failed)

    def _saved(self, grade: str) -> None:
        self._draft.keep(None)
        self._set(saving=False)
        self._context.told.emit(say("person.risk_saved", risk=risk_words(grade)))
        self.saved.emit()

    def _failed(self, failure: Failure) -> None:
        self._set(saving=False, problem=failure.words)


def _read(store: Store, now: datetime, incident: Id) -> tuple[Case, tuple[Side, ...]]:
    case = store.case(incident)
    officers, laptops = store.officers(), {device: each.name for device, each in store.laptops().items()}
    names = {risk.op: officer_name(officers, risk.by) for risk in case.report.risks}
    sides = [_side(risk, names[risk.op], laptops, now) for risk in case.report.risks]
    return case, tuple(replace(side, stands=place == 0) for place, side in enumerate(sides))


def _side(risk: Risk, officer: str, laptops: Mapping[Id, str], now: datetime) -> Side:
    laptop = laptops.get(Id(risk.device), "")
    who = say("person.side_who", who=officer, laptop=laptop) if laptop else officer
    return Side(
        op=risk.op,
        grade=risk.grade,
        level=risk_level(risk.grade),
        words=risk_words(risk.grade),
        reason=risk.reason,
        who=who,
        time=moment(risk.at, now),
        stands=False,
        review_at=risk.review_at,
    )


def _news(new: Sequence[Side]) -> str:
    if not new:
        return ""
    return say("person.grade_arrived", risk=new[0].words, who=new[0].who, time=new[0].time)
