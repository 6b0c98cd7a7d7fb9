"""The tables of a laptop's store and the names of their constraints.

The log (`operation`, `receipt`, `attachment`) only ever grows. The projection (`head`,
`early`, `report`, `task`) is a pure function of the log and is dropped and rebuilt when
its version changes. Ids are 16 bytes, operation ids 32; times are UTC milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, Dialect, Index, Integer, MetaData, Table, Text, text
from sqlalchemy.types import UserDefinedType


class Blob(UserDefinedType[bytes]):
    """Bytes as they are. The stock type wraps each value in a call, which costs more than the write."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[bytes | None], bytearray | None]:
        """As ``bytearray``: the driver asks its adapters about each ``bytes``, which costs more."""
        return lambda value: None if value is None else bytearray(value)

    def get_col_spec(self, **_kw: object) -> str:
        """The column's type in SQL."""
        return "BLOB"


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

PROJECTION_VERSION = "1"
"""Raised whenever the projection's meaning changes: a store with another one is re-projected."""

operation = Table(
    "operation",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("op", Blob, nullable=False),
    Column("incident", Blob, nullable=False),
    Column("entity", Blob, nullable=False),
    Column("device", Blob, nullable=False),
    Column("actor", Blob, nullable=False),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("hlc", Integer, nullable=False),
    Column("wall_ms", Integer, nullable=False),
    Column("header", Blob, nullable=False),
    Column("signature", Blob, nullable=False),
    Column("salt", Blob, nullable=False),
    Column("payload", Blob),
    Column("state", Text, nullable=False),
    Column("number", Integer),
    Column("reason", Text),
    sqlite_strict=True,
)
Index("uq_operation_hlc_op", operation.c.hlc, operation.c.op, unique=True)
"""Each operation once. Its clock stands first, so that a new entry goes to the end and not anywhere."""
Index(None, operation.c.incident, operation.c.hlc)
OF_A_TASK = text("type GLOB 'task.*'")
Index("ix_operation_of_a_task", operation.c.entity, sqlite_where=OF_A_TASK)
Index("ix_operation_unsent", operation.c.position, sqlite_where=operation.c.state == "saved")
Index("ix_operation_number", operation.c.incident, operation.c.number, sqlite_where=operation.c.number.is_not(None))
Index("ix_operation_held", operation.c.position, sqlite_where=operation.c.reason.is_not(None))

head = Table(
    "head",
    metadata,
    Column("entity", Blob, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("op", Blob, primary_key=True),
    Column("incident", Blob, nullable=False),
    Column("noun", Text, nullable=False),
    Column("hlc", Integer, nullable=False),
    Column("wall_ms", Integer, nullable=False),
    Column("actor", Blob, nullable=False),
    Column("device", Blob, nullable=False),
    Column("value", Blob, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index(None, head.c.incident)

early = Table(
    "early",
    metadata,
    Column("entity", Blob, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("op", Blob, primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Writes that something later had already seen before they arrived here."""

report = Table(
    "report",
    metadata,
    Column("incident", Blob, primary_key=True),
    Column("name", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("born", Text),
    Column("age", Integer),
    Column("grade", Text),
    Column("risk_conflict", Integer, nullable=False),
    Column("flags", Text, nullable=False),
    Column("reported_by", Text, nullable=False),
    Column("reported_ms", Integer, nullable=False),
    Column("located_ms", Integer),
    sqlite_strict=True,
)
Index(None, report.c.located_ms)
Index(None, report.c.reported_ms, report.c.incident)

task = Table(
    "task",
    metadata,
    Column("task", Blob, primary_key=True),
    Column("incident", Blob, nullable=False),
    Column("title", Text, nullable=False),
    Column("task_class", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("assignee", Text),
    Column("assignee_name", Text, nullable=False),
    Column("started_ms", Integer),
    Column("ended_ms", Integer),
    Column("due_ms", Integer),
    sqlite_strict=True,
)
Index(None, task.c.incident)

receipt = Table(
    "receipt",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("body", Blob, nullable=False),
    Column("signature", Blob, nullable=False),
    sqlite_strict=True,
)

cursor = Table(
    "cursor",
    metadata,
    Column("incident", Blob, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("peaks", Blob, nullable=False),
    sqlite_strict=True,
)
"""The tree of what was taken from central of each incident: its size is the number of the last."""

attachment = Table(
    "attachment",
    metadata,
    Column("sha256", Blob, primary_key=True),
    Column("data", Blob),
    Column("sent", Integer, nullable=False),
    sqlite_strict=True,
)
"""``data`` is null while an operation speaks of bytes that have not arrived."""

draft = Table(
    "draft",
    metadata,
    Column("name", Text, primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_strict=True,
)
"""What is being typed, kept at every key; never part of the log."""

laptop = Table(
    "laptop",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Blob, nullable=False),
    sqlite_strict=True,
)
"""What this laptop knows of itself: its id, its central, the last contact."""
