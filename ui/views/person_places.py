"""The card of last known locations; while there is none, what to do first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from ui.theme import theme
from ui.viewmodels.person_sayings import Line
from ui.views.person_parts import LinesCard, caption
from ui.widgets.empty_state import EmptyState
from ui.wording import say


class PlacesCard(LinesCard):
    """Newest first. ``first()`` asks for a location, ``other()`` for the caller's number."""

    first = Signal()
    other = Signal()

    def __init__(self) -> None:
        self._newest = caption(say("person.newest_first"))
        super().__init__(say("person.places"), Line("", "place", ""), self._newest)
        first, other = (say("person.location"), "add_place"), (say("person.ask_caller"), "phone")
        self._nothing = EmptyState("place", " ", say("person.places_empty_words"), first, other)
        self.column.addWidget(self._nothing)
        self._nothing.first_chosen.connect(self.first)
        self._nothing.other_chosen.connect(self.other)
        theme().follow(self._room_for_nothing)

    def show_places(self, lines: Sequence[Line], name: str, *, presses: bool) -> None:
        self.set_presses(presses)
        self._nothing.set_words(say("person.places_empty_title", name=name), say("person.places_empty_words"))
        for button in (self._nothing.first, self._nothing.other):
            if button is not None:
                button.setVisible(presses)
        for part in (self.head, self.rows):
            part.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        if lines:
            self.show_lines(lines)

    def _room_for_nothing(self) -> None:
        """As high as the picture: icon, title of two lines, three lines of words, two buttons."""
        px, line = theme().px, theme().line
        told = px("parts", "hero") + 2 * line("title") + 4 * line("body") + 2 * px("space", 3)
        asked = px("target", "tall") + theme().target() + 2 * px("space", 3) + px("space", 4) + px("space", 5)
        self._nothing.setMinimumHeight(told + asked)
