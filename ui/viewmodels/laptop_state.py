"""What the Laptop room shows, read from the store and put into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.domain import facts
from app.domain.cases import Entry
from app.domain.identity import FORCE, Id, Officer, Rank, may
from app.domain.packs import PackInfo
from app.errors import NotFound
from app.services.office import Services
from app.settings import Settings
from ui.viewmodels.entry import Laptop
from ui.viewmodels.laptop_packs import PackLine, pack_line
from ui.viewmodels.laptop_sync import SyncCard
from ui.viewmodels.local_times import moment
from ui.viewmodels.log_sentences import Names, line_of
from ui.wording import say

MOST_ROWS: Final = 20
"""Entries that one card lists; the rest is counted."""
_RISING: Final = (Rank.OFFICER, Rank.SERGEANT, Rank.INSPECTOR)


@dataclass(frozen=True)
class WaitLine:
    """An entry that is only here, or that is held: ``Maisie: last known location``."""

    op: str
    icon: str
    title: str
    second: str
    mark: str


@dataclass(frozen=True)
class NamedLine:
    """An officer or a laptop."""

    id: str
    title: str
    second: str


@dataclass(frozen=True)
class LaptopState:
    """What the room shows. ``ranks`` are those that the signed-in officer may hand out."""

    loaded: bool = False
    name: str = ""
    officer: str = ""
    rank: str = ""
    sync: SyncCard = field(default_factory=SyncCard)
    waiting: tuple[WaitLine, ...] = ()
    waiting_words: str = ""
    waiting_more: str = ""
    held: tuple[WaitLine, ...] = ()
    held_more: str = ""
    packs: tuple[PackLine, ...] = ()
    officers: tuple[NamedLine, ...] = ()
    laptops: tuple[NamedLine, ...] = ()
    ranks: tuple[tuple[str, str], ...] = ()
    central_url: str = ""
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class _Lists:
    """What waits and what is held, with the names it needs."""

    waiting: Sequence[Entry]
    held: Sequence[Entry]
    names: Names
    people: dict[Id, str]
    now: datetime


def read_state(services: Services, laptop: Laptop, packs: Iterable[PackInfo], unsent: int, held: int) -> LaptopState:
    """Everything but the sync card; on the database thread. ``unsent`` and ``held`` count whole lists."""
    officer = services.desk.session.officer
    if officer is None:
        return LaptopState()
    store, now = services.desk.store, services.desk.clock.now()
    lists = _lists(services, now)
    own, enrolment = store.laptops().get(store.device), services.syncing.enrolment
    return LaptopState(
        loaded=True,
        name=own.name if own else say("laptop.this"),
        officer=officer.call_sign,
        rank=rank_words(officer.rank),
        waiting=_waiting(lists, unsent),
        waiting_words=_oldest(lists),
        waiting_more=_more(unsent, len(lists.waiting)),
        held=tuple(_held(entry, lists) for entry in lists.held),
        held_more=_more(held, len(lists.held)),
        packs=tuple(pack_line(pack, now) for pack in packs),
        officers=_officers(laptop, services, officer),
        laptops=_laptops(services) if officer.rank in (Rank.SERGEANT, Rank.INSPECTOR, Rank.ADMINISTRATOR) else (),
        ranks=ranks_for(officer.rank),
        central_url=enrolment.url if enrolment else "",
    )


def rank_words(rank: Rank) -> str:
    """``Sergeant``."""
    return say(f"entry.rank_{rank.word}")


def ranks_for(own: Rank) -> tuple[tuple[str, str], ...]:
    """The ranks somebody of rank ``own`` may hand out: never above their own; none without that right."""
    if not may(own, "officer.add"):
        return ()
    given = (*_RISING, Rank.ADMINISTRATOR) if own is Rank.ADMINISTRATOR else [each for each in _RISING if each <= own]
    return tuple((rank.word, rank_words(rank)) for rank in given)


def _lists(services: Services, now: datetime) -> _Lists:
    store = services.desk.store
    waiting, held = store.waiting(MOST_ROWS), store.held(MOST_ROWS)
    incidents = {entry.incident for entry in (*waiting, *held)} - {FORCE}
    officers = {each: officer.call_sign for each, officer in store.officers().items()}
    tasks = {task.task: task.title for task in store.tasks_of(incidents)}
    names = Names(officers, {}, tasks)
    return _Lists(waiting, held, names, {each: _person(services, each) for each in incidents}, now)


def _person(services: Services, incident: Id) -> str:
    """The first name; an entry may have come before its report."""
    try:
        words = services.reports.case(incident).report.name.split()
    except NotFound:
        words = []
    return words[0] if words else say("laptop.somebody")


def _waiting(lists: _Lists, unsent: int) -> tuple[WaitLine, ...]:
    total = max(unsent, len(lists.waiting))
    return tuple(
        _line(entry, lists, say("laptop.place", time=moment(entry.at, lists.now), place=place, total=total))
        for place, entry in enumerate(lists.waiting, start=1)
    )


def _held(entry: Entry, lists: _Lists) -> WaitLine:
    reason = say(entry.reason) if entry.reason.startswith("held.") else entry.reason
    return _line(entry, lists, say("laptop.held_second", time=moment(entry.at, lists.now), reason=reason))


def _line(entry: Entry, lists: _Lists, second: str) -> WaitLine:
    shown = line_of(entry, lists.names, lists.now)
    who = say("laptop.force") if entry.incident == FORCE else lists.people[entry.incident]
    title = say("laptop.item", who=who, what=what(entry, lists.names))
    return WaitLine(entry.op, shown.icon, title, second, shown.sent_words)


def what(entry: Entry, names: Names) -> str:
    """What an entry is, in two or three words: ``last known location``."""
    title = names.tasks.get(entry.entity) or say("log.a_task")
    match entry.fact:
        case None:
            return say("laptop.what.newer")
        case facts.LocationRecorded(kind=kind):
            return say(f"laptop.what.location.{kind}")
        case facts.TaskCompleted(outcome=outcome):
            return say(f"laptop.what.task.{outcome}", title=title)
        case facts.TaskCreated(title=given) | facts.SegmentDrawn(name=given) | facts.VenueAdded(name=given):
            return say(f"laptop.what.{entry.type}", title=given)
        case facts.OfficerAdded(call_sign=given) | facts.LaptopAdded(name=given) | facts.TeamAdded(name=given):
            return say(f"laptop.what.{entry.type}", title=given)
        case _:
            return say(f"laptop.what.{entry.type}", title=title)


def _oldest(lists: _Lists) -> str:
    return say("laptop.oldest", time=moment(lists.waiting[0].at, lists.now)) if lists.waiting else ""


def _more(total: int, shown: int) -> str:
    return say("laptop.more", count=total - shown) if total > shown else ""


def _officers(laptop: Laptop, services: Services, own: Officer) -> tuple[NamedLine, ...]:
    known = services.officers.known()
    found = []
    for slot in laptop.officers():
        officer = Id(slot.officer_id.hex())
        rank = rank_words(known[officer].rank) if officer in known else say("laptop.rank_unknown")
        key = "laptop.officer_here" if officer == own.id else "laptop.officer_other"
        found.append(NamedLine(officer, slot.call_sign, say(key, rank=rank)))
    return tuple(found)


def _laptops(services: Services) -> tuple[NamedLine, ...]:
    store = services.desk.store
    found = sorted(store.laptops().items(), key=lambda each: (each[0] != store.device, each[1].name.casefold()))
    return tuple(
        NamedLine(device, each.name, say("laptop.is_this") if device == store.device else each.force)
        for device, each in found
    )
