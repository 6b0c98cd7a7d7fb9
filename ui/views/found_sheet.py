"""Found: who saw the person, where, when; found is not closed."""

from __future__ import annotations

from ui.viewmodels.person_forms import Form
from ui.views.person_parts import FormSheet
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.words import Caption
from ui.wording import say


class FoundSheet(FormSheet):
    """Three fields and one button."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        by = Field(say("person.found_by"), say("person.found_by_hint"), icon="room.person")
        where = Field(say("person.found_at"), say("person.found_at_hint"), icon="place")
        when = Field(say("person.when"), say("person.found_when_hint"), icon="room.now")
        self.save = Button(say("person.found_save"), "primary", "watch.located", tall=True)
        self.add(self.bind("by", by), self.bind("where", where), self.bind("when", when))
        self.add(Caption(say("person.found_not_closed"), "label"))
        self.finish(self.problem, self.save)
        self.save.clicked.connect(form.save)
        self.fill()
