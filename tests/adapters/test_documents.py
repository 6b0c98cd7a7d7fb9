"""The task sheet: readable by everybody, made in memory, and nothing typed in it is ever taken for source."""

from __future__ import annotations

import builtins
import io
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image

from app.adapters.documents import Documents, TaskSheet
from app.errors import Unreadable
from app.phrases import Phrases

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
HOSTILE = '#panic("x") <script>alert(1)</script> *not bold* $x^2$ @ref "]} \\ // `raw`'


@pytest.fixture(scope="module")
def documents() -> Documents:
    return Documents(RESOURCES, Phrases(RESOURCES / "phrases"))


def picture(kind: str, size: tuple[int, int] = (120, 90)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "tan").save(out, kind)
    return out.getvalue()


FULL = TaskSheet(
    person="Maisie Thornwood",
    task="B3 Canal path",
    team="Dog B",
    printed="Printed 24 Nov 2026 23:46 by PS 41 Bell",
    age="14",
    description="Grey hooded top.\nWhite trainers.",
    photo=picture("JPEG"),
    grade="medium",
    risk="Medium risk",
    risk_why="Out alone after dark",
    last_known="SK 861 089 at 22:40, bus stop",
    instructions="Search the towpath, both banks.",
    place="Canal path",
    references=(("National Grid", "SK 8612 0931"), ("MGRS", "30U XD 53697 38031")),
    hazards="Open water, unlit.",
    members=("PC 207 Okoro", "R. Hale"),
    times=(("Given", "23:50"), ("Back by", "00:50")),
    comms=(("Channel", "Search 2"),),
    map_picture=picture("PNG"),
    map_words="Map of segment B3",
    map_credit="© OpenStreetMap contributors",
    practice=True,
)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_everything_a_team_needs_is_on_it(documents: Documents) -> None:
    words = words_of(documents.task_sheet(FULL))
    for expected in (
        "OFFICIAL-SENSITIVE", "Practice: everyone on this sheet is made up", "B3 Canal path", "Dog B",
        "Maisie Thornwood", ", 14", "Grey hooded top.", "Medium risk", "Out alone after dark", "SK 861 089 at 22:40",
        "both banks", "Canal path", "National Grid", "SK 8612 0931", "30U XD 53697 38031", "Open water, unlit.",
        "PC 207 Okoro", "R. Hale", "Back by 00:50", "Channel Search 2", "© OpenStreetMap contributors",
        "What came of it", "How much was searched", "Signature", "Part done", "Printed 24 Nov 2026",
        "Page 1 of 2",
    ):  # fmt: skip
        assert expected in words, expected


def test_it_can_be_read_aloud(documents: Documents) -> None:
    pdf = documents.task_sheet(FULL)
    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid" in pdf
    assert "Photo of Maisie Thornwood" in _alternatives(root["/StructTreeRoot"])
    assert "Map of segment B3" in _alternatives(root["/StructTreeRoot"])


def _alternatives(node: Any) -> list[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [found for each in node for found in _alternatives(each)]
    if not isinstance(node, dict):
        return []
    return ([str(node["/Alt"])] if "/Alt" in node else []) + _alternatives(node.get("/K", []))


def test_what_is_typed_is_never_source(documents: Documents) -> None:
    plain: dict[str, Any] = {
        each.name: HOSTILE for each in fields(TaskSheet) if each.type == "str" and each.name != "printed"
    }
    sheet = replace(FULL, **plain, references=((HOSTILE, HOSTILE),), members=(HOSTILE,), times=((HOSTILE, HOSTILE),))
    words = words_of(documents.task_sheet(sheet)).replace(" ", "")
    assert words.count(HOSTILE.replace(" ", "")) >= 8


def test_four_things_are_enough(documents: Documents) -> None:
    words = words_of(documents.task_sheet(TaskSheet("Sam Reed", "Search the sheds", "Team 1", "Printed today")))
    assert "No photo" in words
    assert "None known" in words
    assert "Practice" not in words
    assert "Page 1 of" in words


@pytest.mark.parametrize("photo", [b"not a picture", b"\xff\xd8\xff\xe0broken", picture("PNG")[:60]])
def test_a_bad_photo_does_not_keep_a_team_from_leaving(documents: Documents, photo: bytes) -> None:
    assert "No photo" in words_of(documents.task_sheet(replace(FULL, photo=photo)))


@pytest.mark.parametrize("bad", [b"<svg onload='x'/>", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a"])
def test_a_map_of_no_known_kind_is_refused(documents: Documents, bad: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        documents.task_sheet(replace(FULL, map_picture=bad))
    assert refused.value.key == "print.picture_kind"


def test_a_broken_pdf_map_is_refused(documents: Documents) -> None:
    with pytest.raises(Unreadable) as refused:
        documents.task_sheet(replace(FULL, map_picture=b"%PDF-1.7 broken"))
    assert refused.value.key == "print.sheet_not_made"
    assert "Maisie" not in str(refused.value)


def test_a_printed_map_can_be_bound_in(documents: Documents) -> None:
    inner = documents.task_sheet(replace(FULL, map_picture=None))
    bound = documents.task_sheet(replace(FULL, map_picture=inner))
    root: Any = pypdf.PdfReader(io.BytesIO(bound)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]


def test_no_file_is_written(documents: Documents, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    opened = builtins.open
    written: list[str] = []

    def watching(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if set(mode) & set("wax+"):
            written.append(str(file))
        return opened(file, mode, *rest, **named)

    monkeypatch.setattr(builtins, "open", watching)
    documents.task_sheet(FULL)
    assert written == []
    assert list(tmp_path.iterdir()) == []


def test_every_grade_can_be_printed(documents: Documents) -> None:
    for grade in ("high", "medium", "low", "very_low", "not_assessed"):
        assert documents.task_sheet(replace(FULL, grade=grade)).startswith(b"%PDF")
