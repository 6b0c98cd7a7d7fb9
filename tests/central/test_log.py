"""Central's log: where a bug was, never what somebody wrote."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from typing import Any

import httpx
import pytest

from app.central.application import application
from app.central.log import make_log, take_over
from app.central.records import Records
from app.central.seals import Seals
from app.ports.central import CentralIdentity
from db.central import open_store


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_bug_is_told_by_its_place_and_not_in_its_words(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(None, None)

    async def stumble() -> int:
        raise ValueError("Maisie Thornwood")

    monkeypatch.setattr(store, "epoch", stumble)
    records = Records(store, Seals(CentralIdentity("x", bytes(32), bytes(32))), lambda: 1, make_log(written))
    answer = asyncio.run(_ask(records))
    assert (answer.status_code, answer.json()) == (500, {"error": "sync.central_busy"})
    (line,) = lines(written)
    assert (line["event"], line["cause"]) == ("bug", "ValueError")
    assert line["where"][-1].startswith("test_log.py:")
    assert "Maisie" not in written.getvalue()


async def _ask(records: Records) -> httpx.Response:
    way = httpx.ASGITransport(application(records), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=way, base_url="http://central") as client:
        return await client.get("/health")


def test_the_server_speaks_into_the_same_log(written: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    take_over(make_log(written))
    server = logging.getLogger("uvicorn.error")
    server.warning("Invalid request from %s", "Maisie Thornwood")
    server.error("Exception in ASGI application", exc_info=ValueError("Maisie Thornwood"))
    assert [(line["event"], line["said"]) for line in lines(written)] == [("server", "Invalid request from %s")]
    assert capfd.readouterr() == ("", "")
