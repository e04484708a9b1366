"""What waits for a second person: who asked for what and why, and what he said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("whom", sa.String(64), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("branch", sa.String(128)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("alert", sa.String(24)),
        sa.Column("matter", sa.String(24)),
        sa.Column("asked", MOMENT, nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.Column("ends", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided", MOMENT),
        sa.Column("decided_by", sa.String(128)),
        sa.Column("said", sa.Text()),
        sa.Column("used", MOMENT),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'refused', 'used')", name=op.f("ck_approvals_state")
        ),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_approvals_second")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_state_ends"), "approvals", ["state", "ends"])
    op.create_index(op.f("ix_approvals_asked_by_id"), "approvals", ["asked_by", "id"])


def downgrade() -> None:
    """Drop it; an index goes with its table."""
    op.drop_table("approvals")
