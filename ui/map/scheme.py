"""Answers the map page's requests from memory, vendored files and map packs; there is no network here."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlScheme, QWebEngineUrlSchemeHandler

SCHEME = b"app"
PAGE_URL = QUrl("app://page/map.html")
CSP = (
    "default-src 'none'; script-src app://page app://vendor; style-src app://page app://vendor 'unsafe-inline'; "
    "img-src app://vendor app://tiles data: blob:; connect-src app://event app://tiles app://data; "
    "font-src app://font; base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), clipboard-read=()",
    "Access-Control-Allow-Origin": "app://page",
    "Cache-Control": "no-store",
}
MIME = {
    ".html": b"text/html;charset=utf-8",
    ".js": b"text/javascript;charset=utf-8",
    ".css": b"text/css;charset=utf-8",
    ".json": b"application/json",
    ".png": b"image/png",
    ".svg": b"image/svg+xml",
    ".otf": b"font/otf",
}
_TILE = re.compile(r"/([\w.-]{1,80})/(\d{1,2})/(\d{1,8})/(\d{1,8})")
_EVENT = re.compile(r"/[a-z_]{1,24}")
TileSource = Callable[[str, int, int, int], bytes | None]


def register_scheme() -> None:
    """Make ``app:`` known to the web engine. Call once, before QApplication; more often does no harm."""
    if not QWebEngineUrlScheme.schemeByName(SCHEME).name().isEmpty():
        return
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", _flags())
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


def _flags() -> str:
    """Small young heaps save 15 MB; where there is no screen, not looking for a GPU saves 50 MB more."""
    blind = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in {"offscreen", "minimal"}
    return "--js-flags=--max-semi-space-size=1" + (" --disable-gpu" if blind else "")


@dataclass(frozen=True)
class Answer:
    """A body and its MIME type."""

    body: bytes
    mime: bytes


class Shelf:
    """What may be asked for: pages in memory, and files that lie inside the given folders."""

    def __init__(self, pages: Mapping[str, Answer], folders: Mapping[str, Path]) -> None:
        self._pages = dict(pages)
        self._folders = {host: folder.resolve() for host, folder in folders.items()}

    def find(self, host: str, path: str) -> Answer | None:
        """The answer for ``app://host/path``, or None."""
        return self._pages.get(host + path) or self._file(host, path)

    def _file(self, host: str, path: str) -> Answer | None:
        folder = self._folders.get(host)
        if folder is None:
            return None
        file = (folder / path.lstrip("/")).resolve()
        mime = MIME.get(file.suffix)
        if mime is None or not file.is_relative_to(folder) or not file.is_file():
            return None
        return Answer(file.read_bytes(), mime)


class AppHandler(QWebEngineUrlSchemeHandler):
    """Serves ``app://page|vendor|font|data/...``, tiles from threads, and hears ``app://event/...``."""

    rang = Signal(str)
    _tile_read = Signal(int, object)

    def __init__(self, shelf: Shelf, tile: TileSource, parent: QObject | None = None) -> None:
        """``tile(pack_id, z, x, y)`` is called on worker threads; rows count from the north."""
        super().__init__(parent)
        self._shelf, self._tile = shelf, tile
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="tiles")
        self._jobs: dict[int, QWebEngineUrlRequestJob] = {}
        self._count, self._closed = 0, False
        self.missing: list[str] = []
        self._tile_read.connect(self._reply_tile, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Stop the worker threads; call before the profile goes."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._jobs.clear()

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Qt calls this for each request, on the window's thread."""
        url, host = job.requestUrl(), job.requestUrl().host()
        if self._closed:
            job.fail(QWebEngineUrlRequestJob.Error.RequestAborted)
        elif bytes(job.requestMethod().data()) != b"GET":
            self._refuse(job)
        elif host == "tiles":
            self._start_tile(job, url.path())
        elif host == "event":
            self._hear(job, url.path())
        else:
            self._answer_from_shelf(job, host, url.path())

    def _answer_from_shelf(self, job: QWebEngineUrlRequestJob, host: str, path: str) -> None:
        found = self._shelf.find(host, path)
        if found is None:
            self._refuse(job)
        else:
            _send(job, found)

    def _hear(self, job: QWebEngineUrlRequestJob, path: str) -> None:
        if not _EVENT.fullmatch(path):
            self._refuse(job)
            return
        _send(job, Answer(b"{}", MIME[".json"]))
        self.rang.emit(path[1:])

    def _start_tile(self, job: QWebEngineUrlRequestJob, path: str) -> None:
        match = _TILE.fullmatch(path)
        if match is None:
            self._refuse(job)
            return
        self._count += 1
        number, pack = self._count, match[1]
        z, x, y = int(match[2]), int(match[3]), int(match[4])
        self._jobs[number] = job  # kept, or Python lets it go
        job.destroyed.connect(lambda *_: self._jobs.pop(number, None))
        self._pool.submit(self._read_tile, number, pack, z, x, y)

    def _read_tile(self, number: int, pack: str, z: int, x: int, y: int) -> None:
        body: bytes | None = None
        try:
            body = _unpacked(self._tile(pack, z, x, y))
        except (OSError, ValueError, LookupError, RuntimeError, EOFError, zlib.error):
            body = None  # a bad tile is a hole in the map, no more
        finally:
            self._tile_read.emit(number, body)

    def _reply_tile(self, number: int, body: bytes | None) -> None:
        job = self._jobs.pop(number, None)
        if job is not None and shiboken6.isValid(job):
            _send(job, Answer(body or b"", _tile_mime(body or b"")))

    def _refuse(self, job: QWebEngineUrlRequestJob) -> None:
        self.missing.append(job.requestUrl().toString())
        job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)


def _unpacked(body: bytes | None) -> bytes | None:
    return gzip.decompress(body) if body is not None and body[:2] == b"\x1f\x8b" else body


def _tile_mime(body: bytes) -> bytes:
    if body.startswith(b"\x89PNG"):
        return b"image/png"
    if body.startswith(b"\xff\xd8"):
        return b"image/jpeg"
    if body.startswith(b"RIFF"):
        return b"image/webp"
    return b"application/x-protobuf"  # an empty body is a valid, empty vector tile


def _send(job: QWebEngineUrlRequestJob, answer: Answer) -> None:
    headers = {QByteArray(name.encode()): [QByteArray(value.encode())] for name, value in HEADERS.items()}
    job.setAdditionalResponseHeaders(headers)  # type: ignore[arg-type]  # a map of lists; the stub says otherwise
    buffer = QBuffer(job)  # the job owns the buffer
    buffer.setData(QByteArray(answer.body))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    job.reply(QByteArray(answer.mime), buffer)
