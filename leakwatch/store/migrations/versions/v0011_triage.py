"""Triage: where an alert's account works, what is hidden and why, and acts that can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ALERTS = (
    ("branch", sa.String(128)),
    ("systems", sa.Text()),
    ("hidden_by", sa.Integer()),
    ("hidden_since", MOMENT),
    ("hidden_until", MOMENT),
)
SUPPRESSIONS = (
    ("alert", sa.String(24)),
    ("until_member", sa.Boolean()),
    ("until_systems", sa.Text()),
)


def upgrade() -> None:
    """Make the table and the columns; nothing of before is hidden."""
    for table, columns in (("alerts", ALERTS), ("suppressions", SUPPRESSIONS)):
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind))
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("deed", sa.String(16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("undone", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_index(op.f("ix_acts_at"), "acts", ["at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("acts")
    for table, columns in (("suppressions", SUPPRESSIONS), ("alerts", ALERTS)):
        for name, _ in columns:
            op.drop_column(table, name)
