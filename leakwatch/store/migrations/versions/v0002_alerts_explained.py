"""Alerts carry whom they expose, by information class, and why they were raised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = ("exposed", "explained")


def upgrade() -> None:
    """Add the columns; of alerts raised before, nobody counted, and nothing is explained."""
    for name in COLUMNS:
        op.add_column("alerts", sa.Column(name, sa.JSON(none_as_null=True)))


def downgrade() -> None:
    """Drop them."""
    for name in COLUMNS:
        op.drop_column("alerts", name)
