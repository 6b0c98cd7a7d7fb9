"""How this laptop stands with central records, in words: no network, all sent, refused, not enrolled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.viewmodels.local_times import moment
from ui.viewmodels.sending import Sending
from ui.wording import say


@dataclass(frozen=True)
class SyncCard:
    """``bar`` is a colour role; ``problem`` the reason where central refuses or cannot be trusted."""

    title: str = ""
    words: str = ""
    problem: str = ""
    icon: str = "sync"
    bar: str = "line"
    unsent: int = 0
    sent: int = 0
    held: int = 0
    enrolled: bool = False


def sync_card(sending: Sending, now: datetime) -> SyncCard:
    """The card for this state of the sender at ``now`` (aware)."""
    counts = sending.counts
    unsent, sent, held = (counts.unsent, counts.sent, counts.held) if counts else (0, 0, 0)
    title, words, problem, icon, bar = _told(sending, unsent, now)
    return SyncCard(title, words, problem, icon, bar, unsent, sent, held, sending.enrolled)


def _told(sending: Sending, unsent: int, now: datetime) -> tuple[str, str, str, str, str]:
    contact = sending.counts.last_contact_at if sending.counts else None
    since = "" if contact is None else moment(contact, now)
    if not sending.enrolled:
        return say("laptop.no_central"), say("laptop.no_central_words"), "", "server-network-off", "outline"
    if sending.problem and (sending.reached or sending.problem != say("sync.offline")):
        key = "laptop.refused" if sending.reached else "laptop.not_answering"
        return say(key), say("laptop.go_on_short"), sending.problem, "state.warn", "danger"
    if sending.reached is False:
        title = say("laptop.no_network_since", time=since) if since else say("laptop.no_network")
        return title, say("laptop.go_on"), "", "no_network", "warn"
    if sending.reached is None:
        return say("laptop.looking"), say("laptop.looking_words"), "", "sync", "outline"
    if unsent:
        return say("laptop.sending"), say("laptop.sending_words", count=unsent), "", "sync", "accent"
    words = say("laptop.all_sent_words", time=since or say("sync_line.never"))
    return say("laptop.all_sent"), words, "", "sent", "ok"
