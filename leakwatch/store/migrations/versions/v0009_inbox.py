"""The inbox: who is signed in, saved filters, notes, and who works on which alert."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COLUMNS = (
    ("owner", sa.String(128)),
    ("due", sa.Date()),
    ("locked_by", sa.String(128)),
    ("locked_until", MOMENT),
)


def upgrade() -> None:
    """Make the tables and the columns; nobody works on an alert of before."""
    _sign_ins()
    _wrong_tries()
    _filters()
    _notes()
    for name, kind in COLUMNS:
        op.add_column("alerts", sa.Column(name, kind))
    op.create_index(op.f("ix_alerts_owner_status"), "alerts", ["owner", "status"])


def downgrade() -> None:
    """Drop them; an index goes with its table."""
    op.drop_index(op.f("ix_alerts_owner_status"), "alerts")
    for name, _ in COLUMNS:
        op.drop_column("alerts", name)
    for table in ("notes", "filters", "wrong_tries", "sign_ins"):
        op.drop_table(table)


def _sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user", sa.String(128), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Column("ended", MOMENT),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name=op.f("fk_sign_ins_user_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_user"), "sign_ins", ["user"])


def _wrong_tries() -> None:
    op.create_table(
        "wrong_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_tries")),
    )
    op.create_index(op.f("ix_wrong_tries_key_at"), "wrong_tries", ["key", "at"])


def _filters() -> None:
    op.create_table(
        "filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["users.name"], name=op.f("fk_filters_owner_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filters")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_filters_owner_name")),
    )


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('alert', 'ring', 'actor', 'matter')", name=op.f("ck_notes_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_kind_item"), "notes", ["kind", "item"])
