"""Which brush each thing of a map pack takes, whichever set of layers the pack uses."""

from __future__ import annotations

from typing import Final

from app.formats.vector_tiles import Feature, Value

_ROADS: Final = {
    "motorway": "motorway", "motorways": "motorway", "motorway_link": "motorway", "trunk": "primary",
    "primary": "primary", "secondary": "secondary", "tertiary": "secondary", "minor": "minor", "street": "minor",
    "busway": "minor", "raceway": "service", "service": "service", "driveway": "service", "track": "track",
    "path": "path", "footway": "path", "cycleway": "path", "bridleway": "track", "pier": "other_line",
    "rail": "rail", "transit": "rail", "preserved": "rail", "abandoned": "old_rail", "dismantled": "old_rail",
    "ferry": "boundary", "highway": "primary", "major_road": "secondary", "medium_road": "secondary",
    "minor_road": "minor", "other": "path", "single track": "rail", "multi track": "rail", "narrow gauge": "rail",
    "a road": "primary", "b road": "secondary", "local": "minor", "local street": "minor", "minor road": "minor",
    "local road": "minor", "restricted": "service", "guided busway": "minor",
    "a roads": "primary", "primary roads": "primary", "b roads": "secondary", "local roads": "minor",
    "light_rail": "rail", "subway": "rail", "tram": "rail", "narrow_gauge": "rail", "railway": "rail",
}  # fmt: skip
_AREAS: Final = {
    "residential": "residential", "suburb": "residential", "neighbourhood": "residential", "urban_area": "residential",
    "commercial": "commercial", "retail": "commercial", "industrial": "industrial", "railway": "industrial",
    "military": "industrial", "school": "school", "college": "school", "university": "school", "hospital": "school",
    "kindergarten": "school", "education": "school", "medical care": "school", "library": "school",
    "grass": "grass", "meadow": "grass", "golf_course": "grass", "allotments": "grass", "grassland": "grass",
    "park": "park", "garden": "park", "village_green": "park", "recreation_ground": "park", "playground": "park",
    "nature_reserve": "park", "public park or garden": "park", "playing field": "park", "cemetery": "park",
    "zoo": "park",
    "wood": "wood", "forest": "wood", "scrub": "grass", "woodland": "wood", "pitch": "pitch", "stadium": "pitch",
    "track": "pitch", "sand": "sand", "beach": "sand", "wetland": "wetland", "rock": "paved", "apron": "paved",
    "pedestrian": "paved", "parking": "paved", "ice": "paved", "quarry": "industrial", "aerodrome": "industrial",
    "farmland": "", "farmyard": "", "farm": "",
}  # fmt: skip
_LAYERS: Final = {
    "water": "water", "ocean": "water", "surfacewater": "water", "sea": "water", "foreshore": "sand",
    "building": "building", "buildings": "building", "park": "park", "parks": "park", "greenspaces": "park",
    "greenspace": "park", "woodland": "wood", "urban_areas": "residential", "urban": "residential", "sites": "school",
    "national_parks": "", "land": "sea_land", "earth": "sea_land", "natural": "park", "contours": "", "etl": "",
    "airports": "industrial",
}  # fmt: skip
_WATERWAYS: Final = frozenset({"waterway", "waterlines", "physical_line"})
_RAILS: Final = frozenset({"rail", "railway", "transit"})
_ROAD_LAYERS: Final = frozenset({"transportation", "roads", "road_link", "roads_link", "road", "motorway_junction"})
_LABEL_LAYERS: Final = frozenset(
    {"transportation_name", "water_name", "place", "places", "names", "poi", "pois", "housenumber", "mountain_peak",
     "aerodrome_label", "railwaystations", "road_labels"}
)  # fmt: skip
_KIND_TAGS: Final = ("class", "subclass", "kind", "kind_detail", "type", "local_type", "highway", "road_classification")


def brush_of(layer: str, feature: Feature) -> str:
    """The name of a fill or line of ``base_map.json``; empty for what is not drawn."""
    if feature.kind == "polygon":
        return _area(layer, feature.tags)
    if feature.kind == "line" and layer not in _LABEL_LAYERS:
        return _line(layer, feature.tags)
    return ""


def _kinds(tags: dict[str, Value]) -> list[str]:
    return [str(tags[tag]).lower() for tag in _KIND_TAGS if tag in tags]


def _area(layer: str, tags: dict[str, Value]) -> str:
    if layer in _LAYERS:
        return _LAYERS[layer]
    if layer in _LABEL_LAYERS or layer in _ROAD_LAYERS:
        return "paved" if layer in _ROAD_LAYERS else ""
    return next((_AREAS[kind] for kind in _kinds(tags) if kind in _AREAS), "")


def _line(layer: str, tags: dict[str, Value]) -> str:
    if layer in _WATERWAYS or layer == "water":
        return "river" if {"river", "canal"} & set(_kinds(tags)) else "stream"
    if layer in {"boundary", "boundaries"}:
        return _boundary(tags)
    if layer in _RAILS:
        return next((_ROADS[kind] for kind in _kinds(tags) if kind in _ROADS), "rail")
    if layer in _ROAD_LAYERS:
        return next((_ROADS[kind] for kind in _kinds(tags) if kind in _ROADS), "minor")
    return "" if layer in _LAYERS or _area(layer, tags) else "other_line"


def _boundary(tags: dict[str, Value]) -> str:
    """Counties and countries; parish bounds would be noise."""
    level = tags.get("admin_level", 2)
    return "boundary" if isinstance(level, int | float) and level <= 6 else ""
