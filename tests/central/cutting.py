"""A network that breaks: passes so many bytes each way to a central, then ends every connection."""

from __future__ import annotations

import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_RESET = struct.pack("ii", 1, 0)


class _Cutting:
    def __init__(self, url: str, up: int, down: int) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 0)
        self._left = {"up": up, "down": down}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._wake, self._stop = socket.socketpair()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def end(self) -> None:
        self._stop.close()

    def run(self) -> None:
        with self._listener, self._wake:
            while True:
                ready, _, _ = select.select([self._listener, self._wake], [], [])
                if self._wake in ready:
                    return
                laptop, _ = self._listener.accept()
                with laptop, socket.create_connection(self._target) as central:
                    self._pass_on(laptop, central)

    def _pass_on(self, laptop: socket.socket, central: socket.socket) -> None:
        while True:
            ready, _, _ = select.select([laptop, central, self._wake], [], [])
            if self._wake in ready:
                return
            for each in ready:
                source, target, way = (laptop, central, "up") if each is laptop else (central, laptop, "down")
                if not self._one(source, target, way):
                    for end in (laptop, central):
                        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    return

    def _one(self, source: socket.socket, target: socket.socket, way: str) -> bool:
        try:
            data = source.recv(1 << 16)[: self._left[way]]
            target.sendall(data)
        except OSError:
            return False
        self._left[way] -= len(data)
        return len(data) > 0 and self._left[way] > 0


@contextmanager
def cutting(url: str, *, up: int = 1 << 40, down: int = 1 << 40) -> Iterator[str]:
    """The address of a way to ``url`` that carries ``up`` bytes there and ``down`` bytes back in all."""
    made = _Cutting(url, up, down)
    thread = threading.Thread(target=made.run, name="cutting")
    thread.start()
    try:
        yield made.url
    finally:
        made.end()
        thread.join()
