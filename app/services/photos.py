"""Adds a photo: the original is named by its hash, the copy that travels carries no metadata."""

from __future__ import annotations

import hashlib

from app.domain import facts
from app.domain.identity import Id
from app.domain.operations import Blob
from app.formats.photos import working_copy
from app.services.desk import Desk


class Photos:
    """The photos of a search."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, incident: Id, data: bytes, caption: str = "", about: Id | None = None) -> bytes:
        """Keep a photo, of the person or of what a task found; gives the copy's SHA-256.

        Raises:
            Unreadable: no photo, too large, damaged; nothing is kept.
        """
        photo = working_copy(data)
        name = hashlib.sha256(photo.jpeg).digest()
        fact = facts.PhotoAdded(
            original_sha256=photo.sha256,
            copy_sha256=name,
            width_px=photo.width,
            height_px=photo.height,
            caption=caption.strip(),
            about=about,
        )
        with self._desk.act("photo.add") as (work, _):
            work.report(incident)
            blob = Blob(name, len(photo.jpeg), "image/jpeg")
            work.record(fact, incident, self._desk.chance.new_id(), blobs=[blob])
            work.keep_blob(name, photo.jpeg)
        return name

    def picture(self, sha256: bytes) -> bytes | None:
        """The copy's bytes, once they are here."""
        return self._desk.store.blob(sha256)
