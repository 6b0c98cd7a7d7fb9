"""A note, or something to tell the sergeant: words, who told it, one button."""

from __future__ import annotations

from ui.viewmodels.person_forms import Form
from ui.views.person_parts import FormSheet
from ui.widgets.button import Button
from ui.widgets.field import Field, TextArea
from ui.wording import say


class NoteSheet(FormSheet):
    """``telling`` words the button for the sergeant; the entry is the same."""

    def __init__(self, form: Form, *, telling: bool = False) -> None:
        super().__init__(form)
        text = TextArea(say("person.note_text"), say("person.note_hint"))
        source = Field(say("person.told"), icon="room.person")
        words = say("person.tell_save" if telling else "person.note_save")
        self.save = Button(words, "primary", "tell" if telling else "done", tall=True)
        self.add(self.bind("text", text), self.bind("source", source))
        self.finish(self.problem, self.save)
        self.save.clicked.connect(form.save)
        self.fill()
