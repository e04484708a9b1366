"""Matters worked on: their two tracks, corrective actions with proof, and closing by two people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
#: what is proposed of a matter, or became of it
MATTERS = (
    ("outcome", sa.String(16)),
    ("because", sa.Text()),
    ("proposed", MOMENT),
    ("proposed_by", sa.String(128)),
)
TABLES = ("proofs", "measures", "duties", "suspicions")


def upgrade() -> None:
    """Make the tables and the columns; nobody has proposed to close what is open."""
    for name, kind in MATTERS:
        op.add_column("matters", sa.Column(name, kind))
    _suspicions()
    _duties()
    _measures()
    _proofs()


def downgrade() -> None:
    """Drop them; an index goes with its table."""
    for table in TABLES:
        op.drop_table(table)
    for name, _ in MATTERS:
        op.drop_column("matters", name)


def _of_matter(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_matter_matters")
    return sa.ForeignKeyConstraint(["matter"], ["matters.id"], name=name)


def _suspicions() -> None:
    op.create_table(
        "suspicions",
        sa.Column("matter", sa.String(24), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("decided", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        _of_matter("suspicions"),
        sa.PrimaryKeyConstraint("matter", "actor", name=op.f("pk_suspicions")),
    )


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("matter", sa.String(24), nullable=False),
        sa.Column("duty", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        _of_matter("duties"),
        sa.PrimaryKeyConstraint("matter", "duty", name=op.f("pk_duties")),
    )


def _measures() -> None:
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(24), nullable=False),
        sa.Column("track", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("duty", sa.String(32)),
        sa.Column("owner", sa.String(128)),
        sa.Column("due", sa.Date()),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("done", MOMENT),
        sa.Column("done_by", sa.String(128)),
        sa.Column("proof", sa.Text()),
        sa.Column("dropped", sa.Text()),
        sa.CheckConstraint("track IN ('people', 'duty')", name=op.f("ck_measures_track")),
        _of_matter("measures"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    op.create_index(op.f("ix_measures_matter"), "measures", ["matter"])


def _proofs() -> None:
    op.create_table(
        "proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("added", MOMENT, nullable=False),
        sa.Column("added_by", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure"], ["measures.id"], name=op.f("fk_proofs_measure_measures")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
    )
    op.create_index(op.f("ix_proofs_measure"), "proofs", ["measure"])
