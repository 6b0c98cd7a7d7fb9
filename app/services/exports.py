"""Turns a search into a page that anybody can open with no network."""

from __future__ import annotations

from app.services.desk import Desk


class Exports:
    """Pages of one search."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
