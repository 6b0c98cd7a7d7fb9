"""The tables of central records, for both databases, and how they grow.

Every unique key of the log starts with the incident, so that the tables can be distributed
by incident. Laptops, keys, invitations and attachments belong to no incident.
"""

from __future__ import annotations

from typing import Final

_FIRST: Final = (
    """CREATE TABLE central (
        one {number} PRIMARY KEY CHECK (one = 1),
        name text NOT NULL,
        seed {bytes} NOT NULL,
        secret {bytes} NOT NULL,
        epoch {number} NOT NULL)""",
    """CREATE TABLE incident (
        incident {bytes} PRIMARY KEY,
        head {number} NOT NULL)""",
    """CREATE TABLE operation (
        incident {bytes} NOT NULL,
        number {number} NOT NULL,
        op {bytes} NOT NULL,
        device {bytes} NOT NULL,
        session {bytes} NOT NULL,
        seq {number} NOT NULL,
        forked {number} NOT NULL,
        sender {bytes} NOT NULL,
        received_ms {number} NOT NULL,
        checked_ms {number},
        header {bytes} NOT NULL,
        signature {bytes} NOT NULL,
        salt {bytes} NOT NULL,
        payload {bytes},
        PRIMARY KEY (incident, number),
        UNIQUE (incident, op))""",
    "CREATE INDEX ix_operation_session ON operation (device, session, seq)",
    """CREATE TABLE held (
        incident {bytes} NOT NULL,
        digest {bytes} NOT NULL,
        op {bytes} NOT NULL,
        reason text NOT NULL,
        sender {bytes} NOT NULL,
        received_ms {number} NOT NULL,
        released_ms {number},
        header {bytes} NOT NULL,
        signature {bytes} NOT NULL,
        salt {bytes} NOT NULL,
        payload {bytes},
        PRIMARY KEY (incident, digest))""",
    "CREATE INDEX ix_held_op ON held (incident, op)",
    """CREATE TABLE laptop (
        device {bytes} PRIMARY KEY,
        name text NOT NULL,
        force text NOT NULL,
        public_key {bytes} NOT NULL,
        enrolled_ms {number} NOT NULL)""",
    """CREATE TABLE invitation (
        code_hash {bytes} PRIMARY KEY,
        force text NOT NULL,
        expires_ms {number} NOT NULL,
        used_by {bytes},
        used_ms {number})""",
    """CREATE TABLE officer_key (
        officer {bytes} NOT NULL,
        public_key {bytes} NOT NULL,
        op {bytes} NOT NULL,
        PRIMARY KEY (officer, public_key))""",
    """CREATE TABLE attachment (
        sha256 {bytes} PRIMARY KEY,
        size {number} NOT NULL,
        data {bytes} NOT NULL,
        sender {bytes} NOT NULL,
        received_ms {number} NOT NULL)""",
)
"""``checked_ms`` waits for the pass that checks each signature for itself; see `app.central.judging`."""

_SECOND: Final = (
    "ALTER TABLE incident ADD COLUMN peaks {bytes} NOT NULL DEFAULT {nothing}",
    "ALTER TABLE held ADD COLUMN device {bytes} NOT NULL DEFAULT {nothing}",
    "ALTER TABLE held ADD COLUMN actor {bytes} NOT NULL DEFAULT {nothing}",
    "CREATE INDEX ix_held_reason ON held (reason) WHERE released_ms IS NULL",
)
"""The tree of an incident's operations (`app.domain.tree`), planted for those of before when central opens;
whose work is held, so that it is judged again once they are known."""

VERSIONS: Final = (_FIRST, _SECOND)
POSTGRES_TYPES: Final = {"bytes": "bytea", "number": "bigint", "nothing": "''"}
SQLITE_TYPES: Final = {"bytes": "BLOB", "number": "INTEGER", "nothing": "x''"}

MAKE_VERSION: Final = "CREATE TABLE IF NOT EXISTS schema_version (version {number} PRIMARY KEY)"
"""One row for each step that was taken."""


def steps(have: int, types: dict[str, str]) -> list[tuple[int, list[str]]]:
    """The versions that are still to be made, each with its statements.

    ``have`` is the highest version that is there, 0 for none.
    """
    return [
        (version, [each.format(**types) for each in statements])
        for version, statements in enumerate(VERSIONS, 1)
        if version > have
    ]
