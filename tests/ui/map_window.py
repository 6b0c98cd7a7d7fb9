"""A map in a window for the tests: made-up places, tiles from memory, real mouse clicks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.packs import Bounds
from app.phrases import Phrases
from ui.map.surface import MapSurface
from ui.wording import speak

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
CENTRE = (-0.7292, 52.6705)


COUNTY = Bounds(-0.88, 52.52, -0.36, 52.82)


@dataclass(frozen=True)
class Pack:
    """A pack as the map wants it."""

    id: str = "county"
    kind: str = "vector"
    min_zoom: int = 8
    max_zoom: int = 14
    bounds: Bounds = COUNTY
    attribution: str = "© OpenStreetMap contributors"


def tokens(theme: str = "day") -> dict[str, Any]:
    """What ``Theme.map_tokens()`` gives, without an application to dress."""
    file = json.loads((RESOURCES / "theme" / "tokens.json").read_text("utf-8"))
    look = file["themes"][theme]
    roles = {name: value for name, value in look.items() if isinstance(value, str)}
    more = {"name": theme, "roles": roles, "segment_states": file["segment_states"]}
    return {**look["map"], **more, "scale": 1.0, "target_px": 48, "reduced_motion": False}


class Window:
    """Asks the page, clicks in it, and waits for it."""

    def __init__(self, qtbot: QtBot, surface: MapSurface) -> None:
        self.qtbot, self.surface = qtbot, surface

    def js(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        answer: list[Any] = []
        assert self.surface._engine is not None
        self.surface._engine._page.runJavaScript(f"JSON.stringify({expression})", answer.append)
        self.qtbot.waitUntil(lambda: bool(answer), timeout=5000)
        return json.loads(answer[0]) if answer[0] else None

    def until(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        self.qtbot.waitUntil(lambda: bool(self.js(expression)), timeout=8000)

    def at(self, lon: float, lat: float) -> QPoint:
        """Where a place is in the widget."""
        x, y = self.js(f"(p => [p.x, p.y])(homeward.map.latLngToContainerPoint([{lat}, {lon}]))")
        return QPoint(round(x), round(y))

    def click(self, at: QPoint) -> None:
        """A real mouse click."""
        target = self._target()
        for kind in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            _send(target, kind, at)
            self.qtbot.wait(40)

    def press(self, selector: str) -> None:
        """Click in the middle of an element."""
        box = self.js(
            "(b => [b.left + b.width / 2, b.top + b.height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        self.click(QPoint(round(box[0]), round(box[1])))

    def key(self, key: Qt.Key) -> None:
        """A real key press on the map."""
        self.qtbot.keyClick(self._target(), key)
        self.qtbot.wait(60)

    def _target(self) -> QWidget:
        assert self.surface._engine is not None
        view = self.surface._engine.view
        return view.focusProxy() or view


def _send(target: QWidget, kind: QEvent.Type, at: QPoint) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.LeftButton if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
    place, glob = QPointF(at), QPointF(target.mapToGlobal(at))
    QApplication.sendEvent(target, QMouseEvent(kind, place, glob, button, held, Qt.KeyboardModifier.NoModifier))


def open_window(
    qtbot: QtBot,
    *,
    theme: str = "day",
    size: tuple[int, int] = (900, 600),
    tile: Callable[..., bytes | None] | None = None,
) -> Window:
    """A shown map that is ready, centred on a made-up search."""
    speak(Phrases(RESOURCES / "phrases"))
    surface = MapSurface(RESOURCES, tile or (lambda *_: None))
    surface.resize(*size)
    surface.show()
    surface.set_palette(tokens(theme))
    surface.show_pack(Pack())
    surface.center(*CENTRE, 15)
    with qtbot.waitSignal(surface.ready, timeout=20_000):
        surface.start()
    return Window(qtbot, surface)


def close_window(window: Window) -> None:
    """Every test ends with a page that asked for nothing and complained of nothing."""
    traffic = window.surface.traffic
    window.surface.close_map()
    window.surface.close()
    window.surface.deleteLater()
    assert traffic.blocked == []
    assert traffic.missing == []
    assert traffic.refused == []
    assert traffic.console == []
