"""Findings as they are kept: one row for an actor, a day and a detector."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Double,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.findings import FINDINGS
from leakwatch.store.alerts import Alert
from leakwatch.store.model import Model, batches

if TYPE_CHECKING:
    import pandas as pd

KEY = ["actor", "day", "detector"]


class Finding(Model):
    """What a detector said of a day; `alert_id` is the alert that answers for it, if any."""

    __tablename__ = "findings"
    __table_args__ = (UniqueConstraint(*KEY),)

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(index=True)
    detector: Mapped[str] = mapped_column(String(64))
    score: Mapped[float] = mapped_column(Double)
    p: Mapped[float | None] = mapped_column(Double)
    because: Mapped[str] = mapped_column(Text)
    severity: Mapped[int]
    excuse: Mapped[str | None] = mapped_column(Text)
    alert_id: Mapped[str | None] = mapped_column(ForeignKey("alerts.id"), index=True)
    #: the run whose words these are
    run_id: Mapped[int | None]


def between(session: Session, first: date, last: date) -> pd.DataFrame:
    """The findings of some days: FINDINGS columns, id, alert_id, run_id, the alert's status."""
    import pandas as pd

    columns = [*FINDINGS, "id", "alert_id", "run_id"]
    rows = session.execute(
        select(*(getattr(Finding, name) for name in columns), Alert.status)
        .outerjoin(Alert, Alert.id == Finding.alert_id)
        .where(Finding.day >= first, Finding.day <= last)
        .order_by(Finding.id)
    )
    return pd.DataFrame(rows.all(), columns=[*columns, "status"], dtype=object)


def write(
    session: Session, new: list[dict[str, Any]], altered: list[dict[str, Any]], gone: Iterable[int]
) -> None:
    """Add rows, change those whose `id` is given, and take away the gone."""
    for batch in batches(gone):
        session.execute(delete(Finding).where(Finding.id.in_(batch)))
    if altered:
        session.execute(update(Finding), altered)
    if new:
        session.execute(insert(Finding), new)


def by_day(
    session: Session, alerts: Iterable[str], first: date, last: date
) -> dict[str, dict[date, float]]:
    """Alert → day → the highest score of its findings, of some days."""
    found: dict[str, dict[date, float]] = {}
    for batch in batches(alerts):
        asked = select(Finding.alert_id, Finding.day, func.max(Finding.score)).where(
            Finding.alert_id.in_(batch), Finding.day >= first, Finding.day <= last
        )
        for alert, day, score in session.execute(asked.group_by(Finding.alert_id, Finding.day)):
            found.setdefault(str(alert), {})[day] = score
    return found


def of_alerts(session: Session, alerts: Iterable[str]) -> dict[str, list[Finding]]:
    """The findings each of some alerts answers for; an alert without any is absent."""
    found: dict[str, list[Finding]] = {}
    for batch in batches(alerts):
        rows = session.scalars(
            select(Finding)
            .where(Finding.alert_id.in_(batch))
            .order_by(Finding.alert_id, Finding.day, Finding.detector)
        )
        found |= {str(alert): list(group) for alert, group in groupby(rows, lambda f: f.alert_id)}
    return found
