"""All services together, as window and command line get them."""

from __future__ import annotations

from dataclasses import dataclass

from app.changes import ChangeFeed
from app.services.auditing import Auditing
from app.services.bundles import Bundles
from app.services.desk import Desk
from app.services.locations import Locations
from app.services.now import Now
from app.services.officers import Officers
from app.services.photos import Photos
from app.services.plans import Plans
from app.services.reports import Reports
from app.services.risks import Risks
from app.services.syncing import Syncing
from app.services.tasks import Tasks


@dataclass(frozen=True)
class Services:
    """What an officer who is signed in can do."""

    desk: Desk
    changes: ChangeFeed
    now: Now
    reports: Reports
    locations: Locations
    risks: Risks
    plans: Plans
    tasks: Tasks
    photos: Photos
    officers: Officers
    syncing: Syncing
    bundles: Bundles
    auditing: Auditing

    def enrol(self, url: str, code: str) -> None:
        """Make this laptop known to a central, by the one-time code that central gave.

        Raises:
            NotAllowed: nobody is signed in. Unreadable: no https address. Offline.
            Refused: the code is not, or no longer, good.
        """
        self.desk.session.acting("laptop.enrol")
        own = self.desk.store.laptops()[self.desk.store.device]
        self.syncing.enrol(url, code, name=own.name, force=own.force, public_key=own.public_key)
