"""The map page: the skeleton that folium wrote, its scripts as files, and everything else the page may ask for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from ui.map.scheme import MIME, Answer, Shelf

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_OUTSIDE = re.compile(r'(?:src|href)\s*=\s*"(?!app://|[\w.-]+\.js")', re.IGNORECASE)


@dataclass(frozen=True)
class Modules:
    """The files of the page in the order they load, as ``resources/map/modules.json`` lists them."""

    vendor_css: tuple[str, ...]
    vendor_js: tuple[str, ...]
    css: tuple[str, ...]
    js: tuple[str, ...]


def read_modules(folder: Path) -> Modules:
    """``folder`` is ``resources/map``."""
    listed = json.loads((folder / "modules.json").read_text("utf-8"))
    return Modules(*(tuple(listed[name]) for name in ("vendor_css", "vendor_js", "css", "js")))


def make_shelf(resources: Path) -> Shelf:
    """The page and everything it may ask for, but for tiles and events."""
    folders = {"vendor": resources / "map" / "vendor", "page": resources / "map", "font": resources / "fonts"}
    return Shelf(page_files((resources / "map" / "page.html").read_text("utf-8")), folders)


def page_files(skeleton: str) -> dict[str, Answer]:
    """``page/map.html`` and the scripts that folium wrote into it, each as a file of its own.

    Raises:
        ValueError: the page would load something from outside.
    """
    html, scripts = split_scripts(skeleton)
    if _OUTSIDE.search(html):
        raise ValueError("the map page links to something outside")
    files = {f"page/{name}": Answer(text.encode(), MIME[".js"]) for name, text in scripts.items()}
    return {"page/map.html": Answer(html.encode(), MIME[".html"]), **files}


def split_scripts(html: str) -> tuple[str, dict[str, str]]:
    """Move each inline script to a file, so that the page can forbid inline scripts."""
    scripts: dict[str, str] = {}

    def move(match: re.Match[str]) -> str:
        name = f"inline{len(scripts)}.js"
        scripts[name] = match[1]
        return f'<script src="{name}"></script>'

    return _SCRIPT.sub(move, html), scripts
