"""The sheets of a team: add one, and say what one does now."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal

from app.domain.cases import Team
from ui.viewmodels.map_features import TEAM_ICONS
from ui.viewmodels.plan_forms import SKILLS, TeamForm
from ui.views.chips import Chips
from ui.views.form_sheet import Choice, FormSheet
from ui.views.rows import TurningRow
from ui.widgets.button import Button
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Words
from ui.wording import say, sentence_start

STATES: Final = ("available", "travelling", "searching", "resting", "off_duty")


class TeamSheet(FormSheet):
    """Name, kind, size, speed, until when."""

    def __init__(self, form: TeamForm) -> None:
        super().__init__(form)
        kinds = [(each, say(f"tasks.skill_{each}"), TEAM_ICONS[each]) for each in SKILLS]
        self.skill = Chips(kinds, form.values["skill"])
        self.skill.chosen.connect(form.choose_skill)
        size, speed = self.field("size", say("tasks.team_size")), self.field("speed_km_h", say("tasks.team_speed"))
        self.add(self.field("name", say("tasks.name"), say("tasks.team_name_hint")))
        self.add(Words(say("tasks.team_skill"), "label_strong"), self.skill)
        self.add(TurningRow(size, speed, equal=True))
        self.add(self.field("until", say("tasks.team_until"), say("tasks.team_until_hint")))
        self.finish_with(Button(say("tasks.team_add"), "primary", "team", tall=True))
        self.save_button.clicked.connect(form.save)

    def show_values(self) -> None:
        self.skill.choose(self.form.values["skill"])
        super().show_values()


class TeamDetailSheet(SheetContent):
    """What a team does now; ``moved(state)`` when another is chosen."""

    moved = Signal(str)

    def __init__(self, team: Team, words: str) -> None:
        super().__init__()
        states = [(each, sentence_start(say(f"tasks.team_{each}"))) for each in STATES]
        self.state = Choice(say("tasks.team_state"), states, team.state)
        self.state.chosen.connect(self.moved)
        self.add(Words(words), self.state)
        self.finish()
