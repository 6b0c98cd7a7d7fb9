"""The central records server as an ASGI application: its addresses and its errors."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.central.blobs import Blobs
from app.central.bodies import Unfit, problem
from app.central.handlers import Handlers
from app.central.metrics import Metrics
from app.central.openapi import description
from app.central.records import Records
from app.errors import Unavailable


def application(records: Records) -> Starlette:
    """Central over these records, whose store is open."""
    handlers, blobs = Handlers(records), Blobs(records)
    routes = [
        Route("/health", handlers.health),
        Route("/metrics", handlers.metrics),
        Route("/v1/openapi.json", _description),
        Route("/v1/enrol", handlers.enrol, methods=["POST"]),
        Route("/v1/hello", handlers.hello, methods=["POST"]),
        Route("/v1/session", handlers.session, methods=["POST"]),
        Route("/v1/ops", handlers.push, methods=["POST"]),
        Route("/v1/known", handlers.known, methods=["POST"]),
        Route("/v1/incidents", handlers.incidents),
        Route("/v1/incidents/{incident}/ops", handlers.page),
        Route("/v1/blobs/{sha256}", blobs.handle, methods=["GET", "PUT"]),
    ]
    return Starlette(routes=routes, exception_handlers=_errors(records.log, records.metrics))


async def _description(_request: Request) -> Response:
    return Response(description(), media_type="application/json")


def _errors(log: Any, metrics: Metrics) -> dict[Any, Any]:
    async def unfit(request: Request, error: Unfit) -> Response:
        log.info("refused", path=request.url.path, status=error.status, reason=error.key)
        metrics.refused(error.key)
        return problem(error.status, error.key)

    async def away(request: Request, error: Unavailable) -> Response:
        log.error("unavailable", path=request.url.path, reason=error.key, cause=type(error.__cause__).__name__)
        metrics.database_failed()
        return problem(503, "sync.central_busy")

    async def unknown(_request: Request, error: HTTPException) -> Response:
        return problem(error.status_code, "sync.no_such_address")

    async def gone(request: Request, _error: ClientDisconnect) -> Response:
        log.info("broken_off", path=request.url.path)
        return problem(400, "sync.unreadable")

    async def bug(request: Request, error: Exception) -> Response:
        log.error("bug", path=request.url.path, cause=type(error).__name__, where=_where(error))
        return problem(500, "sync.central_busy")

    return {Unfit: unfit, Unavailable: away, HTTPException: unknown, ClientDisconnect: gone, Exception: bug}


def _where(error: Exception) -> list[str]:
    """The last lines of code on the way to it; its own words may speak of a person."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return [f"{Path(each.filename).name}:{each.lineno}" for each in frames]
