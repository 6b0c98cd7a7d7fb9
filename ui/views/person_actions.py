"""The right column of the Person room: what to add, the risk, who has looked, all fields, found."""

from __future__ import annotations

from PySide6.QtCore import Signal

from ui.lines import PersonLine
from ui.theme import theme
from ui.viewmodels.person import PersonState
from ui.viewmodels.person_sayings import Line
from ui.viewmodels.person_watch import RiskCard as RiskWords
from ui.views.person_parts import Head, LinesCard
from ui.views.rows import TurningRow
from ui.widgets.button import Button, shrinks
from ui.widgets.card import Card
from ui.widgets.list_row import ListRow
from ui.widgets.message import MessageLine
from ui.widgets.risk import RiskBadge
from ui.widgets.words import Words
from ui.wording import say


class AddCard(Card):
    """A last known location, a sighting, a note: one press each. ``wanted(str)`` gives which."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.location = shrinks(Button(say("person.location"), "primary", "add_place", tall=True))
        self.sighting = Button(say("person.sighting"), "outlined", "watch.looking")
        self.note = Button(say("person.note"), "outlined", "add")
        self.column.addWidget(self.location)
        self._row = TurningRow(self.sighting, self.note, equal=True)
        self.column.addWidget(self._row)
        for key, button in (("last_known", self.location), ("sighting", self.sighting), ("note", self.note)):
            button.clicked.connect(lambda _=False, key=key: self.wanted.emit(key))

    def restyle(self) -> None:
        super().restyle()
        self.column.setSpacing(theme().px("space", 3))

    def show_acts(self, acts: frozenset[str]) -> None:
        for button in (self.location, self.sighting):
            button.setVisible("location.record" in acts)
        self.note.setVisible("note.record" in acts)
        self._row.restyle()
        self.setVisible(bool(acts & {"location.record", "note.record"}))


class RiskCard(Card):
    """The grade that stands, by whom, when it is reviewed. ``review()`` and ``settle()`` ask for their sheets."""

    review = Signal()
    settle = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._badge = RiskBadge("not_assessed", "")
        self._given, self._reason = Words("", "label"), Words("", "label", "muted")
        self._due = MessageLine("warn", keep=False)
        self._provisional = MessageLine("information", say("person.provisional"), keep=False)
        self._differ = MessageLine("danger", say("person.grades_differ"), keep=False)
        self.settle_button = shrinks(Button(say("person.settle"), "primary", "conflict"))
        self.review_button = shrinks(Button(say("person.review_risk"), "outlined", "review"))
        parts = (Head(say("person.risk"), self._badge), self._given, self._reason, self._due, self._provisional,
                 self._differ, self.settle_button, self.review_button)  # fmt: skip
        for part in parts:
            self.column.addWidget(part)
        self.settle_button.clicked.connect(self.settle)
        self.review_button.clicked.connect(self.review)

    def show_risk(self, risk: RiskWords, acts: frozenset[str]) -> None:
        self._badge.set_risk(risk.level, risk.words)
        self.set_bar("danger" if risk.conflict else "warn" if risk.overdue else None)
        review = "" if risk.overdue else risk.review
        self._given.setText(" ".join(part for part in (risk.given, review) if part))
        self._reason.setText(risk.reason)
        self._reason.setVisible(bool(risk.reason))
        self._due.say("warn", risk.review)
        self._due.setVisible(risk.overdue)
        self._provisional.setVisible(risk.provisional and risk.level != "not_assessed")
        self._differ.setVisible(risk.conflict)
        self.settle_button.setVisible(risk.conflict)
        self.settle_button.setText(say("person.settle" if "conflict.settle" in acts else "person.see_both"))
        self.review_button.setVisible("risk.assess" in acts and not risk.conflict)
        self.review_button.setText(say("person.grade_risk" if risk.level == "not_assessed" else "person.review_risk"))


class LookedCard(LinesCard):
    """Who has looked, and whether anybody looks now."""

    def __init__(self) -> None:
        super().__init__(say("person.looked"), Line("", "team", say("person.nobody_yet"), "", "danger_text"))
        self.set_presses(False)


class LastCard(Card):
    """Found, and every field. ``found()`` and ``fields()`` ask for their sheets."""

    found = Signal()
    fields = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._said = MessageLine("ok", keep=False)
        self.row = ListRow("not_known", say("person.all_fields"), icon_ink="accent")
        self.found_button = shrinks(Button(say("person.found_button"), "outlined", "watch.located"))
        for part in (self._said, self.row, self.found_button):
            self.column.addWidget(part)
        self.row.clicked.connect(self.fields)
        self.found_button.clicked.connect(self.found)

    def show_last(self, state: PersonState, line: PersonLine) -> None:
        self._said.say("ok", state.found)
        self._said.setVisible(bool(state.found))
        self.row.set_words(say("person.all_fields"), say("person.fields_known", known=state.known, all=state.fields))
        self.found_button.setVisible("report.locate" in state.acts and line.clock.level != "located")
