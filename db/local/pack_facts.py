"""What a map file says of itself, checked: title, zooms, bounds, who made it, under which licence."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

from app.domain.packs import MAX_TILE_BYTES, MAX_ZOOM, Bounds, Kind
from app.errors import Unreadable
from db.local.pack_bytes import Broken, TooLarge, layer_names, tile_kind, unpack

MAX_METADATA_BYTES: Final = 8 * 1024 * 1024
MAX_ATTRIBUTION: Final = 400
_MAX_TITLE: Final = 120
_MAX_LAYERS: Final = 200
_TAG: Final = re.compile(r"<[^<>]*>")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")
_OPEN_STREET_MAP: Final = re.compile(r"openstreetmap", re.IGNORECASE)


def plain_line(text: object, longest: int) -> str:
    """One line of text out of what may be HTML: no tags, no control or direction characters."""
    if not isinstance(text, str):
        return ""
    bare = html.unescape(_TAG.sub(" ", text[: longest * 20]))
    return " ".join(_CONTROL.sub(" ", bare).split())[:longest].strip()


def title_of(metadata: Mapping[str, Any], name: str) -> str:
    """What the file calls itself, else the name of the file without its ending."""
    return plain_line(metadata.get("name"), _MAX_TITLE) or plain_line(name.split(".", maxsplit=1)[0], _MAX_TITLE)


def attribution_of(metadata: Mapping[str, Any], given: str | None) -> str:
    """Who made the map: as the file says, else as the officer typed it, else empty.

    Raises:
        Unreadable: what was typed is too long.
    """
    if given is not None and len(given) > MAX_ATTRIBUTION:
        raise Unreadable("packs.attribution_long", most=MAX_ATTRIBUTION)
    return plain_line(metadata.get("attribution"), MAX_ATTRIBUTION) or plain_line(given, MAX_ATTRIBUTION)


def licence_of(metadata: Mapping[str, Any], attribution: str) -> str:
    """The licence that the file names; OpenStreetMap's own where it credits it; else empty."""
    for key in ("license", "licence"):
        if named := plain_line(metadata.get(key), _MAX_TITLE):
            return named
    return "ODbL-1.0" if _OPEN_STREET_MAP.search(attribution) else ""


def layers_of(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the vector layers that the metadata lists, in MBTiles' or PMTiles' way."""
    listed = metadata.get("vector_layers", metadata.get("json"))
    if isinstance(listed, str):
        listed = _json(listed).get("vector_layers")
    if not isinstance(listed, list):
        return ()
    names = [row.get("id") for row in listed[:_MAX_LAYERS] if isinstance(row, dict)]
    return tuple(name for name in names if isinstance(name, str))


def _json(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def checked_zooms(low: object, high: object, name: str) -> tuple[int, int]:
    """Lowest and highest zoom. Raises Unreadable where they are not 0..22 in this order."""
    for zoom in (low, high):
        if not isinstance(zoom, int) or not 0 <= zoom <= MAX_ZOOM:
            raise Unreadable("packs.zoom", name=name, zoom=plain_line(str(zoom), 20), highest=MAX_ZOOM)
    if int(str(low)) > int(str(high)):
        raise Unreadable("packs.zoom", name=name, zoom=f"{low}–{high}", highest=MAX_ZOOM)
    return int(str(low)), int(str(high))


def checked_bounds(bounds: Bounds, name: str) -> Bounds:
    """Bounds that lie on Earth. Raises Unreadable for any other, NaN included."""
    west, south, east, north = bounds.west, bounds.south, bounds.east, bounds.north
    if -180 <= west < east <= 180 and -90 <= south < north <= 90:
        return bounds
    said = ", ".join(f"{number:g}" for number in (west, south, east, north))
    raise Unreadable("packs.bounds", name=name, bounds=said)


def bounds_of_text(text: object, name: str) -> Bounds | None:
    """Bounds from MBTiles' ``west,south,east,north``; ``None`` where there are none. Raises Unreadable."""
    if not isinstance(text, str) or not text.strip():
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Unreadable("packs.bounds", name=name, bounds=plain_line(text, 80)) from None
    return checked_bounds(Bounds(west, south, east, north), name)


def bounds_of_tiles(zoom: int, x: tuple[int, int], y: tuple[int, int]) -> Bounds:
    """What tiles ``x[0]..x[1]`` by ``y[0]..y[1]`` (counted from the north) of a zoom cover, degrees."""
    side = 1 << zoom
    west, east = (360 * edge / side - 180 for edge in (x[0], x[1] + 1))
    north, south = (math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * edge / side)))) for edge in (y[0], y[1] + 1))
    return Bounds(west, south, east, north)


def tile_facts(stored: bytes, name: str) -> tuple[Kind, tuple[str, ...]]:
    """Kind and vector layers of one tile, as a sample of the whole file.

    Raises:
        Unreadable: it unpacks to too much, or it is nothing that can be drawn.
    """
    try:
        plain = unpack(stored, MAX_TILE_BYTES)
        kind = tile_kind(plain)
        return ("vector", layer_names(plain)) if kind == "mvt" else ("raster", ())
    except TooLarge:
        raise too_large(name) from None
    except Broken:
        raise Unreadable("packs.tile_kind", name=name, kind="?") from None


def too_large(name: str) -> Unreadable:
    """The refusal of a tile that unpacks to more than is allowed."""
    return Unreadable("packs.tile_too_large", name=name, limit_mib=MAX_TILE_BYTES >> 20)
