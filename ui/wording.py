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


def sentence_start(words: str) -> str:
    """The words with a capital in front; names and figures stay as they are."""
    return words[:1].upper() + words[1:]


def vowel(figure: str) -> str:
    """``_an`` where a figure begins with the sound of a vowel (8, 11, 18, 80 to 89), for the key of its sentence."""
    whole = figure.split(maxsplit=1)[0].split(".", maxsplit=1)[0]
    return "_an" if whole.startswith("8") or whole in ("11", "18") else ""
