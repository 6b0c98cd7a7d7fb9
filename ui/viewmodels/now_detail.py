"""What stands beside the list for one person: the clock, where to look next, what is easy to miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.domain.cases import Case, Team, Venue
from app.domain.clocks import NoAction
from app.domain.identity import Id, Officer, Rank
from app.domain.planning import Advice, Ranked
from app.services.tasks import NewTask
from ui.viewmodels.clock_lines import ClockWords, clock_words
from ui.viewmodels.people_lines import flag_words, last_look, names_of, photo_name
from ui.wording import say

_IN_CAPTION: Final = ("plan.why_share", "plan.why_team", "plan.why_nobody_free", "plan.why_finds")
_WORTH_KNOWING: Final = ("age", "phones", "medication", "looked_after", "earlier_episodes", "places")


@dataclass(frozen=True)
class Taker:
    """Somebody the task can be given to."""

    id: Id
    name: str
    words: str


@dataclass(frozen=True)
class NextPlace:
    """Where to look next, or what is missing to say so; ``task`` is what would be given out.

    ``gap_room`` is the room where the missing thing is put in, "" where nothing is missing.
    """

    words: str
    caption: str
    reasons: tuple[str, ...]
    task: NewTask
    team: Taker | None
    gap: str = ""
    gap_room: str = ""


@dataclass(frozen=True)
class KnownLine:
    """One thing that is known and easy to miss."""

    icon: str
    title: str
    second: str


@dataclass(frozen=True)
class Detail:
    """The right-hand side for one person."""

    incident: Id
    name: str
    clock: ClockWords
    next: NextPlace | None
    known: tuple[KnownLine, ...]
    takers: tuple[Taker, ...]


def detail_of(
    case: Case, clock: NoAction, advice: Advice, officers: Mapping[Id, Officer], viewer: Officer, now: datetime
) -> Detail:
    """Everything beside the list, for the officer who reads it."""
    name, ended = case.report.first_name, last_look(case.tasks)
    looking = names_of(task for task in case.tasks if task.looking)
    title = ended.title if ended else None
    return Detail(
        incident=case.report.id,
        name=name,
        clock=clock_words(clock, name, now, ended=title, who=looking, viewer=viewer.rank),
        next=None if clock.level == "located" else _next(case, advice),
        known=tuple(_known(case)),
        takers=_takers(case, officers, viewer),
    )


def _next(case: Case, advice: Advice) -> NextPlace:
    best = next((each for each in advice.ranked if each.status == "not_started"), None)
    if best is None:
        return _without_plan(case, advice)
    team = None if best.team is None else _taker(best.team)
    caption = say("now.next_caption", percent=round(100 * best.share), minutes=round(best.travel_min))
    reasons = tuple(say(each.key, **each.values) for each in best.reasons)
    return NextPlace(_place_words(best), caption, reasons, _task(case, best), team)


def _place_words(best: Ranked) -> str:
    said = [say(each.key, **each.values) for each in best.reasons if each.key not in _IN_CAPTION]
    return " ".join(f"{words[:1].upper()}{words[1:].rstrip('.')}." for words in (best.name, *said) if words)


def _task(case: Case, best: Ranked) -> NewTask:
    place = case.place(best.place)
    venue = isinstance(place, Venue)
    title = say("now.task_venue" if venue else "now.task_segment", name=best.name)
    return NewTask(title, place=best.place, instructions=place.why if isinstance(place, Venue) else "")


def _without_plan(case: Case, advice: Advice) -> NextPlace:
    """No place to name: say what the plan lacks; somebody can still be sent to look."""
    gap = next((key for key in advice.missing if key != "plan.missing_teams"), "now.next_all_given")
    room = "person" if gap == "plan.missing_point" else "map"
    task = NewTask(say("now.task_look", name=case.report.first_name))
    return NextPlace(say(gap), "", (), task, None, gap=say(f"now.do_{room}"), gap_room=room)


def _takers(case: Case, officers: Mapping[Id, Officer], viewer: Officer) -> tuple[Taker, ...]:
    teams = tuple(_free_teams(case))
    others = [each for each in searchers(officers, teams) if each.id != viewer.id]
    ordered = sorted(others, key=lambda each: (each.rank, each.call_sign))
    return (*teams, *(officer_taker(each) for each in ordered))


def searchers(officers: Mapping[Id, Officer], teams: Iterable[Taker]) -> list[Officer]:
    """Officers who can be sent; one who goes out as a team of that name stands once, as the team."""
    taken = {team.name.casefold() for team in teams}
    able = [each for each in officers.values() if each.rank is not Rank.ADMINISTRATOR]
    return [each for each in able if each.call_sign.casefold() not in taken]


def officer_taker(officer: Officer) -> Taker:
    return Taker(officer.id, officer.call_sign, say(f"now.rank_{officer.rank.word}"))


def _free_teams(case: Case) -> Iterator[Taker]:
    for team in case.teams:
        if team.state == "available":
            yield _taker(team)


def _taker(team: Team) -> Taker:
    return Taker(team.id, team.name, say(f"now.skill_{team.skill}"))


def _known(case: Case) -> Iterator[KnownLine]:
    details = case.report.details
    yield from _episodes(details)
    for flag in case.report.flags:
        if flag.status != "removed":
            title = say("now.known_flag", flag=flag_words(flag.name), status=say(f"now.flag_{flag.status}"))
            yield KnownLine("flag", title, flag.evidence)
    if phones := details.get("phones"):
        yield KnownLine("phone", say("now.known_phones"), str(phones))
    yield from _medication(details)
    if case.report.risk is None:
        yield KnownLine("not_known", say("now.not_assessed"), say("now.not_assessed_more"))
    yield from _not_known(case)


def _episodes(details: Mapping[str, Any]) -> Iterator[KnownLine]:
    count, more = details.get("earlier_episodes"), str(details.get("earlier_episodes_detail") or "")
    if count:
        yield KnownLine("history", say("people.earlier_episodes", count=count), more)
    elif more:
        yield KnownLine("history", say("now.known_episodes"), more)


def _medication(details: Mapping[str, Any]) -> Iterator[KnownLine]:
    if not (medication := details.get("medication")):
        return
    hours = details.get("medication_hours")
    more = "" if hours is None else say("now.known_medication_hours", count=hours)
    yield KnownLine("pill", say("now.known_medication", medication=medication), more)


def _not_known(case: Case) -> Iterator[KnownLine]:
    details = case.report.details
    gaps = [key for key in _WORTH_KNOWING if details.get(key) in (None, "", "not_known")]
    if "age" in gaps and details.get("born"):
        gaps.remove("age")
    words = [say(f"now.gap_{key}") for key in gaps] + ([] if photo_name(case) else [say("now.gap_photo")])
    if words:
        yield KnownLine("not_known", say("now.known_gaps", count=len(words)), ", ".join(words))
