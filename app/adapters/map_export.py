"""Writes one search as one HTML file that opens in any browser with no network; folium builds its page."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.adapters.tile_cover import tiles_over
from app.domain.packs import Bounds, PackInfo

Feature = Mapping[str, Any]
"""GeoJSON, lon, lat, with the properties that the map page draws by."""
_TOOLS = ["zoom_in", "zoom_out", "layers"]
_MOST_TILE_BYTES = 6_000_000
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FONT_FACE = re.compile(r"@font-face\s*{[^}]*}\s*")
_OWN_URL = re.compile(r"url\((?![\"']?(?:data:|#))[^)]*\)")
_START = "{% macro script(this, kwargs) %}homeward.startExport({{ this._parent.get_name() }});{% endmacro %}"


@dataclass(frozen=True)
class EmbeddedTiles:
    """The part of a map pack that goes into the file, by (zoom, x, y) from the north."""

    pack: PackInfo
    tiles: Mapping[tuple[int, int, int], bytes] = field(default_factory=dict)


def cut_tiles(pack: PackInfo, area: Bounds, tile: Callable[[str, int, int, int], bytes | None]) -> EmbeddedTiles:
    """The tiles of ``pack`` over ``area``, from the coarsest on, as long as they stay under 6 MB together."""
    kept: dict[tuple[int, int, int], bytes] = {}
    room = _MOST_TILE_BYTES
    for address in tiles_over(area, pack.min_zoom, pack.max_zoom):
        body = tile(pack.id, *address)
        if body is None:
            continue
        room -= len(body) if pack.kind == "raster" else len(body) // 2
        if room < 0:
            break
        kept[address] = body
    return EmbeddedTiles(pack, kept)


def export_html(
    resources: Path,
    title: str,
    features: Mapping[str, Sequence[Feature]],
    texts: Mapping[str, str],
    palette: Mapping[str, Any],
    *,
    view: Bounds,
    base: EmbeddedTiles | None = None,
    legend: str = "",
) -> str:
    """The whole file. ``features`` by layer, ``texts`` and ``palette`` as the map page takes them."""
    search = {
        "title": title,
        "texts": dict(texts),
        "tiles": _packed(base),
        "commands": _commands(features, palette, view, base, legend),
    }
    return _guarded(_page(resources, _data_block(search)))


def _commands(
    features: Mapping[str, Sequence[Feature]],
    palette: Mapping[str, Any],
    view: Bounds,
    base: EmbeddedTiles | None,
    legend: str,
) -> list[list[Any]]:
    return [
        ["palette", dict(palette)],
        ["tools", _TOOLS],
        ["legend", {"title": legend} if legend else None],
        ["pack", [_plain_pack(base)] if base else []],
        *(["set", layer, list(shown)] for layer, shown in features.items()),
        ["fit", [view.west, view.south, view.east, view.north]],
    ]


def _plain_pack(base: EmbeddedTiles) -> dict[str, Any]:
    pack, zooms = base.pack, [zoom for zoom, _, _ in base.tiles] or [base.pack.min_zoom]
    bounds = [pack.bounds.west, pack.bounds.south, pack.bounds.east, pack.bounds.north]
    return {
        "id": "embedded", "kind": pack.kind, "min_zoom": min(zooms), "max_zoom": max(zooms), "bounds": bounds,
        "attribution": pack.attribution,
    }  # fmt: skip


def _packed(base: EmbeddedTiles | None) -> dict[str, str]:
    if base is None:
        return {}
    pack = _picture if base.pack.kind == "raster" else _vectors
    return {f"{zoom}/{x}/{y}": pack(body) for (zoom, x, y), body in base.tiles.items()}


def _vectors(body: bytes) -> str:
    packed = body if body.startswith(b"\x1f\x8b") else gzip.compress(body, mtime=0)
    return "data:application/gzip;base64," + base64.b64encode(packed).decode()


def _picture(body: bytes) -> str:
    kind = "png" if body.startswith(b"\x89PNG") else "jpeg" if body.startswith(b"\xff\xd8") else "webp"
    return f"data:image/{kind};base64," + base64.b64encode(body).decode()


def _data_block(search: Mapping[str, Any]) -> str:
    """JSON that no HTML parser can read as anything else; the page shows its texts with textContent."""
    text = json.dumps(search, ensure_ascii=True, separators=(",", ":"))
    for ends_something, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("{%", "\\u007b%")):
        text = text.replace(ends_something, escaped)
    return f'<script type="application/json" id="search">{text}</script>'


def _page(resources: Path, data_block: str) -> str:
    import folium  # 0.3 s: only when a file is written
    from branca.element import Element, MacroElement
    from jinja2 import Template

    class OneFileMap(folium.Map):  # folium's own links go to content networks
        default_js = _no_links()
        default_css = _no_links()

    options: dict[str, Any] = {"zoom_control": False, "attributionControl": False, "maxZoom": 20}
    page = OneFileMap(location=(54.5, -3.0), zoom_start=6, tiles=None, **options)
    page._id = "page"  # noqa: SLF001  # else the name is chance, and no two files are alike
    starter = MacroElement()
    starter._template = Template(_START)  # noqa: SLF001  # branca's way to give a part its script
    page.add_child(starter)
    root: Any = page.get_root()
    root.header.add_child(Element(_raw(_parts(resources / "map") + data_block)), name="parts")
    return str(root.render())


def _no_links() -> list[tuple[str, str]]:
    return []


def _raw(text: str) -> str:
    """Jinja reads an element as a template; scripts and data must pass through as they are.

    Raises:
        ValueError: a vendored file has a template in it.
    """
    if "{% endraw" in text:
        raise ValueError("a part of the page ends the raw block")
    return "{% raw %}" + text + "{% endraw %}"


def _parts(folder: Path) -> str:
    listed = json.loads((folder / "modules.json").read_text("utf-8"))
    vendor_js = [name for name in listed["vendor_js"] if not name.startswith("geoman")]
    styles = [folder / "vendor" / "leaflet" / "leaflet.css", *(folder / "css" / name for name in listed["css"])]
    scripts = [
        *(folder / "vendor" / name for name in vendor_js),
        *(folder / "js" / name for name in listed["export_js"]),
    ]
    css = "".join(f"<style>{_own_css(file.read_text('utf-8'))}</style>" for file in styles)
    return css + "".join(f"<script>{_closed(file.read_text('utf-8'))}</script>" for file in scripts)


def _own_css(text: str) -> str:
    return _OWN_URL.sub("none", _FONT_FACE.sub("", text))


def _closed(script: str) -> str:
    return script.replace("</script", "<\\/script")


def _guarded(html: str) -> str:
    """Allow the scripts of this file by their hashes, and nothing else."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in _SCRIPT.findall(html))
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "connect-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace("<head>", "<head>" + meta, 1)


def _digest(script: str) -> str:
    # a browser hashes what its parser read, which has no carriage returns
    return base64.b64encode(hashlib.sha256(script.replace("\r\n", "\n").encode()).digest()).decode()
