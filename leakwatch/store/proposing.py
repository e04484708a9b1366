"""Putting proposals forward, and deciding them: one person does the one, a second the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from leakwatch.store import suppressions, trail
from leakwatch.store.alerts import Alert
from leakwatch.store.proposals import SUPPRESSION, THRESHOLD, WITHDRAWAL, Proposal, standing
from leakwatch.store.suppressions import Suppression
from leakwatch.store.trail import Deed

Answer = Literal["approved", "refused"]
WAITS = "the same waits for an answer already"
SELF = "whoever puts something forward does not decide it: a second person does"
ANSWERED = "it is answered already"
MOVED = "what it would change is another by now: put it forward anew"
LATE = "its last day is over: put it forward anew"
UNTESTED = "it is still being tried on past alerts"
OUT = "it is not in force"


class RefusedError(ValueError):
    """Why something cannot be put forward, or not be decided by him or now."""


def put_forward(session: Session, one: Proposal) -> Proposal:
    """Keeps a proposal that waits for a second person, on the trail; nothing else changes.

    RefusedError where the same waits already, or a withdrawal is of what is not in force.
    """
    same = [Proposal.state == "waiting", Proposal.kind == one.kind]
    if any(other.target == one.target for other in session.scalars(select(Proposal).where(*same))):
        raise RefusedError(WAITS)
    if one.until <= one.made:
        raise RefusedError(LATE)
    if one.kind == WITHDRAWAL:
        past = session.get(Proposal, one.of)
        if past is None or not past.stands(one.made):
            raise RefusedError(OUT)
    one.state = "waiting"
    session.add(one)
    session.flush()
    said = {name: getattr(one, name) for name in
            ("kind", "detector", "actor", "org", "branch", "before", "after", "until_score", "of",
             "reason") if getattr(one, name) is not None}  # fmt: skip
    said["until"] = one.until.astimezone(UTC).isoformat()
    trail.note(session, one.made_by, Deed.PROPOSED, one.name, said, now=one.made)
    return one


def decide(
    session: Session, number: int, answer: Answer, *, who: str, reason: str, now: datetime,
    before: float | None = None,
) -> Proposal:  # fmt: skip
    """Approves or refuses what waits; what is approved is in force from then on.

    `before` is the threshold in force now. LookupError for no such proposal, RefusedError for one's
    own, one that is answered, and for approving what is too old or was never tried.
    """
    one = session.get(Proposal, number)
    if one is None:
        raise LookupError(f"no proposal P{number}")
    if one.state != "waiting":
        raise RefusedError(ANSWERED)
    if one.made_by == who:
        raise RefusedError(SELF)
    if answer == "approved":
        _approvable(session, one, before, now)
    one.state, one.decided, one.decided_by, one.answer = answer, now, who, reason
    session.flush()
    if answer == "approved":
        _in_force(session, one, now)
    deed = Deed.PROPOSAL_APPROVED if answer == "approved" else Deed.PROPOSAL_REFUSED
    said = {"kind": one.kind, "reason": reason, "put_forward_by": one.made_by}
    trail.note(session, who, deed, one.name, said, now=now)
    return one


def _approvable(session: Session, one: Proposal, before: float | None, now: datetime) -> None:
    if one.backtest is None:
        raise RefusedError(UNTESTED)
    if one.until <= now:
        raise RefusedError(LATE)
    if one.kind == THRESHOLD and one.before != before:
        raise RefusedError(MOVED)
    if one.kind == WITHDRAWAL and not session.get_one(Proposal, one.of).stands(now):
        raise RefusedError(OUT)


def _in_force(session: Session, one: Proposal, now: datetime) -> None:
    if one.kind == WITHDRAWAL:
        _end(session, session.get_one(Proposal, one.of), one, now)
        return
    asked = select(Proposal).where(standing(now), Proposal.kind == one.kind, Proposal.id != one.id)
    for other in session.scalars(asked).all():
        if other.target == one.target:
            _end(session, other, one, now)
    if one.kind == SUPPRESSION:
        made = Suppression(
            actor=one.actor, detector=one.detector, org=one.org, branch=one.branch,
            reason=one.reason, made=now, made_by=one.made_by, approved_by=one.decided_by,
            until=one.until, until_score=one.until_score, state="standing",
        )  # fmt: skip
        session.add(made)
        session.flush()
        one.suppression = made.id
        suppressions.cover(session, now, _accounts(session, one))


def _end(session: Session, past: Proposal, by: Proposal, now: datetime) -> None:
    """Takes what was approved out of force."""
    past.state, past.ended, past.ended_by = "ended", now, by.id
    if past.suppression is not None:
        hid = select(Alert.actor).where(Alert.hidden_by == past.suppression)
        actors = session.scalars(hid.where(Alert.status == "open")).all()
        session.get_one(Suppression, past.suppression).state = "ended"
        suppressions.cover(session, now, actors)


def _accounts(session: Session, one: Proposal) -> Sequence[str]:
    """The accounts with open alerts that a suppression may hide."""
    if one.actor is not None:
        return [one.actor]
    there = [Alert.status == "open", Alert.org == one.org, Alert.branch == one.branch]
    return session.scalars(select(Alert.actor).where(*there)).all()
