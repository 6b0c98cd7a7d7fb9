"""The Laptop room's lists: what waits, what is held, maps, officers, laptops."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal

from ui.theme import theme
from ui.viewmodels.laptop_packs import Importing, PackLine
from ui.viewmodels.laptop_state import NamedLine, WaitLine
from ui.views.person_parts import Head
from ui.views.rows import Rows, TurningRow
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.list_row import ListRow
from ui.widgets.message import MessageLine
from ui.widgets.progress import ProgressLine
from ui.widgets.words import Caption, Words
from ui.wording import say

MARK_UP_TO = 1.25
"""At larger text the word of the mark stands under the title, where there is room to wrap."""


class WaitCard(Card):
    """Entries, oldest first, each with its mark; hidden while there is none."""

    def __init__(self, title: str, words: str = "") -> None:
        super().__init__()
        self.oldest = Caption("", "label", wrap=False, align=Qt.AlignmentFlag.AlignVCenter)
        self.rows, self.more = Rows(), Caption("", "label")
        self.column.addWidget(TurningRow(Head(title), self.oldest, fill=0, squeeze=True))
        if words:
            self.column.addWidget(Words(words, "label", "muted"))
        self.column.addWidget(self.rows)
        self.column.addWidget(self.more)

    def show_lines(self, lines: Sequence[WaitLine], oldest: str, more: str) -> None:
        self.setVisible(bool(lines))
        self.oldest.setText(oldest)
        self.oldest.setVisible(bool(oldest))
        self.more.setText(more)
        self.more.setVisible(bool(more))
        marked = theme().scale <= MARK_UP_TO
        self.rows.fill([((line, marked), _waiting(line, marked)) for line in lines])


def _waiting(line: WaitLine, marked: bool) -> Callable[[], ListRow]:
    def make() -> ListRow:
        second = line.second if marked else f"{line.second}. {line.mark}"
        row = ListRow(line.icon, line.title, second, still=True)
        row.set_mark("not_sent" if marked else None, line.mark)
        return row

    return make


class PacksCard(Card):
    """Maps, one to press each; a file on its way in with its progress; why one was refused."""

    opened = Signal(str)
    add_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows, self.none = Rows(), Words(say("laptop.no_maps"), ink="muted")
        self.progress = ProgressLine("")
        self.problem = MessageLine("danger", keep=False)
        self.add = Button(say("laptop.add_pack"), "outlined", "add")
        button = TurningRow(self.add, equal=True)  # there, its words may wrap
        for part in (Head(say("laptop.maps")), self.none, self.rows, self.progress, self.problem, button):
            self.column.addWidget(part)
        self.add.clicked.connect(self.add_wanted)
        self.progress.cancelled.connect(self.cancel_wanted)

    def show_packs(self, packs: Sequence[PackLine]) -> bool:
        """Whether the rows are others now."""
        self.none.setVisible(not packs)
        return self.rows.fill([(pack, self._row(pack)) for pack in packs])

    def _row(self, pack: PackLine) -> Callable[[], ListRow]:
        def make() -> ListRow:
            row = ListRow("room.map", pack.title, pack.second)
            row.clicked.connect(lambda: self.opened.emit(pack.id))
            return row

        return make

    def show_importing(self, state: Importing) -> None:
        self.progress.setVisible(state.busy)
        if state.busy:
            self.progress.set_progress(state.share, f"{state.name}: {state.words}")
        self.problem.say("danger", state.problem)
        self.problem.setVisible(bool(state.problem))
        self.add.setVisible(not state.busy)


class NamesCard(Card):
    """Officers or laptops, with what may be done under them."""

    def __init__(self, title: str, icon: str, *buttons: Button) -> None:
        super().__init__()
        self._icon, self.rows = icon, Rows()
        self.column.addWidget(Head(title))
        self.column.addWidget(self.rows)
        if buttons:
            self.column.addWidget(TurningRow(*buttons, equal=True))

    def show_lines(self, lines: Sequence[NamedLine]) -> None:
        self.setVisible(bool(lines))
        self.rows.fill([(line, self._row(line)) for line in lines])

    def _row(self, line: NamedLine) -> Callable[[], ListRow]:
        return lambda: ListRow(self._icon, line.title, line.second, still=True)
