"""Reads what a laptop sends without trusting its size or form, and writes answers."""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from app.domain.operations import encode
from app.domain.wire import LONGEST_BATCH, LONGEST_BODY, MESSAGE_TYPE, Problem
from app.errors import HomewardError
from app.formats import packing

T = TypeVar("T")

_WORTH_PACKING: Final = 512


class Unfit(HomewardError):
    """A request that is answered with a reason: the HTTP status and a phrase key."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status = status


async def take(request: Request, most: int) -> bytes:
    """The body as it came, at most so many bytes.

    Raises:
        Unfit: it is longer, or says that it is.
    """
    said = request.headers.get("content-length", "0")
    if said.isdecimal() and int(said) > most:
        raise Unfit(413, "sync.too_large")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise Unfit(413, "sync.too_large")
    return bytes(body)


async def message(request: Request, type_: type[T]) -> T:
    """The message that a request carries.

    Raises:
        Unfit: too large, compressed wrongly, or not this message.
    """
    body = await take(request, LONGEST_BATCH)
    encoding = request.headers.get("content-encoding", "identity")
    if encoding not in ("identity", "zstd"):
        raise Unfit(415, "sync.unreadable")
    return _decode(unpack(body) if encoding == "zstd" else body, type_)


def unpack(body: bytes, most: int = LONGEST_BODY) -> bytes:
    """What was compressed with zstd, at most so many bytes.

    Raises:
        Unfit: it is longer, or no zstd.
    """
    try:
        return packing.unpack(body, most)
    except packing.Unpackable as error:
        raise (Unfit(413, "sync.too_large") if error.too_long else Unfit(400, "sync.unreadable")) from None


def _decode(body: bytes, type_: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(body, type=type_)
    except (msgspec.MsgspecError, UnicodeDecodeError, MemoryError, RecursionError):
        raise Unfit(400, "sync.unreadable") from None


def answer(request: Request, value: object) -> Response:
    """A message, compressed where that pays and the laptop can read it."""
    body = encode(value)
    if len(body) < _WORTH_PACKING or "zstd" not in request.headers.get("accept-encoding", ""):
        return Response(body, media_type=MESSAGE_TYPE)
    return Response(packing.pack(body), media_type=MESSAGE_TYPE, headers={"content-encoding": "zstd"})


def problem(status: int, key: str) -> Response:
    """A reason, in JSON."""
    headers = {"retry-after": "5"} if status in (429, 503) else {}
    return Response(msgspec.json.encode(Problem(key)), status, headers, "application/json")
