"""What the sheets of the map room share: fields tied to a kept form, choices, one button that saves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import theme
from ui.viewmodels.kept_form import KeptForm
from ui.widgets.button import Button
from ui.widgets.field import Field, TextArea
from ui.widgets.message import MessageLine
from ui.widgets.segmented import Segmented
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Caption, Words
from ui.wording import say


class Choice(QWidget):
    """One of several words under a question; ``chosen(key)``."""

    chosen = Signal(str)

    def __init__(self, label: str, options: Sequence[tuple[str, str]], value: str | None = None) -> None:
        super().__init__()
        self.answer = Segmented(options, label, value)
        self.answer.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px("space", 1))
        column.addWidget(Words(label, "label_strong"))
        column.addWidget(self.answer)

    def set_text(self, key: str) -> None:
        self.answer.set_value(key or None)


class FormSheet(SheetContent):
    """Fields tied to ``form``; ``saved(answer)`` once it is in the log. The form lives as long as the sheet."""

    saved = Signal(object)

    def __init__(self, form: KeptForm) -> None:
        super().__init__()
        self.form = form
        form.setParent(self)
        self.entries: dict[str, Field | TextArea | Choice] = {}
        self._said: dict[str, str] = {}
        self.problem = MessageLine("danger", keep=False)
        form.brought.connect(self.show_values)
        form.changed.connect(self.refresh)
        form.saved.connect(self.saved)

    def restyle(self) -> None:
        """Several lines are four: what is longer scrolls, so that the next field stays near."""
        super().restyle()
        for entry in getattr(self, "entries", {}).values():
            if isinstance(entry, TextArea):
                entry.frame.setMaximumHeight(4 * theme().line("field") + 2 * theme().px("space", 3))

    def field(self, name: str, label: str, hint: str = "") -> Field:
        """One line of text."""
        entry = Field(label, hint)
        self._tie(name, entry)
        return entry

    def area(self, name: str, label: str, hint: str = "") -> TextArea:
        """Several lines."""
        entry = TextArea(label, hint)
        self._tie(name, entry)
        return entry

    def choice(self, name: str, label: str, options: Sequence[tuple[str, str]]) -> Choice:
        """One of a few words."""
        entry = Choice(label, options, self.form.values[name])
        self.entries[name] = entry
        entry.chosen.connect(lambda key: self.form.type(name, key))
        return entry

    def _tie(self, name: str, entry: Field | TextArea) -> None:
        self.entries[name] = entry
        entry.set_text(self.form.values[name])
        entry.changed.connect(lambda text: self.form.type(name, text))

    def finish_with(self, button: Button, kept: str = "tasks.draft_kept") -> None:
        """What stands at the foot of each form; ``kept`` says what becomes of what was typed."""
        self.save_button = button
        self.finish(self.problem, button, Caption(say(kept)))
        self.restyle()
        self.refresh()

    def show_values(self) -> None:
        """The draft, or what another answer changed."""
        for name, entry in self.entries.items():
            entry.set_text(self.form.values[name])
        self.refresh()

    def refresh(self) -> None:
        """Say what is wrong where it is wrong, once; the first such field gets the keyboard."""
        problems = self.form.problems
        self.problem.say("danger", problems.get("", ""))
        self.save_button.setEnabled(not self.form.saving)
        for name, entry in self.entries.items():
            self._tell(name, entry, problems.get(name, ""))
        for name in problems.keys() - self.entries.keys() - {""}:
            self.problem.say("danger", problems[name])

    def _tell(self, name: str, entry: Field | TextArea | Choice, words: str) -> None:
        if words == self._said.get(name, ""):
            return
        self._said[name] = words
        if isinstance(entry, Choice):
            self.problem.say("danger", words)
            return
        entry.set_error(words) if words else entry.clear_message()
        if words:
            entry.setFocus(Qt.FocusReason.OtherFocusReason)
