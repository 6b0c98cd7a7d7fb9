"""One transaction in an officer's name: sign, append, project, commit, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, insert, select, update

from app.domain.facts import Fact
from app.domain.identity import Id
from app.domain.operations import Blob, Chain, Draft, encode, header_of, name_of, sign
from app.domain.registers import Head
from app.domain.reports import Report, report_of
from app.domain.tasks import Task
from app.errors import NotFound
from app.ports.store import SignedIn
from app.ports.surroundings import Chance, Clock
from db.local import log, projection
from db.tables import attachment, task


class LocalWork:
    """The work of one transaction; the store commits it or forgets it."""

    def __init__(
        self,
        connection: Connection,
        acting: SignedIn,
        chain: Chain,
        clock: Clock,
        chance: Chance,
        last_in: Mapping[bytes, bytes],
    ) -> None:
        """``last_in`` has, as far as it is known, this device's last operation in each incident."""
        self._connection = connection
        self._acting = acting
        self._clock = clock
        self._chance = chance
        self.chain = chain
        self._known_last = last_in
        self.last_in: dict[bytes, bytes] = {}
        self.touched: set[tuple[Id, str]] = set()

    def record(
        self,
        fact: Fact,
        incident: Id,
        entity: Id,
        *,
        seen: Mapping[str, Sequence[str]] | None = None,
        blobs: Sequence[Blob] = (),
    ) -> str:
        """See `app.ports.store.Work.record`."""
        draft = self._draft(fact, bytes.fromhex(incident), bytes.fromhex(entity), seen or {}, tuple(blobs))
        signed, self.chain = sign(
            draft,
            self.chain,
            bytes.fromhex(self._acting.officer.id),
            self._clock.moment(),
            self._chance.salt(),
            self._acting.signer.sign,
        )
        kept = log.Kept(name_of(signed.header), header_of(signed), signed)
        log.append(self._connection, [log.row_of(kept, log.SAVED)])
        log.speak_of(self._connection, [blob.sha256 for blob in blobs])
        projection.project(self._connection, kept)
        self.last_in[kept.header.incident] = kept.op
        self.touched.add((incident, fact.NOUN))
        return kept.op.hex()

    def _draft(
        self, fact: Fact, incident: bytes, entity: bytes, seen: Mapping[str, Sequence[str]], blobs: tuple[Blob, ...]
    ) -> Draft:
        fields = fact.writes()
        observed = self._observed(entity, list(fields), seen) if fields else {}
        before = self._last_in(incident)
        return Draft(incident, entity, fact.TYPE, fact.VERSION, encode(fact), observed, before, blobs)

    def _last_in(self, incident: bytes) -> bytes:
        found = self.last_in.get(incident) or self._known_last.get(incident)
        return log.last_in_incident(self._connection, incident, self.chain.device) if found is None else found

    def _observed(self, entity: bytes, fields: list[str], seen: Mapping[str, Sequence[str]]) -> dict[str, list[bytes]]:
        """Per field what the officer had seen; a field nobody wrote before is left out."""
        observed = {field: [bytes.fromhex(op) for op in seen[field]] for field in fields if field in seen}
        for head in projection.heads(self._connection, entity):
            if head.field in fields and head.field not in seen:
                observed.setdefault(head.field, []).append(bytes.fromhex(head.op))
        return {field: sorted(ops) for field, ops in observed.items() if ops}

    def report(self, incident: Id) -> Report:
        """See `app.ports.store.Work.report`."""
        found = report_of(incident, projection.heads(self._connection, bytes.fromhex(incident)))
        if found is None:
            raise NotFound("report.not_found", incident=incident)
        return found

    def task(self, task_id: Id) -> tuple[Id, Task]:
        """See `app.ports.store.Work.task`."""
        key = bytes.fromhex(task_id)
        incident = self._connection.execute(select(task.c.incident).where(task.c.task == key)).scalar()
        if incident is None:
            raise NotFound("task.not_found", task=task_id)
        return Id(incident.hex()), projection.task_now(self._connection, key)

    def heads(self, entity: Id) -> list[Head]:
        """See `app.ports.store.Work.heads`."""
        return projection.heads(self._connection, bytes.fromhex(entity))

    def keep_blob(self, sha256: bytes, data: bytes) -> None:
        """See `app.ports.store.Work.keep_blob`."""
        keep_blob(self._connection, sha256, data)


def keep_blob(connection: Connection, sha256: bytes, data: bytes, *, sent: bool = False) -> None:
    """Keep the bytes of an attachment, whether or not an operation spoke of it before."""
    filled = connection.execute(
        update(attachment).where(attachment.c.sha256 == sha256).values(data=data, sent=int(sent))
    )
    if not filled.rowcount:
        connection.execute(insert(attachment).values(sha256=sha256, data=data, sent=int(sent)))
