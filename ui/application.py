"""Starts the window: the door first, then the five rooms for whoever signed in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QStackedLayout, QWidget

from app.phrases import Phrases
from app.settings import Settings
from ui.background import Background
from ui.theme import Theme, install, installed
from ui.viewmodels.entry import EntryModel, Laptop
from ui.views.entry import Refused, SignIn, Welcome

if TYPE_CHECKING:
    from app.services.office import Services
    from ui.rooms import Rooms

_EVENT = QEvent.Type
_ACTIVE = frozenset({_EVENT.KeyPress, _EVENT.MouseButtonPress, _EVENT.TouchBegin, _EVENT.Wheel, _EVENT.MouseMove})


def make_application(resources: Path, phrases: Phrases) -> tuple[QApplication, Theme]:
    """The one application of this process, dressed; the map's scheme is known before it is made."""
    from ui.map.scheme import register_scheme

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing, installed() or install(existing, resources, phrases=phrases)
    register_scheme()
    app = QApplication([sys.argv[0]])
    app.setApplicationName("homeward")
    app.setApplicationDisplayName("Homeward")
    return app, install(app, resources, phrases=phrases)


class Window(QWidget):
    """One laptop's window: the door, and behind it the rooms of the officer who came in.

    ``rooms`` makes the rooms; it is called after the door has opened, so that the window
    stands before anything heavy is loaded.
    """

    def __init__(
        self,
        laptop: Laptop,
        background: Background,
        rooms: Callable[[Window, Services], Rooms],
    ) -> None:
        super().__init__()
        self.laptop, self.background = laptop, background
        self._make_rooms = rooms
        self.rooms: Rooms | None = None
        self._door: QWidget | None = None
        self.entry = EntryModel(laptop, background, self)
        self._layout = QStackedLayout(self)
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        self.entry.entered.connect(self._enter)
        self.setWindowTitle("Homeward")
        self._show_door()

    def _show_door(self) -> None:
        self._door = Welcome(self.entry) if self.entry.state.new else SignIn(self.entry)
        self._layout.addWidget(self._door)
        self._layout.setCurrentWidget(self._door)

    def _leave_door(self, shell: QWidget) -> None:
        door, self._door = self._door, None
        self._layout.setCurrentWidget(shell)
        if door is not None:
            self._layout.removeWidget(door)
            door.deleteLater()

    def _enter(self, services: Services) -> None:
        officer = services.desk.session.acting().officer
        if self.rooms is None or self.rooms.officer_id != officer.id:
            self._drop_rooms()
            self.rooms = self._make_rooms(self, services)
            self._layout.addWidget(self.rooms.shell)
            self.rooms.start()
        self._leave_door(self.rooms.shell)
        self.rooms.minute()
        self.watch_idleness()

    def _drop_rooms(self) -> None:
        """Another officer sees nothing of what the last one had open."""
        if self.rooms is not None:
            self.rooms.close()
            self._layout.removeWidget(self.rooms.shell)
            self.rooms.shell.deleteLater()
            self.rooms = None

    @property
    def locked(self) -> bool:
        """Whether the door is shut: nobody is signed in."""
        return self._door is not None

    def lock(self) -> None:
        """Hide everything and let the officer's key go; sending goes on.

        The rooms are hidden whole, not covered: no screen reader, no message that comes late
        and no key that opens a room reaches past the door.
        """
        if self.locked:
            return
        self._idle.stop()
        self.laptop.lock()
        self.entry.refresh()
        self._show_door()

    def watch_idleness(self) -> None:
        """Lock after so many minutes without a key, a finger or a mouse; from now."""
        self._watch(self.laptop.settings.load().settings)

    def _watch(self, settings: Settings) -> None:
        self._idle.start(settings.idle_lock_min * 60_000)
        self._listen()

    def settings_changed(self, settings: Settings) -> None:
        """The idle time may be another one; the file is written behind it."""
        self._watch(settings)

    def _listen(self) -> None:
        """Hear what is pressed through the native window alone.

        A filter on the application would wrap every object that Qt makes, and PySide crashes
        on one that the web engine has only half made.
        """
        handle = self.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WinIdChange:
            self._listen()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVE and self._idle.isActive():
            self._idle.start()
        return super().eventFilter(watched, event)

    def shut(self) -> None:
        """Stop everything, the map before its profile, the store last; a second call does nothing."""
        self._idle.stop()
        if self.rooms is not None:
            self.rooms.close()
        self.background.stop()
        self.laptop.close()


def show_refusal(words: str) -> Refused:
    """A window that only says why there is none; whoever calls shows the application's loop."""
    refused = Refused(words)
    refused.setWindowTitle("Homeward")
    refused.resize(560, 420)
    refused.show()
    return refused


def dress(theme: Theme, settings: Settings) -> None:
    """Look as this laptop was last told to."""
    theme.choose(
        settings.theme,
        text_percent=settings.text_scale_percent,
        glove=settings.glove_mode,
        reduced_motion=settings.reduced_motion,
    )


def ask_file() -> Path | None:
    """The system's own dialog for a file to open."""
    name, _ = QFileDialog.getOpenFileName()
    return Path(name) if name else None


def ask_path(proposed: str) -> Path | None:
    """The system's own dialog for where to write a file."""
    name, _ = QFileDialog.getSaveFileName(dir=proposed)
    return Path(name) if name else None


def run(window: Window) -> int:
    """Show the window and stay until it is closed."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window.resize(1366, 768)
    window.show()
    app.aboutToQuit.connect(window.shut)
    return app.exec()
