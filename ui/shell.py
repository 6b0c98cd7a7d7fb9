"""The window: top bar, person bar, the room, sync strip and navigation; narrow and wide."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDateTime, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.lines import PersonLine, SyncLine
from ui.theme import theme
from ui.widgets.nav_bar import NavBar
from ui.widgets.person_bar import PersonBar
from ui.widgets.sheet import Sheet
from ui.widgets.snackbar import Snackbar
from ui.widgets.sync_strip import SyncStrip
from ui.widgets.tab_stops import move_focus, tab_stops
from ui.widgets.top_bar import TopBar

PERSON_ROOMS = frozenset({"person", "map", "log"})
LAPTOP = "laptop"
_MINUTE_MS = 60_000


class _RoomKey(QShortcut):
    """A key that opens a room. No lambda: it would hold the window for ever."""

    pressed = Signal(str)

    def __init__(self, keys: str, room: str, parent: QWidget) -> None:
        super().__init__(QKeySequence(keys), parent)
        self._room = room
        self.activated.connect(self._press)

    def _press(self) -> None:
        self.pressed.emit(self._room)


class _Rooms(QStackedWidget):
    """Takes what is left: no room of any height may squeeze the bars that are always in sight."""

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)


class Shell(QWidget):
    """Holds the rooms and what is always in sight. It decides nothing: it shows and tells."""

    room_chosen = Signal(str)
    lock_pressed = Signal()
    person_pressed = Signal()
    sheet_closed = Signal()
    minute = Signal()

    def __init__(self, *, practice: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.top_bar, self.person_bar = TopBar(practice=practice), PersonBar()
        self.stack, self.sync_strip, self.nav = _Rooms(), SyncStrip(), NavBar()
        self._rooms: dict[str, QWidget] = {}
        self._room, self._person = "", None
        self._lay_out()
        self.sheet, self.snackbar = Sheet(self), Snackbar(self)
        self._connect()
        self._minute_timer = QTimer(self, singleShot=True)
        self._minute_timer.timeout.connect(self._tick)
        self._wait_for_minute()
        theme().follow(self.restyle)

    _person: PersonLine | None

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.person_bar)
        column.addWidget(self.stack, 1)
        column.addWidget(self.sync_strip)
        column.addWidget(self.nav)
        self.person_bar.hide()

    def _connect(self) -> None:
        self.top_bar.lock_pressed.connect(self.lock_pressed)
        self.person_bar.clicked.connect(self.person_pressed)
        self.nav.chosen.connect(self._choose)
        self.sheet.closed.connect(self._after_sheet)
        for strip in (self.sync_strip, self.nav.sync):
            strip.pressed.connect(self._go_to_laptop)

    # what is shown

    def set_rooms(self, rooms: Sequence[tuple[str, str, str, QWidget]]) -> None:
        """(key, icon, word, widget) from left to right; the first is opened. Ctrl+1 to Ctrl+5 open them."""
        self.nav.set_rooms([(key, icon, word) for key, icon, word, _ in rooms])
        for place, (key, _, _, widget) in enumerate(rooms, start=1):
            self._rooms[key] = widget
            self.stack.addWidget(widget)
            _RoomKey(f"Ctrl+{place}", key, self).pressed.connect(self._choose)
        self.open_room(rooms[0][0])
        self._arrange()

    def room(self) -> str:
        return self._room

    def open_room(self, key: str) -> None:
        """Show a room without telling ``room_chosen``.

        Raises:
            KeyError: there is no such room.
        """
        self.stack.setCurrentWidget(self._rooms[key])
        self._room = key
        self.nav.set_open(key)
        self._show_person_bar()

    def set_badge(self, key: str, count: int) -> None:
        """How much waits in a room; 0 shows nothing."""
        self.nav.items[key].set_count(count)

    def set_person(self, line: PersonLine | None) -> None:
        self._person = line
        self.person_bar.set_person(line)
        self._show_person_bar()

    def set_sync(self, line: SyncLine) -> None:
        self.sync_strip.set_sync(line)
        self.nav.sync.set_sync(line)

    def set_officer(self, officer: str) -> None:
        self.top_bar.set_officer(officer)

    def set_time(self, time: str) -> None:
        self.top_bar.set_time(time)

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """A snackbar; with ``undo`` it offers that."""
        self.snackbar.say(text, undo)
        self._place_snackbar()

    def _place_snackbar(self) -> None:
        """At the foot of the room; over the title of a sheet, whose foot has what is to be pressed."""
        if self.sheet.is_open():
            self.snackbar.place(self.sheet.head_area(), above=True)
            self.snackbar.raise_()
        else:
            self.snackbar.place(self.room_area())

    # sheets and covers

    def show_sheet(self, content: QWidget, title: str, *, wide: bool = False) -> None:
        """Slide ``content`` over the room. A sheet that is open is replaced."""
        if self.sheet.is_open():
            self.sheet.close_sheet()
        if self.is_narrow():
            self.nav.hide()
        self._settle()
        self.sheet.open_with(content, title, self.room_area(), wide=wide)
        self._place_snackbar()

    def close_sheet(self) -> None:
        self.sheet.close_sheet()

    def room_area(self) -> QRect:
        """Where the room is: under the person bar, above the sync strip."""
        return self.stack.geometry()

    # how it arranges itself

    def minimumSizeHint(self) -> QSize:
        """As narrow as the navigation, as low as the bars and one button: rooms turn and scroll, they hold no window.

        At 200 % a window that grew with its rooms would leave a screen of 768 px.
        """
        bars = (self.top_bar, self.person_bar, self.sync_strip, self.nav)
        high = sum(bar.sizeHint().height() for bar in bars if not bar.isHidden())
        return QSize(self.nav.minimumSizeHint().width(), high + theme().nav_height())

    def is_narrow(self) -> bool:
        return theme().is_narrow(self.width())

    def restyle(self) -> None:
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.is_narrow()
        self.nav.set_narrow(narrow)
        self.sync_strip.setVisible(narrow)
        self.nav.setVisible(not (narrow and self.sheet.is_open()))
        self._settle()
        if self.sheet.is_open():
            self.sheet.cover(self.room_area())
        self._place_snackbar()

    def _settle(self) -> None:
        """Lay out now, so that ``room_area`` is true."""
        if (layout := self.layout()) is not None:
            layout.activate()

    def _show_person_bar(self) -> None:
        self.person_bar.setVisible(self._person is not None and self._room in PERSON_ROOMS)
        self._settle()

    # by keyboard

    def stops(self) -> list[QWidget]:
        """What Tab goes through: bars, room, snackbar, navigation; or the sheet alone while one is open."""
        if self.sheet.is_open():
            return self.sheet.stops()
        parts = (self.top_bar, self.person_bar, self.stack, self.snackbar, self.nav)
        own = [self.person_bar] if self.person_bar.isVisibleTo(self) else []
        return [stop for part in parts for stop in (own if part is self.person_bar else tab_stops(part))]

    def focusNextPrevChild(self, forward: bool) -> bool:
        return move_focus(self.stops(), forward=forward)

    # what is told

    def _choose(self, key: str) -> None:
        self.close_sheet()
        self.open_room(key)
        self.room_chosen.emit(key)

    def _go_to_laptop(self) -> None:
        if LAPTOP in self._rooms:
            self._choose(LAPTOP)

    def _after_sheet(self) -> None:
        self._arrange()
        self.sheet_closed.emit()

    def _wait_for_minute(self) -> None:
        now_ms = QDateTime.currentMSecsSinceEpoch()
        self._minute_timer.start(int(_MINUTE_MS - now_ms % _MINUTE_MS) + 1)

    def _tick(self) -> None:
        """One timer for every clock in the app, on the minute."""
        self.minute.emit()
        self._wait_for_minute()
