"""Puts the services of a signed-in laptop together from store, session and adapters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.adapters.bundle_files import BundleFiles
from app.adapters.gazetteer import Gazetteer
from app.adapters.surroundings import SystemClock
from app.adapters.transport import Transport
from app.adapters.vault import Unlocked
from app.ports.surroundings import Chance
from app.services.auditing import Auditing
from app.services.bundles import Bundles
from app.services.desk import Desk
from app.services.locations import Locations
from app.services.now import Now
from app.services.office import Services
from app.services.officers import AddKey, DropKey, Officers
from app.services.photos import Photos
from app.services.plans import Plans
from app.services.reports import Reports
from app.services.risks import Risks
from app.services.session import Session
from app.services.syncing import Syncing
from app.services.tasks import Tasks
from db.local.audited import LocalAudited
from db.local.bundles import LocalBundles
from db.local.exchange import LocalExchange
from db.local.store import LocalStore

GAZETTEER = Path(__file__).resolve().parent.parent / "resources" / "gazetteer" / "british_places.json"


def wire(
    store: LocalStore,
    session: Session,
    clock: SystemClock,
    chance: Chance,
    places_files: Sequence[Path],
    keys: tuple[AddKey, DropKey],
    unlocked: Unlocked,
) -> Services:
    """Everything that an officer who is signed in can do, on this store."""
    desk = Desk(store, session, clock, chance)
    locations = Locations(desk, Gazetteer([GAZETTEER, *places_files]))
    device, key = bytes.fromhex(store.device), unlocked.device_key
    carried, files = LocalBundles(store), BundleFiles()
    return Services(
        desk=desk,
        changes=store.feed,
        now=Now(desk),
        reports=Reports(desk, locations),
        locations=locations,
        risks=Risks(desk),
        plans=Plans(desk),
        tasks=Tasks(desk),
        photos=Photos(desk),
        officers=Officers(desk, *keys),
        syncing=Syncing(LocalExchange(store), lambda enrolled: Transport(enrolled.url, device, key.sign), clock),
        bundles=Bundles(desk, carried, files, key),
        auditing=Auditing(LocalAudited(store), carried, files, key),
    )
