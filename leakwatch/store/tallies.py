"""Counts for those who watch: cheap on a store of years, and of nobody's data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leakwatch.store.deliveries import Delivery
from leakwatch.store.news import late
from leakwatch.store.windows import Window


def overdue(session: Session, before: datetime) -> dict[str, int]:
    """Job → how many of its windows are overdue (see news.late)."""
    counted = select(Window.job, func.count()).where(*late(before)).group_by(Window.job)
    return dict(session.execute(counted).all())


def failed(session: Session) -> dict[str, int]:
    """Job → how many of its windows failed and will be tried again."""
    counted = select(Window.job, func.count()).where(Window.state == "failed")
    return dict(session.execute(counted.group_by(Window.job)).all())


def waiting(session: Session) -> dict[str, int]:
    """Channel → how many messages wait or are being sent."""
    left = Delivery.state.in_(["waiting", "sending"])
    counted = select(Delivery.channel, func.count()).where(left).group_by(Delivery.channel)
    return dict(session.execute(counted).all())


def given_up(session: Session, since: datetime | None = None) -> dict[str, int]:
    """Channel → how many messages were given up, of those made since then."""
    counted = select(Delivery.channel, func.count()).where(Delivery.state == "given_up")
    if since is not None:
        counted = counted.where(Delivery.made > since)
    return dict(session.execute(counted.group_by(Delivery.channel)).all())
