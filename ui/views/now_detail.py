"""Beside the list: the clock of one person, where to look next, what is easy to miss, what else waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.lines import ClockState
from ui.theme import theme
from ui.viewmodels.now import NowModel
from ui.viewmodels.now_detail import Detail, NextPlace
from ui.viewmodels.now_state import Waiting
from ui.views.flow import FlowRow
from ui.views.rows import Rows, RowsCard, chain
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.clock_card import ClockCard
from ui.widgets.list_row import ListRow
from ui.widgets.paint import draw_icon, smooth
from ui.widgets.scroller import Scroller
from ui.widgets.words import Caption, Heading, Words
from ui.wording import say

_ONE_BY_ONE = 3
"""More known things than this stand two beside each other, so that what waits stays in sight."""


class DetailPane(Scroller):
    """``give()`` and ``why()`` ask for their sheets; everything else goes to the model."""

    give = Signal()
    why = Signal()

    def __init__(self, model: NowModel, parent: QWidget | None = None) -> None:
        self._model, self._shown = model, None
        self._clock = ClockCard(ClockState("running", "", "", ""), "", "")
        self._next, self._known, self._waiting = NextCard(model), KnownCard(model), WaitingCard(model)
        content = QWidget()
        self._column = QVBoxLayout(content)
        for part in (self._clock, self._next, self._known, self._waiting):
            self._column.addWidget(part)
        self._column.addStretch(1)
        super().__init__(content, parent)
        self._next.give.connect(self.give)
        self._next.why.connect(self.why)
        model.changed.connect(self.refresh)
        theme().follow(self.restyle)
        self.refresh()

    _shown: Detail | None

    def restyle(self) -> None:
        side, top = theme().px("layout", "margin_wide"), theme().px("space", 4)
        self._column.setContentsMargins(side, top, side, top)
        self._column.setSpacing(theme().px("space", 3))

    def refresh(self) -> None:
        """Show what changed; what did not change keeps its widgets and the focus."""
        state = self._model.state
        if self._waiting.show_all(state.waiting):
            chain(self._column)
        if (detail := state.detail) == self._shown:
            return
        self._shown = detail
        for part in (self._clock, self._next, self._known):
            part.setVisible(detail is not None)
        if detail is not None:
            clock = detail.clock
            self._clock.set_clock(clock.clock, clock.heading, clock.foot, clock.fuse)
            self._next.show_next(detail)
            self._known.show_known(detail)
        chain(self._column)


class NextCard(Card):
    """Where to look next and three ways to act on it."""

    give = Signal()
    why = Signal()

    def __init__(self, model: NowModel) -> None:
        super().__init__()
        self._model, self._place = model, None
        self._caption, self._words = Caption("", "label", align=Qt.AlignmentFlag.AlignRight), Words()
        self.give_button = Button("", "primary", "team")
        self.start_button = Button(say("now.start_myself"), "outlined", "start")
        self.why_button = Button(say("now.why"), "text")
        self.gap_button = Button("", "outlined", "add_place")
        self.other_button = Button(say("now.give_other"), "text")
        self._row = FlowRow(self.give_button, self.start_button, self.gap_button, self.why_button, self.other_button)
        for part in (heading_row("place", Heading(say("now.next")), self._caption), self._words, self._row):
            self.column.addWidget(part)
        self.give_button.clicked.connect(self._give)
        self.start_button.clicked.connect(model.start_myself)
        self.why_button.clicked.connect(self.why)
        self.other_button.clicked.connect(self.give)
        self.gap_button.clicked.connect(self._fill_gap)

    _place: NextPlace | None

    def show_next(self, detail: Detail) -> None:
        place = self._place = detail.next
        self.setVisible(place is not None)
        if place is None:
            return
        self._caption.setText(place.caption)
        self._words.setText(place.words)
        self.give_button.setText(say("now.give_to", who=place.team.name) if place.team else say("now.give"))
        self.give_button.setVisible(bool(detail.takers))
        self.other_button.setVisible(place.team is not None and len(detail.takers) > 1)
        self.why_button.setVisible(bool(place.reasons))
        self.gap_button.setVisible(bool(place.gap))
        self.gap_button.setText(place.gap)

    def _give(self) -> None:
        if self._place is not None and self._place.team is not None:
            self._model.give(self._place.team)
        else:
            self.give.emit()

    def _fill_gap(self) -> None:
        detail = self._model.state.detail
        if detail is not None and self._place is not None:
            self._model.open(detail.incident, self._place.gap_room)


class KnownCard(RowsCard):
    """What is known and easy to miss; each row opens the person."""

    def __init__(self, model: NowModel) -> None:
        super().__init__()
        self._model, self._incident, self._rows = model, "", Rows()
        self._about = Button("", "text")
        self.column.addWidget(heading_row("", Heading(say("now.known")), self._about))
        self.column.addWidget(self._rows)
        self._about.clicked.connect(lambda: model.open(self._incident))

    def show_known(self, detail: Detail) -> None:
        self._incident = detail.incident
        self._about.setText(say("now.all_about", name=detail.name))
        self._rows.set_columns(1 if len(detail.known) <= _ONE_BY_ONE else 2)
        self._rows.fill([(line, self._row_of(line.icon, line.title, line.second)) for line in detail.known])

    def _row_of(self, icon: str, title: str, second: str) -> Callable[[], ListRow]:
        def make() -> ListRow:
            row = ListRow(icon, title, second, icon_ink="danger_text" if icon == "flag" else "muted")
            row.set_short(True)
            row.clicked.connect(lambda: self._model.open(self._incident))
            return row

        return make


class WaitingCard(RowsCard):
    """What else waits for the sergeant, two beside each other where there is room."""

    def __init__(self, model: NowModel) -> None:
        super().__init__(ends=2)
        self._model, self._rows = model, Rows(columns=2)
        self.column.addWidget(Heading(say("now.waiting")))
        self.column.addWidget(self._rows)

    def show_all(self, waiting: Sequence[Waiting]) -> bool:
        """Whether the rows are other ones now."""
        self.setVisible(bool(waiting))
        return self._rows.fill([(each, self._row_of(each)) for each in waiting])

    def _row_of(self, waiting: Waiting) -> Callable[[], ListRow]:
        def make() -> ListRow:
            row = ListRow(waiting.icon, waiting.title, waiting.second, icon_ink=waiting.ink)
            row.clicked.connect(lambda: self._model.attend(waiting))
            return row

        return make


class _Sign(QWidget):
    """An icon beside a heading."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self.setFixedSize(theme().px("icon", "large"), theme().line("heading"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        draw_icon(painter, QRectF(self.rect()), self._icon, theme().ink("accent", on="raised"))
        painter.end()


def heading_row(icon: str, heading: Heading, right: QWidget) -> QWidget:
    """Icon and heading at the left, a quiet line or a button at the right."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    if icon:
        box.addWidget(_Sign(icon))
    box.addWidget(heading, 1, Qt.AlignmentFlag.AlignVCenter)
    box.addWidget(right, 0 if isinstance(right, Button) else 1, Qt.AlignmentFlag.AlignVCenter)
    return row
