"""MenuSheet: a few things to do, each a row with what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal

from ui.views.rows import Rows
from ui.widgets.list_row import ListRow
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Words
from ui.wording import say


class MenuSheet(SheetContent):
    """``items`` are (key, icon, phrase key); the phrase with ``_more`` behind it says more. ``chosen(key)``."""

    chosen = Signal(str)

    def __init__(self, items: Sequence[tuple[str, str, str]], words: str = "") -> None:
        super().__init__()
        self.rows: dict[str, ListRow] = {}
        rows = Rows()
        rows.fill([(key, self._row_of(key, icon, phrase)) for key, icon, phrase in items])
        if words:
            self.add(Words(words, "reference"))
        self.add(rows)
        self.finish()

    def _row_of(self, key: str, icon: str, phrase: str) -> Callable[[], ListRow]:
        def make() -> ListRow:
            row = ListRow(icon, say(phrase), say(f"{phrase}_more"))
            row.clicked.connect(lambda: self.chosen.emit(key))
            self.rows[key] = row
            return row

        return make
