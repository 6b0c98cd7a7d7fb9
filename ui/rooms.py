"""The five rooms of one signed-in officer, joined to each other and to the shell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import facts
from app.domain.cases import Entry
from app.domain.identity import Id
from app.services.office import Services
from ui.background import Background
from ui.map.surface import MapSurface
from ui.printing.painter import MapPainter
from ui.shell import Shell
from ui.theme import theme
from ui.viewmodels.context import Context
from ui.viewmodels.entry import Laptop
from ui.viewmodels.laptop import LaptopModel
from ui.viewmodels.log import LogModel
from ui.viewmodels.map import MapModel
from ui.viewmodels.map_papers import Outlets
from ui.viewmodels.now import NowModel
from ui.viewmodels.open_person import OpenPersonModel
from ui.viewmodels.person import PersonModel
from ui.viewmodels.sending import Sender
from ui.views.laptop import LaptopRoom
from ui.views.log import LogRoom
from ui.views.map import MapRoom
from ui.views.now import NowRoom
from ui.views.person import PersonRoom
from ui.widgets.message import MessageLine
from ui.wording import say


@dataclass(frozen=True)
class Outside:
    """What the rooms need of adapters and of the system, given by whoever starts the window.

    ``ask_file`` lets an officer choose a file to open; ``None`` is no choice.
    """

    resources: Path
    distance_m: Callable[[facts.Point, facts.Point], float]
    bearing_deg: Callable[[facts.Point, facts.Point], float]
    outlets: Outlets
    ask_file: Callable[[], Path | None]
    practice: bool = False


class Rooms:
    """Models, views and the shell that holds them; ``close`` lets go of all of it."""

    def __init__(self, laptop: Laptop, services: Services, background: Background, outside: Outside) -> None:
        self.laptop, self.services, self.outside = laptop, services, outside
        officer = services.desk.session.acting().officer
        self.officer_id = officer.id
        self._result_of = ""
        self.shell = Shell(practice=outside.practice)
        self.context = Context(services, background, laptop.changes)
        self.sender = Sender(self.context)
        self.person_bar = OpenPersonModel(self.context)
        self.maps = MapPainter(outside.resources, laptop.packs.tile, laptop.packs.packs())
        self._make_models()
        self._make_views()
        self._connect()
        self._say_what_cannot_be_saved()
        self.shell.set_officer(officer.call_sign)

    def _make_models(self) -> None:
        packs, outside = self.laptop.packs, self.outside
        self.now = NowModel(self.context)
        self.person = PersonModel(self.context)
        self.map = MapModel(self.context, packs, outside.distance_m, outside.bearing_deg)
        self.log = LogModel(self.context)
        self.about = LaptopModel(self.context, self.sender, self.laptop, outside.ask_file)

    def _make_views(self) -> None:
        self.surface = MapSurface(self.outside.resources, self.laptop.packs.tile)
        self.now_room = NowRoom(self.now, self.shell)
        self.person_room = PersonRoom(self.person, self.shell, self.maps)
        self.map_room = MapRoom(
            self.map, self.shell, self.surface, self.outside.outlets, self.maps, practice=self.outside.practice
        )
        self.log_room = LogRoom(self.log, self.shell, self.person_room.sheets.pictures)
        self.laptop_room = LaptopRoom(self.about, self.shell)
        views = (self.now_room, self.person_room, self.map_room, self.log_room, self.laptop_room)
        keys = ("now", "person", "map", "log", "laptop")
        rooms = [(key, f"room.{key}", say(f"room.{key}"), view) for key, view in zip(keys, views, strict=True)]
        self.shell.set_rooms(rooms)

    def _connect(self) -> None:
        shell, context = self.shell, self.context
        context.room_wanted.connect(self._go)
        context.problem.connect(shell.say)
        context.told.connect(shell.say)
        shell.person_pressed.connect(lambda: shell.open_room("person"))
        shell.minute.connect(self.minute)
        shell.room_chosen.connect(self._entered)
        self.person_bar.changed.connect(lambda: shell.set_person(self.person_bar.line))
        self.sender.changed.connect(lambda: shell.set_sync(self.sender.line()))
        self.now.changed.connect(lambda: shell.set_badge("now", self.now.state.badge))
        self.now.settle_wanted.connect(self._settle)
        self.now.result_wanted.connect(self._ask_result)
        self.map.changed.connect(self._show_result)
        self.map_room.location_wanted.connect(self._was_here)
        self.log.correct_wanted.connect(self._correct)
        self.log.map_wanted.connect(self._show_on_map)
        self.about.packs_changed.connect(self._packs_changed)

    def _say_what_cannot_be_saved(self) -> None:
        """A store that may only be read says so over every room, for as long as it is open."""
        reason, column = self.services.desk.store.read_only, self.shell.layout()
        if reason is None or not isinstance(column, QVBoxLayout):
            return
        banner, margin = QWidget(), theme().px("space", 3)
        row = QVBoxLayout(banner)
        row.setContentsMargins(margin, margin, margin, margin)
        row.addWidget(MessageLine("danger", say(reason), on="surface"))
        column.insertWidget(1, banner)

    def start(self) -> None:
        """Send and fetch from now on; the map comes after the window stands."""
        self.sender.start()

    def _go(self, key: str) -> None:
        self.shell.open_room(key)
        self._entered(key)

    def _entered(self, key: str) -> None:
        if key == "map":
            self.surface.start()

    def minute(self) -> None:
        """A minute has passed: every clock on the screen moves."""
        self.shell.set_time(datetime.now().astimezone().strftime("%H:%M"))
        for model in (self.now, self.person, self.map, self.about):
            model.minute()
        self.person_bar.reload()

    def _was_here(self, lon: float, lat: float, kind: facts.Kind) -> None:
        """A finger on the map says where the person was: only Save is left to press."""
        self.person_room.sheets.show_tapped(lon, lat, kind)

    def _ask_result(self, task: str) -> None:
        """Say what came of a task: its search is opened first, so that the sheet has its place."""
        card = self.now.state.work.card
        if card is not None:
            self.context.choose(Id(card.person.incident))
        self._result_of = task
        self._show_result()

    def _show_result(self) -> None:
        case = self.map.state.case
        if self._result_of and case is not None and case.task(Id(self._result_of)) is not None:
            task, self._result_of = self._result_of, ""
            self.map_room.sheets.result(task)

    def _settle(self, incident: str) -> None:
        self.context.choose(Id(incident), "person")
        self.person_room.sheets.show_conflict()

    def _correct(self, entry: Entry) -> None:
        self.shell.open_room("person")
        if isinstance(entry.fact, facts.LocationRecorded):
            self.person_room.sheets.show_correction(entry.op)
        else:
            self.person_room.sheets.show_note()

    def _packs_changed(self) -> None:
        self.maps.packs = tuple(self.laptop.packs.packs())
        self.map.reload()

    def _show_on_map(self, lon: float, lat: float) -> None:
        self._go("map")
        self.surface.center(lon, lat, 16)

    def close(self) -> None:
        """Let go of the map before its profile, and of everything that listens."""
        self.sender.stop()
        self.surface.close_map()
        self.context.close()
