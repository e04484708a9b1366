"""Rings keep what joins their members, what became of them, and how chance deals them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the tables; of rings found before, nobody noted either."""
    op.add_column("rings", sa.Column("permutation_p", sa.Double()))
    op.create_table(
        "ring_ties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ring", sa.String(64), nullable=False),
        sa.Column("a", sa.String(255), nullable=False),
        sa.Column("b", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("shared", sa.Double()),
        sa.Column("expected", sa.Double()),
        sa.Column("p", sa.Double()),
        sa.ForeignKeyConstraint(["ring"], ["rings.id"], name=op.f("fk_ring_ties_ring_rings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring_ties")),
    )
    op.create_index(op.f("ix_ring_ties_ring"), "ring_ties", ["ring"])
    op.create_table(
        "ring_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ring", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("member", sa.String(255)),
        sa.ForeignKeyConstraint(["ring"], ["rings.id"], name=op.f("fk_ring_changes_ring_rings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring_changes")),
    )
    op.create_index(op.f("ix_ring_changes_ring"), "ring_changes", ["ring"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("ring_changes")
    op.drop_table("ring_ties")
    op.drop_column("rings", "permutation_p")
