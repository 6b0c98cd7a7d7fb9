"""Runs central: as a process of its own, or on a thread beside a practice station or a test."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import uvicorn

from app.central.application import application
from app.central.invites import issue, now_ms
from app.central.log import make_log, take_over
from app.central.records import Records
from app.central.seals import Seals
from app.ports.central import CentralCounts, CentralStore

T = TypeVar("T")

_STOP_WITHIN_S: Final = 10


def serve(
    store: CentralStore,
    host: str = "127.0.0.1",
    port: int = 8100,
    ready: Callable[[str], None] | None = None,
    *,
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Answer laptops until SIGTERM or SIGINT, then finish what was begun.

    Beyond this machine a laptop asks for https: give a certificate and its key (PEM), or
    stand behind a proxy that has them. ``ready`` is told the address.

    Raises:
        StoreRefused: the store must not be opened. OSError: the port is taken.
    """
    listener = _listen(host, port)
    url = f"{'https' if certificate else 'http'}://{host}:{listener.getsockname()[1]}"

    async def started(server: _Server) -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: server.stop())
        if ready is not None:
            ready(url)

    config = {"ssl_certfile": certificate, "ssl_keyfile": key} if certificate else {}
    with listener:
        asyncio.run(_answer(store, listener, make_log(sys.stderr), started, config))


class Central:
    """A central on a thread of this process, on a port of the system's choice unless one is given."""

    def __init__(self, store: CentralStore, port: int = 0) -> None:
        self._store = store
        self._port = port
        self._up: Future[_Server] = Future()
        self._thread: threading.Thread | None = None

    def start(self) -> str:
        """Open the store and answer; the address.

        Raises:
            StoreRefused, Unavailable: the store could not be opened.
        """
        listener = _listen("127.0.0.1", self._port)
        self._port = listener.getsockname()[1]
        self._up = Future()
        self._thread = threading.Thread(target=self._run, args=(listener, self._up), name="central", daemon=True)
        self._thread.start()
        self._up.result()
        return self.url

    @property
    def url(self) -> str:
        """Where it answers, once it was started."""
        return f"http://127.0.0.1:{self._port}"

    def stop(self) -> None:
        """Finish what was begun and close the store; `start` answers at the same address again."""
        if self._thread is None:
            return
        if self._up.done() and self._up.exception() is None:
            self._up.result().stop()
        self._thread.join()
        self._thread = None

    def invite(self, force: str = "") -> str:
        """A one-time code for one laptop; see `app.central.invites`."""
        return self._ask(issue(self._store, force))

    def restored(self) -> int:
        """To be called after its store was restored from a backup; the new epoch."""
        return self._ask(self._store.new_epoch(now_ms()))

    def counts(self) -> CentralCounts:
        """How much central has."""
        return self._ask(self._store.counts())

    def _run(self, listener: socket.socket, up: Future[_Server]) -> None:
        async def started(server: _Server) -> None:
            up.set_result(server)

        try:
            with listener:
                asyncio.run(_answer(self._store, listener, make_log(None), started, {}))
        except Exception as error:
            if up.done():
                raise
            up.set_exception(error)

    def _ask(self, asked: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(asked, self._up.result().loop).result()


class _Server(uvicorn.Server):
    """Uvicorn that says when it is up and leaves signals to whoever runs it."""

    def __init__(self, config: uvicorn.Config, started: Started) -> None:
        super().__init__(config)
        self._tell = started
        self.loop = asyncio.get_running_loop()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Uvicorn would end the process by the signal, before the store is closed."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then tell."""
        await super().startup(sockets)
        await self._tell(self)

    def stop(self) -> None:
        """Finish what was begun."""
        self.should_exit = True


Started = Callable[[_Server], Coroutine[Any, Any, None]]


async def _answer(
    store: CentralStore, listener: socket.socket, log: Any, started: Started, config: dict[str, Any]
) -> None:
    take_over(log)
    await store.open()
    try:
        records = Records(store, Seals(await store.identity()), now_ms, log)
        settings = uvicorn.Config(
            application(records),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_STOP_WITHIN_S,
            **config,
        )
        await _Server(settings, started).serve(sockets=[listener])
    finally:
        await store.close()


def _listen(host: str, port: int) -> socket.socket:
    """With its protocol named: only then does asyncio send an answer's last part without waiting 40 ms."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
    except OSError:
        listener.close()
        raise
    return listener
