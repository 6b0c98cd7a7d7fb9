"""The Log room: filters over the list, and one entry whole beside it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.theme import theme
from ui.viewmodels.log import LogModel
from ui.viewmodels.log_sentences import KINDS
from ui.views.flow import FlowRow
from ui.views.log_detail import LogDetail
from ui.views.place_picture import PlacePictures
from ui.views.rows import Rule
from ui.widgets.chip import FilterChip
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import Field
from ui.widgets.line_list import LogList
from ui.widgets.log_row import log_row_height
from ui.widgets.scroller import Scroller
from ui.wording import say

_FEWEST_ROWS = 2
QWIDGETSIZE_MAX = 16_777_215
FILTERS = ("all", *KINDS, "held")


class Stage(Protocol):
    """What the room needs of the window."""

    def show_sheet(self, content: QWidget, title: str, *, wide: bool = False) -> None: ...
    def open_room(self, key: str) -> None: ...


class LogRoom(QWidget):
    """Wide: list and detail side by side. Narrow: the list, and the detail as a sheet."""

    def __init__(self, model: LogModel, stage: Stage, pictures: PlacePictures | None = None) -> None:
        super().__init__()
        self._model, self._stage, self._pictures = model, stage, pictures
        self._chips = {name: FilterChip(say(f"log.{_key(name)}", count=0)) for name in FILTERS}
        self.search = Field(say("log.find"), icon="search", on="surface")
        self.search.shrink_to_line()
        self.list = LogList(say("log.list"))
        self.detail = LogDetail(model, pictures)
        self.nobody = EmptyState(
            "room.log", say("log.nobody_title"), say("log.nobody_words"), (say("log.to_now"), "room.now"), on="surface"
        )
        self.nothing = EmptyState(
            "search", say("log.nothing_title"), "", (say("log.show_all", count=0), "done"), on="surface"
        )
        self._lay_out()
        self._connect()
        theme().follow(self.restyle)
        self._show()

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._nothing_page = Scroller(self.nothing)
        for page in (self.list, self._nothing_page):
            self._pages.addWidget(page)
        self._side, self._edge = Scroller(self.detail), Rule(upright=True)
        self._log = QWidget()
        row = QHBoxLayout(self._log)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(Scroller(self._list_side()), 1)
        row.addWidget(self._edge)
        row.addWidget(self._side)
        self._whole = QStackedWidget()
        self._whole.addWidget(self._log)
        self._whole.addWidget(self.nobody)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._whole)

    def _list_side(self) -> QWidget:
        left = QWidget()
        self._left = QVBoxLayout(left)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.setSpacing(0)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(FlowRow(*self._chips.values()), 2)
        self._head.addWidget(self.search, 1, Qt.AlignmentFlag.AlignTop)
        self._left.addLayout(self._head)
        self._left.addWidget(self._pages, 1)
        return left

    def _connect(self) -> None:
        for name, chip in self._chips.items():
            chip.clicked.connect(lambda _checked=False, name=name: self._model.choose_filter(name))
        self.search.changed.connect(self._model.find)
        self.list.chosen.connect(self._model.choose)
        self.list.opened.connect(self._open)
        self.nothing.first_chosen.connect(self._show_all)
        self.nobody.first_chosen.connect(lambda: self._stage.open_room("now"))
        self._model.changed.connect(self._show)

    def _show_all(self) -> None:
        self.search.set_text("")
        self._model.show_all()

    def _open(self, op: str) -> None:
        self._model.choose(op)
        if self._is_narrow() and self._model.state.detail is not None:
            self._stage.show_sheet(LogDetail(self._model, self._pictures), self._model.state.detail.time)

    def _show(self) -> None:
        state = self._model.state
        self._whole.setCurrentWidget(self._log if state.open or not state.loaded else self.nobody)
        for name, chip in self._chips.items():
            chip.setText(say(f"log.{_key(name)}", count=state.counts.get(name, 0)))
            chip.setChecked(name == state.filter)
        self._chips["held"].setVisible(bool(state.counts.get("held")))
        self.list.set_lines(state.lines)
        hidden = state.counts.get("all", 0)
        title = say("log.nothing_like", text=state.text) if state.text else say("log.nothing_title")
        self.nothing.set_words(title, say("log.nothing_words", count=hidden))
        if (button := self.nothing.first) is not None:
            button.setText(say("log.show_all", count=hidden))
        self._pages.setCurrentWidget(self.list if state.lines or not hidden else self._nothing_page)
        self._choose_first()

    def _choose_first(self) -> None:
        """Beside the list there is always an entry: the newest, until another one is chosen."""
        state = self._model.state
        if state.lines and state.detail is None and not self._is_narrow():
            self.list.choose(state.lines[0].entry)

    def _is_narrow(self) -> bool:
        return theme().is_narrow(self.width())

    def restyle(self) -> None:
        """Take sizes from the theme again."""
        narrow, direction = self._is_narrow(), QBoxLayout.Direction
        side, above = theme().px("layout", "margin_narrow"), theme().px("space", 3)
        self._head.setContentsMargins(side, above, side, above)
        self._head.setSpacing(theme().gap())
        self._head.setDirection(direction.TopToBottom if narrow or theme().scale > 1 else direction.LeftToRight)
        beside = self._head.direction() == direction.LeftToRight
        self.search.setMaximumWidth(theme().px("layout", "wide_row_from") if beside else QWIDGETSIZE_MAX)
        # filters and search keep their height: where large text leaves too little for rows, all of it scrolls
        self._pages.setMinimumHeight(_FEWEST_ROWS * log_row_height(self.width()))
        self._side.setFixedWidth(theme().px("layout", "panel_width") + 2 * theme().px("layout", "margin_narrow"))
        for part in (self._side, self._edge):
            part.setVisible(not narrow)
        self._choose_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.restyle()

    def focus_find(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _key(name: str) -> str:
    return name
