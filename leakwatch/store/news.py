"""What there is to tell of alerts and jobs, as it stands in the store."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import Decision
from leakwatch.store.deliveries import Delivery
from leakwatch.store.pauses import Pause
from leakwatch.store.suppressions import Suppression
from leakwatch.store.windows import CLOCK, Window


class Open(NamedTuple):
    """An open alert, without what says whom it is of but the account's token."""

    id: str
    actor: str
    org: str
    opened: datetime
    first: date
    last: date
    severity: int
    p: float
    score: float
    detectors: str
    subjects: int
    records: int
    ring: str | None


class News(NamedTuple):
    """All there is to tell: see the functions of these names."""

    alerts: list[Open]
    told: dict[tuple[str, str], tuple[int, int]]
    suppressed: list[Suppression]
    overdue: dict[str, datetime]
    failing: dict[str, datetime]


def news(session: Session, least: int, now: datetime, grace: timedelta) -> News:
    """What stands at a moment; `least` is the severity of alerts, `grace` what jobs may be late."""
    return News(
        open_alerts(session, least), told(session), suppressed(session, now),
        overdue(session, now - grace), failing(session),
    )  # fmt: skip


def open_alerts(session: Session, least: int) -> list[Open]:
    """The open alerts at or above a severity, the first to read first."""
    columns = [getattr(Alert, name) for name in Open._fields]
    rows = session.execute(
        select(*columns)
        .where(Alert.status == "open", Alert.severity >= least)
        .order_by(Alert.rank, Alert.number)
    )
    return [Open(*row) for row in rows]


def told(session: Session) -> dict[tuple[str, str], tuple[int, int]]:
    """Channel and open alert → how severe and how sure it was at the most when told there."""
    rows = session.execute(
        select(Delivery.channel, Alert.id, func.max(Delivery.severity), func.max(Delivery.surety))
        .join(Alert, Alert.id == Delivery.alert_id)
        .where(Alert.status == "open", Delivery.severity.is_not(None))
        .group_by(Delivery.channel, Alert.id)
    )
    return {(channel, alert): (severity or 0, surety or 0)
            for channel, alert, severity, surety in rows}  # fmt: skip


def suppressed(session: Session, now: datetime) -> list[Suppression]:
    """The suppressions that stand now."""
    standing = Suppression.state == "standing"
    return list(session.scalars(select(Suppression).where(standing, Suppression.until > now)))


def overdue(session: Session, before: datetime) -> dict[str, datetime]:
    """Job → its oldest window of the clock, due before then, that is not done; no paused job."""
    rows = session.execute(
        select(Window.job, func.min(Window.due))
        .where(*late(before))
        .group_by(Window.job)
        .order_by(Window.job)
    )
    return dict(rows.all())


def late(before: datetime) -> list[ColumnElement[bool]]:
    """What makes a window overdue: the clock's, due before then, neither done nor failed."""
    return [
        Window.state.in_(["waiting", "running"]), Window.due < before,
        Window.asked_by == CLOCK, Window.job.not_in(select(Pause.job)),
    ]  # fmt: skip


def failing(session: Session) -> dict[str, datetime]:
    """Job → the first window that failed since one was last done; no paused job."""
    done = (
        select(Window.job, func.max(Window.ended).label("ended"))
        .where(Window.state == "done")
        .group_by(Window.job)
        .subquery()
    )
    rows = session.execute(
        select(Window.job, func.min(Window.due))
        .outerjoin(done, done.c.job == Window.job)
        .where(
            Window.state == "failed",
            Window.job.not_in(select(Pause.job)),
            done.c.ended.is_(None) | (Window.ended > done.c.ended),
        )
        .group_by(Window.job)
        .order_by(Window.job)
    )
    return dict(rows.all())


def counted(session: Session) -> dict[int, int]:
    """Severity → how many alerts are open."""
    rows = session.execute(
        select(Alert.severity, func.count()).where(Alert.status == "open").group_by(Alert.severity)
    )
    return dict(rows.all())


def opened(session: Session, since: datetime) -> int:
    """How many alerts were opened since then."""
    return session.scalar(select(func.count()).where(Alert.opened > since)) or 0


def answered(session: Session, since: datetime) -> int:
    """How many alerts were answered, or withdrawn, since then."""
    alerts = func.count(Decision.alert_id.distinct())
    return session.scalar(select(alerts).where(Decision.at > since)) or 0


def oldest(session: Session) -> tuple[str, datetime] | None:
    """The open alert that waits the longest, and since when."""
    row = session.execute(
        select(Alert.id, Alert.opened)
        .where(Alert.status == "open")
        .order_by(Alert.opened, Alert.number)
        .limit(1)
    ).first()
    return (row.id, row.opened) if row else None
