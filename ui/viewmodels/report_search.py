"""A search through all reports of this laptop, read page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.ports.store import ReportRow
from ui.background import Task
from ui.lines import PersonLine
from ui.viewmodels.context import Context
from ui.viewmodels.people_lines import report_line
from ui.viewmodels.report_pages import PAGE, ReportPages
from ui.wording import say


class ReportSearch(QObject):
    """``found`` is ``None`` while nobody searches. ``people`` gives who is on the Now list.

    Signals:
        changed: ``found`` is another list, or ``None`` after the search was closed.
        page_came: rows of ``found`` that were being read are here.
    """

    changed = Signal()
    page_came = Signal()

    def __init__(self, context: Context, people: Callable[[], Sequence[PersonLine]]) -> None:
        super().__init__()
        self._context, self._people = context, people
        self.found: ReportPages | None = None
        self.text = ""
        self._task: Task[tuple[int, list[ReportRow]]] | None = None

    def look_for(self, text: str) -> None:
        """Look through all reports, the found ones too; no text finds everybody."""
        if self._task is not None:
            self._task.cancel()
        store, self.text = self._context.services.desk.store, text
        self._task = self._context.read(
            lambda: (store.count_reports(text), store.find_reports(text, 0, PAGE)),
            lambda answer: self._show_found(text, *answer),
        )

    def _show_found(self, text: str, count: int, first: list[ReportRow]) -> None:
        self.found = ReportPages(count, lambda page: self._fetch(text, page))
        self.found.put(0, self._lines(first))
        self.changed.emit()

    def _fetch(self, text: str, page: int) -> None:
        store, found = self._context.services.desk.store, self.found
        self._context.read(
            lambda: store.find_reports(text, page * PAGE, PAGE), lambda rows: self._put(found, page, rows)
        )

    def _put(self, found: ReportPages | None, page: int, rows: list[ReportRow]) -> None:
        if found is not None and found is self.found:
            found.put(page, self._lines(rows))
            self.page_came.emit()

    def _lines(self, rows: Sequence[ReportRow]) -> list[PersonLine]:
        """Whoever is on the Now list looks as there; the clock of the rest stands still."""
        here, now = {line.incident: line for line in self._people()}, self._context.services.desk.clock.now()
        return [here.get(row.incident) or report_line(row, now) for row in rows]

    def close(self) -> None:
        """Back to the people of now."""
        if self._task is not None:
            self._task.cancel()
        self.found, self.text = None, ""
        self.changed.emit()

    @property
    def words(self) -> str:
        """How many the search found."""
        return say("now.found" if self.text.strip() else "now.all_reports", count=len(self.found or ()))
