"""Owns the one web view: serves its page, rings for its events, runs commands in it, and takes it down in order."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from ui.map.inbox import read_events
from ui.map.page import make_shelf
from ui.map.profile import MapPage, NoNetwork, make_profile
from ui.map.scheme import PAGE_URL, SCHEME, AppHandler, TileSource

_LOAD_LIMIT_MS = 15_000


@dataclass
class Traffic:
    """What the page asked for and did not get."""

    blocked: list[str] = field(default_factory=list)
    """Requests that would have left the machine."""
    missing: list[str] = field(default_factory=list)
    """Requests to our own scheme that have no answer."""
    refused: list[str] = field(default_factory=list)
    """Requests that the content policy stopped before they were made."""
    console: list[str] = field(default_factory=list)
    """Warnings and errors of the page's scripts."""

    @property
    def tried(self) -> int:
        """How many network requests the page tried; must be 0."""
        return len(self.blocked) + len(self.refused)


class MapEngine(QObject):
    """Page, profile, handler and view, which live and die together."""

    heard = Signal(object)  # inbox.Event
    broke = Signal(str)

    def __init__(self, resources: Path, tile: TileSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._profile = make_profile(self)
        self._guard = NoNetwork(self)
        self._handler = AppHandler(make_shelf(resources), tile, self)
        self._profile.setUrlRequestInterceptor(self._guard)
        self._profile.installUrlSchemeHandler(SCHEME, self._handler)
        self._page = MapPage(self._profile, self)
        self.view = _make_view(parent, self._page)
        self._loaded = False
        self.dropped = 0
        self.traffic = Traffic(self._guard.blocked, self._handler.missing, [], self._page.console)
        self._handler.rang.connect(self._fetch)
        self._page.renderProcessTerminated.connect(lambda *_: self.broke.emit("renderer"))

    def load(self) -> None:
        """Load the page; a ``ready`` event follows, or ``broke``."""
        self._loaded = False
        self._page.load(PAGE_URL)
        QTimer.singleShot(_LOAD_LIMIT_MS, self, self._check_loaded)

    def run(self, commands: list[list[Any]]) -> None:
        """Run commands in the page, each a name and its arguments."""
        self._page.runJavaScript(f"homeward.run({json.dumps(commands)})")

    def close(self) -> None:
        """The page goes before its profile, or Qt warns."""
        if not shiboken6.isValid(self._page):
            return
        self._handler.rang.disconnect(self._fetch)
        self.view.stop()
        self._handler.close()
        for part in (self.view, self._page, self._profile):
            if shiboken6.isValid(part):
                shiboken6.delete(part)

    def _check_loaded(self) -> None:
        if not self._loaded:
            self.broke.emit("slow")

    def _fetch(self, _name: str) -> None:
        self._page.runJavaScript("homeward.bridge.take()", self._take)

    def _take(self, text: object) -> None:
        events, dropped = read_events(text)
        self.dropped += dropped
        for event in events:
            if event.type == "ready":
                self._loaded = True
            if event.type == "refused":
                self.traffic.refused.append(event.values[0])
            if event.type == "error":
                self.traffic.console.append(event.values[0])
            self.heard.emit(event)


def _make_view(parent: QWidget, page: QWebEnginePage) -> QWebEngineView:
    view = QWebEngineView(parent)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    page.setBackgroundColor(QColor(0, 0, 0, 0))
    view.setPage(page)
    return view
