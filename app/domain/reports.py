"""A report: who is missing, who says so, how grave it is; what is needed to open one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from app.domain.identity import Id
from app.domain.people import age_on
from app.domain.registers import Head, by_field, in_conflict, ruling
from app.errors import Missing


@dataclass(frozen=True, slots=True)
class Risk:
    """One grade as somebody gave it."""

    grade: str
    reason: str
    by: Id
    at: datetime
    op: str
    review_at: datetime | None = None
    provisional: bool = True
    device: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag and what stands behind it."""

    name: str
    status: str
    evidence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """Where and when the person was found."""

    at: datetime
    by: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The report as the set of operations has it.

    ``risks`` holds every grade that stands against another; the first one rules.
    """

    id: Id
    name: str
    reported_by: str
    reported_at: datetime
    details: Mapping[str, Any] = field(default_factory=dict)
    risks: tuple[Risk, ...] = ()
    risk_conflict: bool = False
    flags: tuple[Flag, ...] = ()
    located: Located | None = None

    @property
    def risk(self) -> Risk | None:
        """The grade that stands for now."""
        return self.risks[0] if self.risks else None

    @property
    def first_name(self) -> str:
        """What the person is called on buttons and in sentences."""
        return self.name.split()[0] if self.name.split() else self.name

    def age(self, today: date) -> int | None:
        """Years, or ``None`` where neither age nor date of birth is known."""
        return age_on(self.details.get("born"), self.details.get("age"), today)

    def flag_names(self) -> list[str]:
        """The flags that are up."""
        return [flag.name for flag in self.flags if flag.status != "removed"]


NOT_DETAILS: Final = frozenset({"risk", "located", "reported_by", "reported_at"})


def report_of(incident: Id, heads: Sequence[Head]) -> Report | None:
    """The report that these heads make, or ``None`` while its opening has not arrived."""
    fields = by_field(heads)
    if "reported_at" not in fields:
        return None
    values = {name: ruling(each).value for name, each in fields.items()}
    plain = {name: value for name, value in values.items() if name not in NOT_DETAILS and "." not in name}
    return Report(
        id=incident,
        name=values.get("name", ""),
        reported_by=values.get("reported_by", ""),
        reported_at=values["reported_at"],
        details=plain,
        risks=_risks(fields.get("risk", [])),
        risk_conflict="risk" in fields and in_conflict(fields["risk"]),
        flags=tuple(_flag(value) for name, value in sorted(values.items()) if name.startswith("flag.")),
        located=_located(values.get("located")),
    )


def _risks(heads: Sequence[Head]) -> tuple[Risk, ...]:
    if not heads:
        return ()
    first = ruling(heads)
    ordered = [first, *(head for head in heads if head is not first)]
    return tuple(_risk(head) for head in ordered)


def _risk(head: Head) -> Risk:
    value = head.value
    return Risk(
        grade=value["grade"],
        reason=value.get("reason", ""),
        by=head.actor,
        at=head.at,
        op=head.op,
        review_at=value.get("review_at"),
        provisional=value.get("provisional", True),
        device=head.device,
    )


def _flag(value: Mapping[str, Any]) -> Flag:
    return Flag(value["flag"], value["status"], value.get("evidence", ""), value.get("source", ""))


def _located(value: Mapping[str, Any] | None) -> Located | None:
    return None if value is None else Located(value["located_at"], value["by"], value.get("where", ""))


def check_opening(name: str, reported_by: str, place: str, seen_at: datetime | None) -> None:
    """Let a report pass that has the four things it needs: who, who says so, where and when last seen.

    Raises:
        Missing: which of the four are not there; the draft is kept.
    """
    needed = {"name": name, "reported_by": reported_by, "place": place, "seen_at": seen_at}
    missing = [what for what, given in needed.items() if not given]
    if missing:
        raise Missing("report.missing", missing=missing, what=", ".join(missing).replace("_", " "))


def lowers(old: str | None, new: str, grades: Sequence[str]) -> bool:
    """Whether a new grade is lower than the one that stands; an unknown one counts as highest."""
    if old is None or new not in grades:
        return False
    return old not in grades or grades.index(new) < grades.index(old)
