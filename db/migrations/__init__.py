"""Steps from each released store to the next; log tables only ever gain, projections are rebuilt."""

from __future__ import annotations

from typing import Final

KNOWN: Final = ("0001", "0002")
"""Every step this program knows, oldest first; a store at any other is from a newer program."""
