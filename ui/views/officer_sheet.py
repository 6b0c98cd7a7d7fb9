"""Another officer of this laptop: call sign, rank, and a passphrase that the new officer types."""

from __future__ import annotations

from collections.abc import Sequence

from ui.viewmodels.laptop_forms import OfficerForm
from ui.views.form_sheet import FormSheet
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.words import Words
from ui.wording import say


class OfficerSheet(FormSheet):
    """``ranks`` are (key, word) of those that may be handed out; ``saved(id)`` once the officer may sign in."""

    def __init__(self, form: OfficerForm, ranks: Sequence[tuple[str, str]]) -> None:
        super().__init__(form)
        self.add(self.field("call_sign", say("laptop.new_officer"), say("entry.officer_hint")))
        self.add(self.choice("rank", say("laptop.new_rank"), ranks), Words(say("laptop.officer_words"), "label"))
        self.add(self._secret("passphrase", say("entry.passphrase"), say("entry.passphrase_hint")))
        self.add(self._secret("again", say("entry.again")))
        self.finish_with(Button("", "primary", "account-plus", tall=True), "laptop.officer_kept")
        self.save_button.clicked.connect(form.save)

    def _secret(self, name: str, label: str, hint: str = "") -> Field:
        entry = Field(label, hint, secret=True)
        self._tie(name, entry)
        return entry

    def refresh(self) -> None:
        """What is wrong at its field, and whether the keys are being made."""
        super().refresh()
        self.save_button.setText(say("laptop.officer_saving" if self.form.saving else "laptop.officer_save"))
