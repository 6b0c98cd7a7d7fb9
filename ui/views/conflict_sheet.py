"""The conflict sheet: both grades whole, which one stands for now, why, then decide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.viewmodels.risk import RiskModel, RiskState, Side
from ui.views.person_parts import tell_tightly
from ui.views.rows import TurningRow
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.field import Field
from ui.widgets.message import MessageLine
from ui.widgets.risk import RiskBadge
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Caption, Words
from ui.wording import say


class SideCard(Card):
    """One grade: badge, whether it stands, why, who on which laptop, when."""

    def __init__(self, side: Side) -> None:
        super().__init__(bar="danger" if side.stands else None)
        self.side = side
        badge = RiskBadge(side.level, side.words, large=True)
        chip = Chip(say("person.stands"), "danger", "lock") if side.stands else Chip(say("person.not_in_force"))
        self.column.addWidget(Ends(badge, chip))
        self.column.addWidget(Words(side.reason))
        foot, row = QWidget(), QHBoxLayout()
        foot.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Caption(side.who, "label"), 1)
        row.addWidget(Caption(side.time, "label", wrap=False, align=Qt.AlignmentFlag.AlignRight), 0)
        self.column.addWidget(foot)
        self.setAccessibleName(". ".join((side.words, say(_stands(side)), side.reason, side.who, side.time)))


class Ends(QWidget):
    """One at each end of a row; under one another where they do not fit."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(left)
        self._box.addStretch(1)
        self._box.addWidget(right)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        direction = QBoxLayout.Direction
        large = theme().large_text
        self._box.setDirection(direction.TopToBottom if large else direction.LeftToRight)
        self._box.setSpacing(theme().px("space", 2))


def _stands(side: Side) -> str:
    return "person.stands" if side.stands else "person.not_in_force"


class ConflictSheet(SheetContent):
    """Decides against exactly the grades that it shows. ``different()`` asks for the risk sheet; ``done()``."""

    done = Signal()
    different = Signal()

    def __init__(self, model: RiskModel) -> None:
        super().__init__()
        self.model = model
        self._shown: tuple[Side, ...] = ()
        self._news = MessageLine("warn", keep=False)
        self._sides = QWidget()
        self._cards = QVBoxLayout(self._sides)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self.why = Field(say("person.why_line"), say("person.why_both_hint"))
        self._buttons = QWidget()
        self._stack = QVBoxLayout(self._buttons)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._note, self._problem = MessageLine("information", keep=False), MessageLine("danger", keep=False)
        self._words = Words(say("person.conflict_words"), "label")
        self.add(self._words, self._news, self._sides, self.why)
        self.finish(self._problem, self._buttons, self._note)
        self._connect()
        theme().follow(self.restyle)
        self.fill()

    def _connect(self) -> None:
        self.why.changed.connect(self.model.type_reason)
        self.model.changed.connect(self.refresh)
        self.model.brought.connect(self.fill)
        self.model.refused.connect(lambda _name: self.why.setFocus())
        self.model.saved.connect(self.done)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_cards"):
            self._cards.setSpacing(theme().px("space", 3))
            self._stack.setSpacing(theme().gap())

    def buttons(self) -> list[Button]:
        """Keep, take and a different grade, as they are read."""
        return [each for each in self._buttons.findChildren(Button) if not each.isHidden()]

    # what it shows

    def fill(self) -> None:
        self.why.set_text(self.model.state.reason)
        self.refresh()

    def refresh(self) -> None:
        state = self.model.state
        if state.sides != self._shown:
            self._shown = state.sides
            self._show_sides(state)
        decides = state.may_settle and state.conflict
        self.why.setVisible(decides)
        self._buttons.setVisible(decides)
        self._buttons.setEnabled(not state.saving)
        tell_tightly(self.why, state.error, "")
        for line, tone, words in (
            (self._news, "warn", state.news),
            (self._problem, "danger", state.problem),
            (self._note, "information", _note(state)),
        ):
            line.say("warn" if tone == "warn" else "danger" if tone == "danger" else "information", words)
            line.setVisible(bool(words))
        self._words.setVisible(state.conflict or not state.loaded)

    def _show_sides(self, state: RiskState) -> None:
        _empty(self._cards)
        _empty(self._stack)
        self._cards.addWidget(TurningRow(*map(SideCard, state.sides), equal=True))
        for place, buttons in enumerate(self._choices(_by_grade(state.sides))):
            self._stack.addWidget(buttons[0] if place == 0 else TurningRow(*buttons, equal=True))

    def _choices(self, sides: Sequence[Side]) -> list[list[Button]]:
        """Keep what stands; below it, two a row, every other grade and a different one."""
        if not sides:
            return []
        keep = self._choice(sides[0], "person.keep", "primary")
        rest = [self._choice(side, "person.take", "outlined") for side in sides[1:]]
        other = Button(say("person.different"), "outlined")
        other.clicked.connect(self._go_different)
        rest.append(other)
        return [[keep], *(rest[place : place + 2] for place in range(0, len(rest), 2))]

    def _choice(self, side: Side, key: str, kind: str) -> Button:
        button = Button(say(key, grade=_grade(side)), "primary" if kind == "primary" else "outlined",
                        "done" if kind == "primary" else "", tall=kind == "primary")  # fmt: skip
        button.clicked.connect(lambda: self.model.keep(side))
        return button

    def _go_different(self) -> None:
        self.different.emit()


def _by_grade(sides: Sequence[Side]) -> list[Side]:
    """One button a grade: two officers who say the same do not need two."""
    return list({side.grade: side for side in reversed(sides)}.values())[::-1]


def _grade(side: Side) -> str:
    return say(f"person.grade_{side.level}") if side.grade == side.level else side.words


def _note(state: RiskState) -> str:
    if state.loaded and not state.conflict and state.sides:
        return say("person.settled", risk=state.sides[0].words)
    if not state.may_settle:
        return say("person.sergeant_decides")
    return say("person.under_18" if state.child else "person.lowering_note")


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
