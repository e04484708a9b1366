"""The first tables: runs, rings and their members, alerts, decisions, findings, turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    """Make the tables, and the one row that writers queue for."""
    _runs_and_turns()
    _rings()
    _alerts()
    _decisions()
    _findings()


def downgrade() -> None:
    """Drop them; an index goes with its table."""
    for table in ("findings", "decisions", "alerts", "ring_members", "rings", "turns", "runs"):
        op.drop_table(table)


def _runs_and_turns() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(64), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("ended", MOMENT),
        sa.Column("settings_hash", sa.String(64), nullable=False),
        sa.Column("lake_version", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'failed')", name=op.f("ck_runs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_job_state"), "runs", ["job", "state"])
    turns = op.create_table(
        "turns",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_turns")),
    )
    op.bulk_insert(turns, [{"name": "store", "taken": 0}])


def _rings() -> None:
    op.create_table(
        "rings",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("p", sa.Double(), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rings")),
    )
    op.create_table(
        "ring_members",
        sa.Column("ring", sa.String(64), nullable=False),
        sa.Column("member", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ring"], ["rings.id"], name=op.f("fk_ring_members_ring_rings")),
        sa.PrimaryKeyConstraint("ring", "member", name=op.f("pk_ring_members")),
    )
    op.create_index(op.f("ix_ring_members_member"), "ring_members", ["member"])


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("org", sa.String(128), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("p", sa.Double(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("detectors", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("subjects", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("ring", sa.String(64)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("rank", sa.Integer()),
        sa.Column("run_id", sa.Integer()),
        sa.CheckConstraint(
            "status IN ('open', 'confirmed', 'dismissed', 'closed')", name=op.f("ck_alerts_status")
        ),
        sa.ForeignKeyConstraint(["ring"], ["rings.id"], name=op.f("fk_alerts_ring_rings")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_alerts_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("number", name=op.f("uq_alerts_number")),
    )
    op.create_index(op.f("ix_alerts_actor"), "alerts", ["actor"])
    op.create_index(op.f("ix_alerts_ring"), "alerts", ["ring"])
    op.create_index(op.f("ix_alerts_status_rank"), "alerts", ["status", "rank"])
    op.create_index("uq_alerts_open_actor", "alerts", ["actor"], unique=True,
                    sqlite_where=OPEN, postgresql_where=OPEN)  # fmt: skip


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.String(24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_decisions_alert_id_alerts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_alert_id"), "decisions", ["alert_id"])


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("detector", sa.String(64), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("p", sa.Double()),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("excuse", sa.Text()),
        sa.Column("alert_id", sa.String(24)),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_findings_alert_id_alerts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint(
            "actor", "day", "detector", name=op.f("uq_findings_actor_day_detector")
        ),
    )
    op.create_index(op.f("ix_findings_alert_id"), "findings", ["alert_id"])
    op.create_index(op.f("ix_findings_day"), "findings", ["day"])
