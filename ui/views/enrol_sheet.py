"""Enrol this laptop with central records: an address and a one-time code."""

from __future__ import annotations

from ui.viewmodels.laptop_forms import EnrolForm
from ui.views.form_sheet import FormSheet
from ui.widgets.button import Button
from ui.widgets.words import Words
from ui.wording import say


class EnrolSheet(FormSheet):
    """Two fields and one button; ``saved`` once central has answered."""

    def __init__(self, form: EnrolForm) -> None:
        super().__init__(form)
        self.add(Words(say("laptop.enrol_words")))
        self.add(self.field("url", say("laptop.url"), say("laptop.url_hint")))
        self.add(self.field("code", say("laptop.code"), say("laptop.code_hint")))
        self.finish_with(Button("", "primary", "server-network", tall=True), "laptop.address_kept")
        self.save_button.clicked.connect(form.save)

    def refresh(self) -> None:
        """What is wrong at its field, and whether central is being asked."""
        super().refresh()
        self.save_button.setText(say("laptop.enrolling" if self.form.saving else "laptop.enrol"))
