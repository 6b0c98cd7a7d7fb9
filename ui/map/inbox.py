"""Reads the events of the page strictly: what is not exactly as agreed is counted and dropped."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_MOST_CORNERS = 10_000
Geometry = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """One event: its type and the values that type carries, in order."""

    type: str
    values: tuple[Any, ...] = ()


def read_events(text: object) -> tuple[list[Event], int]:
    """The events in a JSON list and how many were dropped."""
    try:
        listed = json.loads(text) if isinstance(text, str) else []
    except ValueError:
        return [], 1
    if not isinstance(listed, list):
        return [], 1
    read = [_read(item) for item in listed]
    events = [event for event in read if event is not None]
    return events, len(read) - len(events)


def _read(item: object) -> Event | None:
    if not isinstance(item, dict):
        return None
    try:
        return Event(item["type"], _READERS[item["type"]](item))
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _text(value: object, most: int = 200) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise ValueError("not a short text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a flag")
    return value


def _number(value: object, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("not a number")
    if abs(value) > most:
        raise ValueError("out of range")
    return float(value)


def _lon_lat(value: object) -> list[float]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("not a place")
    return [_number(value[0], 180), _number(value[1], 90)]


def _line(value: object) -> list[list[float]]:
    if not isinstance(value, list) or len(value) > _MOST_CORNERS:
        raise ValueError("not a line")
    return [_lon_lat(place) for place in value]


def _geometry(value: object) -> Geometry:
    if not isinstance(value, dict):
        raise TypeError("not a geometry")
    if value["type"] == "Point":
        return {"type": "Point", "coordinates": _lon_lat(value["coordinates"])}
    if value["type"] != "Polygon" or len(value["coordinates"]) != 1:
        raise ValueError("neither a point nor a ring")
    ring = _line(value["coordinates"][0])
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError("not a closed ring")
    return {"type": "Polygon", "coordinates": [ring]}


def _bounds(value: object) -> tuple[float, float, float, float]:
    if not isinstance(value, list) or len(value) != 4:
        raise ValueError("not a box")
    # the view may reach past the date line
    west, south, east, north = (_number(side, 720) for side in value)
    return west, max(-90.0, south), east, min(90.0, north)


_READERS: dict[str, Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    "ready": lambda _: (),
    "stopped": lambda _: (),
    "error": lambda item: (_text(item["text"], 2000),),
    "refused": lambda item: (_text(item["text"], 2000),),
    "pong": lambda item: (int(_number(item["token"], 1e12)),),
    "tool": lambda item: (_text(item["name"], 40),),
    "layer": lambda item: (_text(item["layer"], 40), _flag(item["on"])),
    "picked": lambda item: (_text(item["layer"], 40), _text(item["id"])),
    "tapped": lambda item: (_number(item["lon"], 720), _number(item["lat"], 90)),
    "moved": lambda item: (_bounds(item["bounds"]),),
    "drawn": lambda item: (_text(item["kind"], 20), _geometry(item["geometry"])),
    "edited": lambda item: (_text(item["id"]), _geometry(item["geometry"])),
    "measured": lambda item: ([tuple(place) for place in _line(item["points"])],),
}
