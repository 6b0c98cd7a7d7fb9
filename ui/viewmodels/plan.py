"""What stands beside the map: where to look next with the reasons, who has what, what the plan lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.domain.cases import Case, Venue
from app.domain.identity import Id, Officer
from app.domain.planning import Advice, Ranked, Reason
from app.domain.tasks import OPEN, Task
from app.services.tasks import NewTask
from ui.viewmodels.local_times import clock_time, moment
from ui.viewmodels.map_features import TEAM_ICONS, VENUE_ICONS, open_places, percent
from ui.viewmodels.now_detail import Taker, officer_taker, searchers
from ui.wording import say

MOST_CARDS: Final = 12
_WHO_AND_WHEN: Final = ("plan.why_team", "plan.why_nobody_free", "plan.why_finds")
_HALF_A_DAY: Final = timedelta(hours=12)
_AGAIN: Final = ("draft", "part_done", "not_done")
_ORDER: Final = ("under_way", "accepted", "offered", *_AGAIN)


@dataclass(frozen=True)
class PlaceLine:
    """One place of the ranked list; ``why`` and ``who`` are its two lines, ``task`` what would be given out."""

    place: Id
    number: int
    icon: str
    name: str
    share: str
    why: str
    who: str
    task: NewTask
    team: Taker | None

    @property
    def spoken(self) -> str:
        """The whole card, for a screen reader."""
        parts = (f"{self.number}. {self.name}, {self.share}", self.why, self.who)
        return ". ".join(part for part in parts if part)


@dataclass(frozen=True)
class TaskLine:
    """One task that is not ended, with who has it."""

    task: Id
    icon: str
    title: str
    second: str
    not_sent: bool


@dataclass(frozen=True)
class Gap:
    """What the plan lacks, and what mends it: ``point``, ``places`` or ``teams``."""

    words: str
    action: str
    button: str


@dataclass(frozen=True)
class TeamLine:
    """One team with what it does."""

    team: Id
    icon: str
    name: str
    second: str


@dataclass(frozen=True)
class PlanState:
    """Everything in the panel. ``more`` says how many places it has no card for; ``success`` what was searched."""

    teams_words: str = ""
    places: tuple[PlaceLine, ...] = ()
    more: str = ""
    tasks: tuple[TaskLine, ...] = ()
    teams: tuple[TeamLine, ...] = ()
    gaps: tuple[Gap, ...] = ()
    elsewhere: str = ""
    success: str = ""
    all_given: str = ""

    def place(self, place: str) -> PlaceLine | None:
        """The card of a place, if it has one."""
        return next((each for each in self.places if each.place == place), None)


def plan_of(case: Case, advice: Advice, now: datetime, hidden: Sequence[Id] = ()) -> PlanState:
    """The panel of one search."""
    waiting = [each for each in open_places(advice) if each.place not in hidden]
    cards = [place_line(case, each, number) for number, each in enumerate(waiting[:MOST_CARDS], start=1)]
    spare = len(waiting) - len(cards)
    return PlanState(
        teams_words=teams_words(case, now),
        places=tuple(cards),
        more=say("plan_panel.more", count=spare) if spare > 0 else "",
        tasks=tuple(task_lines(case, now)),
        teams=tuple(_teams(case)),
        gaps=tuple(Gap(say(key), *_mending(key)) for key in advice.missing),
        elsewhere=say("plan_panel.elsewhere", percent=percent(advice.elsewhere)) if advice.ranked else "",
        success=say("plan_panel.success", percent=percent(advice.success)) if advice.success > 0 else "",
        all_given=say("now.next_all_given") if advice.ranked and not waiting else "",
    )


def _mending(key: str) -> tuple[str, str]:
    action = key.removeprefix("plan.missing_")
    return action, say(f"plan_panel.mend_{action}")


def teams_words(case: Case, now: datetime) -> str:
    """``4 teams, until 03:40``; "" where no team was added."""
    here = [team for team in case.teams if team.state != "off_duty"]
    if not here:
        return ""
    until = max((team.until for team in here if team.until and team.until > now), default=None)
    count = say("plan_panel.teams", count=len(here))
    return count if until is None else say("plan_panel.teams_until", teams=count, time=soon(until, now))


def soon(at: datetime, now: datetime) -> str:
    """``03:40`` in half a day either way, also over midnight; else with its date."""
    return clock_time(at) if abs(at - now) < _HALF_A_DAY else moment(at, now)


def place_line(case: Case, ranked: Ranked, number: int) -> PlaceLine:
    """The card of one place."""
    why = [_words(each) for each in ranked.reasons if each.key not in (*_WHO_AND_WHEN, "plan.why_share")]
    who = [_words(each) for each in ranked.reasons if each.key in _WHO_AND_WHEN]
    team = ranked.team
    return PlaceLine(
        place=ranked.place,
        number=number,
        icon=place_icon(case, ranked.place),
        name=ranked.name,
        share=percent(ranked.share),
        why="; ".join(words.rstrip(".;") for words in why),
        who=", ".join(who),
        task=task_for(case, ranked.place, ranked.name),
        team=None if team is None else Taker(team.id, team.name, say(f"now.skill_{team.skill}")),
    )


def _words(reason: Reason) -> str:
    return say(reason.key, **reason.values)


def place_icon(case: Case, place: Id | None) -> str:
    """A segment's shape, or what kind of place it is; a task without a place is a task."""
    found = case.place(place)
    if found is None:
        return "task"
    return VENUE_ICONS.get(found.kind, VENUE_ICONS["place"]) if isinstance(found, Venue) else "draw"


def task_for(case: Case, place: Id, name: str) -> NewTask:
    """What is given out for a place; why a venue is worth a look goes along as instructions."""
    found = case.place(place)
    key, why = ("now.task_venue", found.why) if isinstance(found, Venue) else ("now.task_segment", "")
    return NewTask(say(key, name=name), place=place, instructions=why)


def task_lines(case: Case, now: datetime) -> Iterator[TaskLine]:
    """Tasks that somebody has or that wait for somebody, those under way first."""
    unsent = {entry.entity for entry in case.entries if entry.state == "saved"}
    wanted = [task for task in case.tasks if task.status in OPEN or _waits(case, task)]
    for task in sorted(wanted, key=lambda each: (_ORDER.index(each.status), each.title.casefold(), each.id)):
        yield TaskLine(task.id, place_icon(case, task.place), task.title, task_words(task, now), task.id in unsent)


def _waits(case: Case, task: Task) -> bool:
    """Given back, or not all done, and nobody has taken it up since by another task."""
    others = (each for each in case.tasks if each.place is not None and each.place == task.place)
    return task.status in _AGAIN and not any(each.status in (*OPEN, "done") for each in others)


def task_words(task: Task, now: datetime) -> str:
    """Who has it and how it stands: ``Hale, looking since 23:20``."""
    who = task.assignee_name or say("tasks.nobody_name")
    since = soon(task.started_at, now) if task.started_at else ""
    words = say(f"tasks.line_{task.status}", who=who, time=since)
    due = say("now.due", time=soon(task.due_at, now)) if task.due_at and task.status in OPEN else ""
    reason = task.reason if task.status in _AGAIN else ""
    double = say("tasks.double") if task.double_tasked else ""
    return ", ".join(part for part in (words, reason, due, double) if part)


def _teams(case: Case) -> Iterator[TeamLine]:
    doing: Mapping[Id | None, Task] = {task.assignee: task for task in case.tasks if task.status == "under_way"}
    for team in sorted(case.teams, key=lambda each: each.name.casefold()):
        task = doing.get(team.id)
        state = say("tasks.team_on", title=task.title) if task else say(f"tasks.team_{team.state}")
        kind = say("tasks.team_kind", kind=say(f"now.skill_{team.skill}"), count=team.size)
        yield TeamLine(team.id, TEAM_ICONS.get(team.skill, "walk"), team.name, f"{kind}, {state}")


def takers_of(case: Case, officers: Mapping[Id, Officer], viewer: Officer) -> tuple[Taker, ...]:
    """Who a task can be given to: teams first, those that are free before those that are not, then officers."""
    here = [team for team in case.teams if team.state != "off_duty"]
    teams = sorted(here, key=lambda team: team.state != "available")
    listed = [
        Taker(team.id, team.name, f"{say(f'now.skill_{team.skill}')}, {say(f'tasks.team_{team.state}')}")
        for team in teams
    ]
    able = searchers(officers, listed)
    ordered = sorted(able, key=lambda each: (each.id == viewer.id, each.rank, each.call_sign))
    return (*listed, *(officer_taker(each) for each in ordered))
