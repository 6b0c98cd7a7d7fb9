"""Makes the papers a team takes along, as tagged PDF, from data that is never part of the template's source."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from PIL import Image

from app.errors import Unreadable
from app.formats.photos import working_copy
from app.phrases import Phrases

Grade = Literal["high", "medium", "low", "very_low", "not_assessed"]
Pairs = tuple[tuple[str, str], ...]
"""What stands before each value, and the value, in words."""

_PREFIX: Final = "sheet."


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """One task for one team, in words as they shall be printed; every field but the first four may be empty.

    ``photo`` is a JPEG, PNG or WebP. ``map_picture`` is a PNG, JPEG or PDF; ``map_words`` says in
    words what it shows, for who cannot see it; ``map_credit`` who made the map.
    """

    person: str
    task: str
    team: str
    printed: str
    age: str = ""
    description: str = ""
    photo: bytes | None = None
    grade: Grade = "not_assessed"
    risk: str = ""
    risk_why: str = ""
    last_known: str = ""
    instructions: str = ""
    place: str = ""
    references: Pairs = ()
    hazards: str = ""
    members: tuple[str, ...] = ()
    times: Pairs = ()
    comms: Pairs = ()
    map_picture: bytes | None = None
    map_words: str = ""
    map_credit: str = ""
    practice: bool = False


class Documents:
    """Typst templates in ``resources/reports``, filled in memory: no personal data is ever in a file of ours."""

    def __init__(self, resources: Path, phrases: Phrases) -> None:
        self._resources, self._phrases = resources, phrases
        self._fonts: Any = None

    def task_sheet(self, sheet: TaskSheet) -> bytes:
        """A team's task sheet: PDF/UA-1, but for a map picture that is itself a PDF (then tagged only).

        Raises:
            Unreadable: the map picture is of no kind that can be printed.
        """
        picture, kind = _map_picture(sheet.map_picture)
        fill, text, _ = self._risk_colours()[sheet.grade]
        data = asdict(sheet) | {"photo": _photo(sheet.photo), "map_picture": picture, "map_kind": kind}
        data |= {"risk_fill": fill, "risk_ink": text, "words": self._words()}
        return self._compiled("task_sheet", data, accessible=kind != "pdf")

    def _risk_colours(self) -> dict[str, list[str]]:
        """Fill, ink and edge by grade, as the window has them by day."""
        tokens = json.loads((self._resources / "theme" / "tokens.json").read_text("utf-8"))
        colours: dict[str, list[str]] = tokens["themes"]["day"]["risk"]
        return colours

    def _words(self) -> dict[str, str]:
        return {key: self._phrases(_PREFIX + key) for key in _WORDS}

    def _compiled(self, template: str, data: dict[str, Any], *, accessible: bool) -> bytes:
        import typst  # 80 MB of compiler: only who prints pays for it

        source = (self._resources / "reports" / f"{template}.typ").read_bytes()
        if self._fonts is None:
            self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(self._resources / "fonts")])
        try:
            made = typst.compile(
                source,
                font_paths=self._fonts,
                sys_inputs={"data": json.dumps(data)},
                pdf_standards="ua-1" if accessible else [],
            )
        except typst.TypstError as error:
            raise Unreadable("print.sheet_not_made") from error
        return bytes(made)


def _photo(data: bytes | None) -> str | None:
    """A clean copy, 270 dots an inch on paper; a photo that cannot be read must not keep a team from leaving."""
    if not data:
        return None
    try:
        return _as_svg(working_copy(data).thumbnail)
    except Unreadable:
        return None


def _map_picture(data: bytes | None) -> tuple[str | list[int] | None, str]:
    """The picture as the template takes it, and its kind: ``svg``, ``pdf`` or none."""
    if not data:
        return None, ""
    if data.startswith(b"%PDF-"):
        return list(data), "pdf"
    try:
        return _as_svg(data), "svg"
    except (OSError, ValueError, SyntaxError) as error:
        raise Unreadable("print.picture_kind") from error


def _as_svg(data: bytes) -> str:
    """A PNG or JPEG as text, since data goes in as JSON: a list of numbers takes ten times as long.

    Raises:
        OSError, ValueError, SyntaxError: it is neither.
    """
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
        (width, height), kind = picture.size, "png" if picture.format == "PNG" else "jpeg"
    link = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    picture_tag = f'<image width="{width}" height="{height}" href="{link}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{picture_tag}</svg>'


_WORDS: Final = (
    "marking", "practice", "title", "person", "no_photo", "photo_of", "last_known", "what_to_do", "where",
    "reference", "value", "hazards", "no_hazards", "team", "members", "times", "comms", "map", "results", "fill_in",
    "outcome", "done", "part_done", "not_done", "coverage", "started", "finished", "found", "notes", "reason",
    "leader", "signature", "debriefed", "page", "of",
)  # fmt: skip
