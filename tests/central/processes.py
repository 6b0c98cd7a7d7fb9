"""`homeward central serve` as a force runs it: a process of its own, at one address through every kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.polling import pause

ROOT = Path(__file__).resolve().parents[2]
_STARTS_WITHIN_S = 30.0


class CentralProcess:
    """Central on one database and one port; its log goes to a file."""

    def __init__(self, database_url: str, log: Path) -> None:
        self._log = log
        self._port = _free_port()
        self._database_url = database_url
        self._child: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    @property
    def _command(self) -> list[str]:
        where = ["--database", self._database_url, "--port", str(self._port)]
        return [sys.executable, "-m", "app", "central", "serve", *where]

    def start(self, database_url: str | None = None) -> None:
        """Until it answers; on another database from now on, where one is given."""
        self._database_url = database_url or self._database_url
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(self._command, cwd=ROOT, stdout=log, stderr=log)
        until = time.monotonic() + _STARTS_WITHIN_S
        while not self._well():
            if self._child.poll() is not None or time.monotonic() > until:
                pytest.fail(f"central does not answer: {self._log.read_text()[-2000:]}")
            pause()

    def _well(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", trust_env=False, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """As ``kill -9``."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """As an administrator ends it; the exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        assert self._child is not None
        os.kill(self._child.pid, how)
        status = self._child.wait(20)
        self._child = None
        return status

    @property
    def running(self) -> bool:
        return self._child is not None

    @property
    def bugs(self) -> list[str]:
        """What central did not expect."""
        return [line for line in self.log.splitlines() if '"bug"' in line]

    @property
    def log(self) -> str:
        return self._log.read_text()


@contextmanager
def central_process(database_url: str, log: Path) -> Iterator[CentralProcess]:
    """Central that answers; ended in any case."""
    made = CentralProcess(database_url, log)
    try:
        made.start()
        yield made
    finally:
        if made.running:
            made.kill()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
