"""The sheet for a new report: the four things that are needed, and everything else for when there is time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import people
from ui.viewmodels.new_report import NewReportModel
from ui.viewmodels.report_entries import ANSWERS, ReadBack
from ui.views.rows import Rows, Rule, TurningRow, chain
from ui.widgets.button import Button
from ui.widgets.field import Field, TextArea
from ui.widgets.list_row import ListRow
from ui.widgets.message import MessageLine
from ui.widgets.segmented import Segmented
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Caption, Heading, Words
from ui.wording import say

_ABOVE = frozenset({"name", "age", "born", "looked_after"})
"""Fields that stand at the top and not among the optional ones."""


class NewReportSheet(SheetContent):
    """``saved(incident)`` once the report is open."""

    saved = Signal(str)

    def __init__(self, model: NewReportModel) -> None:
        super().__init__()
        self._model = model
        self.entries: dict[str, Entry] = {}
        self.suggestions = Rows()
        self.save_button = Button(say("new.save"), "primary", "saved", tall=True)
        self.clear_button = Button(say("new.clear"), "text", "undo")
        self._problem = MessageLine("danger", keep=False)
        self._lay_out()
        self._connect()
        self._show_texts()
        self._refresh()

    def _lay_out(self) -> None:
        self.add(Words(say("new.lead"), "label", "muted"), self._field("name", say("new.name_hint")))
        self.add(self._told("reported_by", "reported_at"), self._told("place", "seen_at"), self.suggestions)
        ages = [self._field(name, say(f"new.{name}_hint")) for name in ("age", "born")]
        self.add(TurningRow(*ages, equal=True), self._answer("looked_after"), self.clear_button)
        self.add(Rule(), Heading(say("new.optional")))
        for section, fields in groupby(people.FIELDS.values(), key=lambda each: each.section):
            wanted = [each for each in fields if each.name not in _ABOVE]
            self.add(Section(section, wanted, self))
        self.finish(self._problem, self.save_button, Caption(say("new.draft_kept")))

    def _connect(self) -> None:
        self._model.changed.connect(self._refresh)
        self._model.brought.connect(self._show_texts)
        self._model.refused.connect(self._look_at)
        self._model.saved.connect(self.saved)
        self.save_button.clicked.connect(self._model.save)
        self.clear_button.clicked.connect(self._model.forget)

    def chain(self) -> None:
        """Tab reads the sheet from top to bottom, whatever was opened or suggested later."""
        chain(self.column)

    # fields

    def _field(self, name: str, hint: str = "") -> Field:
        return self._keep(name, Field(say(f"new.field_{name}"), hint))

    def _told(self, what: str, when: str) -> TurningRow:
        parts = [self._keep(name, Field(say(f"new.{name}"), say(f"new.{name}_hint"))) for name in (what, when)]
        return TurningRow(*parts, equal=True)

    def _keep(self, name: str, field: Field) -> Field:
        self.entries[name] = Entry(field, self._model, name)
        return field

    def _answer(self, name: str) -> QWidget:
        answer = Answer(name, self._model)
        self.entries[name] = Entry(answer, self._model, name)
        return answer

    def entry_of(self, field: people.Field) -> QWidget:
        """One of the optional fields, by its type."""
        if field.type == "yes_no":
            return self._answer(field.name)
        label = say(f"new.field_{field.name}")
        widget = TextArea(label) if field.type == "long_text" else Field(label)
        self.entries[field.name] = Entry(widget, self._model, field.name)
        return widget

    def filled(self, names: list[str]) -> int:
        """How many of these fields have something in them."""
        return sum(bool(self._model.state.values.get(name, "").strip()) for name in names)

    # what is shown

    def _show_texts(self) -> None:
        for section in self.findChildren(Section):
            section.refresh()
        for name, entry in self.entries.items():
            entry.set_text(self._model.state.values.get(name, ""))

    def _refresh(self) -> None:
        state = self._model.state
        for name, entry in self.entries.items():
            entry.say(state.backs.get(name))
        self._problem.say("danger", state.problem)
        self.save_button.setEnabled(not state.saving)
        self.suggestions.setVisible(bool(state.suggestions))
        if self.suggestions.fill([(name, self._suggestion(name)) for name in state.suggestions]):
            self.chain()

    def _suggestion(self, name: str) -> Callable[[], ListRow]:
        def make() -> ListRow:
            row = ListRow("place", say("new.suggested", name=name))
            row.clicked.connect(lambda: self._model.take(name))
            return row

        return make

    def _look_at(self, name: str) -> None:
        """The first wrong field gets the keyboard; its section opens."""
        for section in self.findChildren(Section):
            section.reveal(name)
        if name in self.entries:
            self.entries[name].widget.setFocus(Qt.FocusReason.OtherFocusReason)


class Entry:
    """One field of the sheet: typing goes to the model, what it reads back comes here."""

    def __init__(self, widget: Field | TextArea | Answer, model: NewReportModel, name: str) -> None:
        self.widget = widget
        self._said: ReadBack | None = None
        widget.changed.connect(lambda text: model.type(name, text))

    def set_text(self, text: str) -> None:
        self.widget.set_text(text)

    def say(self, back: ReadBack | None) -> None:
        if back == self._said or isinstance(self.widget, Answer):
            return
        self._said = back
        tell = {"danger": self.widget.set_error, "warn": self.widget.set_warning, "ok": self.widget.set_ok}
        tell[back.tone](back.words) if back else self.widget.clear_message()


class Answer(QWidget):
    """Yes, No, Not known under the question."""

    changed = Signal(str)

    def __init__(self, name: str, model: NewReportModel) -> None:
        super().__init__()
        label = say(f"new.field_{name}")
        self._choice = Segmented([(key, say(f"new.{key}")) for key in ANSWERS], label)
        self._choice.chosen.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words(label, "label_strong"))
        column.addWidget(self._choice)
        self.set_text(model.state.values.get(name, ""))

    def set_text(self, text: str) -> None:
        self._choice.set_value(text or None)


class Section(QWidget):
    """A heading that opens and closes its optional fields; they are made when first opened."""

    def __init__(self, section: str, fields: list[people.Field], sheet: NewReportSheet) -> None:
        super().__init__()
        self._fields, self._sheet, self._body = fields, sheet, QWidget()
        self._title = say(f"new.section_{section}")
        self.row = ListRow("add", self._title, divider=True)
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)
        column.addWidget(self._body)
        self.row.clicked.connect(self._turn)
        self.refresh()

    def names(self) -> list[str]:
        return [each.name for each in self._fields]

    def refresh(self) -> None:
        """Say how much is in it; a draft opens the sections that it fills."""
        filled = self._sheet.filled(self.names())
        key = "new.section_filled" if filled else "new.section_fields"
        self.row.set_words(self._title, say(key, count=len(self._fields), filled=filled))
        if filled:
            self._set_open(True)

    def reveal(self, name: str) -> None:
        if name in self.names():
            self._set_open(True)

    def _turn(self) -> None:
        self._set_open(self._body.isHidden())

    def _set_open(self, opened: bool) -> None:
        if opened and self._body.layout() is None:
            self._fill()
        self._body.setVisible(opened)
        self.row.set_icon("minus" if opened else "add")

    def _fill(self) -> None:
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        for field in self._fields:
            column.addWidget(self._sheet.entry_of(field))
        self._sheet.chain()
