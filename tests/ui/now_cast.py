"""The made-up people of a night shift on a real store, with a clock that stands: the Now room's tests start here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QSize

from app.adapters.bundle_files import BundleFiles
from app.adapters.gazetteer import Gazetteer
from app.domain import facts
from app.domain.identity import Id, Officer, Rank
from app.phrases import Phrases
from app.ports.store import SignedIn
from app.services.auditing import Auditing
from app.services.bundles import Bundles
from app.services.locations import Locations, NewLocation
from app.services.now import Now
from app.services.office import Services
from app.services.officers import Officers
from app.services.photos import Photos
from app.services.plans import NewTeam, NewVenue, Plans
from app.services.reports import NewReport, Reports
from app.services.risks import Grading, Risks
from app.services.syncing import Syncing
from app.services.tasks import Done, NewTask, Tasks, assignee_named
from db.local.audited import LocalAudited
from db.local.bundles import LocalBundles
from db.local.exchange import LocalExchange
from tests.builders import NIGHT, TestDesk, a_desk
from tests.ui.looks import show_at
from ui.background import Background
from ui.shell import Shell
from ui.viewmodels.context import Context
from ui.viewmodels.now import NowModel
from ui.views.now import NowRoom

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
WHERE = "SK 8610 0885"
"""Oakham's middle on the practice map; nobody was ever missing there in this story."""


def at(clock: str) -> datetime:
    """A time of this made-up evening, such as ``22:40``."""
    hour, minute = clock.split(":")
    return NIGHT.replace(hour=int(hour), minute=int(minute))


class Station:
    """One laptop with real services; officers come and go by `sign_in`."""

    def __init__(self, folder: Path, call_sign: str = "PS 41 Bell", rank: Rank = Rank.SERGEANT) -> None:
        self.made: TestDesk = a_desk(folder, call_sign, rank)
        self.feed = self.made.store.feed
        desk = self.made.desk
        locations = Locations(desk, Gazetteer([RESOURCES / "gazetteer" / "british_places.json"]))
        self.services = Services(
            desk=desk, changes=self.feed, now=Now(desk), reports=Reports(desk, locations), locations=locations,
            risks=Risks(desk), plans=Plans(desk), tasks=Tasks(desk), photos=Photos(desk),
            officers=Officers(desk, lambda *_: b""),
            syncing=Syncing(LocalExchange(self.made.store), lambda _: None, self.made.clock),
            bundles=Bundles(desk, LocalBundles(self.made.store), BundleFiles(), self.made.key),
            auditing=Auditing(
                LocalAudited(self.made.store), LocalBundles(self.made.store), BundleFiles(), self.made.key
            ),
        )  # fmt: skip
        self.people: dict[str, Officer] = {call_sign: self.made.officer}
        self._keys: dict[str, SignedIn] = {call_sign: desk.session.acting()}

    def sign_in(self, call_sign: str, rank: Rank = Rank.OFFICER) -> Officer:
        """This officer acts from now on."""
        if call_sign not in self._keys:
            self.people[call_sign] = self.made.sign_in(call_sign, rank)
            self._keys[call_sign] = self.made.desk.session.acting()
        self.made.desk.session.sign_in(self._keys[call_sign])
        return self.people[call_sign]

    def set_time(self, clock: str) -> None:
        self.made.clock.at = at(clock)

    def open(self, name: str, when: str, by: str = "a friend", **details: object) -> Id:
        self.set_time(when)
        return self.services.reports.open(NewReport(name, by, at(when), WHERE, at(when), details))

    def grade(self, incident: Id, grade: facts.Grade, seen: tuple[str, ...] | None = None) -> None:
        self.services.risks.assess(incident, Grading(grade, "as it was told"), seen)

    def look(self, incident: Id, who: str, title: str, start: str, end: str | None = None) -> Id:
        """A locate task, given, started, perhaps ended."""
        self.set_time(start)
        task = self.services.tasks.give(incident, NewTask(title), assignee_named(who), who)
        self.services.tasks.start(task)
        if end is not None:
            self.set_time(end)
            self.services.tasks.complete(task, Done())
        return task


@dataclass
class Night:
    """The people of design pictures 01 to 03."""

    maisie: Id
    aled: Id
    tomasz: Id
    bus_station: Id
    okoro: Officer


def a_night(station: Station) -> Night:
    """Six people at 23:42; everything older than Maisie's last four entries is with central."""
    station.sign_in("PS 41 Bell", Rank.SERGEANT)
    joe = station.open("Joe Marlowe", "20:10", age=45)
    station.grade(joe, "very_low")
    station.set_time("22:50")
    station.services.reports.locate(joe, "PC 512 Reed", "at home")
    maisie, bus_station = _maisie(station)
    dorothy = station.open("Dorothy Lark", "21:30", "her daughter", age=81)
    station.grade(dorothy, "high")
    station.look(dorothy, "Dog team A", "Canal path", "23:16")
    station.look(dorothy, "PC 640 Frost", "Church and yard", "23:20")
    tomasz = _tomasz(station)
    aled = station.open("Aled Penry", "23:33", "his wife", age=37)
    station.grade(aled, "high")
    task = NewTask("Farm track")
    station.services.tasks.give(aled, task, assignee_named("PC 330 Singh"), "PC 330 Singh")
    station.open("Samira Quill", "23:38", age=22)
    all_sent(station)
    for words in ("friend called", "aunt called", "bus company called", "school called"):
        station.services.reports.note(maisie, words)
    okoro = station.sign_in("PC 207 Okoro")
    station.sign_in("PS 41 Bell")
    station.set_time("23:42")
    return Night(maisie, aled, tomasz, bus_station, okoro)


def _maisie(station: Station) -> tuple[Id, Id]:
    details = {
        "age": 14, "looked_after": True, "earlier_episodes": 3, "phones": "07700 900 142",
        "earlier_episodes_detail": "found at the bus station in March and June; the second time with an older friend",
    }  # fmt: skip
    maisie = station.open("Maisie Thornwood", "22:12", "care home", **details)
    services = station.services
    station.grade(maisie, "medium")
    flag = facts.FlagSet(flag="criminal_exploitation", status="suspected", evidence="two phones, cash, new friends")
    services.reports.set_flag(maisie, flag)
    services.locations.record(maisie, NewLocation(WHERE, "last_known", at("22:10"), "bus driver"))
    venue = NewVenue("Bus station", (-0.7243, 52.6722), "station", "the 22:40 sighting points that way", 2)
    bus_station = services.plans.add_venue(maisie, venue)
    services.plans.add_team(maisie, NewTeam("Dog team B", "dog"))
    station.look(maisie, "PC 512 Reed", "Home search", "22:40", "23:11")
    return maisie, bus_station


def _tomasz(station: Station) -> Id:
    tomasz = station.open("Tomasz Wren", "22:00", "his father", age=16)
    station.grade(tomasz, "medium")
    station.grade(tomasz, "high", ())
    station.look(tomasz, "PC 512 Reed", "Home search", "23:30")
    return tomasz


def all_sent(station: Station) -> None:
    """Central has everything that was saved so far."""
    waiting = station.made.store.waiting(10_000)
    numbers = [(bytes.fromhex(entry.op), place) for place, entry in enumerate(waiting, start=1)]
    LocalExchange(station.made.store).lodge(numbers, b"receipt", b"signature")


class Stage:
    """A window with the Now room in it, over a station."""

    def __init__(self, station: Station, size: QSize) -> None:
        self.station = station
        self.background = Background(Phrases(RESOURCES / "phrases"))
        self.context = Context(station.services, self.background, station.feed)
        self.model = NowModel(self.context)
        self.shell = Shell(practice=True)
        self.room = NowRoom(self.model, self.shell)
        self.shell.set_rooms([("now", "room.now", "Now", self.room)])
        self.context.problem.connect(self.shell.say)
        self.context.told.connect(self.shell.say)
        show_at(self.shell, size)

    def settled(self) -> bool:
        return not self.background.busy

    def close(self) -> None:
        self.context.close()
        self.background.stop()
        self.shell.deleteLater()
        self.station.made.store.close()


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
