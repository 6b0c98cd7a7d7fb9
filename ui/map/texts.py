"""The sentences that the map page says, sent to it as JSON."""

from __future__ import annotations

from ui.map.features import LAYERS
from ui.wording import say

_DRAW = ("polygon", "rectangle", "point", "edit", "measure", "undo", "finish", "cancel")
_STATES = ("not_started", "assigned", "searching", "searched", "cannot")
_TOOLS = ("zoom_in", "zoom_out", "here", "layers", "draw", "add_place", "measure")
KEYS = (
    "map_page.map",
    "map_page.tools",
    "map_page.close",
    "map_page.less",
    "map_page.more",
    *(f"map_page.tool.{name}" for name in _TOOLS),
    *(f"map_page.layer.{name}" for name in LAYERS),
    *(f"map_page.state.{name}" for name in _STATES),
    *(f"map_page.draw.{name}" for name in _DRAW),
)


def page_texts() -> dict[str, str]:
    """Key to sentence, in the language of this process."""
    return {key: say(key) for key in KEYS}
