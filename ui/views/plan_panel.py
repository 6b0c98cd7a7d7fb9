"""The panel beside the map: where to look next, who has what, what the plan lacks, and what can be drawn or printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.viewmodels.map import MapModel
from ui.viewmodels.plan import Gap, PlaceLine, PlanState, TaskLine, TeamLine
from ui.views.place_card import PlaceCard
from ui.views.rows import Rows, RowsCard, TurningRow, chain
from ui.widgets.button import Button
from ui.widgets.list_row import ListRow
from ui.widgets.message import MessageLine
from ui.widgets.words import Caption, Heading
from ui.wording import say


class PlanPanel(QWidget):
    """Signals ask for what a button says; what needs no sheet goes to the model.

    ``give(place)``, ``details(place)``, ``task_opened(task)``, ``team_opened(team)``,
    ``wanted(what)``: draw, team, print, export, point.
    """

    give = Signal(str)
    details = Signal(str)
    task_opened = Signal(str)
    team_opened = Signal(str)
    wanted = Signal(str)

    def __init__(self, model: MapModel, *, exports: bool = True, heading: bool = True) -> None:
        super().__init__()
        self._model, self._has_heading, self._exports = model, heading, exports
        self._title = Heading(say("plan_panel.heading"), on="surface")
        self._teams_words = Caption("", "label", on="surface", align=Qt.AlignmentFlag.AlignRight)
        self.places, self._gaps = PlaceList(model), GapList()
        self._all_given = MessageLine("information", "", keep=False, on="surface")
        self.tasks, self.teams = RowsBlock("plan_panel.tasks"), RowsBlock("plan_panel.teams_heading")
        self._more, self._elsewhere = Caption("", "label", on="surface"), Caption("", "label", on="surface")
        self._success = Caption("", "label", on="surface")
        self.draw_button = Button(say("plan_panel.draw"), "outlined", "draw", on="surface")
        self.team_button = Button(say("plan_panel.add_team"), "outlined", "team", on="surface")
        self.print_button = Button(say("map.print"), "outlined", "printer", on="surface")
        self.export_button = Button(say("map.export"), "outlined", "file-export-outline", on="surface")
        self._lay_out()
        self._connect()
        theme().follow(self.restyle)
        self.refresh()

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        head = QHBoxLayout()
        head.addWidget(self._title, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._teams_words, 1, Qt.AlignmentFlag.AlignVCenter)
        self._column.addLayout(head)
        for part in (self._gaps, self.places, self._all_given, self._more, self._elsewhere, self._success):
            self._column.addWidget(part)
        self._drawing = TurningRow(self.draw_button, self.team_button, equal=True)
        self._papers = TurningRow(self.print_button, self.export_button, equal=True)
        for block in (self.tasks, self.teams, self._drawing, self._papers):
            self._column.addWidget(block)
        self._column.addStretch(1)

    def _connect(self) -> None:
        self.places.give.connect(self.give)
        self.places.details.connect(self.details)
        self.tasks.opened.connect(self.task_opened)
        self.teams.opened.connect(self.team_opened)
        self._gaps.wanted.connect(self.wanted)
        for button, what in (
            (self.draw_button, "draw"), (self.team_button, "teams"), (self.print_button, "print"),
            (self.export_button, "export"),
        ):  # fmt: skip
            button.clicked.connect(lambda _checked=False, what=what: self.wanted.emit(what))
        self._model.changed.connect(self.refresh)
        self._model.chosen_changed.connect(self.refresh)

    def restyle(self) -> None:
        side = 0 if not self._has_heading else theme().px("space", 4)
        self._column.setContentsMargins(side, theme().px("space", 3), side, theme().px("space", 3))
        self._column.setSpacing(theme().px("space", 2))

    def refresh(self) -> None:
        """Show what changed; what did not keeps its widgets and the focus."""
        state = self._model.state
        plan = state.plan
        self._title.setVisible(self._has_heading)
        self._say_all(plan)
        turned = self.places.show_places(plan.places, self._model.chosen, may_give=state.may_give)
        turned |= self._gaps.show_gaps([gap for gap in plan.gaps if _may_mend(gap, state.may_draw)])
        turned |= self.tasks.fill([(line, _task_row(line)) for line in plan.tasks], [each.task for each in plan.tasks])
        turned |= self.teams.fill([(line, _team_row(line)) for line in plan.teams], [each.team for each in plan.teams])
        self._drawing.setVisible(state.may_draw)
        self.export_button.setVisible(self._exports)
        self._papers.setVisible(state.case is not None)
        self._papers.restyle()
        if turned:
            chain(self._column)

    def _say_all(self, plan: PlanState) -> None:
        for caption, words in (
            (self._teams_words, plan.teams_words), (self._more, plan.more), (self._elsewhere, plan.elsewhere),
            (self._success, plan.success),
        ):  # fmt: skip
            caption.setText(words)
            caption.setVisible(bool(words))
        self._all_given.say("information", plan.all_given)
        self._all_given.setVisible(bool(plan.all_given))


def _may_mend(gap: Gap, may_draw: bool) -> bool:
    return may_draw or gap.action == "point"


class PlaceList(QWidget):
    """The ranked cards; the chosen one has its buttons below it. ``give(place)``, ``details(place)``."""

    give = Signal(str)
    details = Signal(str)

    def __init__(self, model: MapModel) -> None:
        super().__init__()
        self._model = model
        self.cards: list[PlaceCard] = []
        self.buttons: PlaceActions | None = None
        self._said: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self._column.setSpacing(theme().px("space", 2))

    def show_places(self, places: Sequence[PlaceLine], chosen: str, *, may_give: bool) -> bool:
        """Whether the cards were made again."""
        said = (tuple(places), chosen, may_give)
        self.setVisible(bool(places))
        if said == self._said:
            return False
        self._said, had_focus = said, any(card.hasFocus() for card in self.cards)
        self._clear()
        for line in places:
            self._add(line, line.place == chosen, may_give)
        if had_focus and (card := next((each for each in self.cards if each.isChecked()), None)):
            card.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _clear(self) -> None:
        self.cards, self.buttons = [], None
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _add(self, line: PlaceLine, chosen: bool, may_give: bool) -> None:
        card = PlaceCard(line, chosen=chosen)
        card.clicked.connect(lambda: self._model.choose(line.place))
        self.cards.append(card)
        self._column.addWidget(card)
        if chosen:
            self.buttons = PlaceActions(line, may_give=may_give)
            self.buttons.give.clicked.connect(lambda: self._give(line))
            self.buttons.other.clicked.connect(lambda: self.give.emit(line.place))
            self.buttons.details.clicked.connect(lambda: self.details.emit(line.place))
            self._column.addWidget(self.buttons)

    def _give(self, line: PlaceLine) -> None:
        if line.team is None:
            self.give.emit(line.place)
        else:
            self._model.give(line.place)


class PlaceActions(QWidget):
    """What can be done with the chosen place."""

    def __init__(self, line: PlaceLine, *, may_give: bool) -> None:
        words = say("plan_panel.give_to", who=line.team.name) if line.team else say("plan_panel.give")
        self.give = Button(words, "primary", "team", on="surface")
        self.other = Button(say("plan_panel.other"), "outlined", on="surface")
        self.details = Button(say("plan_panel.details"), "outlined", on="surface")
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.give)
        self._column.addWidget(TurningRow(self.other, self.details, equal=True))
        self.give.setVisible(may_give)  # once it has a parent: before, it would be a window
        self.other.setVisible(may_give and line.team is not None)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self._column.setSpacing(theme().gap())


class GapList(QWidget):
    """What the plan lacks, each with the button that mends it. ``wanted(action)``."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._said: list[Gap] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self._column.setSpacing(theme().px("space", 2))

    def show_gaps(self, gaps: list[Gap]) -> bool:
        """Whether they were made again."""
        self.setVisible(bool(gaps))
        if gaps == self._said:
            return False
        self._said = gaps
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for gap in gaps:
            button = Button(gap.button, "outlined", "add", on="surface")
            button.clicked.connect(lambda _checked=False, gap=gap: self.wanted.emit(gap.action))
            self._column.addWidget(MessageLine("warn", gap.words, keep=False, on="surface"))
            self._column.addWidget(button)
        return True


class RowsBlock(QWidget):
    """A heading and a card of rows to open; nothing where there is none. ``opened(id)``."""

    opened = Signal(str)

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.rows, card = Rows(), RowsCard()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Heading(say(heading), on="surface"))
        self._column.addWidget(card)
        card.column.addWidget(self.rows)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self._column.setSpacing(theme().px("space", 2))

    def fill(self, rows: Sequence[tuple[object, Callable[[], ListRow]]], ids: Sequence[str]) -> bool:
        """Whether they were made again."""
        self.setVisible(bool(rows))
        return self.rows.fill([(key, self._opening(make, each)) for (key, make), each in zip(rows, ids, strict=True)])

    def _opening(self, make: Callable[[], ListRow], each: str) -> Callable[[], ListRow]:
        def made() -> ListRow:
            row = make()
            row.clicked.connect(lambda: self.opened.emit(each))
            return row

        return made


def _task_row(line: TaskLine) -> Callable[[], ListRow]:
    def make() -> ListRow:
        row = ListRow(line.icon, line.title, line.second)
        row.set_mark("not_sent" if line.not_sent else None)
        return row

    return make


def _team_row(line: TeamLine) -> Callable[[], ListRow]:
    return lambda: ListRow(line.icon, line.name, line.second)
