"""A photo is kept with its hash and without what its file tells of time and place."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PIL import Image

from app.bootstrap import Laptop
from tests.journeys.line import PASSPHRASE, Line

SECRET = "taken at the refuge"


def photo(path: Path) -> Path:
    """A photo whose metadata says something nobody should carry on."""
    exif = Image.Exif()
    exif[0x010E] = SECRET
    Image.new("RGB", (64, 48), "green").save(path, exif=exif)
    return path


def copy_of(line: Line, name: str) -> bytes:
    """The copy that this laptop keeps."""
    opened = Laptop(line.folder)
    try:
        data = opened.sign_in(PASSPHRASE).photos.picture(bytes.fromhex(name))
    finally:
        opened.close()
    assert data is not None
    return data


def test_a_photo_is_kept_without_its_metadata(line: Line, tmp_path: Path) -> None:
    incident = line.report()
    file = photo(tmp_path / "photo.jpg")
    assert SECRET.encode() in file.read_bytes()
    name = line("photo", "add", incident, file, "--caption", "grey hooded top")["photo"]
    copy = copy_of(line, name)
    assert hashlib.sha256(copy).hexdigest() == name
    assert SECRET.encode() not in copy
    (entry,) = [each for each in line("show", incident)["entries"] if each["type"] == "photo.added"]
    assert entry["by"] == "PS 9 Shah"


def test_what_is_no_photo_is_refused(apart: Line, tmp_path: Path) -> None:
    incident = apart.report()
    file = tmp_path / "photo.jpg"
    sound = photo(file).read_bytes()
    bad = {
        b"": "photo.not_a_photo",
        b"<script>": "photo.not_a_photo",
        sound[: len(sound) // 2]: "photo.damaged",
        b"%PDF-1.7" + sound: "photo.not_a_photo",
    }
    for data, key in bad.items():
        file.write_bytes(data)
        assert apart.refused("photo", "add", incident, file).key == key
    assert apart.refused("photo", "add", incident, tmp_path / "none.jpg").key == "cli.no_file"
    assert apart.refused("photo", "add", incident, tmp_path).key == "cli.no_file"
