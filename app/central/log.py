"""Central's own log: one JSON line an event, ids only, no personal data."""

from __future__ import annotations

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
