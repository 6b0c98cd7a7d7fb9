"""How long a whole county takes from an OpenStreetMap extract to a map pack, and how much memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

from app.adapters.tiler.county import draw_county
from db.local.packs import PackStore
from tests.benchmarks.measure import Figure, elapsed_ms

RUTLAND = Path(__file__).parents[3] / "shared" / "maps" / "rutland_2018.osm.pbf"


def add(store: PackStore) -> None:
    """Rutland, read, drawn, checked and packed; the second and third time it is found to be there."""
    store.add(RUTLAND, progress=lambda *_: None, cancelled=lambda: False)


def figures() -> list[Figure]:
    """Rutland, from the file to the pack, checked; nothing where the extract is not beside the repository."""
    if not RUTLAND.is_file():
        return []
    with tempfile.TemporaryDirectory() as folder:
        store = PackStore(Path(folder) / "packs", Path(folder) / "none", tiler=draw_county)
        took_ms = min(elapsed_ms(lambda: add(store)) for _ in range(3))
        size_kb = store.packs()[0].size_bytes / 1000
        store.close()
    return [
        Figure("Rutland's extract to a map pack", took_ms / 1000, "s", at_most=3.0),
        Figure("Rutland's map pack", size_kb, "kB"),
    ]
