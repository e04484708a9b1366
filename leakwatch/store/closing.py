"""How a matter ends: one person proposes, another closes it or sends it back; it can come back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from leakwatch.store import trail
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from leakwatch.store.matters import Matter

#: how a matter ends; of guilt nothing is said
OUTCOMES = {
    "handed_over": "handed over to the authorities",
    "internal": "dealt with inside the organisation",
    "unfounded": "the suspicion did not hold",
    "unclear": "it could not be cleared up",
    "elsewhere": "it goes on in another matter",
}
SECOND = "a second person closes: this one proposed it"


class ClosingError(ValueError):
    """What cannot be done to a matter as it stands, or by this person."""


def propose(
    session: Session, matter: Matter, outcome: str, reason: str, who: str, *,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Proposes how it ends; ClosingError where that is proposed already, or it is closed."""
    if matter.status != "open" or matter.proposed:
        raise ClosingError("it is proposed already, or closed")
    if outcome not in OUTCOMES or not reason:
        raise ClosingError("an outcome and a reason are needed")
    at = now or datetime.now(UTC)
    matter.outcome, matter.because, matter.proposed, matter.proposed_by = outcome, reason, at, who
    details = {"outcome": outcome, "reason": reason}
    trail.note(session, who, Deed.CLOSING_PROPOSED, matter.id, details, now=at)


def close(
    session: Session, matter: Matter, reason: str, who: str, *, now: datetime | None = None
) -> None:
    """Closes as proposed; ClosingError for the one who proposed it. What it holds stays held."""
    _proposed(matter)
    if matter.proposed_by == who:
        raise ClosingError(SECOND)
    at = now or datetime.now(UTC)
    matter.status, matter.closed, matter.closed_by = "closed", at, who
    details = {"outcome": matter.outcome, "proposed_by": matter.proposed_by, "reason": reason}
    trail.note(session, who, Deed.MATTER_CLOSED, matter.id, details, now=at)


def send_back(
    session: Session, matter: Matter, reason: str, who: str, *, now: datetime | None = None
) -> None:
    """Refuses a proposal, or takes one's own back."""
    _proposed(matter)
    if not reason:
        raise ClosingError("a reason is needed")
    details = {"outcome": matter.outcome, "proposed_by": matter.proposed_by, "reason": reason}
    _stands_open(matter)
    trail.note(session, who, Deed.SENT_BACK, matter.id, details, now=now)


def reopen(
    session: Session, matter: Matter, reason: str, who: str, *, now: datetime | None = None
) -> None:
    """Takes a closed matter up again."""
    if matter.status != "closed":
        raise ClosingError("it is not closed")
    if not reason:
        raise ClosingError("a reason is needed")
    details = {"outcome": matter.outcome, "closed_by": matter.closed_by, "reason": reason}
    _stands_open(matter)
    matter.status, matter.closed, matter.closed_by = "open", None, None
    trail.note(session, who, Deed.MATTER_REOPENED, matter.id, details, now=now)


def _proposed(matter: Matter) -> None:
    if matter.status != "open" or not matter.proposed:
        raise ClosingError("nobody proposed to close it")


def _stands_open(matter: Matter) -> None:
    matter.outcome = matter.because = matter.proposed = matter.proposed_by = None
