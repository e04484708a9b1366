"""Proposals that decisions speak for; suppressions of a branch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WORDS = (
    ("state", "state IN ('waiting', 'approved', 'refused', 'ended')"),
    ("kind", "kind IN ('threshold', 'suppression', 'withdrawal')"),
    ("second", "(state = 'waiting' AND decided_by IS NULL)"
               " OR (decided_by IS NOT NULL AND decided_by <> made_by)"),
)  # fmt: skip
POINTS = (("of", "proposals"), ("suppression", "suppressions"), ("ended_by", "proposals"))


def upgrade() -> None:
    """Make the table and the column."""
    op.add_column("suppressions", sa.Column("branch", sa.String(128)))
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("detector", sa.String(64)),
        sa.Column("actor", sa.String(64)),
        sa.Column("org", sa.String(128)),
        sa.Column("branch", sa.String(128)),
        sa.Column("before", sa.Double()),
        sa.Column("after", sa.Double()),
        sa.Column("until_score", sa.Double()),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("of", sa.Integer()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("backtest", sa.JSON()),
        sa.Column("decided", MOMENT),
        sa.Column("decided_by", sa.String(128)),
        sa.Column("answer", sa.Text()),
        sa.Column("suppression", sa.Integer()),
        sa.Column("ended", MOMENT),
        sa.Column("ended_by", sa.Integer()),
        *(sa.CheckConstraint(said, name=op.f(f"ck_proposals_{name}")) for name, said in WORDS),
        *(sa.ForeignKeyConstraint([name], [f"{table}.id"],
                                  name=op.f(f"fk_proposals_{name}_{table}"))
          for name, table in POINTS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )  # fmt: skip
    op.create_index(op.f("ix_proposals_state_kind"), "proposals", ["state", "kind"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("proposals")
    op.drop_column("suppressions", "branch")
