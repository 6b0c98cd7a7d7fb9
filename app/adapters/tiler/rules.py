"""Which OpenStreetMap objects are drawn: in which layer, from which zoom, with which attributes.

Layers and classes follow OpenMapTiles where it has them, so that its styles fit.
Source: OpenMapTiles schema 3.15; first zooms: offline-map study, November 2026, section 9.6.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Shape = Literal["point", "line", "area"]
Tags = Mapping[str, str]
Attributes = tuple[tuple[str, str | int], ...]

_NAMES_FROM: Final = 12
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Drawn:
    """How one object is drawn: layer, first zoom, attributes, and whether only its middle is wanted."""

    layer: str
    first_zoom: int
    attributes: Attributes
    as_point: bool = False


_ROADS: Final[Mapping[str, tuple[str, int]]] = {
    "motorway": ("motorway", 8),
    "motorway_link": ("motorway", 8),
    "trunk": ("trunk", 8),
    "trunk_link": ("trunk", 8),
    "primary": ("primary", 9),
    "primary_link": ("primary", 9),
    "secondary": ("secondary", 10),
    "secondary_link": ("secondary", 10),
    "tertiary": ("tertiary", 11),
    "tertiary_link": ("tertiary", 11),
    "residential": ("minor", 12),
    "unclassified": ("minor", 12),
    "living_street": ("minor", 12),
    "road": ("minor", 12),
    "service": ("service", 13),
    "busway": ("service", 13),
    "track": ("track", 13),
    "path": ("path", 13),
    "footway": ("path", 13),
    "bridleway": ("path", 13),
    "cycleway": ("path", 13),
    "pedestrian": ("path", 13),
    "steps": ("path", 13),
}
_SQUARES: Final = frozenset({"pedestrian", "footway"})
"""Roads that may also be areas, such as a market square."""

_RAILS: Final[Mapping[str, tuple[str, int]]] = {
    "rail": ("rail", 9),
    "narrow_gauge": ("rail", 9),
    "preserved": ("rail", 9),
    "light_rail": ("transit", 12),
    "subway": ("transit", 12),
    "tram": ("transit", 12),
}
_SIDINGS_FROM: Final = 13
_WATERWAYS: Final = {"river": 9, "canal": 9, "stream": 12, "ditch": 12, "drain": 12}
_WATER: Final = (("natural", "water"), ("waterway", "riverbank"), ("landuse", "reservoir"), ("landuse", "basin"))
_LANDCOVER: Final[Mapping[tuple[str, str], tuple[str, int]]] = {
    ("natural", "wood"): ("wood", 9),
    ("landuse", "forest"): ("wood", 9),
    ("natural", "grassland"): ("grass", 11),
    ("natural", "heath"): ("grass", 11),
    ("natural", "scrub"): ("grass", 11),
    ("landuse", "grass"): ("grass", 11),
    ("landuse", "meadow"): ("grass", 11),
    ("landuse", "orchard"): ("grass", 11),
    ("landuse", "village_green"): ("grass", 11),
    ("landuse", "recreation_ground"): ("grass", 11),
    ("landuse", "allotments"): ("grass", 11),
    ("leisure", "golf_course"): ("grass", 11),
    ("landuse", "farmland"): ("farmland", 11),
    ("landuse", "farm"): ("farmland", 11),
    ("natural", "wetland"): ("wetland", 11),
    ("natural", "beach"): ("sand", 11),
    ("natural", "sand"): ("sand", 11),
    ("natural", "bare_rock"): ("rock", 11),
    ("natural", "scree"): ("rock", 11),
}
_PARKS: Final = {
    ("leisure", "park"): 11,
    ("leisure", "nature_reserve"): 11,
    ("leisure", "common"): 11,
    ("boundary", "national_park"): 11,
    ("leisure", "garden"): 13,
}
_LANDUSE: Final[Mapping[tuple[str, str], tuple[str, int]]] = {
    **{
        ("landuse", kind): (kind, 10)
        for kind in ("residential", "commercial", "industrial", "retail", "military", "quarry", "railway", "cemetery")
    },
    ("landuse", "farmyard"): ("farmyard", 12),
    ("landuse", "construction"): ("construction", 12),
    ("landuse", "brownfield"): ("brownfield", 12),
    ("amenity", "grave_yard"): ("cemetery", 10),
    ("amenity", "school"): ("school", 12),
    ("amenity", "college"): ("college", 12),
    ("amenity", "university"): ("university", 12),
    ("amenity", "hospital"): ("hospital", 12),
    ("amenity", "parking"): ("parking", 14),
    ("leisure", "pitch"): ("pitch", 13),
    ("leisure", "playground"): ("playground", 13),
    ("leisure", "stadium"): ("stadium", 12),
    ("tourism", "camp_site"): ("camp_site", 12),
    ("tourism", "caravan_site"): ("camp_site", 12),
}
_PLACES: Final = {"city": (8, 1), "town": (9, 2), "village": (11, 3), "suburb": (12, 4)}
_SMALL_PLACES: Final = frozenset(
    {"hamlet", "isolated_dwelling", "neighbourhood", "quarter", "farm", "locality", "island", "islet", "square"}
)
_POIS: Final[Mapping[tuple[str, str], str]] = {
    ("amenity", "police"): "police",
    ("amenity", "hospital"): "hospital",
    ("amenity", "school"): "school",
    ("amenity", "pharmacy"): "pharmacy",
    ("amenity", "place_of_worship"): "place_of_worship",
    ("amenity", "library"): "library",
    ("amenity", "townhall"): "town_hall",
    ("amenity", "fire_station"): "fire_station",
    ("amenity", "pub"): "beer",
    ("amenity", "bus_station"): "bus",
    ("railway", "station"): "railway",
}
_POIS_FROM: Final = 14
_KEYS: Final = ("natural", "landuse", "leisure", "amenity", "boundary", "waterway", "tourism", "railway")


def drawn(tags: Tags, shape: Shape) -> list[Drawn]:
    """Everything that one object is drawn as; often nothing."""
    if shape == "line":
        return [*_roads(tags), *_waterways(tags)]
    found = [] if shape == "point" else list(_areas(tags))
    return [*found, *_points(tags)]


def name_of(tags: Tags) -> str:
    """The name on the map: one line, cut where nobody would read on."""
    return " ".join(tags.get("name", "").split())[:_LONGEST_NAME]


def stays_line(tags: Tags) -> bool:
    """Whether a closed way of this kind is a line that comes back, not an area."""
    return ("highway" in tags or "railway" in tags) and tags.get("area") != "yes"


def _roads(tags: Tags) -> Iterator[Drawn]:
    highway, railway = tags.get("highway", ""), tags.get("railway", "")
    if highway in _ROADS:
        kind, zoom = _ROADS[highway]
        extra = highway if kind == "path" else "link" if highway.endswith("_link") else ""
        yield Drawn("transportation", zoom, _attributes(kind, subclass=extra, brunnel=_brunnel(tags)))
        name, number = name_of(tags), tags.get("ref", "")[:20]
        if name or number:
            named = _attributes(kind, name=name, ref=number)
            yield Drawn("transportation_name", max(_NAMES_FROM, zoom), named)
    elif railway in _RAILS:
        kind, zoom = _RAILS[railway]
        zoom = max(zoom, _SIDINGS_FROM) if "service" in tags else zoom
        yield Drawn("transportation", zoom, _attributes(kind, subclass=railway, brunnel=_brunnel(tags)))


def _waterways(tags: Tags) -> Iterator[Drawn]:
    kind = tags.get("waterway", "")
    if kind in _WATERWAYS:
        named = _attributes(kind, name=name_of(tags), brunnel=_brunnel(tags))
        yield Drawn("waterway", _WATERWAYS[kind], named)


def _areas(tags: Tags) -> Iterator[Drawn]:
    pairs = [(key, tags[key]) for key in _KEYS if key in tags]
    if any(pair in _WATER for pair in pairs):
        yield Drawn("water", 8, _attributes(tags.get("water", "lake")[:20], name=name_of(tags)))
    for pair in pairs:
        if pair in _LANDCOVER:
            kind, zoom = _LANDCOVER[pair]
            yield Drawn("landcover", zoom, _attributes(kind, subclass=pair[1]))
        elif pair in _PARKS:
            yield Drawn("park", _PARKS[pair], _attributes(pair[1], name=name_of(tags)))
        elif pair in _LANDUSE:
            kind, zoom = _LANDUSE[pair]
            yield Drawn("landuse", zoom, _attributes(kind))
    if tags.get("highway") in _SQUARES:
        yield Drawn("transportation", 13, _attributes("path", subclass=tags["highway"]))
    if tags.get("building", "no") != "no":
        yield Drawn("building", 13, ())


def _points(tags: Tags) -> Iterator[Drawn]:
    place, name = tags.get("place", ""), name_of(tags)
    if name and (place in _PLACES or place in _SMALL_PLACES):
        zoom, rank = _PLACES.get(place, (13, 5))
        yield Drawn("place", zoom, (*_attributes(place, name=name), ("rank", rank)), as_point=True)
    for key in ("amenity", "railway"):
        value = tags.get(key, "")
        if (key, value) in _POIS:
            kind = _POIS[key, value]
            yield Drawn("poi", _POIS_FROM, _attributes(kind, subclass=value, name=name), as_point=True)


def _attributes(kind: str, **more: str) -> Attributes:
    return (("class", kind), *((key, value) for key, value in more.items() if value))


def _brunnel(tags: Tags) -> str:
    """OpenMapTiles' word for "bridge or tunnel"."""
    for key in ("tunnel", "bridge", "ford"):
        if tags.get(key, "no") != "no":
            return key
    return ""
