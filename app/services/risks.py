"""Grades risk, and lets a person settle two grades that differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain import facts
from app.domain.identity import Id, may
from app.domain.registers import GRADES
from app.domain.reports import Report, lowers
from app.errors import Missing, NotAllowed, Unreadable
from app.ports.store import SignedIn
from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Grading:
    """A grade, why, and when it is looked at again."""

    grade: facts.Grade
    reason: str
    review_at: datetime | None = None


class Risks:
    """The risk of one person, by somebody's judgement."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def assess(self, incident: Id, grading: Grading, seen: Sequence[str] | None = None) -> str:
        """Record a grade; ``seen`` are the grades (operation ids) that were on the screen.

        A supervisor's grade is confirmed, an officer's provisional. Raising is free.

        Raises:
            Unreadable: no such grade. Missing: no reason.
            NotAllowed: an officer lowers a grade.
        """
        _check(grading)
        with self._desk.act("risk.assess") as (work, acting):
            _check_lowering(work.report(incident), grading, acting)
            shown = None if seen is None else {"risk": seen}
            return work.record(_fact(grading, acting), incident, incident, seen=shown)

    def settle(self, incident: Id, grading: Grading, seen: Sequence[str]) -> str:
        """Decide between grades that differ, having seen all of ``seen``.

        A grade that arrives meanwhile was not seen and stays a candidate.
        """
        self._desk.session.acting("conflict.settle")
        return self.assess(incident, grading, seen)


def _check(grading: Grading) -> None:
    if grading.grade not in GRADES:
        raise Unreadable("risk.no_such_grade", grade=grading.grade, grades=", ".join(GRADES))
    if not grading.reason.strip():
        raise Missing("risk.no_reason")


def _check_lowering(report: Report, grading: Grading, acting: SignedIn) -> None:
    """Lowering takes a sergeant; the written reason is needed of everybody."""
    standing = report.risk.grade if report.risk else None
    if lowers(standing, grading.grade, GRADES) and not may(acting.officer.rank, "risk.lower"):
        raise NotAllowed("risk.lowering", standing=standing, grade=grading.grade)


def _fact(grading: Grading, acting: SignedIn) -> facts.RiskAssessed:
    return facts.RiskAssessed(
        grade=grading.grade,
        reason=grading.reason.strip(),
        review_at=grading.review_at,
        provisional=not may(acting.officer.rank, "risk.lower"),
    )
