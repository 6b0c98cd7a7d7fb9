"""Attachments at central: each under the SHA-256 of its bytes, in a lane of their own."""

from __future__ import annotations

import asyncio
import hashlib

from starlette.requests import Request
from starlette.responses import Response

from app.central.bodies import Unfit, take
from app.central.handlers import bearer
from app.central.records import Records
from app.domain.wire import LONGEST_BLOB


class Blobs:
    """The addresses of attachments."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._store = records.store

    async def handle(self, request: Request) -> Response:
        """HEAD, PUT or GET of one attachment."""
        device = bearer(self._records, request)
        sha256 = _name(request.path_params["sha256"])
        if request.method == "PUT":
            return await self._put(request, device, sha256)
        return await self._has(sha256) if request.method == "HEAD" else await self._get(sha256)

    async def _has(self, sha256: bytes) -> Response:
        return Response(status_code=404 if await self._store.blob_size(sha256) is None else 200)

    async def _get(self, sha256: bytes) -> Response:
        data = await self._store.blob(sha256)
        if data is None:
            raise Unfit(404, "sync.no_blob")
        return Response(data, media_type="application/octet-stream")

    async def _put(self, request: Request, device: bytes, sha256: bytes) -> Response:
        data = await take(request, LONGEST_BLOB)
        if (await asyncio.to_thread(hashlib.sha256, data)).digest() != sha256:
            raise Unfit(400, "sync.blob_differs")
        await self._store.keep_blob(sha256, data, device, self._records.now_ms())
        self._records.log.info("attachment", device=device.hex(), sha256=sha256.hex(), size=len(data))
        return Response(status_code=201)


def _name(text: str) -> bytes:
    try:
        sha256 = bytes.fromhex(text)
    except ValueError:
        sha256 = b""
    if len(sha256) != 32:
        raise Unfit(400, "sync.unreadable")
    return sha256
