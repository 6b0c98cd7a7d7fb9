"""Commands for what is to be searched: segments, venues, teams, maps, the exported page."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from app.bootstrap import phrases
from app.cli import shown
from app.cli.reading import open_laptop, sign_in, signed_in, write
from app.domain.facts import Point, Ring
from app.domain.grounds import metric_grid
from app.domain.identity import Id
from app.errors import Unreadable
from app.services.office import Services
from app.services.plans import NewTeam, NewVenue

Answer = dict[str, Any]


def _point(services: Services, typed: str) -> Point:
    reading = services.locations.read(typed)
    if reading.position is None:
        raise Unreadable("location.no_position", text=typed, example="SK 861 089")
    return reading.position


def _square(middle: Point, across_m: float) -> Ring:
    """A square round a point, closed, along the grid of the land it lies in."""
    to_grid, from_grid = metric_grid(middle)
    x, y = to_grid(middle)
    half = across_m / 2
    corners = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    return [from_grid(east, north) for east, north in [*corners, corners[0]]]


def grid(asked: Namespace) -> Answer:
    """Cut a square into cells."""
    with signed_in(asked) as services:
        ring = _square(_point(services, asked.at), asked.across)
        made = services.plans.cut_grid(Id(asked.incident), ring, asked.cell)
        return {"segments": made}


def venue(asked: Namespace) -> Answer:
    """Add a place to check."""
    with signed_in(asked) as services:
        place = _point(services, asked.at)
        new = NewVenue(asked.name, place, asked.kind, asked.why, asked.found_before)
        return {"venue": services.plans.add_venue(Id(asked.incident), new)}


def team(asked: Namespace) -> Answer:
    """Add a team."""
    with signed_in(asked) as services:
        new = NewTeam(asked.name, asked.skill, asked.size, asked.speed)
        return {"team": services.plans.add_team(Id(asked.incident), new)}


def rank(asked: Namespace) -> Answer:
    """Where to look next, and why."""
    say = phrases()
    with signed_in(asked) as services:
        advice = services.plans.advice(services.reports.case(Id(asked.incident)))
        ranked = [
            {**shown.plain(each), "reasons": [say(why.key, **dict(why.values)) for why in each.reasons]}
            for each in advice.ranked
        ]
        missing = [say(key) for key in advice.missing]
        return {"ranked": ranked, "elsewhere": advice.elsewhere, "success": advice.success, "missing": missing}


def map_import(asked: Namespace) -> Answer:
    """Add a map pack."""
    laptop = open_laptop(asked)
    try:
        pack = laptop.packs.add(
            Path(asked.file), progress=_progress, cancelled=lambda: False, attribution=asked.attribution
        )
        return dict(shown.plain(pack))
    finally:
        laptop.close()


def _progress(share: float, words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{round(100 * share)} % {words}", end="", file=sys.stderr)


def map_list(asked: Namespace) -> Answer:
    """The maps on this laptop."""
    laptop = open_laptop(asked)
    try:
        return {"packs": shown.plain(laptop.packs.packs())}
    finally:
        laptop.close()


def export(asked: Namespace) -> Answer:
    """Write one search as one HTML file."""
    from app.cli.papers import search_page

    laptop = open_laptop(asked)
    try:
        services = sign_in(laptop, asked)
        page = search_page(services, laptop.packs, Id(asked.incident))
    finally:
        laptop.close()
    write(asked.out, page.encode())
    return {"file": asked.out}
