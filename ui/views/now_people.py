"""The list of people: how many, the search through all reports, New report, and what to do when nobody is there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui.lines import PersonLine
from ui.theme import theme
from ui.viewmodels.now import NowModel
from ui.viewmodels.report_pages import ReportPages
from ui.views.rows import TurningRow
from ui.widgets.button import Button, IconButton, shrinks
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import Field
from ui.widgets.line_list import PeopleList
from ui.widgets.scroller import Scroller
from ui.widgets.words import Caption, Heading
from ui.wording import say


class PeoplePane(QWidget):
    """``opened(incident)`` when a row is pressed; ``new_report()`` and ``back()`` by their buttons."""

    opened = Signal(str)
    new_report = Signal()
    back = Signal()

    def __init__(self, model: NowModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._following = model, False
        self.list = PeopleList(say("now.list"))
        self._head = _Head()
        self._find = _Find()
        self._pages = QStackedLayout()
        self._nobody = EmptyState(
            "room.now", say("now.empty_title"), say("now.empty_words"),
            (say("now.new_report"), "add"), (say("now.search"), "search"), on="surface",
        )  # fmt: skip
        self._nothing = EmptyState(
            "search", say("now.nothing_yet_title"), say("now.nothing_yet_words"),
            (say("now.show_all"), "done"), (say("now.new_report"), "add"), on="surface",
        )  # fmt: skip
        self._lay_out()
        self._connect()
        theme().follow(self.restyle)
        self.refresh()

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._head)
        self._column.addWidget(self._find)
        self._nobody_page, self._nothing_page = Scroller(self._nobody), Scroller(self._nothing)
        for page in (self.list, self._nobody_page, self._nothing_page):
            self._pages.addWidget(page)
        self._column.addLayout(self._pages, 1)
        self._find.hide()

    def _connect(self) -> None:
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self.opened)
        for button in (self._head.new, self._nobody.first, self._nothing.other):
            if button is not None:
                button.clicked.connect(self.new_report)
        self._head.search.clicked.connect(self.start_search)
        self._head.back.clicked.connect(self.back)
        self._nobody.other_chosen.connect(self.start_search)
        self._nothing.first_chosen.connect(self._show_all)
        self._find.field.changed.connect(self._model.search.look_for)
        self._find.close_button.clicked.connect(self.stop_search)
        self._model.changed.connect(self.refresh)
        self._model.search.changed.connect(self.refresh)
        self._model.search.page_came.connect(self.list.viewport().update)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.start_search)
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape), self._find, self.stop_search,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )  # fmt: skip

    def restyle(self) -> None:
        narrow = theme().is_narrow(self.window().width())
        side = theme().px("layout", "margin_narrow" if narrow else "margin_wide")
        self._column.setContentsMargins(side, theme().px("space", 3), side, 0)
        self._column.setSpacing(theme().gap())
        self._head.set_narrow(narrow)

    def set_back(self, shown: bool) -> None:
        """Whether there is something to go back to."""
        self._head.back.setVisible(shown)

    # what is shown

    def refresh(self) -> None:
        found, state = self._model.search.found, self._model.state
        self._head.new.setVisible(state.may_report)
        if found is not None:
            self._show_found(found)
            return
        self._head.set_words(state.heading if state.people else "", state.order)
        self._follow(state.people)
        self._pages.setCurrentWidget(self.list if state.people or not state.loaded else self._nobody_page)

    def _show_found(self, found: ReportPages) -> None:
        text = self._model.search.text.strip()
        self._head.set_words(self._model.search.words, say("now.newest"))
        self._follow(found)
        if text:
            self._nothing.set_words(say("now.nothing_title", text=text), say("now.nothing_words"))
        else:
            self._nothing.set_words(say("now.nothing_yet_title"), say("now.nothing_yet_words"))
        self._pages.setCurrentWidget(self.list if len(found) else self._nothing_page)

    def _follow(self, lines: ReportPages | tuple[PersonLine, ...]) -> None:
        """Show these rows, with the one that is chosen elsewhere; that is not telling of a choice."""
        self._following = True
        self.list.set_lines(lines)
        if isinstance(lines, tuple) and self.list.current() != (self._model.state.selected or None):
            self.list.choose(self._model.state.selected)
        self._following = False

    def _chosen(self, incident: str) -> None:
        if not self._following and not theme().is_narrow(self.window().width()):
            self._model.choose(incident)

    # the search

    def start_search(self) -> None:
        """All reports of this laptop, those of people who were found too."""
        self._find.show()
        self._head.search.hide()
        self._find.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._model.search.look_for(self._find.field.text())

    def stop_search(self) -> None:
        self._find.hide()
        self._find.field.set_text("")
        self._head.search.show()
        self._model.search.close()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_all(self) -> None:
        self._find.field.set_text("")
        self.start_search()


class _Head(QWidget):
    """How many people, in which order; search and New report."""

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("arrow-left", say("now.my_tasks"), on="surface")
        self._title = Heading("", "title", on="surface")
        self._order = Caption("", "label", on="surface")
        self.search = IconButton("search", say("now.search"), framed=True)
        self.new = shrinks(Button(say("now.new_report"), "outlined", "add"))
        said, whole, buttons = QWidget(), QWidget(), QWidget()
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight, said)
        self._words.addWidget(self._title, 0, Qt.AlignmentFlag.AlignVCenter)
        self._words.addWidget(self._order, 1, Qt.AlignmentFlag.AlignVCenter)
        self._rows = [QHBoxLayout(whole), QHBoxLayout(buttons), QHBoxLayout(self)]
        for layout, parts in zip(self._rows, self._parts(said, whole, buttons), strict=True):
            for part in parts:
                layout.addWidget(part, int(part is said))
        for each in (self._words, *self._rows):
            each.setContentsMargins(0, 0, 0, 0)
        self.back.hide()
        theme().follow(self.restyle)

    def _parts(self, said: QWidget, whole: QWidget, buttons: QWidget) -> tuple[tuple[QWidget, ...], ...]:
        turning = TurningRow(whole, buttons, fill=0)
        return (self.back, said), (self.search, self.new), (turning,)

    def restyle(self) -> None:
        for row in self._rows:
            row.setSpacing(theme().gap())

    def set_narrow(self, narrow: bool) -> None:
        """Narrow: the order stands under the heading."""
        direction = QBoxLayout.Direction
        self._words.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._words.setSpacing(0 if narrow else theme().px("space", 4))

    def set_words(self, heading: str, order: str) -> None:
        self._title.setText(heading)
        self._order.setText(order)
        self._order.setVisible(bool(order))


class _Find(QWidget):
    """The search field and its cross."""

    def __init__(self) -> None:
        super().__init__()
        self.field = Field(say("now.search"), say("now.search_hint"), icon="search", on="surface")
        self.close_button = IconButton("close", say("now.search_close"), framed=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.field, 1)
        self._beside = QVBoxLayout()
        self._beside.addStretch(1)
        self._beside.addWidget(self.close_button)
        self._row.addLayout(self._beside)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        """The cross stands beside the frame, above the space that is kept for the field's message."""
        self._row.setSpacing(theme().gap())
        self._beside.setContentsMargins(0, 0, 0, theme().line("label") + theme().px("space", 1) // 2)
