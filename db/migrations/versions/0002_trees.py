"""The cursor of an incident becomes its tree; central is asked for everything once more to grow it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("DELETE FROM cursor")
    op.add_column("cursor", sa.Column("peaks", sa.LargeBinary(), nullable=False))
