"""The cursor of an incident becomes its tree, grown by asking central for everything once more; numbers are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("DELETE FROM cursor")
    op.create_index(
        "ix_operation_number", "operation", ["incident", "number"], sqlite_where=sa.text("number IS NOT NULL")
    )
    op.add_column("cursor", sa.Column("peaks", sa.LargeBinary(), nullable=False))
