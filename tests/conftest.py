"""What every test runs under: no window, no network, no thread or Qt job left behind."""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Two busy cores say nothing about the code: no example is failed for the time it took.
settings.register_profile("homeward", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("homeward")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    # Chromium's sandbox refuses root; containers run as root. The product never sets this.
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

ROOT = Path(__file__).resolve().parents[1]
_GRACE_S = 3.0


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Runs just before pytest-qt makes the application: the map's scheme must be known by then."""
    try:
        from ui.map.scheme import register_scheme
    except ModuleNotFoundError:
        return ["homeward-tests"]
    register_scheme()
    return ["homeward-tests"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the repository, where there is one."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder} not here")
    return folder


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that speaks to anything but this machine fails, even where its code swallows the error."""
    tried: list[str] = []

    def guard(host: object) -> None:
        if not _is_here(host):
            tried.append(str(host))
            raise OSError(f"tests have no network, and this one tried {host}")

    _guard_connections(monkeypatch, guard)
    yield
    if tried:
        pytest.fail(f"tried to reach {', '.join(tried)}")


def _guard_connections(monkeypatch: pytest.MonkeyPatch, guard: Any) -> None:
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), guard))
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        guard(host)
        return resolve(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def _guarded(real: Any, guard: Any) -> Any:
    def call(self: socket.socket, *given: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            guard(given[-1][0])
        return real(self, *given)

    return call


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """A thread that outlives its test would speak into the next one."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if _outlives(thread, before)]
    if left:
        pytest.fail(f"threads left running: {', '.join(thread.name for thread in left)}")


def _outlives(thread: threading.Thread, before: set[threading.Thread]) -> bool:
    if thread in before or isinstance(thread, threading._DummyThread):
        return False
    thread.join(_GRACE_S)
    return thread.is_alive()
