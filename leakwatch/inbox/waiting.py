"""What waits for a second person, of every kind, and whether a visitor may be that person.

A kind of your own: ask with `store.approvals.ask`, and put it into KINDS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fastapi import HTTPException

from leakwatch.access import Right
from leakwatch.disclosing import ABSENT
from leakwatch.errors import ConfigError
from leakwatch.inbox import downloads
from leakwatch.inbox.carrying import BRANCH
from leakwatch.inbox.colleagues import may_close
from leakwatch.store import approvals
from leakwatch.store.approvals import OWN, Approval

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor


@dataclass(frozen=True)
class Kind:
    """A kind of thing: what is asked in words, where to read more, where the asker uses it.

    `refuses` says why a visitor may not decide it, beyond what holds for all: he has the right,
    and did not ask himself.
    """

    word: str
    page: Callable[[Line], str]
    use: Callable[[Line], str]
    refuses: Callable[[Visitor, Approval], str] = lambda _asking, _one: ""


@dataclass(frozen=True)
class Line:
    """One thing asked for; `state` is expired where time took it, `refused` why he may not."""

    number: int
    kind: str
    whom: str
    why: str
    reason: str
    alert: str | None
    matter: str | None
    asked: datetime
    asked_by: str
    ends: datetime
    state: str
    decided_by: str | None
    said: str | None
    refused: str


def of_branch(asking: Visitor, one: Approval) -> str:
    """Nobody decides on his own account, or on one of his own branch."""
    return "" if may_close(asking.user, one.whom, one.branch) else BRANCH


KINDS = {
    "reveal": Kind("see who a token is", lambda one: f"/reveal?token={one.whom}",
                   lambda one: f"/reveal/{one.number}", of_branch),
    downloads.RAW: Kind(
        "the raw logs of a matter", lambda one: f"/matters/{one.whom}",
        lambda one: f"/matters/{one.whom}/bundle/raw/{one.number}", downloads.refuses,
    ),
}  # fmt: skip


def for_me(asking: Visitor) -> list[Line]:
    """What others asked for and nobody has decided, that the visitor may know of."""
    if not asking.may(Right.APPROVE):
        return []
    with asking.desk.store.reading() as session:
        found = approvals.waiting(session, asking.user.actor)
    return [line(asking, one) for one in found if one.asked_by != asking.user.name]


def mine(asking: Visitor) -> list[Line]:
    """What the visitor asked for of late."""
    with asking.desk.store.reading() as session:
        return [line(asking, one) for one in approvals.mine(session, asking.user.name)]


def line(asking: Visitor, one: Approval) -> Line:
    """One of them, as the visitor may know it."""
    own = one.asked_by == asking.user.name
    return Line(
        one.id, one.kind, one.whom, one.why, one.reason, one.alert, one.matter, one.asked,
        one.asked_by, one.ends, one.standing(datetime.now(UTC)), one.decided_by, one.said,
        OWN if own else KINDS[one.kind].refuses(asking, one),
    )  # fmt: skip


def decided(asking: Visitor, number: int, *, approved: bool, said: str) -> Line:
    """The same, decided; HTTPException 404, 403 or 409 for what he may not or nobody can."""
    with asking.desk.store.writing() as session:
        try:
            one = approvals.found(session, number, asking.user.actor)
        except ConfigError as error:
            raise HTTPException(404, ABSENT) from error
        told = line(asking, one)
        if told.refused:
            raise HTTPException(403, told.refused)
        try:
            one = approvals.decide(session, number, asking.user.name, approved=approved, said=said)
        except ConfigError as error:
            raise HTTPException(409, error.what) from error
        return line(asking, one)
