"""Remembers what the map was told to show, so that it can be told again: when it starts late, and when it broke."""

from __future__ import annotations

from typing import Any

from ui.map.features import Feature

Command = list[Any]
_ORDER = ("texts", "tools", "palette", "legend", "pack", "view")
_PASSING = frozenset({"draw", "stop", "edit", "measure", "measure_text"})


class Memory:
    """The last word on each thing; what passes (drawing, measuring) is kept only until it was said once."""

    def __init__(self) -> None:
        self._last: dict[str, Command] = {}
        self._layers: dict[str, dict[str, Feature]] = {}
        self._shown: dict[str, Command] = {}
        self._passing: list[Command] = []

    def note(self, command: Command, *, said: bool) -> None:
        """Remember a command; ``said`` when the page has it already."""
        name = command[0]
        if name in _PASSING:
            self._passing.extend([] if said else [command])
        elif name in ("set", "upsert", "remove"):
            self._note_features(command)
        elif name == "show":
            self._shown[command[1]] = command
        else:
            self._last["view" if name in ("fit", "center") else name] = command

    def all(self) -> list[Command]:
        """Everything, in an order that works from nothing; what passes is forgotten by this."""
        first = [self._last[name] for name in _ORDER if name in self._last]
        layers: list[Command] = [["set", layer, list(kept.values())] for layer, kept in self._layers.items()]
        chosen = [self._last["select"]] if "select" in self._last else []
        passing, self._passing = self._passing, []
        return [*first, *layers, *self._shown.values(), *chosen, *passing]

    def _note_features(self, command: Command) -> None:
        name, layer, items = command
        kept = self._layers.setdefault(layer, {})
        if name == "remove":
            for feature_id in items:
                kept.pop(feature_id, None)
            return
        if name == "set":
            kept.clear()
        kept.update((feature["id"], feature) for feature in items)
