"""Reads an OpenStreetMap extract: shapes, layers and names, and the box it covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium
import shapely

from app.adapters.tiler.features import HIGHEST_LAT, FeatureList, Features, Shapes
from app.adapters.tiler.places import Place, named_of, places
from app.adapters.tiler.rules import Shape, drawn, stays_line
from app.domain.packs import Bounds, Cancelled, ImportStopped, Progress
from app.errors import Unreadable

MAX_EXTRACT_BYTES: Final = 128 * 1024 * 1024
"""Everything is held in memory while it is drawn: a county, not a country."""

_ASK_EVERY: Final = 2000
_BYTES_AN_OBJECT: Final = 45
"""Tagged objects of Rutland and London against the size of their files; for the progress bar only."""


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """What was found in an extract; bounds in degrees, WGS 84."""

    features: Features
    places: list[Place]
    bounds: Bounds


def read_extract(path: Path, progress: Progress, cancelled: Cancelled) -> Extract:
    """Everything in an extract that a map shows.

    Raises:
        Unreadable: too large, damaged or empty.
        ImportStopped: ``cancelled`` said so.
    """
    size = path.stat().st_size
    if size > MAX_EXTRACT_BYTES:
        raise Unreadable("packs.extract_too_large", name=path.name)
    found = _Found()
    try:
        box = _header_box(path)
        for count, thing in enumerate(_things(path)):
            if count % _ASK_EVERY == 0:
                _tell(count * _BYTES_AN_OBJECT / size, progress, cancelled)
            found.note(thing)
    except (RuntimeError, UnicodeError) as error:
        raise Unreadable("packs.extract_damaged", name=path.name) from error
    return found.extract(box, path.name)


def _things(path: Path) -> Iterable[Any]:
    """Every tagged object, areas put together from their ways."""
    tagged = osmium.filter.EmptyTagFilter()
    things: Iterable[Any] = osmium.FileProcessor(str(path)).with_locations().with_areas().with_filter(tagged)
    return things


def _tell(done: float, progress: Progress, cancelled: Cancelled) -> None:
    if cancelled():
        raise ImportStopped("packs.stopped")
    progress(min(done, 1.0), "packs.progress.reading")


def _header_box(path: Path) -> Bounds | None:
    """The box that the extract was cut to, where it says so and the box is sound."""
    with osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING) as reader:
        box = reader.header().box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    south, north = max(low.lat, -HIGHEST_LAT), min(high.lat, HIGHEST_LAT)
    sound = -180 <= low.lon < high.lon <= 180 and south < north
    return Bounds(low.lon, south, high.lon, north) if sound else None


class _Found:
    """What was found so far: each object's shape once, and a row for each way it is drawn."""

    def __init__(self) -> None:
        self._rows = FeatureList()
        self._shapes: list[str] = []
        self._names: list[tuple[str, str] | None] = []
        self._wkb = osmium.geom.WKBFactory()

    def note(self, thing: Any) -> None:
        """Keep one object of the extract, if it is drawn."""
        tags = {tag.k: tag.v for tag in thing.tags}
        shape = _shape_of(thing, tags)
        kinds = drawn(tags, shape) if shape else []
        wkb = self._hex(thing, shape) if kinds else None
        if wkb is None:
            return
        for kind in kinds:
            self._rows.add(len(self._shapes), kind)
        self._shapes.append(wkb)
        self._names.append(named_of(tags, kinds))

    def extract(self, box: Bounds | None, name: str) -> Extract:
        """All of it, without what is broken. Raises Unreadable where nothing is left."""
        shapes: Shapes = shapely.from_wkb(np.array(self._shapes, dtype=object), on_invalid="ignore")
        good = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
        if not good.any():
            raise Unreadable("packs.extract_empty", name=name)
        rows = [row for row, key in enumerate(self._names) if key and good[row]]
        named = [key for row in rows if (key := self._names[row])]
        bounds = box or Bounds(*(float(edge) for edge in shapely.total_bounds(shapes[good])))
        return Extract(self._rows.features(shapes, good), places(named, shapes[rows]), bounds)

    def _hex(self, thing: Any, shape: Shape | None) -> str | None:
        """WKB in hexadecimal; ``None`` for a broken one, of which every extract has a few."""
        try:
            if shape == "area":
                return str(self._wkb.create_multipolygon(thing))
            return str(self._wkb.create_linestring(thing) if shape == "line" else self._wkb.create_point(thing))
        except osmium.InvalidLocationError:
            return _known_part(thing) if shape == "line" else None
        except (RuntimeError, ValueError):
            return None


def _known_part(way: Any) -> str | None:
    """The longest stretch of a way whose points are all in the extract: others lie beyond its edge."""
    known = [(node.lon, node.lat) if node.location.valid() else None for node in way.nodes]
    stretches = [list(part) for whole, part in groupby(known, key=lambda point: point is not None) if whole]
    longest = max(stretches, key=len, default=[])
    return str(shapely.to_wkb(shapely.LineString(longest), hex=True)) if len(longest) > 1 else None


def _shape_of(thing: Any, tags: dict[str, str]) -> Shape | None:
    """A closed way comes twice, as a way and as an area: the area counts, but for roads and railways."""
    if thing.is_node():
        return "point"
    if thing.is_area():
        return None if thing.from_way() and stays_line(tags) else "area"
    if thing.is_way():
        return "line" if not thing.is_closed() or stays_line(tags) else None
    return None
