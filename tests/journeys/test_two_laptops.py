"""The main job by command line: two laptops, apart and together, on each database of central."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.central.serve import Central
from tests.journeys.command import Command

Laptops = Callable[..., Command]


def enrolled(laptop: Laptops, central: Central) -> tuple[Command, Command]:
    one, two = laptop("one", "PS 9 Shah", "sergeant"), laptop("two", "PC 207 Okoro", "officer")
    for each in (one, two):
        each.do("enrol", "--central", central.url, "--code", central.invite())
        each.sync()
    one.sync()
    return one, two


def test_a_search_from_report_to_central_and_back(laptop: Laptops, central: Central) -> None:
    one, two = enrolled(laptop, central)
    incident = one.report()
    one.do("place", "grid", incident, "--at", "SK 861 088", "--across", "500", "--cell", "250")
    task = one.do("task", "add", incident, "--title", "Search A1", "--place", "A1")["task"]
    one.do("task", "assign", incident, task, "--to", "PC 207 Okoro")
    assert one.sync()["unsent"] == 0
    assert two.sync()["received"] > 0
    central.stop()
    two.do("task", "start", incident, task)
    two.do("task", "complete", incident, task, "--coverage", "0.8", "--found", "a glove")
    assert two.sync() == {"sent": 0, "received": 0, "held": 0, "unsent": 2, "reached": False}
    central.start()
    assert two.sync()["sent"] == 2
    one.sync()
    mine, theirs = one.show(incident), two.show(incident)
    assert mine["digest"] == theirs["digest"]
    assert (mine["tasks"][0]["status"], mine["tasks"][0]["results"][0]["coverage"]) == ("done", 0.8)
    assert (mine["unsent"], theirs["unsent"]) == (0, 0)
    numbers = sorted(entry["number"] for entry in mine["entries"])
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_grades_given_apart_are_settled_by_a_person(laptop: Laptops, central: Central) -> None:
    one, two = enrolled(laptop, central)
    incident = one.report()
    for each in (one, two):
        each.sync()
    one.do("risk", "assess", incident, "--grade", "low", "--reason", "her aunt expects her")
    two.do("risk", "assess", incident, "--grade", "high", "--reason", "a note was found")
    for each in (two, one, two):
        each.sync()
    conflict = one.show(incident)["conflicts"][0]
    assert (conflict["field"], conflict["stands"], len(conflict["values"])) == ("risk", "high", 2)
    assert two.refuse("risk", "settle", incident, "--grade", "low", "--reason", "x") == "rank.not_allowed"
    one.do("risk", "settle", incident, "--grade", "high", "--reason", "the note is not explained")
    one.sync()
    two.sync()
    assert one.show(incident)["conflicts"] == two.show(incident)["conflicts"] == []
    assert one.show(incident)["digest"] == two.show(incident)["digest"]


def test_a_photo_reaches_the_other_laptop_without_its_metadata(
    laptop: Laptops, central: Central, tmp_path: Any
) -> None:
    from PIL import Image

    one, two = enrolled(laptop, central)
    incident = one.report()
    file = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x010E] = "secret words"
    Image.new("RGB", (64, 48), "green").save(file, exif=exif)
    name = bytes.fromhex(one.do("photo", "add", incident, str(file))["photo"])
    one.sync()
    two.sync()
    assert any(entry["type"] == "photo.added" for entry in two.show(incident)["entries"])
    assert b"secret words" not in blob(one, name) == blob(two, name)


def blob(laptop: Command, name: bytes) -> bytes:
    from app.bootstrap import Laptop
    from tests.journeys.command import PASSPHRASE

    opened = Laptop(laptop.folder)
    try:
        data = opened.sign_in(PASSPHRASE).photos.picture(name)
    finally:
        opened.close()
    assert data is not None
    return data


def test_a_code_serves_once(laptop: Laptops, central: Central) -> None:
    one, two = laptop("one"), laptop("two", "PS 8 Rowe")
    code = central.invite()
    one.do("enrol", "--central", central.url, "--code", code)
    status, _, err = two._run("enrol", "--central", central.url, "--code", code)
    assert (status, "sync.code_refused" in err) == (1, True)


def test_nothing_is_doubled_by_sending_twice(laptop: Laptops, central: Central) -> None:
    one, two = enrolled(laptop, central)
    incident = one.report()
    before = central.counts().operations
    for _ in range(3):
        one.sync()
    assert central.counts().operations == before + 2
    for _ in range(3):
        two.sync()
    assert len(two.show(incident)["entries"]) == 2
