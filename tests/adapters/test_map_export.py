"""One search as one file: it opens alone, asks for nothing, and shows text as text."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from pytestqt.qtbot import QtBot

from app.adapters.map_export import EmbeddedTiles, cut_tiles, export_html
from app.adapters.tile_cover import tiles_over
from app.domain.packs import Bounds, PackInfo
from app.phrases import Phrases

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
AREA = Bounds(-0.75, 52.65, -0.70, 52.69)
HOSTILE = (
    "</script ><script >window.PWNED=1</script ><img src=x onerror=window.PWNED=2>${window.PWNED=3}{{7*7}}{% endraw %}"
)
MADE_AT = datetime(2026, 11, 24, tzinfo=UTC)


def pack(kind: Any = "vector") -> PackInfo:
    return PackInfo(
        "0011223344556677", "County", kind, "openmaptiles", "pmtiles", 8, 10, Bounds(-0.88, 52.52, -0.36, 52.82),
        "© OpenStreetMap contributors", "ODbL-1.0", 1, MADE_AT, "00" * 32, False,
    )  # fmt: skip


def palette() -> dict[str, Any]:
    file = json.loads((RESOURCES / "theme" / "tokens.json").read_text("utf-8"))
    look = file["themes"]["day"]
    roles = {name: value for name, value in look.items() if isinstance(value, str)}
    return {**look["map"], "name": "day", "roles": roles, "scale": 1.0, "target_px": 48, "reduced_motion": False}


def texts() -> dict[str, str]:
    phrases = Phrases(RESOURCES / "phrases")
    file = json.loads((RESOURCES / "phrases" / "en" / "map_page.json").read_text("utf-8"))
    return {key: phrases(key) for key in file}


def search(text: str) -> dict[str, list[dict[str, Any]]]:
    ring = [[-0.74, 52.66], [-0.72, 52.66], [-0.72, 52.68], [-0.74, 52.68], [-0.74, 52.66]]
    segment = {"state": "searched", "step": 3, "name": text, "figure": text, "emphasis": True, "spoken": text}
    place = {"kind": "last_known", "label": text, "precision_m": 50, "square": [], "spoken": text}
    return {
        "segments": [_feature("s", {"type": "Polygon", "coordinates": [ring]}, segment)],
        "locations": [_feature("l", {"type": "Point", "coordinates": [-0.71, 52.67]}, place)],
    }


def _feature(feature_id: str, geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": feature_id, "geometry": geometry, "properties": properties}


def written(text: str = "A1", base: EmbeddedTiles | None = None) -> str:
    return export_html(RESOURCES, text, search(text), texts(), palette(), view=AREA, base=base, legend=text)


def test_the_file_links_to_nothing() -> None:
    html = written(base=EmbeddedTiles(pack(), {(8, 127, 83): b"\x1a\x00"}))
    body = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    assert re.findall(r"(?:src|href)\s*=", body) == []
    assert not re.search(r"url\((?![\"']?(?:data:|%23|#))", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))
    assert html.count("<html") == 1


def test_only_its_own_scripts_may_run() -> None:
    html = written()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    assert html.index("Content-Security-Policy") < html.index("<script")
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert policy[1].count("sha256-") == len(scripts) > 10
    assert "unsafe-eval" not in policy[1]


def test_text_cannot_end_the_data() -> None:
    html = written(HOSTILE)
    data = re.findall(r'<script type="application/json" id="search">(.*?)</script>', html, re.DOTALL)
    assert len(data) == 1
    assert json.loads(data[0])["title"] == HOSTILE
    assert "onerror" not in html.replace(data[0], "").split("<style>")[0]


def test_vector_tiles_are_packed_and_pictures_stay() -> None:
    html = written(base=EmbeddedTiles(pack(), {(8, 1, 2): b"\x1a\x00" * 500}))
    data = json.loads(re.findall(r'id="search">(.*?)</script>', html, re.DOTALL)[0])
    assert list(data["tiles"]) == ["8/1/2"]
    raster = written(base=EmbeddedTiles(pack("raster"), {(8, 1, 2): b"\x89PNG...."}))
    assert "data:image/png;base64," in raster


def test_tiles_are_cut_from_the_coarsest_until_they_are_too_many() -> None:
    asked: list[tuple[int, int, int]] = []

    def tile(_pack: str, zoom: int, x: int, y: int) -> bytes | None:
        asked.append((zoom, x, y))
        return gzip.compress(b"x") if zoom < 10 else b"x" * 20_000_000

    cut = cut_tiles(pack(), AREA, tile)
    assert {zoom for zoom, _, _ in cut.tiles} == {8, 9}
    assert [zoom for zoom, _, _ in asked] == sorted(zoom for zoom, _, _ in asked)


def test_tiles_over_an_area_hold_its_corners() -> None:
    tiles = list(tiles_over(AREA, 14, 14))
    assert (14, 8158, 5367) in tiles or len(tiles) > 4
    assert list(tiles_over(Bounds(-180, -90, 180, 90), 0, 0)) == [(0, 0, 0)]
    assert len(list(tiles_over(Bounds(-180, -90, 180, 90), 2, 2))) == 16


class Guard(QWebEngineUrlRequestInterceptor):
    """Denies and notes everything but the file itself."""

    def __init__(self, file: QUrl) -> None:
        super().__init__()
        self.file, self.asked = file, list[str]()

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        url = info.requestUrl()
        if url != self.file and url.scheme() not in {"data", "blob"}:
            self.asked.append(url.toString())
            info.block(True)


class Page(QWebEnginePage):
    """Keeps what its console says."""

    def __init__(self, profile: QWebEngineProfile) -> None:
        super().__init__(profile)
        self.said: list[str] = []

    def javaScriptConsoleMessage(self, level: Any, message: str, line: int, source: str) -> None:
        self.said.append(f"{line}: {message}")


@pytest.mark.slow
@pytest.mark.parametrize("text", ["22:40 seen", HOSTILE])
def test_it_opens_alone_and_shows_the_search(qtbot: QtBot, tmp_path: Path, text: str) -> None:
    file = tmp_path / "search.html"
    file.write_text(written(text, EmbeddedTiles(pack(), {(8, 127, 83): b""})), "utf-8")
    profile, guard = QWebEngineProfile(), Guard(QUrl.fromLocalFile(str(file)))
    profile.setUrlRequestInterceptor(guard)
    page, view = Page(profile), QWebEngineView()
    view.setPage(page)
    view.resize(800, 600)
    view.show()
    with qtbot.waitSignal(page.loadFinished, timeout=20_000):
        page.load(QUrl.fromLocalFile(str(file)))
    qtbot.waitUntil(lambda: ask(qtbot, page, "document.querySelectorAll('.pill').length") == 2, timeout=8000)
    shown = ask(qtbot, page, "[...document.querySelectorAll('.pill .name')].map(e => e.textContent)")
    title = ask(qtbot, page, "document.querySelector('.title h1').textContent")
    drawn = ask(qtbot, page, "document.querySelectorAll('.leaflet-shapes-pane path').length")
    owned = ask(qtbot, page, "typeof window.PWNED")
    said = list(page.said)
    for part in (view, page, profile):
        shiboken6.delete(part)
    assert (guard.asked, said) == ([], [])
    assert set(shown) == {text}
    assert title == text
    assert drawn >= 3
    assert owned == "undefined"


def ask(qtbot: QtBot, page: QWebEnginePage, expression: str) -> Any:
    answer: list[Any] = []
    page.runJavaScript(f"JSON.stringify({expression})", answer.append)
    qtbot.waitUntil(lambda: bool(answer), timeout=5000)
    return json.loads(answer[0])
