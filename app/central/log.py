"""Central's own log: one JSON line an event, ids only, no personal data."""

from __future__ import annotations

import logging
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger


def make_log(stream: TextIO | None) -> Any:
    """A logger that writes to the stream, or nowhere."""
    if stream is None:
        return structlog.wrap_logger(None, processors=[_drop])
    return structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.BoundLogger,
    )


def _drop(_logger: WrappedLogger, _name: str, _event: EventDict) -> EventDict:
    raise structlog.DropEvent


class _FromServer(logging.Handler):
    """Uvicorn's words without their values; an error under a request is told by whoever answers it."""

    def __init__(self, log: Any) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info is None:
            self._log.warning("server", said=str(record.msg))


def take_over(log: Any) -> None:
    """From now on what uvicorn says of this process goes into this log, and nowhere else."""
    server = logging.getLogger("uvicorn.error")
    server.handlers[:] = [_FromServer(log)]
    server.propagate = False
