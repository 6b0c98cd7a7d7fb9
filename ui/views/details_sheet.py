"""All fields of a report by section: what is known and what is not; each is changed where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.people import FIELDS
from ui.theme import theme
from ui.viewmodels.person import PersonModel
from ui.viewmodels.person_entries import FieldForm
from ui.viewmodels.person_fields import Section, field_label, sections_of
from ui.viewmodels.person_sayings import Line
from ui.views.person_parts import FormSheet, Head, caption, row_of
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.column import Column
from ui.widgets.field import Field, TextArea
from ui.widgets.scroller import Scroller
from ui.widgets.segmented import Segmented
from ui.widgets.words import Words
from ui.wording import say

_ANSWERS = ("yes", "no", "not_known")
_HINTS = {"date": "person.date_hint", "number": "person.number_hint", "long_text": "person.lines_hint"}


class FieldEditor(FormSheet):
    """One field, who said so, and two buttons. ``done()`` once saved; ``left()`` when it is not wanted."""

    left = Signal()

    def __init__(self, form: FieldForm) -> None:
        super().__init__(form)
        name = form.name
        self.answer: Segmented | None = None
        if FIELDS[name].type == "yes_no":
            self._add_answer(name)
        else:
            self.add(self.bind("value", _input(name)))
        self.add(self.bind("source", Field(say("person.told"), icon="room.person")), self.problem)
        self.save = Button(say("person.field_save"), "primary", "done")
        self.cancel = Button(say("person.field_cancel"), "text")
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        row.addStretch(1)
        self.column.addLayout(row)
        self.save.clicked.connect(form.save)
        self.cancel.clicked.connect(self.left)
        self.fill()

    def _add_answer(self, name: str) -> None:
        words = {"yes": "person.yes", "no": "person.no", "not_known": "person.not_known"}
        self.answer = Segmented([(key, say(words[key])) for key in _ANSWERS], field_label(name))
        self.answer.chosen.connect(lambda key: self.form.type("value", key))
        self.add(Words(field_label(name), "label_strong"), self.answer)

    def fill(self) -> None:
        super().fill()
        if self.answer is not None:
            self.answer.set_value(self.form.state.values.get("value") or None)


def _input(name: str) -> Field | TextArea:
    kind = FIELDS[name].type
    hint = say(_HINTS[kind]) if kind in _HINTS else ""
    return TextArea(field_label(name), hint) if kind == "long_text" else Field(field_label(name), hint)


class SectionCard(Card):
    """The fields of one section; ``opened(str)`` asks to change one."""

    opened = Signal(str)

    def __init__(self, section: Section) -> None:
        super().__init__()
        self._count = caption(section.known)
        self.column.addWidget(Head(section.title, self._count))
        self.rows: dict[str, QWidget] = {}
        self._lines: dict[str, Line] = {}
        self._list = QVBoxLayout()
        self.column.addLayout(self._list)
        self.show_section(section)

    def show_section(self, section: Section) -> None:
        """Only what says something else is made again."""
        self._count.setText(section.known)
        for place, line in enumerate(section.lines):
            if self._lines.get(line.key) == line:
                continue
            row = row_of(line, self.opened.emit)
            row.set_divider(place > 0)
            self._put(line.key, place, row)
            self._lines[line.key] = line

    def _put(self, key: str, place: int, widget: QWidget) -> None:
        old = self.rows.pop(key, None)
        if old is not None:
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._list.insertWidget(place, widget)
        self.rows[key] = widget

    def edit(self, key: str, editor: FieldEditor) -> None:
        """The row becomes its editor."""
        self._put(key, list(self._lines).index(key), editor)

    def close_editor(self, key: str) -> None:
        """The editor becomes its row again."""
        line = self._lines[key]
        row = row_of(line, self.opened.emit)
        place = list(self._lines).index(key)
        row.set_divider(place > 0)
        self._put(key, place, row)
        row.setFocus(Qt.FocusReason.OtherFocusReason)


class DetailsSheet(Column):
    """Every field that can be known. ``field`` is opened at once."""

    done = Signal()

    def __init__(self, model: PersonModel, field: str = "") -> None:
        super().__init__()
        self._model, self._open = model, ""
        self._cards: dict[str, SectionCard] = {}
        self._first = field
        model.changed.connect(self.refresh)
        self.refresh()
        if field:
            self.open_field(field)

    def refresh(self) -> None:
        """Show what was learnt meanwhile; the editor that is open stays as it is."""
        case = self._model.case
        if case is None:
            return
        for section in sections_of(case, self._model.context.services.desk.clock.now()):
            card = self._cards.get(section.key)
            if card is None:
                self._add_card(section)
            elif not (self._open and FIELDS[self._open].section == section.key):
                card.show_section(section)

    def _add_card(self, section: Section) -> None:
        card = self._cards[section.key] = SectionCard(section)
        card.opened.connect(self.open_field)
        self.add(card)

    def open_field(self, name: str) -> FieldEditor | None:
        """Change one field where it stands; another that was open is closed, its draft kept."""
        case = self._model.case
        if case is None:
            return None
        if self._open:
            self._close(self._open)
        value = case.report.name if name == "name" else case.report.details.get(name)
        editor = FieldEditor(FieldForm(self._model.context, case.report.id, name, value))
        editor.done.connect(lambda: self._close(name))
        editor.left.connect(lambda: self._close(name))
        self._cards[FIELDS[name].section].edit(name, editor)
        self._open = name
        QTimer.singleShot(0, editor, lambda: self._look_at(editor))
        return editor

    def _look_at(self, editor: FieldEditor) -> None:
        """Once it is laid out: scroll to it and put the cursor in."""
        first = editor.answer.segments()[0] if editor.answer else editor.inputs["value"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        parent = self.parentWidget()
        around = parent.parentWidget() if parent else None
        if isinstance(around, Scroller):
            around.ensureWidgetVisible(editor, 0, theme().px("space", 5))

    def _close(self, name: str) -> None:
        self._open = ""
        self._cards[FIELDS[name].section].close_editor(name)
        self.refresh()
