"""The bottom navigation: five rooms, the same five for everybody, and on a wide window the sync line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import CENTRE, draw_icon, draw_line, face, width_of
from ui.widgets.pressable import Pressable
from ui.widgets.sync_strip import SyncStrip
from ui.wording import say


class NavItem(Pressable):
    """One room: icon in a mark, word below, a count of what waits."""

    picked = Signal(str)

    def __init__(self, key: str, icon: str, word: str) -> None:
        super().__init__(word)
        self._key, self._icon, self._count = key, icon, 0
        self.clicked.connect(self._pick)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().follow(self.restyle)

    def _pick(self) -> None:
        self.picked.emit(self._key)

    def nextCheckState(self) -> None:
        """Only the bar decides which room is open."""

    def set_count(self, count: int) -> None:
        self._count = count
        self._name_it()

    def set_open(self, is_open: bool) -> None:
        self.setChecked(is_open)
        self._name_it()

    def _name_it(self) -> None:
        word = say("kit.chosen", word=self.words()) if self.isChecked() else self.words()
        self.setAccessibleName(say("shell.room_waiting", word=word, count=self._count) if self._count else word)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px("parts", "nav_item"), theme().nav_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().finger(), theme().nav_height())

    def draw_face(self, painter: QPainter, rect: QRectF, ringed: bool) -> None:
        px, opened = theme().px, self.isChecked()
        wide, high = min(px("parts", "nav_mark"), self.width() - 2 * px("space", 1)), px("parts", "nav_mark_height")
        label = theme().line("caption")
        top = (self.height() - high - label) / 2 + px("parts", "nav_bar") / 2
        mark = QRectF((self.width() - wide) / 2, top - px("space", 1) / 2, wide, high)
        on = "accent_soft" if opened or self.isDown() else "raised"
        if on == "accent_soft":
            face(painter, mark, theme().size("radius", "control"), theme().color(on), None, 0)
        if opened:
            painter.fillRect(QRectF(mark.left(), 0, wide, px("parts", "nav_bar")), theme().color("accent"))
        ink = theme().ink("on_accent_soft" if on == "accent_soft" else "muted", on=on)
        draw_icon(painter, mark, self._icon, ink, "large")
        font, word_ink = self._word_font(), theme().ink("text" if opened else "muted", on="raised")
        draw_line(painter, QRectF(0, mark.bottom(), self.width(), label), self.words(), font, word_ink, CENTRE)
        if self._count:
            self._draw_count(painter, mark)

    def _word_font(self) -> QFont:
        """At large text on a narrow window the word is set as large as its fifth of the bar allows."""
        font = theme().font("caption_strong" if self.isChecked() else "caption")
        room = self.width() - theme().px("space", 1)
        while width_of(self.words(), font) > room and font.pixelSize() > 1:
            font.setPixelSize(font.pixelSize() - 1)
        return font

    def _draw_count(self, painter: QPainter, mark: QRectF) -> None:
        font, high = theme().font("caption_strong"), theme().px("parts", "nav_badge")
        wide = max(high, width_of(str(self._count), font) + theme().px("space", 3))
        pill = QRectF(mark.center().x() + theme().px("space", 2), mark.top() - 1, wide, high)
        face(painter, pill, high / 2, theme().color("danger"), None, 0)
        draw_line(painter, pill, str(self._count), font, theme().ink("on_danger", on="danger"), CENTRE)


class NavBar(QWidget):
    """``chosen(str)`` tells which room was pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: dict[str, NavItem] = {}
        self.sync = SyncStrip(on="raised", bar=True)
        self.setAccessibleName(say("shell.rooms"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addStretch(0)
        self._row.addWidget(self.sync, 0, Qt.AlignmentFlag.AlignVCenter)
        theme().follow(self.restyle)

    def set_rooms(self, rooms: list[tuple[str, str, str]]) -> None:
        """(key, icon, word) from left to right."""
        for place, (key, icon, word) in enumerate(rooms):
            item = NavItem(key, icon, word)
            item.picked.connect(self.chosen)
            self.items[key] = item
            self._row.insertWidget(place, item)

    def set_open(self, key: str) -> None:
        for one, item in self.items.items():
            item.set_open(one == key)

    def set_narrow(self, narrow: bool) -> None:
        """Narrow: the five share the bar. Wide: they stand at the left, the sync line at the right."""
        self.sync.setVisible(not narrow)
        for item in self.items.values():
            item.setMaximumWidth(self.maximumWidth() if narrow else theme().px("parts", "nav_item"))
        self._row.setStretch(self._row.count() - 2, 0 if narrow else 1)
        margin = theme().px("space", 4)
        self._row.setContentsMargins(0 if narrow else margin, 0, 0 if narrow else theme().px("space", 5), 0)

    def restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px("layout", "list_width") // 2, theme().nav_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("raised"))
        painter.fillRect(QRectF(0, 0, self.width(), theme().size("edge", "card")), theme().color("line"))
        painter.end()
