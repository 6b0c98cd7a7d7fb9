"""The sentences that windows and widgets say, from the phrases this process was started with."""

from __future__ import annotations

from app.phrases import Phrases

_spoken: list[Phrases] = []


def speak(phrases: Phrases) -> None:
    """Use these phrases from now on, in every widget."""
    _spoken[:] = [phrases]


def say(key: str, **values: object) -> str:
    """The sentence for ``key``.

    Raises:
        RuntimeError: ``speak`` was not called yet.
        KeyError: no sentence has this key.
    """
    if not _spoken:
        raise RuntimeError("ui.wording.speak() comes first")
    return _spoken[0](key, **values)
