"""The main job, driven through real windows: who is missing, where, how grave, where to look, apart, and together again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from app.domain.identity import Id
from ui.application import Window
from ui.driving import Driver, NotSeen
from ui.wording import say

WIDE: Final = (("wide", "day"), ("narrow", "day"), ("wide", "night"), ("narrow", "night"))
"""The first picture of a step is its own; the others show the same in the other looks."""


class Central(Protocol):
    """The central of the tour."""

    def start(self) -> str:
        """Answer at its address."""

    def stop(self) -> None:
        """The network is gone."""

    def counts(self) -> Any:
        """How much central has."""


@dataclass
class Step:
    """One step of the tour, as `tour.json` says it."""

    name: str
    ok: bool = False
    picture: str = ""
    pictures: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass
class Summary:
    """The whole tour."""

    ok: bool
    steps: list[Step]
    laptops: list[dict[str, Any]]
    central: dict[str, Any]
    digests_equal: bool
    network_requests: int


class Tour:
    """Two laptops and a central; each step is a method that works the windows and then looks."""

    def __init__(self, sergeant: Window, officer: Window, central: Central, out: Path) -> None:
        self.sergeant, self.officer, self.central, self.out = sergeant, officer, central, out
        self.bell, self.okoro = Driver(sergeant), Driver(officer)
        self.steps: list[Step] = []
        self.incident = Id("")

    def take(self) -> Summary:
        """All steps; a step that fails ends the tour, because the next ones stand on it."""
        for number, (name, act, driver) in enumerate(self._plan(), 1):
            step = Step(name)
            self.steps.append(step)
            try:
                act()
                step.ok = True
            except (NotSeen, AssertionError) as problem:
                step.problem = f"{type(problem).__name__}: {problem}"
            self._photograph(step, number, driver)
            if not step.ok:
                break
        return self._summary()

    def _photograph(self, step: Step, number: int, driver: Driver) -> None:
        for size, look in WIDE:
            name = f"{number:02d}-{step.name.replace(' ', '-')}-{size}-{look}.png"
            driver.picture(self.out / name, size, look)
            step.pictures.append(name)
        step.picture = step.pictures[0]

    def _summary(self) -> Summary:
        laptops = [_laptop(name, window) for name, window in (("PS 41 Bell", self.sergeant), ("PC 207 Okoro", self.officer))]
        digests = [_services(window).desk.store.digest(self.incident) for window in (self.sergeant, self.officer)]
        counts = self.central.counts()
        tried = sum(window.rooms.surface.traffic.tried for window in (self.sergeant, self.officer) if window.rooms)
        equal = digests[0] == digests[1]
        ok = all(step.ok for step in self.steps) and len(self.steps) == len(self._plan()) and equal and tried == 0
        central = {"operations": counts.operations, "unsent": 0, "held": counts.held}
        return Summary(ok, self.steps, laptops, central, equal, tried)
