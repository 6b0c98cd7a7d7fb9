"""The location sheet: one line in, the square read back at true size, how sure, when, who told it, one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from ui.theme import theme
from ui.viewmodels.location import KINDS, SURE, LocationModel
from ui.views.person_parts import Sign, tell_tightly
from ui.views.place_picture import PlaceMap, PlacePictures
from ui.views.rows import Rows
from ui.widgets.button import Button
from ui.widgets.column import Column
from ui.widgets.field import Field
from ui.widgets.list_row import ListRow
from ui.widgets.message import MessageLine
from ui.widgets.segmented import Segmented
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Caption, Words
from ui.wording import say

__all__ = ["LocationSheet", "PlacePictures"]

_SIGNS: Final = {
    "ok": ("state.ok", "ok_text"),
    "warn": ("state.warn", "warn_text"),
    "danger": ("state.danger", "danger_text"),
    "information": ("state.information", "muted"),
}


class ReadBack(QWidget):
    """Icon, what was understood, and what more would mean."""

    def __init__(self) -> None:
        super().__init__()
        self._sign, self._said, self._more = Sign(*_SIGNS["ok"]), Words("", "strong"), Caption("", "label")
        self._row, self._words = QHBoxLayout(self), Column()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._words, 1)
        self._words.add(self._said, self._more)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self._row.setSpacing(theme().px("space", 3))
        self._words.column.setSpacing(0)

    def show_read(self, tone: str, headline: str, words: str) -> None:
        self._sign.set_sign(*_SIGNS[tone])
        self._said.setText(headline)
        self._more.setText(words)
        self.setVisible(bool(headline))


class Pair(QWidget):
    """Two fields side by side; under one another where the text is large."""

    def __init__(self, *fields: QWidget) -> None:
        super().__init__()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for field in fields:
            self._box.addWidget(field, 1)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        direction = QBoxLayout.Direction
        large = theme().large_text
        self._box.setDirection(direction.TopToBottom if large else direction.LeftToRight)
        self._box.setSpacing(theme().px("space", 3))


class LocationSheet(SheetContent):
    """``done()`` once the place is in the log."""

    done = Signal()

    def __init__(self, model: LocationModel, pictures: PlacePictures) -> None:
        super().__init__()
        self.model = model
        model.setParent(self)
        self._make(pictures)
        self._lay_out()
        self._connect()
        self.fill()

    def restyle(self) -> None:
        """Tight, so that all of it is in sight on a narrow window."""
        self.column.setSpacing(theme().px("space", 2))

    def _make(self, pictures: PlacePictures) -> None:
        self.line = Field(say("person.line"), say("person.line_hint"))
        self.suggestions = Rows()
        self.map = PlaceMap(self.model.context, pictures)
        self.read_back = ReadBack()
        self.sure = Segmented([(each, _sure_word(each)) for each in SURE], say("person.how_sure"))
        self.when = Field(say("person.when"), icon="room.now")
        self.told_by = Field(say("person.told"), icon="room.person")
        self.kind_row = ListRow("place", "")
        self.kind = Segmented([(each, say(f"person.kind_{each}")) for each in KINDS], say("person.kind"))
        self.correcting = MessageLine("information", keep=False)
        self.problem = MessageLine("danger", keep=False)
        self.save = Button("", "primary", "add_place", tall=True)
        self.kind.hide()

    def _lay_out(self) -> None:
        parts = (self.correcting, self.line, self.suggestions, self.map, self.read_back)
        self.add(*parts, Words(say("person.how_sure"), "label_strong"), self.sure)
        self.add(Pair(self.when, self.told_by), self.kind_row, self.kind)
        self.finish(self.problem, self.save)

    def _connect(self) -> None:
        model = self.model
        for name, field in self._fields().items():
            field.changed.connect(lambda text, name=name: model.type(name, text))
        self.line.line.returnPressed.connect(model.save)
        self.sure.chosen.connect(model.choose_sure)
        self.kind.chosen.connect(self._choose_kind)
        self.kind_row.clicked.connect(self._open_kinds)
        self.save.clicked.connect(model.save)
        model.changed.connect(self.refresh)
        model.brought.connect(self.fill)
        model.refused.connect(lambda name: self._fields()[name].setFocus())
        model.saved.connect(lambda _op: self.done.emit())

    def _fields(self) -> dict[str, Field]:
        return {"line": self.line, "when": self.when, "told_by": self.told_by}

    def _open_kinds(self) -> None:
        self.kind_row.hide()
        self.kind.show()
        self.kind.segments()[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose_kind(self, key: str) -> None:
        self.model.choose_kind(next(kind for kind in KINDS if kind == key))

    # what it shows

    def fill(self) -> None:
        """Put the model's words into the fields; the one in use keeps its cursor where they are the same."""
        for name, field in self._fields().items():
            field.set_text(self.model.state.values.get(name, ""))
        self.refresh()

    def refresh(self) -> None:
        state, read = self.model.state, self.model.state.read
        for name, field in self._fields().items():
            tell_tightly(field, state.errors.get(name, ""), state.fine.get(name, ""))
        self.read_back.show_read(read.tone, read.headline, read.words)
        self.map.show_place(read, state.kind)
        names = read.suggestions if read.at is None else ()
        self.suggestions.fill([(each, self._suggestion(each)) for each in names[:4]])
        self.suggestions.setVisible(bool(names))
        self.sure.set_value(state.sure)
        self._show_kind(state.kind)
        self.correcting.say("information", state.correcting)
        self.correcting.setVisible(bool(state.correcting))
        self.problem.say("danger", state.problem)
        self.problem.setVisible(bool(state.problem))

    def _show_kind(self, kind: str) -> None:
        self.kind.set_value(kind)
        self.kind_row.set_words(say("person.kind_change", kind=say(f"person.kind_{kind}")))
        if self.save.words() != say(f"person.save_{kind}"):
            self.save.setText(say(f"person.save_{kind}"))

    def _suggestion(self, name: str) -> Callable[[], ListRow]:
        def make() -> ListRow:
            row = ListRow("place", name)
            row.clicked.connect(lambda: self.model.take(name))
            return row

        return make


def _sure_word(sure: str) -> str:
    return say("person.sure_choice_not_known" if sure == "not_known" else f"person.sure_{sure}")
