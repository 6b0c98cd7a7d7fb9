"""what3words references: the form is checked, the words are kept, nothing is worked out."""

from __future__ import annotations

import re
from typing import Final

from app.domain.grids.position import Words
from app.errors import Unreadable

EXAMPLE: Final = "///filled.count.soap"

_WORD: Final = r"[^\W\d_]{4,}"
_FORM: Final = re.compile(rf"{_WORD}\.{_WORD}\.{_WORD}")


def read(text: str) -> Words | None:
    """Read ``///filled.count.soap`` or ``filled.count.soap``; None where the form is another's.

    Raises:
        Unreadable: it starts with slashes, and is not three words with two dots.
    """
    stripped = text.strip()
    words = stripped.lstrip("/").strip()
    if _FORM.fullmatch(words):
        return Words(f"///{words.lower()}")
    if stripped.startswith("//"):
        raise Unreadable("location.words_form", text=text, example=EXAMPLE)
    return None
