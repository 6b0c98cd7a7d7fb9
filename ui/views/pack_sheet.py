"""One map pack whole, with a way to remove it; and the question who made a map that does not say so."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from ui.viewmodels.laptop_packs import PackLine
from ui.views.rows import Rows
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.list_row import ListRow
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Caption, Words
from ui.wording import say


class PackSheet(SheetContent):
    """Licence, bounds, zooms, size; ``remove_wanted(id)`` for a map that was added here."""

    remove_wanted = Signal(str)

    def __init__(self, pack: PackLine) -> None:
        super().__init__()
        self.rows = Rows()
        self.rows.fill([(fact, partial(ListRow, *fact, still=True)) for fact in pack.about])
        self.add(self.rows)
        self.remove = Button(say("laptop.pack_remove"), "outlined", "delete-outline")
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(pack.id))
        if pack.shipped:
            self.add(Words(say("laptop.pack_shipped"), ink="muted"))
            self.finish()
        else:
            self.finish(self.remove, Caption(say("laptop.pack_remove_words")))


class WhoMadeItSheet(SheetContent):
    """One line that must stand on the map and in print; ``told(str)``."""

    told = Signal(str)

    def __init__(self, typed: str, reason: str) -> None:
        super().__init__()
        self.line = Field(say("laptop.who_made_label"), say("laptop.who_made_hint"), typed)
        self.button = Button(say("laptop.add_pack"), "primary", "add", tall=True)
        self.add(Words(reason), self.line)
        self.finish(self.button)
        self.line.changed.connect(lambda _text: self.line.clear_message())
        self.button.clicked.connect(self._tell)

    def _tell(self) -> None:
        if not self.line.text().strip():
            self.line.set_error(say("laptop.who_made_missing"))
            return
        self.told.emit(self.line.text())
