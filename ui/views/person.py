"""The Person room: history and worry, places and people, what to add; three columns, or one on a narrow window."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.printing.painter import MapPainter
from ui.theme import theme
from ui.viewmodels.person import PersonModel, PersonState
from ui.viewmodels.person_sayings import Line
from ui.views.person_actions import AddCard, LastCard, LookedCard, RiskCard
from ui.views.person_cards import EpisodesCard, PhotoCard, WorryCard
from ui.views.person_parts import LinesCard, Stage
from ui.views.person_places import PlacesCard
from ui.views.person_sheets import PersonSheets
from ui.widgets.button import Button, shrinks
from ui.widgets.column import Column
from ui.widgets.empty_state import EmptyState
from ui.widgets.scroller import Scroller
from ui.wording import say


class PersonRoom(QStackedWidget):
    """``maps`` draws the small maps of sheets; without it they say that there is no map."""

    def __init__(
        self, model: PersonModel, stage: Stage, maps: MapPainter | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._stage = model, stage
        self.sheets = PersonSheets(model, stage, maps)
        self._nobody = EmptyState("room.person", say("person.nobody_title"), say("person.nobody_words"),
                                  (say("person.nobody_first"), "room.now"), on="surface")  # fmt: skip
        self._nobody.first_chosen.connect(lambda: stage.open_room("now"))
        self._make()
        self._lay_out()
        self._connect()
        model.changed.connect(self.refresh)
        theme().follow(self.restyle)
        self.refresh()

    def _make(self) -> None:
        self.episodes, self.worry, self.photo = EpisodesCard(), WorryCard(), PhotoCard()
        self.add_flag = shrinks(Button(say("person.add_flag"), "text", "flag"))
        self.flags = LinesCard(say("person.flags"), Line("", "flag", say("person.flags_none")), self.add_flag)
        self.places = PlacesCard()
        phone = Line("phones", "phone", say("person.phones_none"), say("person.phones_ask"), "warn_text")
        self.phones = LinesCard(say("person.phones"), phone)
        ask = Line("associates", "room.person", say("person.ask_none"), say("person.ask_ask"), "warn_text")
        self.ask = LinesCard(say("person.ask"), ask)
        self.adding, self.risk, self.looked, self.last = AddCard(), RiskCard(), LookedCard(), LastCard()

    def _lay_out(self) -> None:
        self._columns = [Column() for _ in range(3)]
        self._content = QWidget()
        self._row = QHBoxLayout(self._content)
        for column in self._columns:
            self._row.addWidget(column)
        self._scroller = Scroller(self._content)
        self.addWidget(self._nobody)
        self.addWidget(self._scroller)
        self._narrow: bool | None = None
        self._percent = theme().text_percent

    def _connect(self) -> None:
        sheets = self.sheets
        for card in (self.episodes, self.worry):
            card.opened.connect(sheets.show_details)
        for lines in (self.phones, self.ask):
            lines.pressed.connect(sheets.show_details)
        self.flags.pressed.connect(sheets.show_flag)
        self.add_flag.clicked.connect(lambda: sheets.show_flag(""))
        self.photo.wanted.connect(sheets.show_photo)
        self.places.pressed.connect(sheets.show_correction)
        self.places.first.connect(lambda: sheets.show_location("last_known"))
        self.places.other.connect(lambda: sheets.show_details("informant_phone"))
        self.adding.wanted.connect(self._add)
        self.risk.review.connect(sheets.show_risk)
        self.risk.settle.connect(sheets.show_conflict)
        self.last.found.connect(sheets.show_found)
        self.last.fields.connect(lambda: sheets.show_details(""))

    def _add(self, what: str) -> None:
        if what == "note":
            self.sheets.show_note()
        else:
            self.sheets.show_location("sighting" if what == "sighting" else "last_known")

    # how it arranges itself

    def restyle(self) -> None:
        narrow = theme().is_narrow(self.width())
        side = theme().px("layout", "margin_narrow" if narrow else "margin_wide")
        top = theme().px("space", 4)
        self._row.setContentsMargins(side, top, side, top)
        self._row.setSpacing(theme().px("layout", "gutter"))
        if self._model.state.line is not None and self._percent != theme().text_percent:
            self._percent = theme().text_percent
            self.refresh()
        if narrow != self._narrow:
            self._narrow = narrow
            self._place(narrow)

    def _place(self, narrow: bool) -> None:
        """Narrow: what to add first, then what is grave, then places, people and the rest."""
        left: list[QWidget] = [self.episodes, self.worry, self.flags, self.photo]
        middle: list[QWidget] = [self.places, self.phones, self.ask]
        right: list[QWidget] = [self.adding, self.risk, self.looked, self.last]
        one: list[QWidget] = [self.adding, self.episodes, self.worry, self.places, self.risk, self.flags, self.looked]
        one += [self.phones, self.ask, self.photo, self.last]
        for column, cards in zip(self._columns, (one, [], []) if narrow else (left, middle, right), strict=True):
            column.hold(cards)
            column.setVisible(bool(cards))
        for place, share in enumerate((1, 0, 0) if narrow else (35, 35, 30)):
            self._row.setStretch(place, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.restyle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.restyle()

    # what it shows

    def refresh(self) -> None:
        state = self._model.state
        self.setCurrentWidget(self._scroller if state.line is not None else self._nobody)
        if state.line is None:
            return
        amends = "report.amend" in state.acts
        if state.episodes and state.worry and state.risk:
            self.episodes.show_episodes(state.episodes, presses=amends)
            self.worry.show_worry(state.worry, presses=amends)
            self.risk.show_risk(state.risk, state.acts)
        self.photo.show_photo(state.line, presses="photo.add" in state.acts)
        self.adding.show_acts(state.acts)
        self._show_lines(state, amends=amends)
        self.last.show_last(state, state.line)

    def _show_lines(self, state: PersonState, *, amends: bool) -> None:
        self.add_flag.setVisible(amends)
        self.flags.set_top(1 if amends else 0)
        for card, lines in ((self.flags, state.flags), (self.phones, state.phones), (self.ask, state.ask)):
            card.set_presses(amends)
            card.show_lines(lines)
        assert state.line is not None
        self.places.show_places(state.places, state.line.first_name, presses="location.record" in state.acts)
        self.looked.show_lines(state.looked)
