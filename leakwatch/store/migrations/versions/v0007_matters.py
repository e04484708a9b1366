"""Matters, what they hold, and what people do not want to be shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _matters()
    _matter_items()
    _holds()
    _suppressions()


def downgrade() -> None:
    """Drop them; an index goes with its table."""
    for table in ("suppressions", "holds", "matter_items", "matters"):
        op.drop_table(table)


def _matters() -> None:
    op.create_table(
        "matters",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("opened_by", sa.String(128), nullable=False),
        sa.Column("owner", sa.String(128)),
        sa.Column("due", MOMENT),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("closed", MOMENT),
        sa.Column("closed_by", sa.String(128)),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_matters_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters")),
        sa.UniqueConstraint("number", name=op.f("uq_matters_number")),
    )
    op.create_index(op.f("ix_matters_owner"), "matters", ["owner"])
    op.create_index(op.f("ix_matters_status"), "matters", ["status"])


def _matter_items() -> None:
    op.create_table(
        "matter_items",
        sa.Column("matter", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("added", MOMENT, nullable=False),
        sa.Column("added_by", sa.String(128), nullable=False),
        sa.CheckConstraint("kind IN ('alert', 'ring')", name=op.f("ck_matter_items_kind")),
        sa.ForeignKeyConstraint(
            ["matter"], ["matters.id"], name=op.f("fk_matter_items_matter_matters")
        ),
        sa.PrimaryKeyConstraint("matter", "kind", "item", name=op.f("pk_matter_items")),
    )
    op.create_index(op.f("ix_matter_items_item"), "matter_items", ["item"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(24), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("placed", MOMENT, nullable=False),
        sa.Column("placed_by", sa.String(128), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("released", MOMENT),
        sa.Column("released_by", sa.String(128)),
        sa.ForeignKeyConstraint(["matter"], ["matters.id"], name=op.f("fk_holds_matter_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_matter"), "holds", ["matter"])
    op.create_index(op.f("ix_holds_released_actor"), "holds", ["released", "actor"])


def _suppressions() -> None:
    op.create_table(
        "suppressions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(64)),
        sa.Column("detector", sa.String(64)),
        sa.Column("org", sa.String(128)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("approved_by", sa.String(128)),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("until_score", sa.Double()),
        sa.Column("until_people", sa.Integer()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'standing', 'ended')", name=op.f("ck_suppressions_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
    )
    op.create_index(op.f("ix_suppressions_state_actor"), "suppressions", ["state", "actor"])
