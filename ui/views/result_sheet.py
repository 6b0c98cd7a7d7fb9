"""The sheet that says what came of a task: all, part or nothing, how much, what was found, a photo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ui.viewmodels.tasks import COVERAGES, ResultForm
from ui.views.form_sheet import FormSheet
from ui.widgets.button import Button
from ui.widgets.message import MessageLine
from ui.widgets.words import Heading, Words
from ui.wording import say


class ResultSheet(FormSheet):
    """``ask_photo`` asks for a file; what is not needed for the chosen answer is not shown."""

    def __init__(self, form: ResultForm, ask_photo: Callable[[], Path | None]) -> None:
        super().__init__(form)
        self._form, self._ask_photo = form, ask_photo
        outcomes = (("done", say("tasks.all")), ("part_done", say("tasks.part")), ("not_done", say("tasks.none")))
        self.outcome = self.choice("outcome", say("tasks.outcome"), outcomes)
        steps = [(each, say("tasks.percent", percent=each)) for each in COVERAGES]
        self.coverage = self.choice("coverage", say("tasks.coverage"), steps)
        self.reason = self.field("reason", say("tasks.reason"), say("tasks.reason_hint"))
        self.found = self.area("found", say("tasks.found"), say("tasks.found_hint"))
        self.notes = self.area("note", say("tasks.notes"), say("tasks.notes_hint"))
        self.photo_button = Button(say("tasks.photo"), "outlined", "camera")
        self.photo_words = MessageLine("ok", keep=False)
        self._lay_out()
        self.photo_button.clicked.connect(lambda: form.choose_photo(ask_photo()))
        self.finish_with(Button(say("tasks.save_result"), "primary", "done", tall=True))
        self.save_button.clicked.connect(form.save)

    def _lay_out(self) -> None:
        self.add(Heading(self._form.task.title))
        if self._form.task.instructions:
            self.add(Words(self._form.task.instructions, "label", "muted"))
        self.add(self.outcome, self.coverage, self.reason, self.found, self.notes, self.photo_button, self.photo_words)

    def refresh(self) -> None:
        outcome, photo = self.form.values["outcome"], self._form.photo
        self.coverage.setVisible(outcome == "part_done")
        self.reason.setVisible(outcome != "done")
        self.photo_button.setText(say("tasks.photo_other" if photo else "tasks.photo"))
        self.photo_words.say("ok", say("tasks.photo_chosen", name=photo.name) if photo else "")
        super().refresh()
