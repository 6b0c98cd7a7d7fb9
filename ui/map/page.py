"""Builds the map page with folium: its skeleton only, with links to vendored files; case data never passes here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.map.scheme import MIME, Answer, Shelf

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_START = "{% macro script(this, kwargs) %}homeward.start({{ this._parent.get_name() }});{% endmacro %}"
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
    shelf = Shelf({}, folders)
    for address, answer in page_files(read_modules(resources / "map")).items():
        shelf.put(address, answer)
    return shelf


def page_files(modules: Modules) -> dict[str, Answer]:
    """``page/map.html`` and the scripts that folium wrote into it, each as a file of its own.

    Raises:
        ValueError: the page would load something from outside.
    """
    html, scripts = split_scripts(render(modules))
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


def render(modules: Modules) -> str:
    """What folium writes for a map without tiles, markers or text."""
    import folium  # 0.3 s: not before the native window shows

    class LiveMap(folium.Map):  # no jquery, no bootstrap, no icon fonts, no content networks
        default_js = _links("vendor", modules.vendor_js) + _links("page/js", modules.js)
        default_css = _links("vendor", modules.vendor_css) + _links("page/css", modules.css)

    options: dict[str, Any] = {"zoom_control": False, "attributionControl": False, "maxZoom": 20}
    live = LiveMap(location=(54.5, -3.0), zoom_start=6, tiles=None, **options)
    live._id = "page"  # noqa: SLF001  # else the name is chance
    live.add_child(_starter())
    return str(live.get_root().render())


def _starter() -> Any:
    from branca.element import MacroElement
    from jinja2 import Template

    starter = MacroElement()
    starter._template = Template(_START)  # noqa: SLF001  # branca's way to give a part its script
    return starter


def _links(host: str, files: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(file, f"app://{host}/{file}") for file in files]
