"""Maps come in as files; a bad one is refused with the reason and nothing of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.db.map_samples import CREDIT, bomb, looping, mbtiles, pmtiles, some_tiles
from tests.journeys.line import Line


def held(line: Line) -> list[Path]:
    """Every file that belongs to a map on this laptop."""
    return sorted((line.folder / "maps").rglob("*")) if (line.folder / "maps").exists() else []


@pytest.mark.parametrize("make", [mbtiles, pmtiles])
def test_a_map_is_added_and_listed(line: Line, tmp_path: Path, make: object) -> None:
    assert callable(make)
    before = line("map", "list")["packs"]
    added = line("map", "import", make(tmp_path / "county.map", some_tiles()))
    assert (added["title"], added["attribution"], added["max_zoom"]) == ("Made up", CREDIT, 3)
    assert added["bounds"] == {"west": -10.0, "south": -20.0, "east": 30.0, "north": 40.0}
    after = line("map", "list")["packs"]
    assert len(after) == len(before) + 1
    assert added["id"] in {each["id"] for each in after}


def test_maps_that_nobody_should_open_are_refused(apart: Line, tmp_path: Path) -> None:
    file, before = tmp_path / "bad.mbtiles", held(apart)
    bad = {
        "packs.empty": b"",
        "packs.not_a_map": b"hello",
        "packs.damaged": b"SQLite format 3\0" + bytes(2000),
    }
    for key, data in bad.items():
        file.write_bytes(data)
        refusal = apart.refused("map", "import", file)
        assert refusal.key == key
        assert "Nothing was added" in refusal.sentence
    assert apart.refused("map", "import", looping(tmp_path / "loop.pmtiles")).key == "packs.loops"
    packed = mbtiles(tmp_path / "bomb.mbtiles", {(0, 0, 0): bomb()})
    assert apart.refused("map", "import", packed).key == "packs.tile_too_large"
    unsaid = mbtiles(tmp_path / "unsaid.mbtiles", some_tiles(), attribution="")
    assert apart.refused("map", "import", unsaid).key == "packs.no_attribution"
    assert apart.refused("map", "import", tmp_path / "none.mbtiles").key == "packs.cannot_be_read"
    assert apart.refused("map", "import", tmp_path).key == "packs.not_a_file"
    assert [each for each in held(apart) if each.is_file()] == [each for each in before if each.is_file()]
