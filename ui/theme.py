"""The one place that turns tokens.json into colours, fonts, sizes and icons for the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from app.phrases import Phrases
from ui.icons import IconFont, icon_folder
from ui.stylesheet import stylesheet
from ui.wording import speak

THEMES = ("day", "dark", "sunlight", "night")
_UNSCALED = {("layout", "narrow_max_px"), ("target", "glove"), ("edge", "card"), ("edge", "control")}


@dataclass(frozen=True)
class RiskLook:
    """How one risk grade is drawn: a letter in a shape."""

    letter: str
    shape: str
    dashed: bool
    fill: QColor
    ink: QColor
    edge: QColor


@dataclass(frozen=True)
class ClockLook:
    """How one clock level is drawn."""

    fill: QColor
    ink: QColor
    edge: QColor
    icon: str


class Theme(QObject):
    """Colours by role, fonts by role, sizes by group and key; all follow theme, text size and gloves."""

    themeChanged = Signal()  # noqa: N815  a signal is named as Qt names its own

    def __init__(self, tokens: dict[str, Any], icons: IconFont, app: QApplication) -> None:
        super().__init__(app)
        self._app, self._tokens, self._icons = app, tokens, icons
        self.revision = 0
        self._name, self._percent, self._glove, self._still = "day", 100, False, False
        self._pairs = {theme: set(kinds["text"]) for theme, kinds in tokens["contrast"]["measured"].items()}

    # what is chosen

    @property
    def name(self) -> str:
        return self._name

    @property
    def text_percent(self) -> int:
        return self._percent

    @property
    def scale(self) -> float:
        return self._percent / 100

    @property
    def large_text(self) -> bool:
        """Whether text is so large that two things side by side leave a narrow window."""
        return self.scale > 1.3

    @property
    def glove(self) -> bool:
        return self._glove

    @property
    def reduced_motion(self) -> bool:
        return self._still

    @property
    def tokens(self) -> dict[str, Any]:
        """The whole file, as read."""
        return self._tokens

    def choose(
        self,
        name: str | None = None,
        *,
        text_percent: int | None = None,
        glove: bool | None = None,
        reduced_motion: bool | None = None,
    ) -> None:
        """Change any of the four choices; every widget follows at once.

        Raises:
            KeyError: there is no theme of this name.
        """
        self._tokens["themes"][name or self._name]
        self._name = name or self._name
        self._percent = min(200, max(100, text_percent or self._percent))
        self._glove = self._glove if glove is None else glove
        self._still = self._still if reduced_motion is None else reduced_motion
        self.apply()

    def apply(self) -> None:
        """Hand fonts, palette and style sheet to the application and tell the widgets."""
        self.revision += 1
        self._app.setFont(self.font("body"))
        self._app.setPalette(self.palette())
        self._app.setStyleSheet(stylesheet(self.hex, self.px))
        self.themeChanged.emit()

    def follow(self, restyle: Callable[[], object]) -> None:
        """Call ``restyle`` (a bound method of a widget) now and at every change."""
        self.themeChanged.connect(restyle)
        restyle()

    # colours

    def hex(self, role: str) -> str:
        """A colour as text; ``map.lkp`` and ``risk.high.0`` reach into the groups."""
        value: Any = self._tokens["themes"][self._name]
        for part in role.split("."):
            value = value[int(part)] if isinstance(value, list) else value[part]
        return str(value)

    def color(self, role: str) -> QColor:
        return QColor(self.hex(role))

    def ink(self, role: str, on: str) -> QColor:
        """A text colour for a fill; only pairs whose contrast tokens.json records.

        Raises:
            KeyError: the pair is not recorded.
        """
        if f"{role} on {on}" not in self._pairs[self._name]:
            raise KeyError(f"no contrast is recorded for text {role} on {on}")
        return self.color(role)

    def scrim(self) -> QColor:
        colour = self.color("scrim")
        colour.setAlphaF(float(self.hex("scrim_alpha")))
        return colour

    def pressed(self, fill: QColor, ink: QColor) -> QColor:
        """The fill while a finger is down: moved away from its ink, so contrast only grows."""
        share = float(self._tokens["fade"]["pressed"])
        away = 0 if ink.lightnessF() > 0.5 else 255
        return QColor(*(round(v + (away - v) * share) for v in (fill.red(), fill.green(), fill.blue())))

    def palette(self) -> QPalette:
        palette, role = QPalette(), QPalette.ColorRole
        colours = {
            role.Window: "surface", role.WindowText: "text", role.Base: "raised", role.AlternateBase: "sunken",
            role.Text: "text", role.Button: "raised", role.ButtonText: "text", role.BrightText: "danger_text",
            role.PlaceholderText: "muted", role.Highlight: "accent", role.HighlightedText: "on_accent",
            role.ToolTipBase: "snackbar", role.ToolTipText: "on_snackbar", role.Link: "accent",
            role.Mid: "outline", role.Light: "raised", role.Dark: "outline",
        }  # fmt: skip
        for where, name in colours.items():
            palette.setColor(where, self.color(name))
        return palette

    def risk(self, level: str) -> RiskLook:
        """``level``: high, medium, low, very_low or not_assessed."""
        spec, theme = self._tokens["risk"][level], self._tokens["themes"][self._name]
        fill, ink, edge = (QColor(value) for value in theme["risk"][level])
        return RiskLook(spec["letter"], spec["shape"], spec.get("edge") == "dashed", fill, ink, edge)

    def clock(self, level: str) -> ClockLook:
        """``level``: nobody_red, nobody_amber, running, looking or located."""
        spec = self._tokens["clock"][level]
        quiet = "line" if level in ("looking", "located") else spec["fill"]
        ink = self.ink(spec["ink"], on=spec["fill"])
        return ClockLook(self.color(spec["fill"]), ink, self.color(spec.get("edge", quiet)), f"watch.{spec['icon']}")

    def map_tokens(self) -> dict[str, Any]:
        """What the map page needs, as plain data for JSON."""
        theme = self._tokens["themes"][self._name]
        roles = ("surface", "raised", "text", "muted", "line", "outline", "accent", "on_accent", "accent_soft",
                 "on_accent_soft", "focus", "focus_edge", "danger", "warn_text", "ok_text")  # fmt: skip
        return {
            **theme["map"],
            "name": self._name,
            "roles": {role: theme[role] for role in roles},
            "segment_states": self._tokens["segment_states"],
            "scale": self.scale,
            "target_px": self.target(),
            "reduced_motion": self._still,
        }

    # sizes

    def px(self, group: str, key: str | int) -> int:
        """A size in logical pixels at the chosen text size, at least 1."""
        return max(1, round(self.size(group, key)))

    def size(self, group: str, key: str | int) -> float:
        """The same, not rounded: for edges and rings."""
        value = float(self._tokens[group][str(key)])
        if group in ("edge", "ring", "radius"):
            return max(value, float(self.hex("border_px"))) if group == "edge" else value
        return value if (group, key) in _UNSCALED else value * self.scale

    def target(self) -> int:
        """The least height and width of anything to press."""
        return self.px("target", "glove") if self._glove else self.px("target", "normal")

    def finger(self) -> int:
        """What a finger needs at any text size: where five must share a narrow bar."""
        return round(self.target() / self.scale)

    def gap(self) -> int:
        """The least space between two things to press."""
        return self.px("target", "gap_glove" if self._glove else "gap_normal")

    def nav_height(self) -> int:
        return self.px("target", "nav_height_glove" if self._glove else "nav_height")

    def is_narrow(self, width_px: int) -> bool:
        """True where one column fits: up to 799 px at 100 % text, more at larger text."""
        return width_px <= self.px("layout", "narrow_max_px") * self.scale

    def ms(self, key: str) -> int:
        """A duration; 0 with reduced motion, but for how long a snackbar stays."""
        stays = key == "snackbar_stay_ms"
        duration_ms = int(self._tokens["motion"][key])
        return duration_ms if stays or not self._still else 0

    # fonts and icons

    def font(self, role: str) -> QFont:
        """The font of a type role (``title``, ``body``, ``reference``, ...); figures are tabular but in big clocks."""
        spec = self._tokens["type"][role]
        font = QFont(self._tokens["font"]["family"])
        font.setPixelSize(round(spec["px"] * self.scale))
        font.setWeight(QFont.Weight(spec["weight"]))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        for feature in ("tnum", "zero", "ss02"):
            # said even when off: a painter lends a font the features of the application's font
            font.setFeature(QFont.Tag(feature), int(spec.get(feature, feature == "tnum")))
        return font

    def line(self, role: str) -> int:
        """The line height of a type role."""
        return round(float(self._tokens["type"][role]["line"]) * self.scale)

    def icon(self, name: str, colour: str | QColor, size: str = "normal", ratio: float | None = None) -> QPixmap:
        """An icon by token name (``place``, ``watch.nobody``) or by Material name (``bus``)."""
        paint = self.color(colour) if isinstance(colour, str) else colour
        ratio = ratio or self._app.devicePixelRatio()
        return self._icons.pixmap(self.icon_name(name), paint, self.px("icon", size), ratio)

    def qicon(self, name: str, colour: str | QColor, size: str = "normal") -> QIcon:
        return QIcon(self.icon(name, colour, size))

    def icon_name(self, name: str) -> str:
        """The Material name behind a token name."""
        value: Any = self._tokens["icons"]
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value if isinstance(value, str) else name


_installed: list[Theme] = []


def install(app: QApplication, resources: Path, name: str = "day", phrases: Phrases | None = None) -> Theme:
    """Load fonts, tokens, icons and phrases, and dress the application. Once a process."""
    tokens = json.loads((resources / "theme" / "tokens.json").read_text("utf-8"))
    for file in tokens["font"]["files"]:
        QFontDatabase.addApplicationFont(str(resources / "fonts" / f"{file}.otf"))
    speak(phrases or Phrases(resources / "phrases"))
    _installed[:] = [Theme(tokens, IconFont(icon_folder()), app)]
    _installed[0].choose(name)
    return _installed[0]


def installed() -> Theme | None:
    """The theme of this process, if there is one yet."""
    return _installed[0] if _installed else None


def theme() -> Theme:
    """The theme of this process.

    Raises:
        RuntimeError: ``install`` was not called yet.
    """
    if not _installed:
        raise RuntimeError("ui.theme.install() comes first")
    return _installed[0]
