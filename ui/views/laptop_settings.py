"""How the window looks and behaves: theme, text size, gloves, motion, lock, references."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.settings import Settings
from ui.theme import THEMES, theme
from ui.widgets.card import Card
from ui.widgets.segmented import Segmented
from ui.widgets.words import Words
from ui.wording import say

_PERCENT = (100, 125, 150, 200)
_MINUTES = (1, 2, 5, 10, 15)
_SYSTEMS = ("national_grid", "irish_grid", "mgrs", "utm", "latitude_longitude")
Options = Sequence[tuple[str, str]]


class _ByNeed(Segmented):
    """Answers side by side, each as wide as its words need and the rest shared: four themes fit a narrow window."""

    def _place(self) -> None:
        if not self._side_by_side():
            super()._place()
            return
        segments = self.segments()
        needs = [segment.sizeHint().width() for segment in segments]
        spare, left = max(0, self.width() - sum(needs)), 0
        for place, segment in enumerate(segments, start=1):
            right = sum(needs[:place]) + round(spare * place / len(segments))
            segment.setGeometry(left, 0, right - left, theme().target())
            segment.show()
            left = right


class Asked(QWidget):
    """A label and its answers."""

    def __init__(self, label: str, options: Options) -> None:
        super().__init__()
        self.answer = _ByNeed(options, label)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Words(label, "label_strong"))
        self._column.addWidget(self.answer)
        theme().follow(self.restyle)

    def restyle(self) -> None:
        self._column.setSpacing(theme().px("space", 2))


class ThemeCard(Card):
    """Day, Dark, Sunlight, Night. ``chosen(values)`` gives the setting and its value, as in the other card."""

    chosen = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.theme = Asked(say("laptop.look"), [(name, say(f"laptop.theme_{name}")) for name in THEMES])
        self.column.addWidget(self.theme)
        self.theme.answer.chosen.connect(lambda name: self.chosen.emit({"theme": name}))

    def show_settings(self, settings: Settings) -> None:
        self.theme.answer.set_value(settings.theme)


class SettingsCard(Card):
    """The other settings; each holds at once."""

    chosen = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        percent = [(str(each), str(each)) for each in _PERCENT]
        systems = [(each, say(f"laptop.system_{each}")) for each in _SYSTEMS]
        self.text_size = self._ask("text_scale_percent", say("laptop.text_size"), percent, int)
        self.gloves = self._ask("glove_mode", say("laptop.gloves"), _on_off(), _is_on)
        self.motion = self._ask("reduced_motion", say("laptop.motion"), _on_off(), _is_on)
        minutes = [(str(each), str(each)) for each in _MINUTES]
        self.idle = self._ask("idle_lock_min", say("laptop.idle"), minutes, int)
        self.system = self._ask("reference_system", say("laptop.references"), systems, str)

    def restyle(self) -> None:
        super().restyle()
        self.column.setSpacing(theme().px("space", 4))

    def _ask(self, setting: str, label: str, options: Options, read: Callable[[str], object]) -> Segmented:
        asked = Asked(label, options)
        asked.answer.chosen.connect(lambda key: self.chosen.emit({setting: read(key)}))
        self.column.addWidget(asked)
        return asked.answer

    def show_settings(self, settings: Settings) -> None:
        """What holds; a number that the file has and no answer names shows none as chosen."""
        self.text_size.set_value(str(settings.text_scale_percent))
        self.gloves.set_value("on" if settings.glove_mode else "off")
        self.motion.set_value("on" if settings.reduced_motion else "off")
        self.idle.set_value(str(settings.idle_lock_min))
        self.system.set_value(settings.reference_system)


def _on_off() -> Options:
    return [("on", say("laptop.on")), ("off", say("laptop.off"))]


def _is_on(key: str) -> bool:
    return key == "on"
