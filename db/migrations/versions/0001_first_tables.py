"""The first tables: log, projection, and what the laptop knows of itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_attachment")),
        sqlite_strict=True,
    )
    op.create_table(
        "cursor",
        sa.Column("incident", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("incident", name=op.f("pk_cursor")),
        sqlite_strict=True,
    )
    op.create_table(
        "draft",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_draft")),
        sqlite_strict=True,
    )
    op.create_table(
        "early",
        sa.Column("entity", sa.LargeBinary(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("op", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "field", "op", name=op.f("pk_early")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "head",
        sa.Column("entity", sa.LargeBinary(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("op", sa.LargeBinary(), nullable=False),
        sa.Column("incident", sa.LargeBinary(), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("hlc", sa.Integer(), nullable=False),
        sa.Column("wall_ms", sa.Integer(), nullable=False),
        sa.Column("actor", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "field", "op", name=op.f("pk_head")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_head_incident"), "head", ["incident"], unique=False)
    op.create_table(
        "laptop",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_laptop")),
        sqlite_strict=True,
    )
    op.create_table(
        "operation",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("op", sa.LargeBinary(), nullable=False),
        sa.Column("incident", sa.LargeBinary(), nullable=False),
        sa.Column("entity", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.LargeBinary(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hlc", sa.Integer(), nullable=False),
        sa.Column("wall_ms", sa.Integer(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_operation")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_operation_held", "operation", ["position"], unique=False, sqlite_where=sa.text("reason IS NOT NULL")
    )
    op.create_index(op.f("ix_operation_incident_hlc"), "operation", ["incident", "hlc"], unique=False)
    op.create_index(
        "ix_operation_of_a_task", "operation", ["entity"], unique=False, sqlite_where=sa.text("type GLOB 'task.*'")
    )
    op.create_index(
        "ix_operation_unsent", "operation", ["position"], unique=False, sqlite_where=sa.text("state = 'saved'")
    )
    op.create_index("uq_operation_hlc_op", "operation", ["hlc", "op"], unique=True)
    op.create_table(
        "receipt",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_receipt")),
        sqlite_strict=True,
    )
    op.create_table(
        "report",
        sa.Column("incident", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("born", sa.Text(), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("risk_conflict", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_ms", sa.Integer(), nullable=False),
        sa.Column("located_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("incident", name=op.f("pk_report")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_report_located_ms"), "report", ["located_ms"], unique=False)
    op.create_index(op.f("ix_report_reported_ms_incident"), "report", ["reported_ms", "incident"], unique=False)
    op.create_table(
        "task",
        sa.Column("task", sa.LargeBinary(), nullable=False),
        sa.Column("incident", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("task_class", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("assignee_name", sa.Text(), nullable=False),
        sa.Column("started_ms", sa.Integer(), nullable=True),
        sa.Column("ended_ms", sa.Integer(), nullable=True),
        sa.Column("due_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_task")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_task_incident"), "task", ["incident"], unique=False)


def downgrade() -> None:
    """An older program opens a newer store for reading only; nothing goes back."""
