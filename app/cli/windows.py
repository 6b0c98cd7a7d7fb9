"""Puts a window together: laptop, rooms, and what the rooms need of adapters."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from app.bootstrap import RESOURCES, Laptop, phrases
from app.errors import Unavailable, UserError
from app.settings import Settings
from ui.application import Window, ask_file, ask_path, dress, make_application, show_refusal
from ui.background import Background

if TYPE_CHECKING:
    from app.services.office import Services
    from ui.rooms import Outside, Rooms


def make_window(laptop: Laptop, *, practice: bool) -> Window:
    """One laptop's window with the door in it; the rooms come after the door has opened.

    Raises:
        Unavailable: this is root, whom the map's sandbox does not take.
    """
    _refuse_root()
    _, theme = make_application(RESOURCES, phrases())
    dress(theme, laptop.settings.load().settings)
    background = Background(phrases())

    def rooms(window: Window, services: Services) -> Rooms:
        from ui.rooms import Rooms

        made = Rooms(laptop, services, background, outside(laptop, practice=practice))
        made.shell.lock_pressed.connect(window.lock)
        made.about.lock_wanted.connect(window.lock)
        made.about.settings_changed.connect(window.settings_changed)
        return made

    return Window(laptop, background, rooms)


def _refuse_root() -> None:
    """Chromium kills a process of root's that wants its sandbox, with everything unsaved in it."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and not os.environ.get("QTWEBENGINE_DISABLE_SANDBOX"):
        raise Unavailable("window.root")


def has_screen() -> bool:
    """Whether somebody can see a window."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    there = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(there) or sys.platform in ("win32", "darwin")


def tell_refusal(refused: UserError) -> None:
    """Say in a window why there is none, until it is closed."""
    app, theme = make_application(RESOURCES, phrases())
    dress(theme, Settings())
    window = show_refusal(phrases().of(refused))
    app.exec()
    window.deleteLater()


def outside(laptop: Laptop, *, practice: bool) -> Outside:
    """What the rooms need of adapters and of the system."""
    from app.adapters.distances import bearing_deg, distance_m
    from app.cli.papers import page_maker, task_sheet_maker
    from ui.rooms import Outside
    from ui.viewmodels.map_papers import Outlets

    outlets = Outlets(ask_path, ask_file, task_sheet_maker(), page_maker(laptop.packs))
    return Outside(RESOURCES, distance_m, bearing_deg, outlets, ask_file, practice)
