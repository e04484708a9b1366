"""Jobs by the clock: who holds the lease, what was due, what pauses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; runs of before belong to no window."""
    _leases()
    _windows()
    _pauses()
    op.add_column("runs", sa.Column("window_id", sa.Integer()))


def downgrade() -> None:
    """Drop them; an index goes with its table."""
    op.drop_column("runs", "window_id")
    for table in ("pauses", "windows", "leases"):
        op.drop_table(table)


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("holder", sa.String(128), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )


def _windows() -> None:
    op.create_table(
        "windows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(64), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("settings_hash", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("fence", sa.Integer()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("began", MOMENT),
        sa.Column("ended", MOMENT),
        sa.Column("again", MOMENT),
        sa.Column("progress", sa.JSON(none_as_null=True)),
        sa.Column("error", sa.Text()),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_windows_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_windows")),
        sa.UniqueConstraint(
            "job", "due", "settings_hash", name=op.f("uq_windows_job_due_settings_hash")
        ),
    )
    op.create_index(op.f("ix_windows_state_due"), "windows", ["state", "due"])


def _pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("job", sa.String(64), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_pauses")),
    )
