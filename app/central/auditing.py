"""Proves central's log from its own bytes, a page at a time; laptops may go on writing meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator

from app.domain.auditing import Audit
from app.domain.tree import Tree
from app.domain.verdict import Logged, Verdict
from app.domain.wire import LONGEST_BODY, MOST_HEADS, MOST_OPERATIONS
from app.ports.central import CentralStore


async def audit(store: CentralStore) -> Verdict:
    """For a command: opens the store, checks everything that was there when it began, closes it.

    Raises:
        StoreRefused: the store must not be opened. Unavailable: the database is away.
    """
    await store.open()
    try:
        return await _audited(store)
    finally:
        await store.close()


async def _audited(store: CentralStore) -> Verdict:
    audit, heads = Audit(), await _heads(store)
    async for each in _logged(store, heads):
        audit.learn(each)
    async for each in _logged(store, heads):
        audit.check(each)
    audit.check_numbers(heads)
    return audit.verdict


async def _heads(store: CentralStore) -> dict[bytes, Tree]:
    heads: dict[bytes, Tree] = {}
    after = b""
    while page := await store.heads(after, MOST_HEADS):
        heads.update(page)
        after = page[-1][0]
    return heads


async def _logged(store: CentralStore, heads: dict[bytes, Tree]) -> AsyncIterator[Logged]:
    """Each incident in the order of its numbers, the force first as its id is the lowest."""
    for incident, tree in heads.items():
        after, head = 0, tree.size
        while after < head:
            page = await store.page(incident, after, min(MOST_OPERATIONS, head - after), LONGEST_BODY)
            for number, operation in page:
                yield Logged(operation, number=number)
            after = page[-1][0] if page else head
