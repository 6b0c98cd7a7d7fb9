"""A made-up search in Helsinki's practice map, a surface that only writes down, and a window with the map room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from app.adapters.distances import bearing_deg, distance_m
from app.domain.identity import Id
from app.phrases import Phrases
from app.services.locations import NewLocation
from app.services.plans import NewTeam, NewVenue
from app.services.reports import NewReport
from app.services.tasks import Done, NewTask
from db.local.packs import PackStore
from tests.ui.looks import show_at
from tests.ui.now_cast import RESOURCES, Station, at
from ui.background import Background
from ui.printing.painter import MapPainter
from ui.shell import Shell
from ui.viewmodels.context import Context
from ui.viewmodels.map import MapModel
from ui.viewmodels.map_papers import Outlets, Page
from ui.views.map import MapRoom

LON, LAT = 24.9440, 60.1712
"""The middle of the practice map; nobody was ever missing there in this story."""


def box(east: float, north: float, half: float = 0.0015) -> list[tuple[float, float]]:
    """A closed ring of four corners, so many degrees from the middle."""
    corners = ((-2, -1), (2, -1), (2, 1), (-2, 1), (-2, -1))
    return [(LON + east + dx * half, LAT + north + dy * half) for dx, dy in corners]


class FakeSurface(QWidget):
    """Has the API of `ui.map.surface.MapSurface`; keeps the features and writes down the rest."""

    ready = Signal()
    drawn = Signal(str, object)
    edited = Signal(str, object)
    tapped = Signal(float, float)
    picked = Signal(str, str)
    moved = Signal(object)
    measured = Signal(object)
    tool_pressed = Signal(str)
    layer_shown = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.layers: dict[str, dict[str, Any]] = {}
        self.calls: list[tuple[Any, ...]] = []

    def set_features(self, layer: str, features: Any) -> None:
        self.calls.append(("set", layer))
        self.layers[layer] = {each["id"]: each for each in features}

    def upsert(self, layer: str, features: Any) -> None:
        self.calls.append(("upsert", layer, [each["id"] for each in features]))
        self.layers.setdefault(layer, {}).update({each["id"]: each for each in features})

    def remove(self, layer: str, ids: Any) -> None:
        self.calls.append(("remove", layer, list(ids)))
        for each in ids:
            self.layers[layer].pop(each, None)

    def start(self) -> None:
        self.calls.append(("start",))

    def show_pack(self, pack: Any, under: Any = None) -> None:
        self.calls.append(("pack", pack and pack.title, under and under.title))

    def set_palette(self, tokens: Mapping[str, Any]) -> None:
        self.calls.append(("palette", tokens["name"]))

    def show_layer(self, layer: str, on: bool) -> None:
        self.calls.append(("show", layer, on))

    def fit(self, bounds: Any) -> None:
        self.calls.append(("fit", bounds))

    def center(self, lon: float, lat: float, zoom: int | None = None) -> None:
        self.calls.append(("center", lon, lat))

    def select(self, feature_id: str | None) -> None:
        self.calls.append(("select", feature_id))

    def set_tools(self, tools: Any) -> None:
        self.calls.append(("tools", tuple(tools)))

    def set_legend(self, legend: Any) -> None:
        self.calls.append(("legend", legend and legend["title"]))

    def start_drawing(self, kind: str) -> None:
        self.calls.append(("draw", kind))

    def edit(self, feature_id: str) -> None:
        self.calls.append(("edit", feature_id))

    def show_measure(self, text: str) -> None:
        self.calls.append(("measure", text))

    def last(self, kind: str) -> tuple[Any, ...] | None:
        """The last call of this kind."""
        return next((call for call in reversed(self.calls) if call[0] == kind), None)


class Search:
    """Maisie's search at 23:46: four segments, two venues, three teams, tasks in every state."""

    def __init__(self, station: Station) -> None:
        self.station, services = station, station.services
        station.sign_in("PC 207 Okoro")
        station.sign_in("PS 41 Bell")
        station.set_time("22:12")
        new = NewReport("Maisie Thornwood", "care home", at("22:12"), f"{LAT}, {LON}", at("22:10"), {"age": 14})
        self.incident: Id = services.reports.open(new)
        station.set_time("22:45")
        services.locations.record(
            self.incident,
            NewLocation("tap", "last_known", at("22:40"), "bus driver", tapped=(LON + 0.001, LAT), tapped_m=50),
        )
        plans = services.plans
        self.b3 = plans.draw(self.incident, box(0, 0.0036), "B3 Park")
        self.a1 = plans.draw(self.incident, box(0, 0.0001), "A1")
        self.c2 = plans.draw(self.incident, box(-0.0065, 0.0001), "C2")
        self.g1 = plans.draw(self.incident, box(-0.0062, 0.0045), "G1")
        venue = NewVenue("Bus station", (LON + 0.005, LAT - 0.002), "bus_stop", "the 22:40 sighting points here", 2)
        self.bus = plans.add_venue(self.incident, venue)
        self.aunt = plans.add_venue(self.incident, NewVenue("Her aunt's flat", (LON - 0.004, LAT - 0.004), "friend"))
        until = at("23:46") + timedelta(hours=3, minutes=54)
        place = (LON + 0.004, LAT - 0.005)
        self.okoro = plans.add_team(self.incident, NewTeam("Okoro", "vehicle", 2, 30, place, until))
        self.dog = plans.add_team(self.incident, NewTeam("Dog B", "dog", 2, 4, (LON + 0.004, LAT + 0.005)))
        self.hale = plans.add_team(self.incident, NewTeam("Hale", "foot"))
        self._work()
        station.set_time("23:46")

    def _work(self) -> None:
        tasks = self.station.services.tasks
        self.station.set_time("23:05")
        self.looking = self._give(self.c2, "Search C2", self.hale, "Hale")
        tasks.start(self.looking)
        self.done = self._give(self.a1, "Search A1", self.dog, "Dog B")
        tasks.start(self.done)
        tasks.complete(self.done, Done("done", found="a glove", note="gate locked at the west"))
        failed = self._give(self.g1, "Search G1", self.dog, "Dog B")
        tasks.start(failed)
        tasks.complete(failed, Done("not_done", reason="flooded"))
        self.station.services.plans.move_team(self.incident, self.hale, "searching")

    def _give(self, place: Id, title: str, to: Id, name: str) -> Id:
        return self.station.services.tasks.give(self.incident, NewTask(title, place=place), to, name)


class Stage:
    """A window with the map room in it, over a station."""

    def __init__(self, station: Station, size: QSize, folder: Path, surface: QWidget | None = None) -> None:
        self.station, self.folder = station, folder
        self.background = Background(Phrases(RESOURCES / "phrases"))
        self.context = Context(station.services, self.background, station.feed)
        self.packs = PackStore(folder / "maps", RESOURCES / "maps")
        self.model = MapModel(self.context, self.packs, distance_m, bearing_deg)
        self.shell = Shell(practice=True)
        self.surface: Any = surface or FakeSurface()
        self.asked: list[str] = []
        self.sheets_made: list[Mapping[str, Any]] = []
        self.pages: list[Page] = []
        self.photo: Path | None = None
        maps = MapPainter(RESOURCES, self.packs.tile, self.packs.packs())
        self.room = MapRoom(self.model, self.shell, self.surface, self._outlets(), maps, practice=True)
        self.shell.set_rooms([("map", "room.map", "Map", self.room)])
        self.said: list[str] = []
        for signal in (self.context.problem, self.context.told):
            signal.connect(self.shell.say)
            signal.connect(self.said.append)
        self.locations: list[tuple[float, float, str]] = []
        self.room.location_wanted.connect(lambda *where: self.locations.append(where))
        show_at(self.shell, size)

    def _outlets(self) -> Outlets:
        return Outlets(self._ask, lambda: self.photo, self._make_sheet, self._make_page)

    def _ask(self, name: str) -> Path:
        self.asked.append(name)
        return self.folder / name

    def _make_sheet(self, words: Mapping[str, Any]) -> bytes:
        self.sheets_made.append(words)
        return b"%PDF-"

    def _make_page(self, page: Page) -> str:
        self.pages.append(page)
        return "<!doctype html>"

    def settled(self) -> bool:
        return not self.background.busy

    def close(self) -> None:
        self.context.close()
        self.background.stop()
        self.packs.close()
        self.shell.deleteLater()
        self.station.made.store.close()
