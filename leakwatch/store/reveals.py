"""Tokens revealed, as the trail keeps them: who, which, why, and never what they stand for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from leakwatch.store import trail
from leakwatch.store.matter_lists import without
from leakwatch.store.matters import Matter
from leakwatch.store.trail import Deed, Entry, written

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from leakwatch.store.approvals import Approval, Wish

#: so long is a person's day
DAY = timedelta(hours=24)


def of_late(session: Session, who: str, *, now: datetime | None = None) -> int:
    """How many tokens somebody revealed within a day."""
    since = written((now or datetime.now(UTC)) - DAY)
    his = (Entry.who == who, Entry.what == str(Deed.REVEALED), Entry.at > since)
    return session.scalar(select(func.count()).where(*his)) or 0


def note(
    session: Session, who: str, wish: Wish | Approval, field: str, *, shell: str | None = None,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Notes that somebody is shown what a token stands for; `wish` may have been approved."""
    said: dict[str, object] = {"field": field, "reason": wish.reason, "alert": wish.alert,
                               "matter": wish.matter, "shell": shell}  # fmt: skip
    if number := getattr(wish, "id", None):
        said |= {"approval": number, "approved_by": getattr(wish, "decided_by", None)}
    told = {name: value for name, value in said.items() if value is not None}
    trail.note(session, who, Deed.REVEALED, wish.whom, told, now=now)


def matters(session: Session, actor: str | None) -> list[Matter]:
    """Open matters that a reveal can be for: none that the account `actor` is in."""
    open_ = select(Matter).where(Matter.status == "open", *without(actor))
    return list(session.scalars(open_.order_by(Matter.number.desc())))
