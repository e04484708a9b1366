"""Lists of alerts, the latest first, without reading them all."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = (["last", "number"], ["status", "last", "number"])


def upgrade() -> None:
    """Make the indexes."""
    for columns in COLUMNS:
        op.create_index(op.f(f"ix_alerts_{'_'.join(columns)}"), "alerts", columns)


def downgrade() -> None:
    """Drop them."""
    for columns in COLUMNS:
        op.drop_index(op.f(f"ix_alerts_{'_'.join(columns)}"), "alerts")
