"""What a painted row shows, as plain records; no Qt, so that view-models may make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ClockLevel = Literal["nobody_red", "nobody_amber", "running", "looking", "located"]
RiskLevel = Literal["high", "medium", "low", "very_low", "not_assessed"]
SentState = Literal["saving", "saved", "not_sent", "sent", "no_network"]


@dataclass(frozen=True)
class ClockState:
    """How long nobody, or somebody, has looked: ``31``, ``min``, ``nobody looking``."""

    level: ClockLevel
    text: str
    unit: str
    words: str


@dataclass(frozen=True)
class FuseTick:
    """When one rank is told: minutes, what stands under the tick, and whether it is past."""

    minute: float
    title: str
    words: str
    reached: bool


@dataclass(frozen=True)
class Fuse:
    """The bar that burns from the last look to the highest rank."""

    minute: float
    span_minutes: float
    ticks: tuple[FuseTick, ...]


@dataclass(frozen=True)
class PersonLine:
    """One missing person in a list or in the person bar. ``photo`` is an encoded picture."""

    incident: str
    name: str
    age_text: str
    photo: bytes | None
    clock: ClockState
    risk: RiskLevel
    risk_words: str
    flag: str | None = None
    second_line: str = ""
    not_sent_count: int = 0
    more_flags: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.name}, {self.age_text}" if self.age_text else self.name

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


@dataclass(frozen=True)
class LogLine:
    """One entry of the log. ``icon`` is a token or Material name, ``icon_ink`` a colour role."""

    entry: str
    time_text: str
    icon: str
    title: str
    second_line: str
    sent: SentState
    sent_words: str
    icon_ink: str = "muted"
    person: str = ""


@dataclass(frozen=True)
class SyncLine:
    """What stands in the strip: how much is unsent, and the last contact, in words."""

    unsent: int
    last_contact_text: str
    words: str
    level: SentState = "saved"
