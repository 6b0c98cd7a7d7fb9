"""The small sheets of the Now room: words to save, somebody to choose, reasons to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from shiboken6 import isValid

from ui.background import Failure
from ui.viewmodels.drafts import Draft
from ui.viewmodels.now_detail import NextPlace, Taker
from ui.views.rows import Rows
from ui.widgets.button import Button
from ui.widgets.field import TextArea
from ui.widgets.list_row import ListRow
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Words
from ui.wording import say, sentence_start

Send = Callable[[str, Callable[[], object], Callable[[Failure], object]], None]


@dataclass(frozen=True)
class Asking:
    """What a sheet for words says: phrase keys, and the icon of its button."""

    label: str
    hint: str
    button: str
    icon: str


class WordsSheet(SheetContent):
    """One text and one button; the draft is kept at every key. ``sent()`` once it is saved."""

    sent = Signal()

    def __init__(self, asking: Asking, draft: Draft, send: Send) -> None:
        super().__init__()
        self._draft, self._send = draft, send
        self.area = TextArea(say(asking.label), say(asking.hint))
        self.button = Button(say(asking.button), "primary", asking.icon, tall=True)
        self.add(self.area)
        self.finish(self.button)
        self.area.changed.connect(self._typed)
        self.button.clicked.connect(self._save)
        draft.bring(self._brought)

    def _brought(self, text: str | None) -> None:
        if isValid(self) and text and not self.area.text():
            self.area.set_text(text)

    def _typed(self, text: str) -> None:
        self.area.clear_message()
        self._draft.keep(text)

    def _save(self) -> None:
        self.button.setEnabled(False)
        self._send(self.area.text(), self._saved, self._failed)

    def _saved(self) -> None:
        """The sheet may have been closed meanwhile; what it sent is saved all the same."""
        self._draft.keep(None)
        if isValid(self):
            self.sent.emit()

    def _failed(self, failure: Failure) -> None:
        if not isValid(self):
            return
        self.button.setEnabled(True)
        self.area.set_error(failure.words)
        self.area.setFocus()


class TakersSheet(SheetContent):
    """Teams and officers to give a task to; ``chosen(Taker)``."""

    chosen = Signal(object)

    def __init__(self, takers: Sequence[Taker], words: str) -> None:
        super().__init__()
        rows = Rows()
        rows.fill([(taker, self._row_of(taker)) for taker in takers])
        self.add(Words(words), rows)
        self.finish()

    def _row_of(self, taker: Taker) -> Callable[[], ListRow]:
        def make() -> ListRow:
            row = ListRow("team", taker.name, taker.words)
            row.clicked.connect(lambda: self.chosen.emit(taker))
            return row

        return make


class WhySheet(SheetContent):
    """Why this place comes first, in words; ``map_wanted()``."""

    map_wanted = Signal()

    def __init__(self, place: NextPlace) -> None:
        super().__init__()
        self.add(Words(say("now.why_words")))
        for reason in place.reasons:
            self.add(ListRow("done", sentence_start(reason), still=True))
        button = Button(say("now.on_map"), "outlined", "room.map")
        button.clicked.connect(self.map_wanted)
        self.finish(button)
