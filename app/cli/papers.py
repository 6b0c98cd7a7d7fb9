"""Makes the papers of a search: a team's task sheet, and a page that opens with no network."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from app.adapters.documents import Documents, TaskSheet
from app.adapters.map_export import EmbeddedTiles, cut_tiles, export_html
from app.bootstrap import RESOURCES, phrases
from app.domain.identity import Id
from app.domain.packs import Bounds, PackInfo
from app.services.office import Services
from db.local.packs import PackStore
from ui.map.texts import page_texts
from ui.viewmodels.map_features import box_of, layers_of
from ui.viewmodels.map_papers import Page


def task_sheet_maker() -> Callable[[Mapping[str, Any]], bytes]:
    """The words of a task sheet to its PDF."""
    documents = Documents(RESOURCES, phrases())
    return lambda words: documents.task_sheet(TaskSheet(**words))


def page_maker(packs: PackStore) -> Callable[[Page], str]:
    """A search's layers to one HTML file with the map of its ground inside."""
    return lambda page: _html(packs, page)


def _html(packs: PackStore, page: Page) -> str:
    area = Bounds(*page.box)
    return export_html(
        RESOURCES,
        page.title,
        page.layers,
        page.texts,
        page.palette,
        view=area,
        base=_base(packs, area),
        legend=page.legend,
    )


def _base(packs: PackStore, area: Bounds) -> EmbeddedTiles | None:
    """The finest pack that has the middle of the area."""
    lon, lat = (area.west + area.east) / 2, (area.south + area.north) / 2
    holding = [pack for pack in packs.packs() if pack.covers(lon, lat)]
    finest = max(holding, key=_fineness, default=None)
    return None if finest is None else cut_tiles(finest, area, packs.tile)


def _fineness(pack: PackInfo) -> int:
    return pack.max_zoom


def search_page(services: Services, packs: PackStore, incident: Id) -> str:
    """One search as one HTML file. Raises NotFound."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.application import make_application

    _, theme = make_application(RESOURCES, phrases())
    case, now = services.reports.case(incident), services.desk.clock.now()
    layers = layers_of(case, services.plans.advice(case), now)
    box = box_of(layers) or (-8.7, 49.8, 1.8, 60.9)
    say = phrases()
    page = Page(
        case.report.name, layers, box, say("map.legend", name=case.report.first_name), page_texts(), theme.map_tokens()
    )
    return page_maker(packs)(page)
