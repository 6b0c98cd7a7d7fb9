"""Commands that carry operations in a file where there is no network."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from app.bootstrap import phrases
from app.cli.reading import signed_in
from app.cli.shown import when
from app.services.reading_bundles import BundleRead, Damaged

Answer = dict[str, Any]


def bundle_write(asked: Namespace) -> Answer:
    """Write a bundle for other laptops."""
    with signed_in(asked) as services:
        done = services.bundles.write(asked.out, asked.incident or None, asked.to or ())
    return {
        "out": asked.out,
        "operations": done.operations,
        "attachments": done.attachments,
        "recipients": done.recipients,
        "central": done.central,
        "frames": done.frames,
        "bytes": done.size,
        "left_out": [each.hex() for each in done.left_out],
    }


def bundle_read(asked: Namespace) -> Answer:
    """Take what is in a bundle."""
    with signed_in(asked) as services:
        done = services.bundles.read(asked.file)
    return {
        "from": done.device,
        "written_at": when(done.written_at),
        "new": done.new,
        "known": done.known,
        "held": done.held,
        "attachments": done.attachments,
        "damaged": [_damaged(each) for each in done.damaged],
        "unfinished": [each.hex() for each in done.unfinished],
        "cut_off": done.cut_off,
        **_remarks(done),
    }


def _damaged(found: Damaged) -> Answer:
    """A frame that did not arrive; what was in it, where the bundle's end says so."""
    told = {} if found.kind is None else {"kind": found.kind, "count": found.count}
    return {"frame": found.frame, **told}


def _remarks(done: BundleRead) -> dict[str, str]:
    say = phrases()
    problem = {} if done.complete else {"problem": say("bundle.incomplete")}
    return problem | ({"stranger": say("bundle.stranger")} if done.stranger else {})
