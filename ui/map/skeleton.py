"""Lets folium write the skeleton of the map page: ``python -m ui.map.skeleton`` renews ``resources/map/page.html``.

Importing folium takes most of a second, so the page is written once, not at each start; a test holds that it is still
what folium writes. Case data never passes here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ui.map.page import Modules, read_modules

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "map"
_START = "{% macro script(this, kwargs) %}homeward.start({{ this._parent.get_name() }});{% endmacro %}"


def render(modules: Modules) -> str:
    """What folium writes for a map without tiles, markers or text, with links to vendored files only."""
    import folium

    class LiveMap(folium.Map):  # no jquery, no bootstrap, no icon fonts, no content networks
        default_js = _links("vendor", modules.vendor_js) + _links("page/js", modules.js)
        default_css = _links("vendor", modules.vendor_css) + _links("page/css", modules.css)

    options: dict[str, Any] = {"zoom_control": False, "attributionControl": False, "maxZoom": 20}
    live = LiveMap(location=(54.5, -3.0), zoom_start=6, tiles=None, **options)
    live._id = "page"  # noqa: SLF001  # else the name is chance
    live.add_child(_starter())
    return str(live.get_root().render()).rstrip() + "\n"


def _starter() -> Any:
    from branca.element import MacroElement
    from jinja2 import Template

    starter = MacroElement()
    starter._template = Template(_START)  # noqa: SLF001  # branca's way to give a part its script
    return starter


def _links(host: str, files: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(file, f"app://{host}/{file}") for file in files]


if __name__ == "__main__":
    (FOLDER / "page.html").write_text(render(read_modules(FOLDER)), "utf-8")
