"""The two tracks of a matter: what is asked and decided of each account, and of each duty.

Words of suspicion only: who is guilty of what is for a court to say.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store import trail
from leakwatch.store.matters import Matter
from leakwatch.store.model import Model, Utc
from leakwatch.store.trail import Deed

PEOPLE, DUTY = "people", "duty"
TRACKS = {PEOPLE: "the people", DUTY: "the organisation's own duty"}
#: nothing is decided yet
OPEN = "open"
#: what is decided of an account
DECIDED = {
    OPEN: "not decided yet",
    "stands": "the suspicion stands",
    "explained": "explained by work",
    "not_borne_out": "the suspicion did not hold",
    "handed_over": "handed over to the authorities",
}
#: how a duty stands
STATES = {
    OPEN: "not looked at yet",
    "met": "met, as far as seen",
    "missing": "something is missing",
}


class Suspicion(Model):
    """Of one account of a matter: what is asked, what was decided, and why."""

    __tablename__ = "suspicions"

    matter: Mapped[str] = mapped_column(ForeignKey("matters.id"), primary_key=True)
    actor: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked: Mapped[str] = mapped_column(Text)
    decided: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Utc)
    who: Mapped[str] = mapped_column(String(128))


class Duty(Model):
    """How one of the organisation's own duties stands in a matter."""

    __tablename__ = "duties"

    matter: Mapped[str] = mapped_column(ForeignKey("matters.id"), primary_key=True)
    duty: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Utc)
    who: Mapped[str] = mapped_column(String(128))


def answer_account(
    session: Session, matter: Matter, actor: str, who: str, *, asked: str, decided: str,
    reason: str, now: datetime | None = None,
) -> Suspicion:  # fmt: skip
    """Keeps what is asked and decided of an account, in place of what was; on the trail.

    ValueError for no such word, and for a decision without a reason.
    """
    if decided not in DECIDED:
        raise ValueError(f"no decision {decided!r}")
    if decided != OPEN and not reason:
        raise ValueError("a decision needs a reason")
    at = now or datetime.now(UTC)
    made = session.merge(Suspicion(matter=matter.id, actor=actor, asked=asked, decided=decided,
                                   reason=reason, at=at, who=who))  # fmt: skip
    session.flush()
    details = {"account": actor, "asked": asked, "decided": decided, "reason": reason}
    trail.note(session, who, Deed.ACCOUNT_ANSWERED, matter.id, details, now=at)
    return made


def answer_duty(
    session: Session, matter: Matter, duty: str, who: str, *, state: str, text: str,
    now: datetime | None = None,
) -> Duty:  # fmt: skip
    """Keeps how a duty stands, in place of what was said before; on the trail.

    ValueError for no such word, and for an answer without words.
    """
    if state not in STATES:
        raise ValueError(f"no answer {state!r}")
    if state != OPEN and not text:
        raise ValueError("an answer needs words")
    at = now or datetime.now(UTC)
    made = session.merge(Duty(matter=matter.id, duty=duty, state=state, text=text, at=at, who=who))
    session.flush()
    details = {"duty": duty, "state": state, "text": text}
    trail.note(session, who, Deed.DUTY_ANSWERED, matter.id, details, now=at)
    return made
