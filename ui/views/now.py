"""The Now room: people and their clocks for a sergeant, the next task for an officer; narrow and wide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import theme
from ui.viewmodels.drafts import Draft
from ui.viewmodels.new_report import NewReportModel
from ui.viewmodels.now import NowModel
from ui.viewmodels.now_detail import Taker
from ui.views.new_report import NewReportSheet
from ui.views.now_detail import DetailPane
from ui.views.now_officer import OfficerPane
from ui.views.now_people import PeoplePane
from ui.views.now_sheets import Asking, Send, TakersSheet, WhySheet, WordsSheet
from ui.views.rows import Rule
from ui.wording import say

_WIDEST = 16_777_215
_CANNOT = Asking("now.cannot_label", "now.cannot_hint", "now.cannot_send", "undo")
_TELL = Asking("now.tell_label", "now.tell_hint", "now.tell_send", "saved")


class Stage(Protocol):
    """What the room needs of the window; `ui.shell.Shell` is one."""

    def show_sheet(self, content: QWidget, title: str, *, wide: bool = False) -> None: ...
    def close_sheet(self) -> None: ...
    def say(self, text: str, undo: Callable[[], object] | None = None) -> None: ...


class NowRoom(QWidget):
    """Arranges the three panes by rank and width."""

    def __init__(self, model: NowModel, stage: Stage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._stage, self._looking_at_people = model, stage, False
        self.people, self.detail, self.officer = PeoplePane(model), DetailPane(model), OfficerPane(model)
        self._before, self._behind = Rule(upright=True), Rule(upright=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.officer, self._before, self.people, self._behind, self.detail):
            row.addWidget(part, 0 if isinstance(part, Rule) else 1)
        self._connect()
        theme().follow(self.restyle)
        model.reload()

    def _connect(self) -> None:
        self.people.opened.connect(self._open)
        self.people.new_report.connect(self.show_new_report)
        self.people.back.connect(lambda: self._look_at_people(False))
        self.detail.give.connect(self._show_takers)
        self.detail.why.connect(self._show_why)
        self.officer.tell.connect(self._show_tell)
        self.officer.cannot_go.connect(self._show_cannot_go)
        self.officer.new_report.connect(self.show_new_report)
        self.officer.people.connect(lambda: self._look_at_people(True))
        self._model.changed.connect(self._arrange)
        self._model.given.connect(self._offer_undo)

    # how it arranges itself

    def restyle(self) -> None:
        self.people.restyle()
        self.officer.restyle()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.restyle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.restyle()

    def _arrange(self) -> None:
        narrow, state = theme().is_narrow(self.width()), self._model.state
        beside = not narrow and state.supervises and bool(state.people)
        mine = not state.supervises and state.loaded and not (narrow and self._looking_at_people)
        self.detail.setVisible(beside)
        self._behind.setVisible(beside)
        self.officer.setVisible(mine)
        self._before.setVisible(mine and not narrow)
        self.people.setVisible(not mine or not narrow)
        self.people.set_back(narrow and not state.supervises)
        column = theme().px("layout", "list_width") + 2 * theme().px("layout", "margin_wide")
        self.people.setMaximumWidth(column if beside else _WIDEST)
        self.people.setMinimumWidth(column if beside else 0)
        self.officer.setMaximumWidth(_WIDEST if narrow else column)
        if beside:
            self._model.choose_first()

    def _look_at_people(self, looking: bool) -> None:
        self._looking_at_people = looking
        self._arrange()

    def _open(self, incident: str) -> None:
        """A tap opens the person where nobody is shown beside the list."""
        if not self.detail.isVisibleTo(self):
            self._model.open(incident)

    # sheets

    def show_new_report(self) -> None:
        """The sheet for a new report; the person opens once it is saved."""
        sheet = NewReportSheet(NewReportModel(self._model.context))
        sheet.saved.connect(self._report_saved)
        self._stage.show_sheet(sheet, say("now.new_report"), wide=True)

    def _report_saved(self, incident: str) -> None:
        self._stage.close_sheet()
        self._model.open(incident)

    def _offer_undo(self, words: str, task: str) -> None:
        self._stage.say(words, lambda: self._model.take_back(task))

    def _show_takers(self) -> None:
        detail = self._model.state.detail
        if detail is None or detail.next is None:
            return
        sheet = TakersSheet(detail.takers, detail.next.task.title)
        sheet.chosen.connect(self._give)
        self._stage.show_sheet(sheet, say("now.give"))

    def _give(self, taker: Taker) -> None:
        self._stage.close_sheet()
        self._model.give(taker)

    def _show_why(self) -> None:
        detail = self._model.state.detail
        if detail is None or detail.next is None:
            return
        sheet = WhySheet(detail.next)
        sheet.map_wanted.connect(self._show_map)
        self._stage.show_sheet(sheet, say("now.why_title", place=detail.next.task.title))

    def _show_map(self) -> None:
        self._stage.close_sheet()
        if (detail := self._model.state.detail) is not None:
            self._model.open(detail.incident, "map")

    def _show_cannot_go(self) -> None:
        self._show_words("now.cannot_title", _CANNOT, "now.cannot", self._model.cannot_go)

    def _show_tell(self) -> None:
        self._show_words("now.tell_title", _TELL, "now.tell", self._model.tell)

    def _show_words(self, title: str, asking: Asking, draft: str, send: Send) -> None:
        kept = Draft(self._model.context, f"{draft}.{self._model.tell_about()}")
        sheet = WordsSheet(asking, kept, send)
        sheet.sent.connect(self._stage.close_sheet)
        self._stage.show_sheet(sheet, say(title))
