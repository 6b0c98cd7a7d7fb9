"""A small sheet of fields while it is typed: its draft, what is wrong at each field, and its saving."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtCore import QObject, Signal

from app.domain.identity import Id
from ui.background import Failure
from ui.viewmodels.context import Context
from ui.viewmodels.drafts import Draft
from ui.viewmodels.place_reading import answers
from ui.viewmodels.typed_times import read_typed_time
from ui.wording import say


@dataclass(frozen=True)
class FormState:
    """What was typed by field, what is wrong by field, and what belongs to no field."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    fine: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    saving: bool = False


class Form(QObject):
    """One sheet of fields. A sub-class says which of them are needed and how they are saved.

    Signals:
        changed: ``state`` is another.
        brought: a draft came back.
        refused: nothing was saved; the field to look at.
        saved: it is in the log.
    """

    needed: ClassVar[Mapping[str, str]] = {}
    """Field to the phrase that says what is missing."""
    times: ClassVar[tuple[str, ...]] = ()
    by_error: ClassVar[Mapping[str, str]] = {}
    """Error key to the field at which it is said."""

    changed = Signal()
    brought = Signal()
    refused = Signal(str)
    saved = Signal()

    def __init__(self, context: Context, incident: Id, draft: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._context, self._services, self.incident = context, context.services, incident
        self.state = FormState(values=dict(values or {}))
        self._fresh = dict(self.state.values)
        self._draft = Draft(context, f"{draft}:{incident}")
        self._draft.bring(self._bring)

    def work(self, values: Mapping[str, str]) -> Callable[[], object]:
        """What is done on the database thread."""
        raise NotImplementedError

    def told(self) -> str:
        """What the snackbar says after it."""
        raise NotImplementedError

    def _set(self, **parts: Any) -> None:
        self.state = replace(self.state, **parts)
        self.changed.emit()

    def _bring(self, text: str | None) -> None:
        try:
            kept = answers(json.loads(text or "{}"))
        except ValueError:
            kept = {}
        if kept and self.state.values == self._fresh:
            self._set(values={**self._fresh, **kept})
            self.brought.emit()

    def type(self, name: str, text: str) -> None:
        """A key was pressed in a field."""
        errors = {key: words for key, words in self.state.errors.items() if key != name}
        fine = {key: words for key, words in self.state.fine.items() if key != name}
        if name in self.times:
            read = read_typed_time(text, self._services.desk.clock.now())
            errors, fine = _with(errors, name, read.error), _with(fine, name, read.words)
        self._set(values={**self.state.values, name: text}, errors=errors, fine=fine, problem="")
        self._draft.keep(json.dumps(dict(self.state.values)))

    def time(self, name: str) -> datetime | None:
        """The time in a field, aware UTC, or ``None`` where nothing was typed."""
        return read_typed_time(self.state.values.get(name, ""), self._services.desk.clock.now()).at

    def save(self) -> None:
        """Save, or say at its field what is wrong; what was typed stays."""
        if self.state.saving:
            return
        missing = {name: say(key) for name, key in self.needed.items() if not self.state.values.get(name, "").strip()}
        wrong = {**self.state.errors, **missing}
        if wrong:
            self._set(errors=wrong, problem=say("person.not_saved"))
            self.refused.emit(next(iter(wrong)))
            return
        self._set(saving=True, problem="")
        self._context.act(self.work(dict(self.state.values)), lambda _answer: self._saved(), self._failed)

    def _saved(self) -> None:
        self._draft.keep(None)
        self._set(saving=False)
        self._context.told.emit(self.told())
        self.saved.emit()

    def _failed(self, failure: Failure) -> None:
        at = self.by_error.get(failure.error.key, "") if failure.error else ""
        errors = {**self.state.errors, at: failure.words} if at else self.state.errors
        self._set(saving=False, errors=errors, problem=say("person.not_saved") if at else failure.words)
        if at:
            self.refused.emit(at)


def _with(words: Mapping[str, str], name: str, said: str) -> dict[str, str]:
    return {**words, name: said} if said else dict(words)
