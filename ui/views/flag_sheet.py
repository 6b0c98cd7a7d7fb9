"""A flag: which, how sure, and what stands behind it."""

from __future__ import annotations

from ui.viewmodels.people_lines import KNOWN_FLAGS, flag_words
from ui.viewmodels.person_forms import Form
from ui.views.person_parts import FormSheet
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.message import MessageLine
from ui.widgets.segmented import Segmented
from ui.widgets.words import Words
from ui.wording import say


class FlagSheet(FormSheet):
    """``known``: the flag is up already, so its name stands and it can be taken down."""

    def __init__(self, form: Form, *, known: bool = False) -> None:
        super().__init__(form)
        self._missing = MessageLine("danger", keep=False)
        statuses = ["confirmed", "suspected", "historic", *(["removed"] if known else [])]
        self.status = Segmented(
            [(each, say(f"person.flag_choice_{each}")) for each in statuses], say("person.flag_how")
        )
        self.which = Segmented([(each, flag_words(each)) for each in KNOWN_FLAGS], say("person.flag_which"))
        self.own = Field(say("person.flag_own"))
        evidence = Field(say("person.flag_evidence"), say("person.flag_evidence_hint"))
        source = Field(say("person.told"), icon="room.person")
        self.save = Button(say("person.flag_save"), "primary", "flag", tall=True)
        self._add_which(known=known)
        self.add(Words(say("person.flag_how"), "label_strong"), self.status, self._missing)
        self.add(self.bind("evidence", evidence), self.bind("source", source))
        self.finish(self.problem, self.save)
        self._connect()
        self.fill()

    def _add_which(self, *, known: bool) -> None:
        if known:
            self.add(Words(flag_words(self.form.state.values["flag"]), "heading"))
            return
        self.add(Words(say("person.flag_which"), "label_strong"), self.which, self.bind("flag", self.own))

    def _connect(self) -> None:
        self.which.chosen.connect(self._choose)
        self.own.changed.connect(lambda _text: self.which.set_value(None))
        self.status.chosen.connect(lambda key: self.form.type("status", key))
        self.save.clicked.connect(self.form.save)

    def _choose(self, flag: str) -> None:
        self.own.set_text("")
        self.form.type("flag", flag)

    def fill(self) -> None:
        super().fill()
        values = self.form.state.values
        self.status.set_value(values.get("status"))
        if (flag := values.get("flag", "")) in KNOWN_FLAGS:
            self.which.set_value(flag)
            self.own.set_text("")

    def refresh(self) -> None:
        super().refresh()
        words = self.form.state.errors.get("status", "")
        self._missing.say("danger", words)
        self._missing.setVisible(bool(words))

    def look_at(self, name: str) -> None:
        if name == "status":
            self.status.segments()[0].setFocus()
        super().look_at(name)
