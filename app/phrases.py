"""Turns a phrase key and its values into the sentence an officer reads."""

from __future__ import annotations

import json
from pathlib import Path

from app.errors import HomewardError


class Phrases:
    """All sentences of one language, read from ``FOLDER/LANGUAGE/*.json``.

    ``phrases(key, name="Maisie")`` fills ``{name}``. A value of ``count`` 1 takes the key
    with ``.one`` behind it where there is such a key.

    Raises:
        KeyError: no sentence has this key (a bug; a test walks all keys).
    """

    def __init__(self, folder: Path, language: str = "en") -> None:
        self._sentences: dict[str, str] = {}
        for path in sorted((folder / language).glob("*.json")):
            self._sentences.update(json.loads(path.read_text("utf-8")))

    def __call__(self, key: str, **values: object) -> str:
        one = f"{key}.one"
        if values.get("count") == 1 and one in self._sentences:
            key = one
        return self._sentences[key].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def of(self, error: HomewardError) -> str:
        """The sentence for a deliberate error."""
        return self(error.key, **error.values)
