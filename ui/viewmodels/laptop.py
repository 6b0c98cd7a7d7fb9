"""The Laptop room's state and actions: what is sent, maps, officers, how the window looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.settings import Settings, changed
from ui.background import Failure
from ui.viewmodels.context import Context
from ui.viewmodels.entry import Laptop
from ui.viewmodels.laptop_forms import EnrolForm, OfficerForm
from ui.viewmodels.laptop_packs import MapFiles, PackLine
from ui.viewmodels.laptop_state import LaptopState, read_state
from ui.viewmodels.laptop_sync import sync_card
from ui.viewmodels.sending import Sender


class LaptopModel(QObject):
    """State and actions of the Laptop room.

    Signals:
        changed: ``state`` or ``maps.state`` is another one.
        settings_changed: these settings (`Settings`) hold from now on; the window follows at once.
        packs_changed: a map was added or removed.
        lock_wanted: lock the laptop, to go away or for another officer.
    """

    changed = Signal()
    settings_changed = Signal(object)
    packs_changed = Signal()
    lock_wanted = Signal()

    def __init__(self, context: Context, sender: Sender, laptop: Laptop, ask_file: Callable[[], Path | None]) -> None:
        super().__init__()
        self.context, self._sender, self._laptop = context, sender, laptop
        self.state = LaptopState(settings=laptop.settings.load().settings)
        self.maps = MapFiles(context, laptop.packs, ask_file, self)
        self.trying = False
        self._reading, self._again = False, False
        self.maps.changed.connect(self.changed)
        self.maps.packs_changed.connect(self._packs_changed)
        sender.changed.connect(self._sent)
        context.changed.connect(lambda _changes: self.reload())

    # reading

    def reload(self) -> None:
        """Read everything again; many wishes while one reading is under way make one more."""
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        services, laptop, card = self.context.services, self._laptop, self._card()
        self.context.act(
            lambda: read_state(services, laptop, laptop.packs.packs(), card.unsent, card.held),
            self._show,
            self._not_read,
        )

    def minute(self) -> None:
        """A minute has passed: what is told by age has moved."""
        self.reload()

    def _card(self) -> Any:
        return sync_card(self._sender.state, self.context.services.desk.clock.now())

    def _show(self, state: LaptopState) -> None:
        self._reading = False
        if state.loaded:
            self._become(replace(state, sync=self._card(), settings=self.state.settings))
        if self._again:
            self.reload()

    def _not_read(self, failure: Failure) -> None:
        self._reading = False
        self.context.problem.emit(failure.words)

    def _sent(self) -> None:
        """The sender counts by itself; the lists are read again where its numbers have moved."""
        self.trying = self.trying and self._sender.state.busy
        card, before = self._card(), self.state.sync
        self._become(replace(self.state, sync=card))
        if (card.unsent, card.held) != (before.unsent, before.held):
            self.reload()

    def _become(self, state: LaptopState) -> None:
        self.state = state
        self.changed.emit()

    def _packs_changed(self) -> None:
        self.packs_changed.emit()
        self.reload()

    # actions

    def try_now(self) -> None:
        """Send and fetch now, whatever the pause would be."""
        self.trying = True
        self.changed.emit()
        self._sender.try_now()

    def lock(self) -> None:
        """Lock; whoever comes next signs in."""
        self.lock_wanted.emit()

    def pack(self, pack: str) -> PackLine | None:
        """One map of the list."""
        return next((each for each in self.state.packs if each.id == pack), None)

    def officer_form(self) -> OfficerForm:
        """An empty form for another officer, or the draft of one."""
        return OfficerForm(self.context)

    def enrol_form(self) -> EnrolForm:
        """A form for central's address and code."""
        form = EnrolForm(self.context, self.state.central_url)
        form.saved.connect(lambda _answer: self._enrolled())
        return form

    def _enrolled(self) -> None:
        self.reload()
        self.try_now()

    def set(self, **values: object) -> None:
        """Change settings: the window follows at once, the file behind it.

        Raises:
            Unreadable: a value is not allowed; nothing was changed.
        """
        settings = changed(self.state.settings, **values)
        if settings == self.state.settings:
            return
        self._become(replace(self.state, settings=settings))
        self.settings_changed.emit(settings)
        self.context.act(lambda: self._save(values))

    def _save(self, values: dict[str, object]) -> Settings:
        """On the database thread, one after another: nobody else's setting is lost."""
        file = self._laptop.settings
        settings = changed(file.load().settings, **values)
        file.save(settings)
        return settings
