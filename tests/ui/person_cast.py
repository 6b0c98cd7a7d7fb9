"""Maisie, who is made up, on a real laptop: what the tests and pictures of the Person room start from."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QSize

from app.domain import facts
from app.domain.identity import Id, Rank
from app.phrases import Phrases
from app.services.locations import NewLocation
from app.services.plans import NewVenue
from app.services.reports import NewReport
from app.services.risks import Grading
from app.services.tasks import Done, NewTask, assignee_named
from db.local.packs import PackStore
from tests.ui.looks import show_at
from tests.ui.now_cast import RESOURCES, Station, all_sent, at
from ui.background import Background
from ui.printing.painter import MapPainter
from ui.shell import Shell
from ui.viewmodels.context import Context
from ui.viewmodels.person import PersonModel
from ui.views.person import PersonRoom

DETAILS = {
    "age": 14,
    "looked_after": True,
    "earlier_episodes": 3,
    "earlier_episodes_detail": "June: bus station, after 9 h, with an older friend\n"
    "March: bus station, after 6 h, alone\nJanuary: came home after 3 h, with new trainers",
    "narrative": "Left her placement at 19:30 without her coat. Her carer rang at 20:05. "
    "A message on her tablet names a man not known to her carer.",
    "phones": "07700 900 142: last on at 21:52, location asked for 22:05",
    "associates": 'Older friend, called "Dex": matches a name in 2 other reports\n'
    "Aunt: rang 22:20, will ring back by 00:30",
    "places": "School friend's home: not yet asked",
}


def maisie(station: Station) -> Id:
    """Design picture 04: what was known of her at 23:42; only the bus stop is not with central."""
    services = station.services
    station.set_time("20:31")
    new = NewReport("Maisie Thornwood", "carer", at("20:05"), "SK 860 088", at("19:30"), DETAILS)
    incident = services.reports.open(new)
    station.set_time("20:40")
    review_at = at("20:40") + timedelta(hours=5)
    services.risks.assess(incident, Grading("medium", "Left with no coat; carer worried", review_at))
    for flag, status, evidence in (
        ("criminal_exploitation", "suspected", "carer and school, re-check by Friday"),
        ("medication", "historic", "inhaler, not known if with her: ask the carer"),
    ):
        services.reports.set_flag(incident, facts.FlagSet(flag=flag, status=status, evidence=evidence))
    venue = services.plans.add_venue(incident, NewVenue("Home", (-0.7283, 52.6710), "home"))
    _look(station, incident, venue)
    station.set_time("22:05")
    services.locations.record(
        incident, NewLocation("SK 8607 0881", "sighting", at("21:55"), "town camera", "confirmed", "Shop camera")
    )
    all_sent(station)
    station.set_time("22:44")
    services.locations.record(
        incident, NewLocation("SK 861 089", "last_known", at("22:40"), "a driver", "reliable", "bus stop")
    )
    station.set_time("23:42")
    return incident


def _look(station: Station, incident: Id, venue: Id) -> None:
    station.set_time("22:10")
    tasks = station.services.tasks
    task = tasks.give(incident, NewTask("Home search", place=venue), assignee_named("PC 512 Reed"), "PC 512 Reed")
    tasks.start(task)
    station.set_time("23:11")
    tasks.complete(task, Done(coverage=1.0, note="all 9 rooms and the shed"))


def samira(station: Station, name: str = "Samira Quill") -> Id:
    """Somebody of whom nothing is known but the name, as it may arrive from another laptop."""
    incident = station.services.desk.chance.new_id()
    with station.services.desk.act("report.open") as (work, _):
        fact = facts.ReportOpened(name=name, reported_by="a friend", reported_at=at("23:38"))
        work.record(fact, incident, incident)
    return incident


def tomasz(station: Station) -> Id:
    """Design picture 09: two grades that nobody has settled, each written without the other."""
    station.sign_in("PC 512 Reed", Rank.OFFICER)
    station.set_time("23:05")
    new = NewReport("Tomasz Wren", "his sister", at("22:50"), "SK 861 088", at("22:00"), {"age": 16})
    incident = station.services.reports.open(new)
    why = "His sister found a note that she reads as a goodbye."
    station.services.risks.assess(incident, Grading("high", why), ())
    station.sign_in("PS 66 Rowe", Rank.SERGEANT)
    station.set_time("23:12")
    station.services.risks.assess(incident, Grading("medium", "Often stays with his cousin. Phone is on."), ())
    station.set_time("23:42")
    return incident


class Stage:
    """A window with the Person room in it, over a station."""

    def __init__(self, station: Station, incident: Id | None, size: QSize, folder: Path) -> None:
        self.station = station
        self.background = Background(Phrases(RESOURCES / "phrases"))
        self.context = Context(station.services, self.background, station.feed)
        self.packs = PackStore(folder / "maps", RESOURCES / "maps")
        self.maps = MapPainter(RESOURCES, self.packs.tile, self.packs.packs())
        self.model = PersonModel(self.context)
        self.shell = Shell(practice=True)
        self.room = PersonRoom(self.model, self.shell, self.maps)
        self.shell.set_rooms([("person", "room.person", "Person", self.room)])
        self.context.problem.connect(self.shell.say)
        self.context.told.connect(self.shell.say)
        self.model.changed.connect(lambda: self.shell.set_person(self.model.state.line))
        show_at(self.shell, size)
        self.context.choose(incident)

    def settled(self) -> bool:
        return not self.background.busy

    def close(self) -> None:
        self.context.close()
        self.background.stop()
        self.packs.close()
        self.shell.deleteLater()
        self.station.made.store.close()
