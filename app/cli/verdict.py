"""An answer that is printed and ends with a status of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answered:
    """What a command says in JSON, and its exit status."""

    answer: dict[str, Any]
    status: int
