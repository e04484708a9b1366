"""Tables that somebody found in a notebook and put with a matter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "matter_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("notebook", sa.String(255)),
        sa.Column("cell", sa.Text()),
        sa.Column("cell_digest", sa.String(64)),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter"], ["matters.id"], name=op.f("fk_matter_evidence_matter_matters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_evidence")),
    )
    op.create_index(op.f("ix_matter_evidence_matter"), "matter_evidence", ["matter"])


def downgrade() -> None:
    """Drop it; an index goes with its table."""
    op.drop_table("matter_evidence")
