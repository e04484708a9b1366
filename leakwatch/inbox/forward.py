"""Putting proposals forward and deciding them, as asked by a form or by the API."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import HTTPException
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from leakwatch import approved, plugins
from leakwatch.access import may_see
from leakwatch.detector import Watch
from leakwatch.inbox.carrying import BRANCH
from leakwatch.inbox.colleagues import ABSENT
from leakwatch.inbox.orders import Latest, Words
from leakwatch.inbox.proposing import refusal, touches
from leakwatch.inbox.words import PLAIN, empty
from leakwatch.store import proposals, proposing, suggesting
from leakwatch.store.alerts import had
from leakwatch.store.proposals import WIDTH, WITHDRAWAL, Proposal
from leakwatch.store.proposing import RefusedError

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor

Named = Annotated[str, StringConstraints(max_length=128, pattern=PLAIN, strip_whitespace=True)]
Until = Annotated[Latest | None, BeforeValidator(empty)]
Score = Annotated[float, Field(gt=0, le=1.1)]
LONGEST = timedelta(days=366)
#: of account, organisation and branch, which are named
WHOSE = ((True, False, False), (False, True, True))
NO_DETECTOR = "no detector of this name judges accounts"
NO_PROPOSAL = "there is no such proposal"


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    #: its last day, exclusive; three months from now without one
    until: Until = None
    reason: Words


class Threshold(_Order):
    """What a detector finds with a p above `after` raises nothing."""

    kind: Literal["threshold"]
    detector: Annotated[Named, Field(min_length=1)]
    after: Annotated[float, Field(gt=0, lt=1)]


class Hide(_Order):
    """Hides alerts of detectors (`;` between) of an account, or of a branch of an organisation."""

    kind: Literal["suppression"]
    detector: Annotated[str, StringConstraints(min_length=1, max_length=WIDTH, pattern=PLAIN)]
    actor: Named = ""
    org: Named = ""
    branch: Named = ""
    until_score: Annotated[Score | None, BeforeValidator(empty)] = None


class Answer(BaseModel):
    """What the second person says, and why."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    verdict: Literal["approve", "refuse"]
    reason: Words


class Back(BaseModel):
    """Why what was approved shall be in force no more."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: Words


Forward = Annotated[Threshold | Hide, Field(discriminator="kind")]


def put(asking: Visitor, order: Threshold | Hide) -> int:
    """Puts it forward; its number. HTTPException 403, 404, 409 or 422 for what cannot be."""
    now = datetime.now(UTC)
    made = Proposal(kind=order.kind, reason=order.reason, made=now, made_by=asking.user.name,
                    until=_until(asking, order, now))  # fmt: skip
    names = order.detector.split(";")
    if any(name not in plugins.detectors() for name in names):
        raise HTTPException(422, NO_DETECTOR)
    made.detector = ";".join(sorted(set(names)))
    if isinstance(order, Threshold):
        _threshold(asking, made, order)
    else:
        _hide(asking, made, order)
    return _kept(asking, made)


def _threshold(asking: Visitor, made: Proposal, order: Threshold) -> None:
    # what watches feeds is no promise about accounts
    if ";" in order.detector or isinstance(plugins.detector(order.detector), Watch):
        raise HTTPException(422, NO_DETECTOR)
    made.before, made.after = in_force(asking, order.detector), order.after
    if made.before == made.after:
        raise HTTPException(409, "it is so already")


def in_force(asking: Visitor, detector: str | None) -> float | None:
    """The threshold that the next run goes by."""
    desk = asking.desk
    return approved.over(desk.settings, desk.store).detect.thresholds.get(detector or "")


def _hide(asking: Visitor, made: Proposal, order: Hide) -> None:
    if (bool(order.actor), bool(order.org), bool(order.branch)) not in WHOSE:
        raise HTTPException(422, "either an account, or a branch and its organisation")
    made.actor, made.org, made.branch = order.actor or None, order.org or None, order.branch or None
    made.until_score = order.until_score
    with asking.desk.store.reading() as session:
        known = made.actor is None or had(session, made.actor)
    if not known or not may_see(asking.user, made.actor):
        raise HTTPException(404, ABSENT)
    if not touches(asking, made):
        raise HTTPException(403, BRANCH)


def _until(asking: Visitor, order: _Order, now: datetime) -> datetime:
    if order.until is None:
        return now + suggesting.LASTS
    until = datetime.combine(order.until, time(), asking.zone)
    if not now < until <= now + LONGEST:
        raise HTTPException(422, "a day within a year from tomorrow")
    return until


def _kept(asking: Visitor, made: Proposal) -> int:
    try:
        with asking.desk.store.writing() as session:
            return proposing.put_forward(session, made).id
    except RefusedError as error:
        raise HTTPException(409, str(error)) from error


def withdraw(asking: Visitor, number: int, order: Back) -> int:
    """Puts forward that what was approved ends; its number."""
    now = datetime.now(UTC)
    past, _ = _found(asking, number)
    if not past.stands(now):
        raise HTTPException(409, proposing.OUT)
    if not touches(asking, past):
        raise HTTPException(403, BRANCH)
    made = Proposal(kind=WITHDRAWAL, of=past.id, reason=order.reason, made=now,
                    made_by=asking.user.name, until=past.until)  # fmt: skip
    return _kept(asking, made)


def decide(asking: Visitor, number: int, order: Answer) -> None:
    """Approves or refuses; HTTPException 403, 404 or 409 for what he may not or nobody can."""
    said: proposing.Answer = "approved" if order.verdict == "approve" else "refused"
    one, about = _found(asking, number)
    if why := refusal(asking, one, about):
        raise HTTPException(403, why)
    try:
        with asking.desk.store.writing() as session:
            proposing.decide(
                session, number, said, who=asking.user.name, reason=order.reason,
                now=datetime.now(UTC), before=in_force(asking, one.detector),
            )  # fmt: skip
    except RefusedError as error:
        raise HTTPException(409, str(error)) from error


def _found(asking: Visitor, number: int) -> tuple[Proposal, Proposal]:
    """A proposal that a visitor may know of, and itself or what it withdraws; 404 for others."""
    every = proposals.found(asking.desk.store, [number])
    one = every.get(number)
    about = one and every.get(one.of or 0, one)
    if one is None or about is None or not may_see(asking.user, about.actor):
        raise HTTPException(404, NO_PROPOSAL)
    return one, about
