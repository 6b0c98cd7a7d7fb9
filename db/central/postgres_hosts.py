"""Connects to whichever of several PostgreSQL hosts takes writes, also while one of them is silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg

CONNECTS_WITHIN_S: Final = 5.0
"""To each host. The driver has one time for all of them, which a host without power would use up."""

_NEXT: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.InternalClientError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncio.TimeoutError,
    OSError,
)


def one_by_one(url: str) -> list[str]:
    """The address of each host of ``postgresql://user:word@one,two/database``."""
    parts = urlsplit(url)
    if "," not in parts.netloc:
        return [url]
    who, at, places = parts.netloc.rpartition("@")
    return [urlunsplit(parts._replace(netloc=f"{who}{at}{place}")) for place in places.split(",")]


def whichever(url: str) -> Callable[..., Coroutine[Any, Any, Any]]:
    """What a pool connects with: the first host that answers, and takes writes where the address asks for that."""

    async def connect(_url: str, **named: Any) -> Any:
        *others, last = one_by_one(url)
        for each in others:
            try:
                return await asyncpg.connect(each, timeout=CONNECTS_WITHIN_S, **named)
            except _NEXT:
                continue
        return await asyncpg.connect(last, timeout=CONNECTS_WITHIN_S, **named)

    return connect
