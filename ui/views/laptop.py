"""The Laptop room: what is sent and what waits, maps, officers, how the window looks; narrow and wide."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.settings import Settings
from ui.theme import theme
from ui.viewmodels.laptop import LaptopModel
from ui.views.enrol_sheet import EnrolSheet
from ui.views.laptop_lists import MARK_UP_TO, NamesCard, PacksCard, WaitCard
from ui.views.laptop_settings import SettingsCard, ThemeCard
from ui.views.laptop_sync import SyncPane
from ui.views.officer_sheet import OfficerSheet
from ui.views.pack_sheet import PackSheet, WhoMadeItSheet
from ui.views.rows import TurningRow, chain
from ui.widgets.button import Button
from ui.widgets.column import Column
from ui.widgets.scroller import Scroller
from ui.widgets.words import Caption, Heading, Words
from ui.wording import say


class Stage(Protocol):
    """What the room needs of the window; `ui.shell.Shell` is one."""

    def show_sheet(self, content: QWidget, title: str, *, wide: bool = False) -> None: ...
    def close_sheet(self) -> None: ...


class _Free(QWidget):
    """Words at the left of a row that may be wider than words are."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(words, 1, Qt.AlignmentFlag.AlignLeft)


class LaptopRoom(QWidget):
    """Cards in one column, or in two where the window is wide."""

    def __init__(self, model: LaptopModel, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._stage = model, stage
        self.name, self.officer = Heading("", "title", on="surface"), _right_of_the_title()
        self.sync, self.packs = SyncPane(), PacksCard()
        self.waiting = WaitCard(say("laptop.waiting"))
        self.held = WaitCard(say("laptop.held"), say("laptop.held_words"))
        self.look, self.settings = ThemeCard(), SettingsCard()
        self.lock = Button(say("laptop.lock"), "outlined", "lock")
        self.add_officer = Button(say("laptop.add_officer"), "outlined", "account-plus")
        self.officers = NamesCard(say("laptop.officers"), "account", self.lock, self.add_officer)
        self.devices = NamesCard(say("laptop.devices"), "room.laptop")
        self._lay_out()
        self._connect()
        theme().follow(self.restyle)
        self._show()
        model.reload()

    def _lay_out(self) -> None:
        inner = QWidget()
        self._all, self._row = QVBoxLayout(inner), QHBoxLayout()
        self._all.addWidget(TurningRow(_Free(self.name), self.officer, fill=0, squeeze=True))
        self._columns = (Column(), Column())
        for column in self._columns:
            self._row.addWidget(column, 1)
        self._all.addLayout(self._row)
        self._all.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroller(inner))
        self._arranged: tuple[bool, bool] | None = None

    def _connect(self) -> None:
        model, maps = self._model, self._model.maps
        model.changed.connect(self._show)
        model.settings_changed.connect(_dress)
        maps.attribution_wanted.connect(self._ask_who_made_it)
        self.sync.try_wanted.connect(model.try_now)
        self.sync.enrol_wanted.connect(self.show_enrol)
        self.packs.add_wanted.connect(maps.ask)
        self.packs.cancel_wanted.connect(maps.cancel)
        self.packs.opened.connect(self.show_pack)
        for card in (self.look, self.settings):
            card.chosen.connect(lambda values: model.set(**values))
        self.lock.clicked.connect(model.lock)
        self.add_officer.clicked.connect(self.show_officer)

    # how it arranges itself

    def restyle(self) -> None:
        """Take sizes from the theme again; one column where it is narrow."""
        narrow, px = theme().is_narrow(self.width()), theme().px
        gap, large = px("space", 2 if narrow else 4), theme().scale > MARK_UP_TO
        side = px("space", 1 if large else 3) if narrow else px("layout", "margin_wide")
        self._all.setContentsMargins(side, px("space", 3), side, px("space", 4))
        self._all.setSpacing(px("space", 3))
        self._row.setSpacing(gap)
        if (narrow, large) != self._arranged:
            self._arranged = (narrow, large)
            self._place(narrow)
        for column in self._columns:
            column.column.setSpacing(gap)

    def _place(self, narrow: bool) -> None:
        """Narrow: what is sent first, then maps and how it looks, then who works here."""
        sending: list[QWidget] = [self.sync, self.waiting, self.held]
        window: list[QWidget] = [self.packs, self.look, self.settings]
        people: list[QWidget] = [self.officers, self.devices]
        left, right = self._columns
        left.hold([*sending, *window, *people] if narrow else [*sending, *people])
        right.hold([] if narrow else window)
        right.setVisible(not narrow)
        self._show()
        chain(self._all)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.restyle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.restyle()

    # what it shows

    def _show(self) -> None:
        state = self._model.state
        self.name.setText(state.name)
        self.officer.setText(state.officer)
        self.sync.show_card(state.sync, trying=self._model.trying)
        self.waiting.show_lines(state.waiting, state.waiting_words, state.waiting_more)
        self.held.show_lines(state.held, "", state.held_more)
        self.packs.show_importing(self._model.maps.state)
        self.look.show_settings(state.settings)
        self.settings.show_settings(state.settings)
        self.officers.show_lines(state.officers)
        self.devices.show_lines(state.laptops)
        self.add_officer.setVisible(bool(state.ranks))
        if self.packs.show_packs(state.packs):
            chain(self._all)

    # sheets

    def show_enrol(self) -> None:
        """Where central records are, and the code."""
        sheet = EnrolSheet(self._model.enrol_form())
        sheet.saved.connect(self._stage.close_sheet)
        self._stage.show_sheet(sheet, say("laptop.enrol_title"))

    def show_officer(self) -> None:
        """Another officer of this laptop."""
        sheet = OfficerSheet(self._model.officer_form(), self._model.state.ranks)
        sheet.saved.connect(self._stage.close_sheet)
        self._stage.show_sheet(sheet, say("laptop.add_officer"))

    def show_pack(self, pack: str) -> None:
        """One map whole."""
        if (line := self._model.pack(pack)) is not None:
            sheet = PackSheet(line)
            sheet.remove_wanted.connect(self._remove)
            self._stage.show_sheet(sheet, line.title)

    def _remove(self, pack: str) -> None:
        self._stage.close_sheet()
        self._model.maps.remove(pack)

    def _ask_who_made_it(self, typed: str, reason: str) -> None:
        sheet = WhoMadeItSheet(typed, reason)
        sheet.told.connect(self._who_made_it)
        self._stage.show_sheet(sheet, say("laptop.who_made_it"))

    def _who_made_it(self, attribution: str) -> None:
        self._stage.close_sheet()
        self._model.maps.say_who_made_it(attribution)


def _right_of_the_title() -> Caption:
    return Caption("", "label", on="surface", align=Qt.AlignmentFlag.AlignVCenter)


def _dress(settings: Settings) -> None:
    theme().choose(
        settings.theme,
        text_percent=settings.text_scale_percent,
        glove=settings.glove_mode,
        reduced_motion=settings.reduced_motion,
    )
