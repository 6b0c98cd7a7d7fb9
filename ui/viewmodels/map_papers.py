"""What leaves the window on paper or as a file: the words of a task sheet, a page of the search, a printed map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.domain.cases import Case, Segment, Venue
from app.domain.coordinates import System, format_position
from app.domain.facts import Point
from app.domain.identity import Id
from app.domain.tasks import Task
from app.errors import NotFound, Unreadable, UserError
from ui.viewmodels.geojson import Feature
from ui.viewmodels.local_times import moment
from ui.viewmodels.map_features import Box, location_words, middle
from ui.viewmodels.map_state import MapState
from ui.viewmodels.people_lines import risk_level, risk_words
from ui.wording import say

_SYSTEMS: Final[tuple[System, ...]] = ("national_grid", "mgrs", "lat_lon")


@dataclass(frozen=True)
class Page:
    """One search as a page for any browser: layers of GeoJSON, the box to show first (west, south, east, north)."""

    title: str
    layers: Mapping[str, tuple[Feature, ...]]
    box: Box
    legend: str
    texts: Mapping[str, str] = field(default_factory=dict)
    palette: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outlets:
    """How files are made and where they go.

    ``ask_path`` asks where to save under a proposed name, ``ask_photo`` which photo to take; both
    give ``None`` where the officer thinks better of it. ``task_sheet`` turns the words of
    `sheet_words` into a PDF, ``export_page`` a `Page` into HTML; ``None`` leaves the button out.
    """

    ask_path: Callable[[str], Path | None]
    ask_photo: Callable[[], Path | None] = lambda: None
    task_sheet: Callable[[Mapping[str, Any]], bytes] | None = None
    export_page: Callable[[Page], str] | None = None


def sheet_words(
    state: MapState, task: Id, now: datetime, *, picture: bytes | None = None, credit: str = "",
    photo: bytes | None = None, practice: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """What a team's task sheet says, by the names of `app.adapters.documents.TaskSheet`.

    Raises:
        NotFound: the task is not in this search.
    """
    case = state.case
    found = case.task(task) if case else None
    if case is None or found is None:
        raise NotFound("task.not_found")
    age, place = case.report.age(now.date()), case.place(found.place)
    who = state.officer.call_sign if state.officer else ""
    grade = case.report.risk.grade if case.report.risk else None
    return {
        "person": case.report.name,
        "task": found.title,
        "team": found.assignee_name,
        "printed": say("map.printed", time=moment(now, now), who=who),
        "age": "" if age is None else str(age),
        "description": ", ".join(_description(case)),
        "photo": photo,
        "grade": risk_level(grade),
        "risk": risk_words(grade, case.report.risk_conflict),
        "risk_why": case.report.risk.reason if case.report.risk else "",
        "last_known": _last_known(case, now),
        "instructions": found.instructions,
        "place": place.name if place else "",
        "references": tuple(references(middle(place))) if place else (),
        "hazards": place.hazards if isinstance(place, Segment) else "",
        "times": tuple(_times(found, now)),
        "map_picture": picture,
        "map_words": say("map.picture_of", name=place.name) if place else "",
        "map_credit": credit,
        "practice": practice,
    }


def _description(case: Case) -> Iterator[str]:
    for name in ("sex", "height", "build", "hair", "clothing", "footwear", "bag"):
        if value := case.report.details.get(name):
            yield str(value)


def _last_known(case: Case, now: datetime) -> str:
    start = case.planning_point()
    if start is None:
        return ""
    place = start.said.reference or start.said.typed
    return ", ".join(part for part in (location_words(start, now), place, start.said.source) if part)


def references(at: Point) -> Iterator[tuple[str, str]]:
    """A place in each system that reaches it."""
    for system in _SYSTEMS:
        try:
            yield say(f"map.system_{system}"), format_position(at[0], at[1], system)
        except Unreadable:
            continue


def _times(task: Task, now: datetime) -> Iterator[tuple[str, str]]:
    for key, at in (("due", task.due_at), ("started", task.started_at)):
        if at is not None:
            yield say(f"map.time_{key}"), moment(at, now)


def file_name(state: MapState, what: str, ending: str) -> str:
    """``map MAISIE.pdf``: safe on every file system, with no more of the person than a first name."""
    name = "".join(letter for letter in state.first_name if letter.isalnum()) or "search"
    return f"{say(f'map.file_{what}')} {name}.{ending}"


def write_file(path: Path, data: bytes) -> str:
    """Write it; the sentence to say.

    Raises:
        UserError: it cannot be written there.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UserError("map.not_written", name=path.name) from error
    return say("map.written", name=path.name)


def place_box(place: Segment | Venue) -> Box:
    """The box round a place; a venue gets some hundred metres."""
    if isinstance(place, Venue):
        lon, lat = place.position
        return lon - 0.004, lat - 0.002, lon + 0.004, lat + 0.002
    lons, lats = [lon for lon, _ in place.ring], [lat for _, lat in place.ring]
    return min(lons), min(lats), max(lons), max(lats)
