"""The settings file: written whole or not at all, and never the end of the day's work."""

from __future__ import annotations

import errno
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.settings_file import SettingsFile
from app.errors import DiskFull
from app.phrases import Phrases
from app.settings import Settings, changed, declared

PHRASES = Phrases(Path(__file__).parents[2] / "resources" / "phrases")
NIGHT = changed(Settings(), theme="night", glove_mode=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.json"


def put(path: Path, content: bytes) -> SettingsFile:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return SettingsFile(path)


def test_no_file_is_all_defaults_and_no_notice(path: Path) -> None:
    loaded = SettingsFile(path).load()
    assert (loaded.settings, loaded.notices) == (Settings(), ())
    assert not path.exists()


def test_what_is_saved_comes_back(path: Path) -> None:
    SettingsFile(path).save(NIGHT)
    assert SettingsFile(path).load().settings == NIGHT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_what_was_chosen_is_written(path: Path) -> None:
    SettingsFile(path).save(NIGHT)
    assert json.loads(path.read_bytes()) == {"theme": "night", "glove_mode": True}
    SettingsFile(path).save(changed(NIGHT, theme="day"))
    assert json.loads(path.read_bytes()) == {"theme": "day", "glove_mode": True}


def test_keys_we_do_not_know_are_kept(path: Path) -> None:
    file = put(path, b'{"from_a_newer_homeward": {"a": [1]}, "theme": "dark"}')
    assert file.load().notices == ()
    file.save(NIGHT)
    values = json.loads(path.read_bytes())
    assert values["from_a_newer_homeward"] == {"a": [1]}
    assert values["theme"] == "night"


def test_a_bad_value_is_named_and_stays_in_the_file(path: Path) -> None:
    content = b'{"theme": "pink", "glove_mode": true}'
    loaded = put(path, content).load()
    assert loaded.settings == changed(Settings(), glove_mode=True)
    assert ["theme" in PHRASES.of(notice) for notice in loaded.notices] == [True]
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"[]", 1),
        (b"null", 1),
        (b'{\n "theme": "dark",\n glove: 1\n}', 3),
        (b'{\n "theme": "\xff"}', 2),
        (b'{"theme": ' + b"9" * 5000 + b"}", 1),
        (b"[" * 100_000, 1),
        (b"{}" + b" " * (1 << 20), 1),
    ],
)
def test_a_damaged_file_is_kept_beside(path: Path, content: bytes, line: int) -> None:
    loaded = put(path, content).load()
    assert loaded.settings == Settings()
    (notice,) = loaded.notices
    sentence = PHRASES.of(notice)
    assert f"line {line} " in sentence
    assert "settings.damaged-1.json" in sentence
    assert (path.parent / "settings.damaged-1.json").read_bytes() == content
    assert SettingsFile(path).load().notices == ()


def test_no_damaged_file_covers_another(path: Path) -> None:
    for content in (b"first", b"second"):
        put(path, content).load()
    assert (path.parent / "settings.damaged-1.json").read_bytes() == b"first"
    assert (path.parent / "settings.damaged-2.json").read_bytes() == b"second"


def test_saving_over_a_damaged_file_keeps_it_too(path: Path) -> None:
    put(path, b"{").save(NIGHT)
    assert (path.parent / "settings.damaged-1.json").read_bytes() == b"{"
    assert SettingsFile(path).load().settings == NIGHT


def test_a_mark_that_an_editor_left_does_no_harm(path: Path) -> None:
    loaded = put(path, b'\xef\xbb\xbf{"theme": "dark"}').load()
    assert (loaded.settings.theme, loaded.notices) == ("dark", ())


def test_a_file_that_cannot_be_opened_is_said(path: Path) -> None:
    path.mkdir(parents=True)
    (notice,) = SettingsFile(path).load().notices
    assert "could not be opened" in PHRASES.of(notice)


def test_a_full_disk_leaves_the_old_settings(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    SettingsFile(path).save(NIGHT)
    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(DiskFull):
        SettingsFile(path).save(Settings())
    assert SettingsFile(path).load().settings == NIGHT
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"]


@given(st.binary(max_size=200))
def test_no_content_stops_the_start(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("data") / "settings.json"
    loaded = put(path, content).load()
    assert {each.name for each in declared()} == set(vars(loaded.settings))
    assert all(PHRASES.of(notice) for notice in loaded.notices)
