"""Who may sign in, what was told to whom, and the trail of what people did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

#: keeps mistakes from the trail; who means harm can take it away, and is found by the chain
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER trail_{deed.lower()} BEFORE {deed} ON trail "
        "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
        for deed in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE FUNCTION trail_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$",
        "CREATE TRIGGER trail_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON trail "
        "FOR EACH STATEMENT EXECUTE FUNCTION trail_kept()",
    ],
}


def upgrade() -> None:
    """Make the tables."""
    _users()
    _deliveries()
    _trail()


def downgrade() -> None:
    """Drop them; indexes and triggers go with their table."""
    for table in ("trail", "deliveries", "users"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION trail_kept")


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.Text()),
        sa.Column("actor", sa.String(64)),
        sa.Column("branch", sa.String(128)),
        sa.Column("language", sa.String(16)),
        sa.Column("zone", sa.String(64)),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.CheckConstraint(
            "role IN ('analyst', 'investigator', 'supervisor', 'auditor', 'admin')",
            name=op.f("ck_users_role"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_users")),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("alert_id", sa.String(24)),
        sa.Column("severity", sa.Integer()),
        sa.Column("surety", sa.Integer()),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("within", sa.Integer()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("again", MOMENT),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("sent", MOMENT),
        sa.Column("error", sa.Text()),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'given_up', 'bundled')",
            name=op.f("ck_deliveries_state"),
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_deliveries_alert_id_alerts")
        ),
        sa.ForeignKeyConstraint(
            ["within"], ["deliveries.id"], name=op.f("fk_deliveries_within_deliveries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("about", "channel", name=op.f("uq_deliveries_about_channel")),
    )
    op.create_index(op.f("ix_deliveries_alert_id"), "deliveries", ["alert_id"])
    op.create_index(
        op.f("ix_deliveries_channel_state_again_id"),
        "deliveries",
        ["channel", "state", "again", "id"],
    )


def _trail() -> None:
    op.create_table(
        "trail",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("whom", sa.String(255), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trail")),
        sa.UniqueConstraint("hash", name=op.f("uq_trail_hash")),
    )
    op.create_index(op.f("ix_trail_what"), "trail", ["what"])
    op.create_index(op.f("ix_trail_who"), "trail", ["who"])
    op.create_index(op.f("ix_trail_whom"), "trail", ["whom"])
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
