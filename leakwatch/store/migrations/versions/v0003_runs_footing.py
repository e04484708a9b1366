"""Runs keep what they judged by, findings and explanations the run they are of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: without foreign keys: SQLite gives none to a table that is there
COLUMNS = (
    ("runs", "footing", sa.JSON(none_as_null=True)),
    ("runs", "programs", sa.JSON(none_as_null=True)),
    ("findings", "run_id", sa.Integer()),
    ("alerts", "explained_by", sa.Integer()),
)


def upgrade() -> None:
    """Add the columns; what was judged before names no run."""
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind))


def downgrade() -> None:
    """Drop them."""
    for table, name, _ in COLUMNS:
        op.drop_column(table, name)
