"""A form while it is filled in: values by name, a draft at every key, errors at their field, one saving at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from app.errors import UserError
from ui.background import Failure
from ui.viewmodels.context import Context
from ui.viewmodels.drafts import Draft

FIELD_OF: Final[Mapping[str, str]] = {
    "task.no_title": "title", "task.no_reason": "reason", "task.coverage": "coverage", "tasks.due_unreadable": "due",
    "tasks.nobody": "who", "venue.no_name": "name", "segment.name_taken": "name", "segment.cell_size": "cell_m",
    "segment.too_many_cells": "cell_m", "map.not_a_number": "cell_m", "map.count_unreadable": "found_here_before",
    "team.no_name": "name", "team.size_unreadable": "size", "team.speed_unreadable": "speed_km_h",
    "team.out_of_range": "size", "team.until_unreadable": "until",
}  # fmt: skip
"""Which field an error belongs to; any other stands at the foot of the form."""


class KeptForm(QObject):
    """Values of one form under one name in the store.

    Signals:
        changed: ``values``, ``problems`` or ``saving`` are others.
        brought: a draft has come; the fields show ``values``.
        saved: it is in the log; what the service gave back.
    """

    changed = Signal()
    brought = Signal()
    saved = Signal(object)

    def __init__(self, context: Context, name: str, values: Mapping[str, str]) -> None:
        super().__init__()
        self.context = context
        self.values: dict[str, str] = dict(values)
        self.problems: dict[str, str] = {}
        self.saving = False
        self._draft, self._typed, self._told = Draft(context, name), False, ""
        self._draft.bring(self._bring)

    def _bring(self, text: str | None) -> None:
        kept = read_values(text)
        if kept and not self._typed:
            self.values.update({name: value for name, value in kept.items() if name in self.values})
            self.brought.emit()
            self.changed.emit()

    def type(self, name: str, text: str) -> None:
        """A key was pressed in a field, or an answer chosen: it is kept."""
        self._typed = True
        self.values[name] = text
        self.problems = {key: words for key, words in self.problems.items() if key not in (name, "")}
        self._draft.keep(json.dumps(self.values))
        self.changed.emit()

    def send(self, work: Callable[[], Any], told: str) -> None:
        """Save by ``work`` on the database thread; then the draft is dropped and ``told`` is said."""
        if self.saving:
            return
        self.saving, self.problems, self._told = True, {}, told
        self.changed.emit()
        self.context.act(work, self._done, self._failed)

    def _done(self, answer: object) -> None:
        self._draft.keep(None)
        self.saving = False
        if self._told:
            self.context.told.emit(self._told)
        self.saved.emit(answer)

    def _failed(self, failure: Failure) -> None:
        key = failure.error.key if isinstance(failure.error, UserError) else ""
        self.saving, self.problems = False, {FIELD_OF.get(key, ""): failure.words}
        self.changed.emit()


def read_values(text: str | None) -> dict[str, str]:
    """The texts of a draft; nothing where it is none."""
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(kept, dict):
        return {}
    return {str(name): value for name, value in kept.items() if isinstance(value, str)}
