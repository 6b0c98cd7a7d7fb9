"""A made-up laptop of a night shift, with its window: what the tests of the Laptop and Log rooms start from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize

from app.bootstrap import Laptop
from app.domain.identity import Id, Rank
from app.errors import HomewardError
from app.phrases import Phrases
from app.ports.exchange import Enrolment
from app.services.locations import NewLocation
from app.services.reports import NewReport
from app.services.syncing import Syncing
from app.services.tasks import Done, NewTask
from db.local.exchange import LocalExchange
from tests.builders import CHEAP, SetClock
from tests.ui.looks import show_at
from tests.ui.now_cast import RESOURCES, at
from ui.background import Background
from ui.shell import Shell
from ui.viewmodels.context import Context
from ui.viewmodels.laptop import LaptopModel
from ui.viewmodels.sending import Sender
from ui.views.laptop import LaptopRoom

PASSPHRASE = "kettle marsh lantern"
HOUR_MS = 3_600_000


class FarCentral:
    """What answers at central's address: it refuses, is away, or takes the code."""

    def __init__(self) -> None:
        self.problem: HomewardError | None = None
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        def ask(*_: object) -> object:
            self.asked.append(name)
            raise self.problem or AssertionError(name)

        return ask

    def close(self) -> None:
        """Nothing is open."""


class Station:
    """One laptop with real services behind a central that a test speaks for."""

    def __init__(self, folder: Path, rank: Rank = Rank.SERGEANT) -> None:
        self.clock, self.central = SetClock(), FarCentral()
        self.laptop = Laptop(folder / "laptop", cost=CHEAP, clock=self.clock)
        self.services = self.laptop.set_up("Practice force", "PS 41 Bell", rank, PASSPHRASE, "Laptop 3")
        self.store = self.services.desk.store
        self.exchange = LocalExchange(self.store)
        syncing = Syncing(self.exchange, lambda _: self.central, self.clock)
        object.__setattr__(self.services, "syncing", syncing)

    def set_time(self, clock: str) -> None:
        self.clock.at = at(clock)

    def enrol(self) -> None:
        self.exchange.enrol(Enrolment("https://central.example", b"k" * 32, 1))

    def contact(self, clock: str) -> None:
        self.exchange.contacted(at(clock), 0)

    def all_sent(self) -> None:
        waiting = self.store.waiting(10_000)
        numbers = [(bytes.fromhex(entry.op), place) for place, entry in enumerate(waiting, start=1)]
        self.exchange.lodge(numbers, b"receipt", b"signature")

    def open(self, name: str = "Maisie Thornwood", when: str = "22:12") -> Id:
        self.set_time(when)
        new = NewReport(name, "care home", at(when), "SK 861 088", at(when), {"age": 14})
        return self.services.reports.open(new)


def a_night(station: Station) -> Id:
    """Design picture 12: Maisie's last three entries wait; everything before them is with central."""
    maisie = station.open()
    services = station.services
    task = services.tasks.start_own(maisie, NewTask("Home search"))
    station.enrol()
    station.all_sent()
    station.contact("22:14")
    station.set_time("22:58")
    services.locations.record(
        maisie, NewLocation("SK 861 089", "last_known", at("22:40"), "a driver", "reliable", "bus stop")
    )
    station.set_time("23:11")
    services.tasks.complete(task, Done(coverage=1.0, note="all 9 rooms"))
    station.set_time("23:26")
    services.reports.note(maisie, "Aunt rang: not there")
    station.set_time("23:42")
    return maisie


class Stage:
    """A window with the Laptop room in it."""

    def __init__(self, station: Station, size: QSize, file: Path | None = None) -> None:
        self.station, self.file = station, file
        self.background = Background(Phrases(RESOURCES / "phrases"))
        self.context = Context(station.services, self.background, station.laptop.changes)
        self.sender = Sender(self.context, soon_ms=HOUR_MS, idle_ms=HOUR_MS)
        self.model = LaptopModel(self.context, self.sender, station.laptop, lambda: self.file)
        self.shell = Shell(practice=True)
        self.room = LaptopRoom(self.model, self.shell)
        self.shell.set_rooms([("laptop", "room.laptop", "Laptop", self.room)])
        self.told: list[str] = []
        for heard in (self.context.problem, self.context.told):
            heard.connect(self.told.append)
            heard.connect(self.shell.say)
        self.sender.changed.connect(lambda: self.shell.set_sync(self.sender.line()))
        show_at(self.shell, size)
        self.sender._count()
        self.model.reload()

    def settled(self) -> bool:
        return not self.background.busy

    def close(self) -> None:
        self.sender.stop()
        self.context.close()
        self.background.stop()
        self.shell.deleteLater()
        self.station.laptop.close()
