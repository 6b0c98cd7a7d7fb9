"""Makes what leaves the map room: a true-scale map, a team's task sheet, a page of the search; then writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QObject

from app.domain.identity import Id
from app.domain.packs import Bounds
from ui.map.texts import page_texts
from ui.printing.page import MapSheet, fitting_scale, map_pdf
from ui.printing.painter import MapPainter
from ui.theme import theme
from ui.viewmodels.local_times import moment
from ui.viewmodels.map import MapModel
from ui.viewmodels.map_features import Box, middle
from ui.viewmodels.map_papers import Outlets, Page, file_name, place_box, sheet_words, write_file
from ui.viewmodels.people_lines import photo_name
from ui.wording import say

_PICTURE_PX: Final = (1000, 640)
_LEAST_M_PER_PX: Final = 0.8
_ROUND_IT: Final = 1.4
"""A team sees its place with some of what is round it."""


class MapPapers(QObject):
    """``maps`` paints; without one there is nothing to print. The officer chooses where each file goes."""

    def __init__(
        self, model: MapModel, outlets: Outlets, maps: MapPainter | None, *, practice: bool = False,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._model, self._outlets, self._maps, self._practice = model, outlets, maps, practice

    def print_map(self) -> None:
        """What the map shows now, at the largest of the usual scales that holds it."""
        state, view, maps = self._model.state, self._model.view, self._maps
        if state.case is None or view is None or maps is None:
            return
        path = self._outlets.ask_path(file_name(state, "map", "pdf"))
        if path is not None:
            sheet = self._sheet(view, say("map.title_of", name=state.case.report.name))
            data = map_pdf(self._current(maps), sheet)
            self._write(path, lambda: data)

    def _sheet(self, view: Box, title: str) -> MapSheet:
        west, south, east, north = view
        scale = fitting_scale(Bounds(west, south, east, north))
        layers = dict(self._model.state.layers)
        return MapSheet((west + east) / 2, (south + north) / 2, title, self._printed(), layers, scale,
                        practice=self._practice)  # fmt: skip

    def _printed(self) -> str:
        officer, now = self._model.state.officer, self._model.context.services.desk.clock.now()
        return say("map.printed", time=moment(now, now), who=officer.call_sign if officer else "")

    def _current(self, maps: MapPainter) -> MapPainter:
        """The painter with the packs of this moment: one may have been added since."""
        maps.packs = tuple(self._model.packs.packs())
        return maps

    def task_sheet(self, task: str) -> None:
        """One task on paper for its team, with photo and map."""
        state, make = self._model.state, self._outlets.task_sheet
        if state.case is None or make is None:
            return
        path = self._outlets.ask_path(file_name(state, "sheet", "pdf"))
        if path is None:
            return
        case, services = state.case, self._model.context.services

        def read_photo() -> bytes | None:
            name = photo_name(case)
            return None if name is None else services.photos.picture(name)

        self._model.context.read(read_photo, lambda photo: self._write_sheet(path, task, photo))

    def _write_sheet(self, path: Path, task: str, photo: bytes | None) -> None:
        state, make = self._model.state, self._outlets.task_sheet
        if make is None or state.case is None or state.case.task(Id(task)) is None:
            return
        picture, credit = self._picture(task)
        now = self._model.context.services.desk.clock.now()
        words = sheet_words(state, Id(task), now, picture=picture, credit=credit, photo=photo, practice=self._practice)
        self._write(path, lambda: make(words))

    def _picture(self, task: str) -> tuple[bytes | None, str]:
        """The place of a task and what is round it, on paper always by day; and who made the map."""
        state, maps = self._model.state, self._maps
        found = state.case.task(Id(task)) if state.case else None
        place = state.case.place(found.place) if state.case and found else None
        if place is None or maps is None:
            return None, ""
        lon, lat = middle(place)
        west, south, east, north = place_box(place)
        wide_m, high_m = self._model.across((west, lat), (east, lat)), self._model.across((lon, south), (lon, north))
        width, height = _PICTURE_PX
        scale = max(_LEAST_M_PER_PX, _ROUND_IT * wide_m / width, _ROUND_IT * high_m / height)
        centre = ((west + east) / 2, (south + north) / 2)
        image = self._current(maps).picture(
            *centre, width, height, scale, marks=state.layers, palette=theme().map_tokens()
        )
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt wants text
        base = state.base.pack
        return bytes(buffer.data().data()), base.attribution if base else ""

    def export_page(self) -> None:
        """The search as one file for any browser."""
        state, make, box = self._model.state, self._outlets.export_page, self._model.state.box or self._model.view
        if state.case is None or make is None or box is None:
            return
        path = self._outlets.ask_path(file_name(state, "page", "html"))
        if path is None:
            return
        title = say("map.title_of", name=state.case.report.name)
        page = Page(title, state.layers, box, state.legend, page_texts(), theme().map_tokens())
        self._write(path, lambda: make(page).encode())

    def _write(self, path: Path, make: Callable[[], bytes]) -> None:
        """Make and write beside the window; the officer is told either way."""
        context = self._model.context
        context.told.emit(say("map.writing", name=path.name))
        context.heavy(lambda _cancelled: write_file(path, make()), context.told.emit)
