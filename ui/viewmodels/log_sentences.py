"""Says each entry of the log in words; what a newer version wrote is shown as that, never dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.domain import facts
from app.domain.cases import Entry
from app.domain.identity import Id
from ui.lines import LogLine, SentState
from ui.viewmodels.local_times import clock_time, moment
from ui.viewmodels.people_lines import flag_words, risk_words
from ui.wording import say, vowel

_ICONS: Final = {
    "location": ("place", "muted"),
    "task": ("task", "muted"),
    "risk": ("scale-balance", "muted"),
    "flag": ("flag", "danger_text"),
    "note": ("tell", "muted"),
    "photo": ("image-outline", "muted"),
    "report": ("account", "muted"),
    "person": ("watch.located", "ok_text"),
    "segment": ("draw", "muted"),
    "venue": ("venue", "muted"),
    "place": ("close", "muted"),
    "team": ("team", "muted"),
    "officer": ("account", "muted"),
    "laptop": ("room.laptop", "muted"),
}
KINDS: Final = {
    "sightings": ("location",),
    "tasks": ("task",),
    "decisions": ("risk", "flag", "person", "segment", "venue", "place"),
    "notes": ("note", "photo", "report"),
}
"""Which entries each filter shows, by the first word of their type."""


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what ids stand for: officers, laptops, titles of tasks."""

    officers: Mapping[Id, str]
    laptops: Mapping[Id, str]
    tasks: Mapping[Id, str]

    def officer(self, officer: Id) -> str:
        """The call sign."""
        return self.officers.get(officer) or say("log.unknown_officer")

    def laptop(self, device: str) -> str:
        """The laptop's name."""
        return self.laptops.get(Id(device)) or say("log.unknown_laptop")


def line_of(entry: Entry, names: Names, now: datetime) -> LogLine:
    """One row of the log."""
    title, second = words_of(entry, names, now)
    icon, ink = _ICONS.get(entry.type.split(".")[0], ("not_known", "warn_text"))
    state, mark = mark_of(entry)
    who = names.officer(entry.actor)
    return LogLine(
        entry=entry.op,
        time_text=clock_time(entry.at),
        icon=icon,
        title=title,
        second_line=f"{second} {who}" if second.endswith(".") else (second or who),
        sent=state,
        sent_words=mark,
        icon_ink=ink,
    )


def mark_of(entry: Entry) -> tuple[SentState, str]:
    """Saved here, sent, or held: an icon and its word."""
    if entry.standing == "held":
        return "not_sent", say("log.held_mark")
    return ("sent", say("log.sent_mark")) if entry.standing == "sent" else ("not_sent", say("log.saved_mark"))


def words_of(entry: Entry, names: Names, now: datetime) -> tuple[str, str]:
    """What the entry says: a title, and a second line that may be empty."""
    match entry.fact:
        case None:
            return say("log.newer"), say("log.newer_words")
        case facts.LocationRecorded() as said:
            return _location(said, now)
        case facts.NoteRecorded() as note:
            return note.text, _sentence(note.source)
        case facts.TaskCompleted() as done:
            return say(f"log.task.{done.outcome}", title=_title(entry, names)), _result(done)
        case (
            facts.TaskOffered()
            | facts.TaskAccepted()
            | facts.TaskDeclined()
            | facts.TaskStarted()
            | facts.TaskCancelled() as move
        ):
            name = getattr(move, "name", "")
            return say(f"log.{entry.type}", title=_title(entry, names), name=name), _sentence(
                getattr(move, "reason", "")
            )
        case _:
            return _other(entry)


def _other(entry: Entry) -> tuple[str, str]:
    match entry.fact:
        case facts.RiskAssessed(grade=grade, reason=reason):
            return say("log.risk.assessed", grade=risk_words(grade)), _sentence(reason)
        case facts.FlagSet(flag=flag, status=status, evidence=evidence):
            return say("log.flag.set", flag=flag_words(flag), status=say(f"log.status.{status}")), _sentence(evidence)
        case facts.ReportAmended(details=details, source=source):
            fields = ", ".join(name.replace("_", " ") for name in details)
            return say("log.report.amended", fields=fields), _sentence(source)
        case facts.TeamMoved(state=state):
            return say("log.team.moved", state=say(f"log.team_state.{state}")), ""
        case facts.ReportOpened(name=name, reported_by=by):
            return say("log.report.opened", name=name), _sentence(by)
        case facts.PersonLocated(where=where, by=by):
            return say("log.person.located", where=where), _sentence(by)
        case fact:
            given = {name: getattr(fact, name) for name in fact.__struct_fields__} if fact else {}
            return say(f"log.{entry.type}", **given), ""


def _location(said: facts.LocationRecorded, now: datetime) -> tuple[str, str]:
    place = said.note or said.typed
    reference = [part for part in (said.reference, _square(said.precision_m)) if part]
    seen = "" if said.seen_at is None else say("log.location_seen", time=moment(said.seen_at, now))
    second = ", ".join(part for part in (*reference, seen, said.source) if part)
    return say(f"log.location.{said.kind}", place=place), _sentence(second)


def _square(precision_m: float | None) -> str:
    if precision_m is None:
        return ""
    metres = f"{precision_m:g}"
    return say(f"log.square{vowel(metres)}", metres=metres)


def _result(done: facts.TaskCompleted) -> str:
    parts = [] if done.coverage is None else [say("log.coverage", percent=round(100 * done.coverage))]
    parts += [say("log.found", found=done.found)] if done.found else []
    return _sentence(", ".join([*parts, *(each for each in (done.reason, done.note) if each)]))


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def _title(entry: Entry, names: Names) -> str:
    return names.tasks.get(entry.entity) or say("log.a_task")
