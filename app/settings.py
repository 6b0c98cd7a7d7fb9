"""Each setting of a laptop, declared once: name, type, default, what is allowed, and its words.

None of them is personal data; they stand in a readable file.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.errors import Unreadable

Value = str | int | bool
_LONGEST_TEXT_SHOWN = 60


@dataclass(frozen=True)
class Setting:
    """What is known of a setting. ``words`` is the phrase key of its label."""

    name: str
    type: type[Value]
    default: Value
    words: str
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    fits: Callable[[str], bool] | None = None

    def read(self, value: object) -> Value:
        """``value`` if it is allowed here.

        Raises:
            Unreadable: names the setting and what it was given.
        """
        if type(value) is self.type and self._allows(value):
            return value
        shown = str(value)[:_LONGEST_TEXT_SHOWN]
        raise Unreadable(self._refusal(), setting=self.name, text=shown, default=self.default, **self._bounds())

    def _allows(self, value: Any) -> bool:
        if self.choices:
            return value in self.choices
        if self.type is int:
            return bool((self.least or 0) <= value <= (self.most or value))
        return self.fits is None or self.fits(value)

    def _refusal(self) -> str:
        if self.choices:
            return "settings.not_a_choice"
        return "settings.out_of_range" if self.type is int else "settings.not_allowed"

    def _bounds(self) -> dict[str, object]:
        return {"choices": ", ".join(self.choices), "least": self.least, "most": self.most}


def _setting(default: Any, words: str, **rules: Any) -> Any:
    return dataclasses.field(default=default, metadata={"words": words, **rules})


def _is_web_address(text: str) -> bool:
    """Empty, or http(s) with a host and without a password: this file is not secret."""
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    whole = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    return not text or (whole and port_fits and text.isprintable() and " " not in text)


def _is_id(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._-]{0,100}", text) is not None


def _is_language(text: str) -> bool:
    return re.fullmatch(r"[a-z]{2,3}", text) is not None


@dataclass(frozen=True)
class Settings:
    """All settings of a laptop."""

    theme: str = _setting("day", "settings.theme", choices=("day", "dark", "sunlight", "night"))
    text_scale_percent: int = _setting(100, "settings.text_scale", least=100, most=200)
    glove_mode: bool = _setting(False, "settings.glove_mode")
    reduced_motion: bool = _setting(False, "settings.reduced_motion")
    language: str = _setting("en", "settings.language", fits=_is_language)
    reference_system: str = _setting(
        "national_grid",
        "settings.reference_system",
        choices=("national_grid", "irish_grid", "mgrs", "utm", "latitude_longitude"),
    )
    idle_lock_min: int = _setting(5, "settings.idle_lock", least=1, most=15)
    central_url: str = _setting("", "settings.central_url", fits=_is_web_address)
    map_pack_id: str = _setting("", "settings.map_pack", fits=_is_id)
    last_incident_id: str = _setting("", "settings.last_incident", fits=_is_id)
    kdf_memory_mib: int = _setting(256, "settings.kdf_memory", least=64, most=1024)
    kdf_iterations: int = _setting(3, "settings.kdf_iterations", least=3, most=10)
    kdf_lanes: int = _setting(4, "settings.kdf_lanes", least=4, most=8)


def declared() -> list[Setting]:
    """Every setting, in the order of ``Settings``."""
    usual: dict[str, Any] = dataclasses.asdict(Settings())
    return [
        Setting(name=each.name, type=type(usual[each.name]), default=usual[each.name], **each.metadata)
        for each in dataclasses.fields(Settings)
    ]


def read_settings(values: Mapping[str, object]) -> tuple[Settings, tuple[Unreadable, ...]]:
    """Settings from a file's values: a bad value takes its default and is named, the rest is kept."""
    good: dict[str, Any] = {}
    refused: list[Unreadable] = []
    for setting in declared():
        try:
            good[setting.name] = setting.read(values.get(setting.name, setting.default))
        except Unreadable as error:
            refused.append(error)
    return Settings(**good), tuple(refused)


def changed(settings: Settings, **values: object) -> Settings:
    """``settings`` with these values.

    Raises:
        Unreadable: a value is not allowed; nothing was changed.
    """
    known = {setting.name: setting for setting in declared()}
    good: dict[str, Any] = {name: known[name].read(value) for name, value in values.items()}
    return dataclasses.replace(settings, **good)
