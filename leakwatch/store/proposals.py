"""Proposals: what is to be changed, why, what it would have done, and who decided so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Double,
    ForeignKey,
    Index,
    String,
    Text,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, column_property, mapped_column

from leakwatch.store.model import Model, Utc
from leakwatch.store.suppressions import Suppression

if TYPE_CHECKING:
    from leakwatch.store.database import Store

THRESHOLD, SUPPRESSION, WITHDRAWAL = "threshold", "suppression", "withdrawal"
#: letters of detectors, `;` between
WIDTH = 64
#: kept by the database itself
SECOND = (
    "(state = 'waiting' AND decided_by IS NULL)"
    " OR (decided_by IS NOT NULL AND decided_by <> made_by)"
)


class Proposal(Model):
    """A threshold of a detector, a suppression, or the withdrawal of what was approved (`of`).

    Nothing comes of it until it is approved; `state` is waiting, approved, refused or, once it was
    approved and then withdrawn or replaced, ended. What is approved is in force up to `until`, and
    what hides an account no longer than that hides it (`hides`: how its suppression stands).
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'approved', 'refused', 'ended')", name="state"),
        CheckConstraint("kind IN ('threshold', 'suppression', 'withdrawal')", name="kind"),
        CheckConstraint(SECOND, name="second"),
        Index(None, "state", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    #: one of a threshold; those (`;` between) whose alerts a suppression hides
    detector: Mapped[str | None] = mapped_column(String(WIDTH))
    actor: Mapped[str | None] = mapped_column(String(64))
    org: Mapped[str | None] = mapped_column(String(128))
    branch: Mapped[str | None] = mapped_column(String(128))
    #: the threshold in force when it was put forward, and the one proposed
    before: Mapped[float | None] = mapped_column(Double)
    after: Mapped[float | None] = mapped_column(Double)
    until_score: Mapped[float | None] = mapped_column(Double)
    until: Mapped[datetime] = mapped_column(Utc)
    of: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    reason: Mapped[str] = mapped_column(Text)
    made: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str] = mapped_column(String(128))
    #: what it would have done to alerts of the past (see backtests), once reckoned
    backtest: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    decided: Mapped[datetime | None] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(128))
    answer: Mapped[str | None] = mapped_column(Text)
    suppression: Mapped[int | None] = mapped_column(ForeignKey("suppressions.id"))
    ended: Mapped[datetime | None] = mapped_column(Utc)
    #: the proposal that withdrew it, or took its place
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    hides: Mapped[str | None] = column_property(
        select(Suppression.state)
        .where(Suppression.id == suppression)
        .correlate_except(Suppression)
        .scalar_subquery()
    )

    @property
    def name(self) -> str:
        """As people and the trail call it.

        >>> Proposal(id=3).name
        'P3'
        """
        return f"P{self.id}"

    @property
    def target(self) -> tuple[Any, ...]:
        """What it is about: of two with the same, one alone can be in force."""
        return (self.kind, self.detector, self.actor, self.org, self.branch, self.of)

    def stands(self, now: datetime) -> bool:
        """Whether it is in force."""
        over = self.state != "approved" or self.until <= now or self.hides == "ended"
        return self.kind != WITHDRAWAL and not over


def standing(now: datetime) -> ColumnElement[bool]:
    """Those in force."""
    approved = (Proposal.state == "approved") & (Proposal.until > now)
    hides = Proposal.hides.is_(None) | (Proposal.hides != "ended")
    return approved & hides & (Proposal.kind != WITHDRAWAL)


def thresholds(session: Session, now: datetime) -> dict[str, Proposal]:
    """Detector → the approved threshold that is in force; of several the latest."""
    asked = select(Proposal).where(standing(now), Proposal.kind == THRESHOLD)
    found = session.scalars(asked.order_by(Proposal.decided, Proposal.id))
    return {str(one.detector): one for one in found}


def found(store: Store, numbers: Iterable[int]) -> dict[int, Proposal]:
    """Proposals by their numbers, and those that they withdraw."""
    with store.reading() as session:
        asked = select(Proposal).where(Proposal.id.in_(list(numbers)))
        named = {one.id: one for one in session.scalars(asked)}
        past = [one.of for one in named.values() if one.of is not None]
        more = session.scalars(select(Proposal).where(Proposal.id.in_(past)))
        return named | {one.id: one for one in more}


def untested(session: Session, before: datetime | None = None) -> list[int]:
    """Those that wait, made before a moment, and were not tried on past alerts yet."""
    asked = select(Proposal.id).where(Proposal.state == "waiting", Proposal.backtest.is_(None))
    asked = asked if before is None else asked.where(Proposal.made < before)
    return list(session.scalars(asked.order_by(Proposal.id)))


def keep_backtest(session: Session, number: int, told: dict[str, Any]) -> None:
    """Keeps what trying one on past alerts told."""
    session.execute(update(Proposal).where(Proposal.id == number).values(backtest=told))


def past(session: Session, now: datetime, most: int, before: int = 0) -> list[Proposal]:
    """Those that neither wait nor are in force, the latest first; or those before a number."""
    over = (Proposal.state != "waiting") & ~standing(now)
    asked = select(Proposal).where(over).order_by(Proposal.id.desc())
    return list(
        session.scalars((asked.where(Proposal.id < before) if before else asked).limit(most))
    )


def since(session: Session, moment: datetime) -> list[Proposal]:
    """Those that wait, were in force after a moment, or were answered after it; by number."""
    stood = (Proposal.state == "approved") & (Proposal.until > moment)
    late = stood | (Proposal.decided > moment) | (Proposal.ended > moment)
    asked = select(Proposal).where((Proposal.state == "waiting") | late)
    return list(session.scalars(asked.order_by(Proposal.id)))
