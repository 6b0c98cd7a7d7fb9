"""An officer's own work: one task open with one large button, the rest small."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.lines import ClockState
from ui.theme import theme
from ui.viewmodels.now import NowModel
from ui.viewmodels.now_tasks import TaskCard, TaskItem
from ui.views.now_detail import heading_row
from ui.views.rows import Rows, RowsCard, Rule, TurningRow, chain
from ui.widgets.avatar import Avatar
from ui.widgets.button import Button, shrinks
from ui.widgets.card import Card
from ui.widgets.clock import ClockSlab
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_row import ListRow
from ui.widgets.mark import SentMark
from ui.widgets.paint import face, smooth
from ui.widgets.risk import RiskBadge
from ui.widgets.scroller import Scroller
from ui.widgets.words import Caption, Heading, Words
from ui.wording import say


class OfficerPane(QWidget):
    """``tell()``, ``cannot_go()``, ``new_report()`` and ``people()`` ask for what their buttons say."""

    tell = Signal()
    cannot_go = Signal()
    new_report = Signal()
    people = Signal()

    def __init__(self, model: NowModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.card = OpenTask(model)
        self._nothing = EmptyState(
            "task", say("now.no_task_title"), say("now.no_task_words"),
            (say("now.new_report"), "add"), (say("now.all_people"), "room.person"), on="surface",
        )  # fmt: skip
        self._after, self._teams = TaskList("now.after", model), TaskList("now.teams", model)
        self._tell = shrinks(Button(say("now.tell"), "outlined", "tell", tall=True, on="surface"))
        self._new = shrinks(Button(say("now.new_report"), "outlined", "add", on="surface"))
        self._people = shrinks(Button(say("now.all_people"), "outlined", "room.person", on="surface"))
        self._others = TurningRow(self._new, self._people, equal=True)
        self._officer = Caption("", "label", on="surface", align=Qt.AlignmentFlag.AlignRight)
        self._lay_out()
        self._connect()
        theme().follow(self.restyle)
        self.refresh()

    def _lay_out(self) -> None:
        content = QWidget()
        self._inner = QVBoxLayout(content)
        self._head = heading_row("", Heading(say("now.your_next"), "title", on="surface"), self._officer)
        for part in (self._head, self.card, self._after, self._teams):
            self._inner.addWidget(part)
        self._inner.addStretch(1)
        for part in (self._tell, self._others):
            self._inner.addWidget(part)
        self._scroller = Scroller(content)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(self._scroller)
        self._outer.addWidget(self._nothing)

    def _connect(self) -> None:
        self._tell.clicked.connect(self.tell)
        self._new.clicked.connect(self.new_report)
        self._people.clicked.connect(self.people)
        self._nothing.first_chosen.connect(self.new_report)
        self._nothing.other_chosen.connect(self.people)
        self.card.cannot.clicked.connect(self.cannot_go)
        self._model.changed.connect(self.refresh)

    def restyle(self) -> None:
        narrow = theme().is_narrow(self.window().width())
        side = theme().px("layout", "margin_narrow" if narrow else "margin_wide")
        self._inner.setContentsMargins(side, theme().px("space", 3), side, theme().px("space", 3))
        self._inner.setSpacing(theme().px("space", 3))
        self._others.setVisible(narrow)

    def refresh(self) -> None:
        work, state = self._model.state.work, self._model.state
        idle = state.loaded and work.card is None and not work.after and not work.teams
        self._scroller.setVisible(not idle)
        self._nothing.setVisible(idle)
        self._officer.setText(state.officer)
        self._head.setVisible(work.card is not None)
        self.card.show_task(work.card)
        self._after.show_tasks(work.after)
        self._teams.show_tasks(work.teams)
        self._tell.setVisible(bool(self._model.tell_about()))
        self._new.setVisible(state.may_report)
        chain(self._inner)


class OpenTask(Card):
    """Who it is for, what to do, one large button, two small ones."""

    def __init__(self, model: NowModel) -> None:
        super().__init__()
        self._model, self._shown = model, None
        self._slab = ClockSlab(ClockState("running", "", "", ""))
        self._avatar, self._name = Avatar("", "", bar=True), Heading("")
        self._risk, self._title, self._words = RiskBadge("not_assessed", ""), Heading("", "title"), Words()
        self._facts, self._mark = Rows(), SentMark("not_sent")
        self.go = shrinks(Button("", "primary", "start", large=True))
        self.way = shrinks(Button(say("now.show_way"), "outlined", "room.map"))
        self.cannot = shrinks(Button(say("now.cannot_go"), "outlined", "forbid"))
        self._ways = TurningRow(self.way, self.cannot, equal=True)
        who = TurningRow(self._slab, self._person(), fill=1, squeeze=True)
        for part in (who, Rule(), self._title, self._words, self._facts, self._mark, self.go, self._ways):
            self.column.addWidget(part)
        self.go.clicked.connect(model.move_on)
        self.way.clicked.connect(model.show_way)
        theme().follow(self._make_room)

    def _make_room(self) -> None:
        """Where the text is large, name and risk need the photo's room; the Person room has it."""
        self._avatar.setVisible(not theme().large_text)

    _shown: TaskCard | None

    def _person(self) -> QWidget:
        whole, words = QWidget(), QVBoxLayout()
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._risk, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px("space", 2))
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        return whole

    def restyle(self) -> None:
        super().restyle()
        self.column.setSpacing(theme().gap())

    def show_task(self, card: TaskCard | None) -> None:
        self.setVisible(card is not None)
        if card is None or card == self._shown:
            return
        self._shown = card
        person = card.person
        self._slab.set_clock(person.clock)
        self._avatar.set_person(person.name, person.initials, person.photo)
        self._name.setText(person.title)
        self._risk.set_risk(person.risk, person.risk_words)
        self._title.setText(card.title)
        self._words.setText(card.instructions)
        self._words.setVisible(bool(card.instructions))
        self._facts.fill([(fact, _fact_row(*fact)) for fact in card.facts])
        self._mark.setVisible(card.not_sent)
        self.go.setText(card.button)
        self.go.set_icon("done" if card.under_way else "start")
        self.cannot.setVisible(not card.under_way)
        self._ways.restyle()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The open task has the accent's edge."""
        painter = smooth(QPainter(self))
        edge, width = theme().color("accent"), theme().size("edge", "strong")
        face(painter, QRectF(self.rect()), theme().size("radius", "card"), theme().color("raised"), edge, width)
        painter.end()


def _fact_row(icon: str, words: str) -> Callable[[], ListRow]:
    return lambda: ListRow(icon, words, still=True)


class TaskList(QWidget):
    """A heading and a card of tasks to open; nothing where there is none."""

    def __init__(self, heading: str, model: NowModel) -> None:
        super().__init__()
        self._model, self._rows, card = model, Rows(), RowsCard()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Heading(say(heading), on="surface"))
        column.addWidget(card)
        card.column.addWidget(self._rows)

    def show_tasks(self, items: Sequence[TaskItem]) -> None:
        self.setVisible(bool(items))
        self._rows.fill([(item, self._row_of(item)) for item in items])

    def _row_of(self, item: TaskItem) -> Callable[[], ListRow]:
        def make() -> ListRow:
            row = ListRow(item.icon, item.title, item.second)
            row.set_mark("not_sent" if item.not_sent else None)
            row.clicked.connect(lambda: self._model.open_task(item.task))
            return row

        return make
