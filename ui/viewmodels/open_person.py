"""The person who is open, as the bar over the rooms shows them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.changes import Changes
from app.domain.identity import Id
from app.services.now import clock_of
from ui.lines import PersonLine
from ui.viewmodels.context import Context
from ui.viewmodels.people_lines import case_line, photo_name


class OpenPersonModel(QObject):
    """Follows the chosen incident; ``line`` is ``None`` while nobody is open."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.line: PersonLine | None = None
        context.incident_chosen.connect(lambda _incident: self.reload())
        context.changed.connect(self._heard)

    def _heard(self, changes: Changes) -> None:
        if self._context.incident is not None and (changes.sync or changes.of(self._context.incident)):
            self.reload()

    def reload(self) -> None:
        """Read the person again; each minute too, for the clock."""
        incident = self._context.incident
        if incident is None:
            self._show(None)
        else:
            self._context.act(lambda: self._read(incident), self._show, lambda _failure: self._show(None))

    def _read(self, incident: Id) -> PersonLine:
        services = self._context.services
        case, now = services.reports.case(incident), services.desk.clock.now()
        name = photo_name(case)
        photo = None if name is None else services.photos.picture(name)
        return case_line(case, clock_of(case.report, case.tasks, now), now, photo)

    def _show(self, line: PersonLine | None) -> None:
        self.line = line
        self.changed.emit()
