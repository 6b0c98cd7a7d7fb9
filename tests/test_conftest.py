"""The guards that every test runs under are seen to bite, and the pinned Qt keeps its references."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

pytest_plugins = ["pytester"]

GUARDS = Path(__file__).with_name("conftest.py").read_text("utf-8")

OFFENDERS = {
    "a connection elsewhere": "import socket\n\ndef test_it():\n    socket.create_connection(('192.0.2.1', 80))\n",
    "a swallowed attempt": (
        "import socket\n\ndef test_it():\n    try:\n        socket.create_connection(('192.0.2.1', 80))\n"
        "    except OSError:\n        pass\n"
    ),
    "a name looked up": (
        "import socket\n\ndef test_it():\n    try:\n        socket.getaddrinfo('central.example', 443)\n"
        "    except OSError:\n        pass\n"
    ),
    "a thread left behind": (
        "import threading\n\nstop = threading.Event()\n\ndef test_it():\n"
        "    threading.Thread(target=stop.wait, args=(20,), daemon=True).start()\n"
    ),
    "a Qt warning": "from PySide6.QtCore import qWarning\n\ndef test_it():\n    qWarning('careless')\n",
}


@pytest.mark.parametrize("offence", OFFENDERS)
def test_guard_bites(pytester: pytest.Pytester, offence: str) -> None:
    result = _run(pytester, OFFENDERS[offence])
    outcome = result.parseoutcomes()
    assert outcome.get("failed", 0) + outcome.get("errors", 0) >= 1, offence


def test_loopback_is_allowed(pytester: pytest.Pytester) -> None:
    code = (
        "import socket\n\ndef test_it():\n    with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "        socket.create_connection(server.getsockname()).close()\n"
        "        socket.create_connection(('localhost', server.getsockname()[1])).close()\n"
    )
    _run(pytester, code).assert_outcomes(passed=1)


def test_none_keeps_its_references() -> None:
    """PySide6 6.12.0 drops one reference to None at each void call on Python 3.11, and in the end aborts."""
    watched, before = QObject(), sys.getrefcount(None)
    for _ in range(500):
        watched.setObjectName("x")
    assert sys.getrefcount(None) > before - 100


def _run(pytester: pytest.Pytester, code: str) -> pytest.RunResult:
    pytester.makeconftest(GUARDS)
    pytester.makeini("[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\ntimeout = 30\n")
    pytester.makepyfile(code)
    return pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", "-p", "no:randomly")
