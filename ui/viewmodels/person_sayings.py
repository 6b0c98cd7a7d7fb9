"""Who said what of a person, when, and whether it was sent: what stands beside each thing that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain import facts
from app.domain.cases import Case, Entry
from app.domain.identity import Id
from ui.lines import SentState
from ui.wording import say

_REPORT: Final = (facts.ReportOpened, facts.ReportAmended, facts.FlagSet, facts.RiskAssessed, facts.PersonLocated)


@dataclass(frozen=True)
class Line:
    """One row of a card. ``key`` says what a press on it opens."""

    key: str
    icon: str
    title: str
    second: str = ""
    ink: str = "muted"
    sent: SentState | None = None
    sent_words: str = ""


@dataclass(frozen=True)
class Said:
    """The newest entry that wrote a field. ``source`` is who told it, as typed."""

    source: str
    at: datetime
    by: Id
    state: str


def sayings(case: Case) -> Mapping[str, Said]:
    """Field of the report to the entry that wrote it last."""
    found: dict[str, Said] = {}
    for entry in case.entries:
        if entry.entity == case.report.id and isinstance(entry.fact, _REPORT):
            said = Said(_source(entry), entry.at, entry.actor, entry.standing)
            found.update(dict.fromkeys(entry.fact.writes(), said))
    return found


def _source(entry: Entry) -> str:
    match entry.fact:
        case facts.ReportOpened(reported_by=by):
            return by
        case facts.ReportAmended(source=source) | facts.FlagSet(source=source):
            return source
        case _:
            return ""


def mark(state: str) -> tuple[SentState, str]:
    """Saved here only, or sent: the mark and its word ("" for the usual one)."""
    if state == "held":
        return "not_sent", say("person.held")
    return ("sent", "") if state == "sent" else ("not_sent", "")


def capital(words: str) -> str:
    """The first letter large, the rest as typed."""
    return words[:1].upper() + words[1:]


def pieces(text: object) -> list[tuple[str, str]]:
    """Lines of a long text as (who or what, the rest): ``Aunt: rang 22:20`` on lines or between semicolons."""
    lines = [part.strip() for line in str(text or "").splitlines() for part in line.split(";")]
    return [_halves(line) for line in lines if line]


def _halves(line: str) -> tuple[str, str]:
    before, colon, after = line.partition(": ")
    return (before.strip(), after.strip()) if colon and before.strip() else (line, "")
