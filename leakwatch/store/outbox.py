"""What waits to be told: put once, claimed by one process at a time, settled by who claimed it.

A message is claimed before it is sent and settled after. A process that dies in between leaves it
claimed until `again`; then it is sent anew, and says that it may have arrived before: what was
told twice is a nuisance, what was never told a leak that goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from leakwatch.store.deliveries import Delivery
from leakwatch.store.model import batches

#: about a day
MOST_ATTEMPTS = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
#: beyond this a message that is being sent was lost with its sender
CLAIMED = timedelta(minutes=10)
LOST = "lost while it was sent"


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt; `sure` is false where a message not sent may yet have arrived."""

    sent: bool
    said: str = ""
    sure: bool = True


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: three times as long each time.

    >>> [pause(n).total_seconds() / 60 for n in (1, 2, 3, 10)]
    [1.0, 3.0, 9.0, 360.0]
    """
    return min(FIRST_PAUSE * 3 ** (attempts - 1), LONGEST_PAUSE)


def begun(session: Session) -> dict[str, datetime]:
    """The channels that were ever told anything, and when they were first."""
    return dict(
        session.execute(
            select(Delivery.channel, func.min(Delivery.made)).group_by(Delivery.channel)
        ).all()
    )


def known(session: Session, channel: str, abouts: Iterable[str]) -> set[str]:
    """Which of these were told on the channel, or wait to be."""
    found: set[str] = set()
    for batch in batches(abouts):
        found |= set(
            session.scalars(
                select(Delivery.about).where(Delivery.channel == channel, Delivery.about.in_(batch))
            )
        )
    return found


def last(session: Session, channel: str, beginning: str) -> datetime | None:
    """When something whose `about` begins so was last made for the channel."""
    return session.scalar(
        select(func.max(Delivery.made)).where(
            Delivery.channel == channel, Delivery.about.startswith(beginning, autoescape=True)
        )
    )


def put(
    session: Session, message: dict[str, Any], parts: list[dict[str, Any]], now: datetime
) -> None:
    """A message to be sent, and what is bundled in it; columns of Delivery without its state."""
    fresh = {"made": now, "attempts": 0, "unsure": False}
    sent = Delivery(**message, **fresh, state="waiting", again=now)
    session.add(sent)
    session.flush()
    if parts:
        told = {**fresh, "state": "bundled", "within": sent.id}
        session.execute(insert(Delivery), [part | told for part in parts])


def claim(session: Session, channel: str, now: datetime) -> Delivery | None:
    """The next message to send on a channel, ours until `again`; None where none waits."""
    for state in ("sending", "waiting"):
        due = select(Delivery).where(
            Delivery.channel == channel, Delivery.state == state, Delivery.again <= now
        )
        for one in session.scalars(due.order_by(Delivery.again, Delivery.id).limit(MOST_ATTEMPTS)):
            one.unsure |= state == "sending"
            if one.attempts >= MOST_ATTEMPTS:
                one.state, one.again, one.error = "given_up", None, one.error or LOST
                continue
            one.state, one.again, one.attempts = "sending", now + CLAIMED, one.attempts + 1
            return one
    return None


def settle(session: Session, claimed: Delivery, outcome: Outcome, now: datetime) -> None:
    """Notes what came of an attempt, unless another has claimed the message since."""
    said: dict[str, Any] = {"error": outcome.said or None, "again": None}
    if outcome.sent:
        said |= {"state": "sent", "sent": now}
    elif claimed.attempts >= MOST_ATTEMPTS:
        said |= {"state": "given_up"}
    else:
        said |= {"state": "waiting", "again": now + pause(claimed.attempts)}
        said |= {"unsure": claimed.unsure or not outcome.sure}
    session.execute(
        update(Delivery)
        .where(
            Delivery.id == claimed.id, Delivery.attempts == claimed.attempts,
            Delivery.state == "sending",
        )
        .values(said)
    )  # fmt: skip


def unsent(session: Session) -> list[Delivery]:
    """What waits, is being sent or was given up, and what was sent to some of many, in order."""
    left = Delivery.state.in_(["waiting", "sending", "given_up"])
    partly = (Delivery.state == "sent") & Delivery.error.is_not(None)
    return list(session.scalars(select(Delivery).where(left | partly).order_by(Delivery.id)))
