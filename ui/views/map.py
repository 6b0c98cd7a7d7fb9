"""The map room: the map with its plan beside it on a wide window, the map with one's own task on a narrow one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol, cast

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.cases import Segment
from app.domain.packs import PackInfo
from ui.printing.painter import MapPainter
from ui.theme import theme
from ui.viewmodels.geojson import Feature
from ui.viewmodels.map import MapModel
from ui.viewmodels.map_features import changed
from ui.viewmodels.map_papers import Outlets, place_box
from ui.viewmodels.map_state import MapState
from ui.views.map_papers import MapPapers
from ui.views.map_sheets import MapSheets, Stage
from ui.views.my_task_card import MyTaskCard
from ui.views.plan_panel import PlanPanel
from ui.views.rows import Rule
from ui.widgets.button import Button, shrinks
from ui.widgets.empty_state import EmptyState
from ui.widgets.scroller import Scroller
from ui.wording import say

_TOOLS: Final = ("zoom_in", "zoom_out", "here", "layers")
_AT_PLACE_ZOOM: Final = 15
_OFF_AT_FIRST: Final = ("rings", "probability")
_BRITAIN: Final = (-8.2, 49.8, 1.9, 60.9)


class Surface(Protocol):
    """The map as a widget; `ui.map.surface.MapSurface` is one."""

    ready: SignalInstance
    drawn: SignalInstance
    edited: SignalInstance
    tapped: SignalInstance
    picked: SignalInstance
    moved: SignalInstance
    measured: SignalInstance
    tool_pressed: SignalInstance
    layer_shown: SignalInstance

    def start(self) -> None: ...
    def show_pack(self, pack: PackInfo | None, under: PackInfo | None = None) -> None: ...
    def set_palette(self, tokens: Mapping[str, Any]) -> None: ...
    def set_features(self, layer: str, features: Sequence[Feature]) -> None: ...
    def upsert(self, layer: str, features: Sequence[Feature]) -> None: ...
    def remove(self, layer: str, ids: Sequence[str]) -> None: ...
    def show_layer(self, layer: str, on: bool) -> None: ...
    def fit(self, bounds: tuple[float, float, float, float]) -> None: ...
    def center(self, lon: float, lat: float, zoom: int | None = None) -> None: ...
    def select(self, feature_id: str | None) -> None: ...
    def set_tools(self, tools: Sequence[str]) -> None: ...
    def set_legend(self, legend: Mapping[str, str] | None) -> None: ...
    def start_drawing(self, kind: str) -> None: ...
    def edit(self, feature_id: str) -> None: ...
    def show_measure(self, text: str) -> None: ...


class MapRoom(QWidget):
    """``surface`` is a `MapSurface`, or any widget with its API.

    Signals:
        location_wanted: somebody says the person was here: lon, lat, and ``last_known`` or ``sighting``.
    """

    location_wanted = Signal(float, float, str)

    def __init__(
        self, model: MapModel, stage: Stage, surface: QWidget, outlets: Outlets, maps: MapPainter | None = None, *,
        practice: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._model, self._stage, self._map = model, stage, cast("Surface", surface)
        self._widget, self._shown, self._with_overview = surface, MapState(), False
        self.sheets = MapSheets(model, stage, outlets, self)
        self.papers = MapPapers(model, outlets, maps, practice=practice, parent=self)
        self._exports = outlets.export_page is not None
        self.panel = PlanPanel(model, exports=self._exports)
        self._scroller, self._rule = Scroller(self.panel), Rule(upright=True)
        self.mine = MyTaskCard()
        self.plan_button = shrinks(Button(say("map.open_plan"), "outlined", "room.map"))
        self._make_empty_states()
        self._lay_out()
        self._connect_map()
        self._connect()
        theme().follow(self.restyle)
        self._show()
        model.reload()

    def _make_empty_states(self) -> None:
        first, other = (say("map.add_pack"), "usb"), (say("map.use_overview"), "room.map")
        self.no_map = EmptyState("room.map", say("map.empty_title"), say("map.empty_words"), first, other, on="surface")
        self.nobody = EmptyState(
            "room.map", say("map.no_person_title"), say("map.no_person_words"),
            (say("map.no_person_first"), "room.person"), on="surface",
        )  # fmt: skip

    def _lay_out(self) -> None:
        self._ground = QStackedWidget()
        self._no_map_page, self._nobody_page = Scroller(self.no_map), Scroller(self.nobody)
        for part in (self._widget, self._no_map_page, self._nobody_page):
            self._ground.addWidget(part)
        self._foot = QWidget()
        self._foot_column = QVBoxLayout(self._foot)
        self._foot_column.addWidget(self.mine)
        self._foot_column.addWidget(self.plan_button)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._ground, 1)
        left.addWidget(self._foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._rule)
        row.addWidget(self._scroller)

    def _connect_map(self) -> None:
        surface, model = self._map, self._model
        surface.tapped.connect(self.sheets.tapped)
        surface.drawn.connect(self._drawn)
        surface.edited.connect(self._edited)
        surface.picked.connect(self._picked)
        surface.moved.connect(model.move_view)
        surface.measured.connect(lambda points: surface.show_measure(model.measured(points)))
        surface.tool_pressed.connect(self._tool)
        surface.layer_shown.connect(model.switch_layer)
        for layer in _OFF_AT_FIRST:
            surface.show_layer(layer, False)

    def _connect(self) -> None:
        model, sheets = self._model, self.sheets
        model.changed.connect(self._show)
        model.chosen_changed.connect(self._select)
        model.extra.connect(self._map.set_features)
        model.undoable.connect(self._stage.say)
        sheets.drawing.connect(self._map.start_drawing)
        sheets.edit.connect(self._map.edit)
        sheets.show_place.connect(self.show_place)
        sheets.location.connect(self.location_wanted)
        sheets.paper.connect(self.papers.task_sheet)
        self._wire(self.panel)
        self.mine.first.connect(self._first)
        self.mine.second.connect(self._second)
        self.plan_button.clicked.connect(self.show_plan)
        self.no_map.first_chosen.connect(lambda: model.context.room_wanted.emit("laptop"))
        self.no_map.other_chosen.connect(self._use_overview)
        self.nobody.first_chosen.connect(lambda: model.context.room_wanted.emit("now"))

    def _wire(self, panel: PlanPanel) -> None:
        panel.give.connect(self.sheets.give)
        panel.details.connect(self.sheets.place)
        panel.task_opened.connect(self.sheets.task)
        panel.team_opened.connect(self.sheets.team)
        panel.wanted.connect(self._wanted)

    # how it arranges itself

    def restyle(self) -> None:
        self._map.set_palette(theme().map_tokens())
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """The web view is made after the window stands on the screen."""
        super().showEvent(event)
        self._arrange()
        QTimer.singleShot(0, self, self._map.start)

    def _arrange(self) -> None:
        narrow, state = theme().is_narrow(self.width()), self._model.state
        beside = not narrow and state.case is not None
        self._scroller.setVisible(beside)
        self._rule.setVisible(beside)
        self._scroller.setFixedWidth(theme().px("layout", "panel_width") + 2 * theme().px("space", 2))
        self.mine.setVisible(state.mine is not None)
        self.plan_button.setVisible(narrow and state.case is not None and (state.mine is None or state.may_draw))
        self._foot.setVisible(not self.mine.isHidden() or not self.plan_button.isHidden())
        self._arrange_foot()

    def _arrange_foot(self) -> None:
        """Where the text is large, nothing that is not needed takes room from the map."""
        large = theme().large_text
        self.plan_button.set_icon("" if large else "room.map")
        side = theme().px("space", 1 if large else 3)
        self._foot_column.setContentsMargins(side, side, side, side)
        self._foot_column.setSpacing(theme().gap())

    # what is shown

    def _show(self) -> None:
        state, before = self._model.state, self._shown
        self._shown = state
        self._show_ground(state, before)
        self.mine.show_task(state.mine)
        self._arrange()
        if state.incident != before.incident or not before.loaded:
            self._begin(state)
        else:
            self._follow(before, state)

    def _show_ground(self, state: MapState, before: MapState) -> None:
        if (state.base.pack, state.base.under) != (before.base.pack, before.base.under):
            self._map.show_pack(state.base.pack, state.base.under)
        if state.incident != before.incident:
            self._with_overview = False
        other = self.no_map.other
        if other is not None:
            other.setVisible(state.base.overview is not None)
        self._ground.setCurrentWidget(self._face(state))

    def _face(self, state: MapState) -> QWidget:
        if state.loaded and state.case is None:
            return self._nobody_page
        bare = state.loaded and not state.base.covered and not self._with_overview
        return self._no_map_page if bare else self._widget

    def _begin(self, state: MapState) -> None:
        """Another search: everything on the map is another one."""
        for layer in ("segments", "venues", "locations", "teams"):
            self._map.set_features(layer, list(state.layers.get(layer, ())))
        self._map.select(None)
        self._map.set_legend({"title": state.legend} if state.legend else None)
        drawing = ("draw", "add_place") if state.may_draw else ()
        self._map.set_tools((*_TOOLS, *drawing, "measure"))
        if state.loaded:
            self._map.fit(state.box or _BRITAIN)

    def _follow(self, before: MapState, state: MapState) -> None:
        """The same search: only what has changed goes to the map, and the map stays where it is."""
        for layer, (put, taken) in changed(before.layers, state.layers).items():
            if put:
                self._map.upsert(layer, put)
            if taken:
                self._map.remove(layer, taken)
        if before.box is None and state.box is not None:
            self._map.fit(state.box)

    def _select(self, place: str) -> None:
        self._map.select(place or None)
        for card in self.panel.places.cards:
            if card.line.place == place:
                QTimer.singleShot(0, card, lambda card=card: self._scroller.ensureWidgetVisible(card))

    def _use_overview(self) -> None:
        self._with_overview = True
        self._show()
        self._stage.say(say("map.only_overview"))

    # what the map tells

    def _drawn(self, kind: str, geometry: dict[str, Any]) -> None:
        if kind == "point":
            self.sheets.new_venue(*geometry["coordinates"])
        else:
            self.sheets.new_segment(geometry["coordinates"][0])

    def _edited(self, place: str, geometry: dict[str, Any]) -> None:
        if geometry["type"] == "Polygon":
            self._model.redraw(place, geometry["coordinates"][0])

    def _picked(self, layer: str, picked: str) -> None:
        if layer in ("segments", "venues"):
            self._model.choose(picked)
            if theme().is_narrow(self.width()) or self._model.state.plan.place(picked) is None:
                self.sheets.place(picked)
        elif layer == "teams":
            kind, _, task = picked.partition(":")
            self.sheets.task(task) if kind == "by" else self.sheets.team(picked)
        elif layer == "locations" and (words := self._model.location_said(picked)):
            self._stage.say(words)

    def _tool(self, tool: str) -> None:
        if tool != "here":
            return
        start = self._model.state.start
        if start is None:
            self._stage.say(say("map.here_nowhere"))
            return
        self._map.center(*start, _AT_PLACE_ZOOM)
        self._stage.say(say("map.here_went"))

    def show_place(self, place: str) -> None:
        """Bring a place into view, chosen."""
        found = self._model.place(place)
        if found is not None:
            self._model.choose(place)
            if isinstance(found, Segment):
                self._map.fit(place_box(found))
            else:
                self._map.center(*found.position, _AT_PLACE_ZOOM)

    # what the panel and the card ask for

    def show_plan(self) -> None:
        """The panel as a sheet, where there is no room beside the map."""
        panel = PlanPanel(self._model, exports=self._exports, heading=False)
        self._wire(panel)
        self._stage.show_sheet(panel, say("plan_panel.heading"))

    def _wanted(self, what: str) -> None:
        self._stage.close_sheet()
        if what in ("draw", "places"):
            self.sheets.ways_to_draw()
        elif what == "teams":
            self.sheets.new_team()
        elif what == "print":
            self.papers.print_map()
        elif what == "export":
            self.papers.export_page()
        elif what == "point":
            self._model.context.room_wanted.emit("person")

    def _first(self) -> None:
        if (mine := self._model.state.mine) is None:
            return
        if mine.under_way:
            self.sheets.result(mine.task)
        else:
            self._model.moves.start(mine.task, self._model.state.first_name)

    def _second(self) -> None:
        """Seen: where the task is, for want of a better place; the sheet asks where exactly."""
        state = self._model.state
        if state.mine is None:
            return
        at = state.mine.at or state.start
        if not state.mine.under_way:
            self.sheets.ask_why("decline", state.mine.task)
        elif at is not None:
            self.location_wanted.emit(*at, "sighting")
        else:
            self._model.context.room_wanted.emit("person")
