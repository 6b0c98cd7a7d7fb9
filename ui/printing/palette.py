"""The brushes of the paper map and the colours of what officers draw on it, for one theme."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor

from ui.printing.tint import Tint

Tokens = Mapping[str, Any]
"""Colours, sizes and base filter as ``Theme.map_tokens()`` gives them."""


@dataclass(frozen=True)
class Fill:
    """How an area is painted; its edge only from a zoom on."""

    name: str
    fill: QColor
    edge: QColor | None
    from_zoom: float
    edge_from_zoom: float


@dataclass(frozen=True)
class Line:
    """How a line is painted. ``stops`` are (zoom, width in pixels); ``dash`` is in pixels."""

    name: str
    fill: QColor
    casing: QColor | None
    stops: tuple[tuple[float, float], ...]
    dash: tuple[float, ...]
    from_zoom: float

    def width_px(self, zoom: float) -> float:
        """The whole width with its casing."""
        stops = self.stops
        if zoom <= stops[0][0]:
            return stops[0][1] * float(1.6 ** max(-3.0, zoom - stops[0][0]))
        for (low, thin), (high, thick) in pairwise(stops):
            if zoom <= high:
                share = float(1.6 ** (zoom - low) - 1) / float(1.6 ** (high - low) - 1)
                return thin + share * (thick - thin)
        return stops[-1][1]


@dataclass(frozen=True)
class Palette:
    """Everything a painter of the map needs to know of colours.

    ``base`` and ``label`` hold the paper map's own colours; ``mark`` asks for a role of
    the theme's map group, such as ``lkp`` or ``probability.3``.
    """

    fills: tuple[Fill, ...]
    lines: tuple[Line, ...]
    base: Mapping[str, QColor]
    label: Mapping[str, QColor]
    tokens: Tokens
    tint: Tint

    def mark(self, role: str) -> QColor:
        """A colour of the theme by its place in the tokens."""
        value: Any = self.tokens
        for part in role.split("."):
            value = value[int(part)] if isinstance(value, list | tuple) else value[part]
        return QColor(value)

    @property
    def probability_alpha(self) -> float:
        return float(self.tokens["probability_alpha"])


def palette_of(resources: Path, tokens: Tokens) -> Palette:
    """The palette of a theme; ``tokens`` as ``Theme.map_tokens()`` gives them."""
    base, tint = _base_map(resources), Tint(str(tokens["base_filter"]))
    return Palette(
        fills=tuple(_fill(each, tint) for each in base["fills"]),
        lines=tuple(_line(each, tint) for each in base["lines"]),
        base={name: tint.colour(QColor(base[name])) for name in ("land", "beyond", "damaged", "frame", "grid")},
        label={name: tint.colour(QColor(colour)) for name, colour in base["label"].items()},
        tokens=tokens,
        tint=tint,
    )


def paper_palette(resources: Path) -> Palette:
    """What is printed: always the day colours, whatever theme the window wears."""
    tokens = json.loads((resources / "theme" / "tokens.json").read_text("utf-8"))
    day = tokens["themes"]["day"]
    roles = {name: value for name, value in day.items() if isinstance(value, str)}
    return palette_of(resources, {**day["map"], "roles": roles, "segment_states": tokens["segment_states"]})


@cache
def _base_map(resources: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((resources / "reports" / "base_map.json").read_text("utf-8"))
    return read


def _fill(spec: Mapping[str, Any], tint: Tint) -> Fill:
    edge = tint.colour(QColor(spec["edge"])) if "edge" in spec else None
    from_zoom = float(spec.get("from_zoom", 0))
    return Fill(spec["name"], tint.colour(QColor(spec["fill"])), edge, from_zoom, float(spec.get("edge_from_zoom", 0)))


def _line(spec: Mapping[str, Any], tint: Tint) -> Line:
    casing = tint.colour(QColor(spec["casing"])) if "casing" in spec else None
    stops = tuple((float(zoom), float(width)) for zoom, width in spec["width"])
    dash = tuple(float(part) for part in spec.get("dash", ()))
    return Line(spec["name"], tint.colour(QColor(spec["fill"])), casing, stops, dash, float(spec.get("from_zoom", 0)))
