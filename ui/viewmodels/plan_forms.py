"""Forms of the plan: a segment or a grid that was drawn, a place that was tapped, a team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, cast, get_args

from app.domain.facts import Point, Ring
from app.domain.identity import Id
from app.errors import Unreadable
from app.services.plans import NewTeam, NewVenue, Terrain
from ui.viewmodels.context import Context
from ui.viewmodels.kept_form import KeptForm
from ui.viewmodels.tasks import due_at
from ui.wording import say

TERRAINS: Final[tuple[str, ...]] = get_args(Terrain)
SKILLS: Final = ("foot", "dog", "drone", "vehicle", "boat", "police")
SPEEDS_KM_H: Final = {"foot": "4", "dog": "4", "drone": "40", "vehicle": "30", "boat": "10", "police": "30"}
"""What stands in the field at first: walking pace, and what a vehicle makes in a town. Assumed."""


class SegmentForm(KeptForm):
    """An area that was drawn: one segment, or cells of a grid. ``saved`` gives the new ids as a list."""

    def __init__(self, context: Context, incident: Id, ring: Ring) -> None:
        self._incident, self._ring = incident, ring
        values = {"how": "segment", "name": "", "terrain": "built_up", "cell_m": "250"}
        super().__init__(context, f"segment:{incident}", values)

    def save(self) -> None:
        """Put it on the plan."""
        self.send(self._save, "")

    def _save(self) -> list[Id]:
        plans, terrain = self.context.services.plans, cast("Terrain", self.values["terrain"])
        if self.values["how"] == "grid":
            cell_m = number(self.values["cell_m"], "map.not_a_number")
            return plans.cut_grid(self._incident, self._ring, cell_m, terrain)
        return [plans.draw(self._incident, self._ring, self.values["name"].strip(), terrain)]


class VenueForm(KeptForm):
    """A place to check. ``saved`` gives its id in a list."""

    def __init__(self, context: Context, incident: Id, at: Point) -> None:
        self._incident, self._at = incident, at
        values = {"name": "", "kind": "place", "why": "", "found_here_before": ""}
        super().__init__(context, f"venue:{incident}", values)

    def save(self) -> None:
        """Put it on the plan."""
        self.send(self._save, "")

    def _save(self) -> list[Id]:
        values = self.values
        before = int(number(values["found_here_before"] or "0", "map.count_unreadable", whole=True))
        new = NewVenue(values["name"], self._at, values["kind"], values["why"], before)
        return [self.context.services.plans.add_venue(self._incident, new)]


class TeamForm(KeptForm):
    """A team to add; its place is not known until somebody says it."""

    def __init__(self, context: Context, incident: Id) -> None:
        self._incident = incident
        values = {"name": "", "skill": "foot", "size": "2", "speed_km_h": SPEEDS_KM_H["foot"], "until": ""}
        super().__init__(context, f"team:{incident}", values)

    def choose_skill(self, skill: str) -> None:
        """Another kind of team; a speed that nobody typed follows."""
        untouched = self.values["speed_km_h"] == SPEEDS_KM_H.get(self.values["skill"])
        if untouched:
            self.values["speed_km_h"] = SPEEDS_KM_H[skill]
        self.type("skill", skill)
        if untouched:
            self.brought.emit()

    def save(self) -> None:
        """Add it to the search."""
        self.send(self._save, say("tasks.team_added", name=self.values["name"].strip()))

    def _save(self) -> Id:
        values = self.values
        new = NewTeam(
            name=values["name"],
            skill=values["skill"],  # type: ignore[arg-type]  # one of SKILLS: it is chosen, never typed
            size=int(number(values["size"], "team.size_unreadable", whole=True)),
            speed_km_h=number(values["speed_km_h"], "team.speed_unreadable"),
            until=_until(values["until"], self.context.services.desk.clock.now()),
        )
        return self.context.services.plans.add_team(self._incident, new)


def _until(text: str, now: datetime) -> datetime | None:
    try:
        return due_at(text, now)
    except Unreadable as error:
        raise Unreadable("team.until_unreadable", text=text) from error


def number(text: str, key: str, *, whole: bool = False) -> float:
    """A number as typed, with a comma or a point.

    Raises:
        Unreadable: ``key``, with what was typed.
    """
    read: Callable[[str], float] = int if whole else float
    try:
        found = read(text.strip().replace(",", "."))
    except ValueError as error:
        raise Unreadable(key, text=text) from error
    if not 0 <= found < 1e6:
        raise Unreadable(key, text=text)
    return found
