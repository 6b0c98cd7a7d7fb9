"""A stick between laptops that have no network: what it carries reaches central by whoever gets there first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.central.serve import Central
from tests.journeys.line import Line
from tests.journeys.test_photo import copy_of, photo
from tests.journeys.test_two_laptops import same

MakeLine = Callable[..., Line]


def states(line: Line, incident: str) -> set[str]:
    return {each["state"] for each in line("show", incident)["entries"]}


def test_whoever_gets_to_central_first_takes_it_all_there(
    two: tuple[Line, Line], central: Central, tmp_path: Path
) -> None:
    """The sergeant's laptop has no network all night; the officer drives home with the stick."""
    sergeant, officer = two
    before = central.counts().operations
    central.stop()
    incident = sergeant.report()
    picture = sergeant("photo", "add", incident, photo(tmp_path / "photo.jpg"))["photo"]
    written = sergeant("bundle", "write", "--out", tmp_path / "stick.hwb")
    assert (written["attachments"], written["central"], len(written["recipients"])) == (1, True, 1)
    read = officer("bundle", "read", tmp_path / "stick.hwb")
    assert {key: read[key] for key in ("new", "known", "held", "attachments", "damaged", "cut_off")} == {
        "new": 3, "known": before, "held": 0, "attachments": 1, "damaged": [], "cut_off": False,
    }  # fmt: skip
    assert ("problem" in read, "stranger" in read) == (False, False)
    assert same(sergeant, officer, incident)
    officer("note", "add", incident, "seen by the driver of the 12")
    assert (states(sergeant, incident), states(officer, incident)) == ({"saved"}, {"saved"})
    central.start()
    assert officer("sync") == {"sent": 4, "received": 0, "held": 0, "unsent": 0, "reached": True}
    assert central.counts().operations == before + 4
    assert (states(sergeant, incident), states(officer, incident)) == ({"saved"}, {"sent"})
    assert sergeant("sync") == {"sent": 3, "received": 1, "held": 0, "unsent": 0, "reached": True}
    assert central.counts().operations == before + 4
    assert states(sergeant, incident) == {"sent"}
    assert same(sergeant, officer, incident)
    assert copy_of(officer, picture) == copy_of(sergeant, picture)
    assert officer("bundle", "read", tmp_path / "stick.hwb")["new"] == 0
    assert states(officer, incident) == {"sent"}


def test_a_laptop_that_was_not_known_yet_is_judged_by_central(
    two: tuple[Line, Line], central: Central, laptop: MakeLine, tmp_path: Path
) -> None:
    """A third laptop is enrolled while the officer is away; its stick reaches the officer first."""
    _, officer = two
    third = laptop("three", "PS 8 Rowe")
    third("enrol", "--central", central.url, "--code", central.invite())
    third("sync")
    incident = third.report(person={"name": "Aled Penry"})
    third("bundle", "write", "--out", tmp_path / "stick.hwb")
    read = officer("bundle", "read", tmp_path / "stick.hwb")
    assert "has not heard of the laptop" in read["stranger"]
    assert (read["new"], read["held"]) == (0, 4)
    assert officer.refused("show", incident).key == "report.not_found"
    answer = officer("sync")
    assert (answer["sent"], answer["unsent"], answer["reached"]) == (4, 0, True)
    assert officer("show", incident)["person"]["name"] == "Aled Penry"
    assert third("sync")["unsent"] == 0
    assert same(third, officer, incident)


def test_what_is_no_bundle_for_us_is_refused_with_a_reason(
    two: tuple[Line, Line], laptop: MakeLine, tmp_path: Path
) -> None:
    sergeant, _ = two
    out = tmp_path / "stick.hwb"
    sergeant("bundle", "write", "--out", out)
    data = out.read_bytes()
    other = laptop("three", "PS 8 Rowe")
    assert other.refused("bundle", "read", out).key == "bundle.not_for_us"
    for wrong, key in (
        (b"", "bundle.none"),
        (b"PK\x03\x04 a zip of some kind", "bundle.none"),
        (data[:17] + b"\x09" + data[18:], "bundle.newer"),
        (data[:100], "bundle.head_damaged"),
        (data[:60] + b"\x00" + data[61:], "bundle.head_damaged"),
    ):
        out.write_bytes(wrong)
        assert sergeant.refused("bundle", "read", out).key == key
    assert sergeant.refused("bundle", "read", tmp_path / "none").key == "bundle.no_file"
    assert sergeant.refused("bundle", "read", tmp_path).key == "bundle.no_file"


def test_a_bundle_that_cannot_be_written_is_refused_with_a_reason(two: tuple[Line, Line], tmp_path: Path) -> None:
    sergeant, _ = two
    for out in (tmp_path / "no stick" / "out.hwb", tmp_path):
        assert sergeant.refused("bundle", "write", "--out", out).key == "bundle.no_place"
    out = tmp_path / "out.hwb"
    assert sergeant.refused("bundle", "write", "--out", out, "--to", "Nobody").key == "bundle.no_such_laptop"
    assert sergeant.refused("bundle", "write", "--out", out, "--incident", "0a" * 16).key == "report.not_found"
    assert not (tmp_path / "no stick").exists()
    assert not out.exists()


def test_a_bundle_with_a_hole_says_what_is_missing(two: tuple[Line, Line], tmp_path: Path) -> None:
    sergeant, officer = two
    incident = sergeant.report()
    sergeant("photo", "add", incident, photo(tmp_path / "photo.jpg"))
    out = tmp_path / "stick.hwb"
    sergeant("bundle", "write", "--out", out, "--incident", incident)
    data = bytearray(out.read_bytes())
    marker = bytes(data[-400:]).rfind(data[_first_frame(bytes(data)) :][:16])
    assert marker >= 0
    data[len(data) - 400 + marker + 90] ^= 1
    out.write_bytes(data)
    read = officer("bundle", "read", out)
    assert (read["new"], read["attachments"], read["cut_off"]) == (2 + 1, 1, True)
    assert "Not all of this bundle arrived whole" in read["problem"]


def _first_frame(data: bytes) -> int:
    """Where the first frame begins: behind magic, format, length, manifest and signature."""
    return 22 + int.from_bytes(data[18:22], "big") + 64
