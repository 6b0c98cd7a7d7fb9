"""The command that proves a log, and what it says of one that cannot be right."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.bootstrap import central_store, phrases
from app.cli.reading import signed_in
from app.cli.verdict import Answered
from app.domain.verdict import Fault, Verdict
from app.errors import Missing

_CHECKED = ("payloads", "signatures", "links", "numbers", "receipts", "attachments")
_BESIDE = ("held", "forks", "open_links", "unproven", "receipts_elsewhere", "faults")


def audit_verify(asked: Namespace) -> Answered:
    """Prove a log from its own bytes: central's, a bundle's, or this laptop's."""
    if asked.database or asked.central_data:
        return _answered("central", asyncio.run(_central(asked)))
    with signed_in(asked) as services:
        if asked.file is None:
            return _answered("laptop", services.auditing.laptop())
        return _answered("bundle", services.auditing.bundle(asked.file))


async def _central(asked: Namespace) -> Verdict:
    from app.central.auditing import audit

    folder = Path(asked.central_data) if asked.central_data else None
    if not asked.database and folder is not None and not (folder / "central.db").is_file():
        raise Missing("audit.no_central", folder=str(folder))
    return await audit(central_store(asked.database, folder))


def _answered(of: str, verdict: Verdict) -> Answered:
    told = asdict(verdict)
    answer: dict[str, Any] = {"ok": verdict.ok, "of": of, "operations": verdict.operations}
    answer["checked"] = {name: told[name] for name in _CHECKED}
    answer |= {name: told[name] for name in _BESIDE}
    answer["first_fault"] = None if verdict.first_fault is None else _said(verdict.first_fault)
    return Answered(answer, 0 if verdict.ok else 1)


def _said(fault: Fault) -> dict[str, Any]:
    """What is wrong in words, and where."""
    where = {"operation": fault.operation, "incident": fault.incident, "attachment": fault.attachment}
    hexed = {name: value.hex() for name, value in where.items() if value is not None}
    number = {} if fault.number is None else {"number": fault.number}
    return {"what": phrases()(fault.what), "key": fault.what, **hexed, **number}
