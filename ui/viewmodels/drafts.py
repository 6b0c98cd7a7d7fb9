"""What is being typed, kept at every key, so that it is there again after a closed sheet or a crash."""

from __future__ import annotations

from collections.abc import Callable

from ui.viewmodels.context import Context


class Draft:
    """One draft under one name in the encrypted store."""

    def __init__(self, context: Context, name: str) -> None:
        self._context, self._name = context, name

    def bring(self, done: Callable[[str | None], object]) -> None:
        """Hand over what was kept, or ``None``."""
        store = self._context.services.desk.store
        self._context.read(lambda: store.draft(self._name), done)

    def keep(self, text: str | None) -> None:
        """Keep this text; ``None`` or an empty one forgets it."""
        store = self._context.services.desk.store
        self._context.act(lambda: store.keep_draft(self._name, text or None))
