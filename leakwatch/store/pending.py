"""What waits for a second person, and what of a matter is past its day: numbers and names of users.

What people type (titles, reasons, tokens asked about) is not among it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leakwatch.store import approvals
from leakwatch.store.matters import Matter
from leakwatch.store.measures import WAITING, Measure
from leakwatch.store.proposals import Proposal
from leakwatch.store.users import User


class Waits(NamedTuple):
    """Something asked for by a user; `kind` is approval, proposal or closing, `name` its number."""

    kind: str
    name: str
    by: str
    since: datetime
    until: datetime | None


class Late(NamedTuple):
    """A matter, or a corrective action of it; `owner` is a user, `due` its day or moment."""

    matter: str
    measure: int | None
    owner: str | None
    due: str


class Pending(NamedTuple):
    """Both."""

    waits: list[Waits]
    late: list[Late]


def pending(session: Session, now: datetime, today: date) -> Pending:
    """What stands at a moment; `today` is the day of the organisation."""
    return Pending(waits(session, now), late(session, now, today))


def waits(session: Session, now: datetime) -> list[Waits]:
    """What one person asked for and another has to decide, the oldest of a kind first."""
    asked = [Waits("approval", f"{one.id}", one.asked_by, one.asked, one.ends)
             for one in approvals.waiting(session, now=now)]  # fmt: skip
    forward = select(Proposal).where(Proposal.state == "waiting").order_by(Proposal.id)
    asked += [Waits("proposal", one.name, one.made_by, one.made, None)
              for one in session.scalars(forward)]  # fmt: skip
    ending = select(Matter).where(Matter.status == "open", Matter.proposed.is_not(None))
    asked += [Waits("closing", one.id, one.proposed_by, one.proposed, None)
              for one in session.scalars(ending.order_by(Matter.number))
              if one.proposed_by and one.proposed]  # fmt: skip
    return asked


def late(session: Session, now: datetime, today: date) -> list[Late]:
    """Open matters past their moment, and corrective actions past their day.

    Whoever does a corrective action may be typed: he is named where he is a user.
    """
    matters = (
        select(Matter.id, User.name, Matter.due)
        .outerjoin(User, User.name == Matter.owner)
        .where(Matter.status == "open", Matter.due < now)
        .order_by(Matter.number)
    )
    found = [Late(name, None, owner, f"{due}")
             for name, owner, due in session.execute(matters)]  # fmt: skip
    measures = (
        select(Measure.matter, Measure.id, User.name, Measure.due)
        .outerjoin(User, User.name == func.lower(Measure.owner))
        .where(WAITING, Measure.due < today)
        .order_by(Measure.id)
    )
    return found + [Late(name, number, owner, f"{due}")
                    for name, number, owner, due in session.execute(measures)]  # fmt: skip
