"""Settings: declared once, each value checked by itself, the rest kept."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unreadable
from app.phrases import Phrases
from app.settings import Setting, Settings, changed, declared, read_settings

PHRASES = Phrases(Path(__file__).parents[1] / "resources" / "phrases")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def test_every_setting_is_declared_once_with_its_words() -> None:
    names = [setting.name for setting in declared()]
    assert names == [each.name for each in fields(Settings)]
    for setting in declared():
        assert PHRASES(setting.words)
        assert setting.read(setting.default) == setting.default
        assert type(setting.default) is setting.type


def test_the_defaults_are_those_of_the_design() -> None:
    usual = Settings()
    assert usual.idle_lock_min == 5
    assert usual.reference_system == "national_grid"
    assert usual.text_scale_percent == 100
    assert (usual.kdf_memory_mib, usual.kdf_iterations, usual.kdf_lanes) == (256, 3, 4)
    assert usual.central_url == ""


def test_nothing_given_is_all_defaults() -> None:
    assert read_settings({}) == (Settings(), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("theme", 1),
        ("theme", None),
        ("glove_mode", 1),
        ("glove_mode", "yes"),
        ("idle_lock_min", 0),
        ("idle_lock_min", 16),
        ("idle_lock_min", True),
        ("idle_lock_min", 5.0),
        ("idle_lock_min", "5"),
        ("text_scale_percent", 201),
        ("language", "English"),
        ("language", "../en"),
        ("reference_system", ["national_grid"]),
        ("central_url", "central.example"),
        ("central_url", "file:///etc/passwd"),
        ("central_url", "ftp://central.example"),
        ("central_url", "https://"),
        ("central_url", "https://name:secret@central.example"),
        ("central_url", "https://central.example:99999"),
        ("central_url", "https://[central"),
        ("central_url", "https://central.example/a b"),
        ("map_pack_id", "../../etc"),
        ("last_incident_id", "Maisie Example, 4 Mill Lane"),
        ("kdf_memory_mib", 8),
        ("kdf_memory_mib", 10**30),
        ("kdf_iterations", 1),
        ("kdf_lanes", 1),
    ],
)
def test_a_bad_value_is_named_and_the_rest_is_kept(name: str, value: object) -> None:
    good = {"glove_mode": True, "text_scale_percent": 150, "theme": "night"}
    settings, refused = read_settings({**good, name: value})
    (notice,) = refused
    sentence = PHRASES.of(notice)
    assert name in sentence
    assert "other settings are kept" in sentence
    expected = {**asdict(Settings()), **good, name: getattr(Settings(), name)}
    assert asdict(settings) == expected


def test_several_bad_values_are_all_named() -> None:
    _, refused = read_settings({"theme": "pink", "idle_lock_min": 99})
    assert [notice.values["setting"] for notice in refused] == ["theme", "idle_lock_min"]
    assert "1 to 15" in PHRASES.of(refused[1])
    assert "day, dark, sunlight, night" in PHRASES.of(refused[0])


def test_a_long_value_is_not_shown_whole() -> None:
    _, (notice,) = read_settings({"theme": "x" * 100_000})
    assert len(PHRASES.of(notice)) < 400


@pytest.mark.parametrize(
    "address", ["", "https://central.example", "http://127.0.0.1:8443", "https://[::1]:8443/homeward"]
)
def test_addresses_of_central(address: str) -> None:
    assert changed(Settings(), central_url=address).central_url == address


def test_a_change_is_checked_and_whole() -> None:
    night = changed(Settings(), theme="night", idle_lock_min=15)
    assert (night.theme, night.idle_lock_min) == ("night", 15)
    with pytest.raises(Unreadable):
        changed(night, theme="day", idle_lock_min=16)


def allowed(setting: Setting, value: object) -> bool:
    try:
        setting.read(value)
    except Unreadable:
        return False
    return True


@given(st.dictionaries(st.sampled_from([each.name for each in declared()]) | st.text(), JSON))
def test_whatever_stands_in_the_file_the_settings_are_good(values: dict[str, object]) -> None:
    settings, refused = read_settings(values)
    assert all(allowed(setting, asdict(settings)[setting.name]) for setting in declared())
    wrong = {each.name for each in declared() if each.name in values and not allowed(each, values[each.name])}
    assert {notice.values["setting"] for notice in refused} == wrong
    assert all(PHRASES.of(notice) for notice in refused)
