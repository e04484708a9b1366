"""Carries out what somebody asked to be done to a matter, as far as he may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fastapi import HTTPException

from leakwatch.access import Right, may, may_see
from leakwatch.duties import CODES
from leakwatch.errors import ConfigError
from leakwatch.inbox import matter_orders as orders
from leakwatch.inbox import matters
from leakwatch.inbox.colleagues import ABSENT, may_close
from leakwatch.inbox.words import begins
from leakwatch.revealing import branch_of
from leakwatch.store import closing, matter_files, measures, tracks, trail, users
from leakwatch.store.alerts import Alert
from leakwatch.store.closing import ClosingError
from leakwatch.store.matter_lists import accounts_of
from leakwatch.store.matters import (
    Matter,
    Writing,
    add_item,
    hold,
    named,
    open_matter,
    release,
    remove_item,
)
from leakwatch.store.notes import Note
from leakwatch.store.rings import RingMember
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor
    from leakwatch.store.matter_files import MatterFile

BRANCH = "it holds an account of your own branch: somebody else decides"
CLOSED = "the matter is closed: take it up again first"
GROWN = "another account has come into it just now: look at it again"
REPLACED = "something else has been proposed just now: look at it again"
SUSPECT = "this user is in it himself, or works on no matters"
SECOND = timedelta(seconds=1)
#: what may still be done to a closed one
AFTER = (orders.Reopen, orders.Release, orders.Finish, orders.Again, orders.Note)


def opened(asking: Visitor, new: orders.New) -> str:
    """Opens a matter over alerts and rings; its name."""
    with asking.desk.store.writing() as session:
        for item in new.items:
            _seen(session, asking, item)
        made = open_matter(session, new.title, asking.user.name)
        for item in new.items:
            add_item(session, made, item, asking.user.name)
    return made.id


def carried(asking: Visitor, name: str, order: orders.Order | orders.Approval) -> None:
    """Does it, or nothing: 404, 403, 409 or 422 say why not."""
    seen = matters.found(asking, name)
    _own_branch(asking, seen, order)
    try:
        with asking.desk.store.writing() as session:
            matter = named(session, name)
            # nobody else writes now: what is judged is what was looked at
            if matter.status != "open" and not isinstance(order, AFTER):
                raise HTTPException(409, CLOSED)
            if _accounts(session, matter) - seen.accounts.keys():
                raise HTTPException(409, GROWN)
            _do(session, asking, matter, order)
    except ClosingError as error:
        raise HTTPException(409, str(error)) from error
    except LookupError as error:
        raise HTTPException(404, str(error.args[0])) from error
    except ValueError as error:
        raise HTTPException(422, str(error)) from error


def _do(
    session: Writing, asking: Visitor, matter: Matter, order: orders.Order | orders.Approval
) -> None:  # fmt: skip
    who = asking.user.name
    match order:
        case orders.Add():
            _seen(session, asking, order.item)
            add_item(session, matter, order.item, who)
            _besides_owner(session, matter)
        case orders.Remove():
            remove_item(session, matter, order.item, who, order.reason)
        case orders.Hold():
            _inside(session, matter, order.item)
            hold(session, matter, order.item, who, order.reason)
        case orders.Release():
            release(session, matter, who, order.reason)
        case orders.Note():
            _note(session, matter, who, order.text)
        case orders.Own():
            _own(session, asking, matter, order.owner)
        case orders.Due():
            _due(session, asking, matter, order)
        case orders.Account() | orders.Duty() | orders.Measure():
            _track(session, matter, who, order)
        case orders.Finish() | orders.Drop() | orders.Again():
            _measure(session, matter, who, order)
        case _:
            _ending(session, matter, who, order)


def _track(
    session: Writing, matter: Matter, who: str,
    order: orders.Account | orders.Duty | orders.Measure,
) -> None:  # fmt: skip
    match order:
        case orders.Account():
            if order.account not in _accounts(session, matter):
                raise LookupError("no such account in it")
            tracks.answer_account(session, matter, order.account, who, asked=order.asked,
                                  decided=order.decided, reason=order.reason)  # fmt: skip
        case orders.Duty():
            _known(order.duty)
            tracks.answer_duty(session, matter, order.duty, who, state=order.state, text=order.text)
        case orders.Measure():
            if order.duty:
                _known(order.duty)
            measures.add(session, matter, order.track, order.text, who, duty=order.duty or None,
                         owner=order.owner or None, due=order.due)  # fmt: skip


def _known(duty: str) -> None:
    if duty not in CODES:
        raise ValueError("no such duty")


def _measure(
    session: Writing, matter: Matter, who: str, order: orders.Finish | orders.Drop | orders.Again
) -> None:  # fmt: skip
    one = measures.of(session, matter, order.measure)
    match order:
        case orders.Finish():
            measures.finish(session, one, order.proof, who)
        case orders.Drop():
            measures.drop(session, one, order.reason, who)
        case orders.Again():
            measures.again(session, one, order.reason, who)


def _ending(
    session: Writing, matter: Matter, who: str, order: orders.Order | orders.Approval
) -> None:  # fmt: skip
    match order:
        case orders.Propose():
            closing.propose(session, matter, order.outcome, order.reason, who)
        case orders.Withdraw():
            if matter.proposed_by != who:
                raise ClosingError("only who proposed it takes it back; a second person refuses it")
            closing.send_back(session, matter, order.reason, who)
        case orders.Reopen():
            closing.reopen(session, matter, order.reason, who)
        case orders.Close():
            _as_seen(matter, order)
            closing.close(session, matter, order.reason, who)
        case orders.SendBack():
            _as_seen(matter, order)
            if matter.proposed_by == who:
                raise ClosingError(closing.SECOND)
            closing.send_back(session, matter, order.reason, who)


def _as_seen(matter: Matter, order: orders.Close | orders.SendBack) -> None:
    """409 for a proposal that another has taken the place of."""
    if order.proposed and matter.proposed and order.proposed != matter.proposed:
        raise HTTPException(409, REPLACED)


def _own_branch(
    asking: Visitor, seen: MatterFile, order: orders.Order | orders.Approval
) -> None:  # fmt: skip
    """403 for a decision on accounts of the visitor's own branch."""
    judged = list(seen.accounts) if isinstance(order, orders.Close | orders.SendBack) else []
    if isinstance(order, orders.Account) and order.decided != tracks.OPEN:
        judged = [order.account]
    if asking.user.branch is None:
        return
    for actor in judged:
        branch = seen.accounts.get(actor) or branch_of(asking.desk.lookup, actor)
        if not may_close(asking.user, actor, branch):
            raise HTTPException(403, BRANCH)


def _seen(session: Writing, asking: Visitor, item: str) -> None:
    """404 for what the visitor may not see, or what there is not."""
    own, alert = asking.user.actor, session.get(Alert, item)
    if alert is not None and not may_see(asking.user, alert.actor):
        raise HTTPException(404, ABSENT)
    if alert is None and own and session.get(RingMember, (item, own)) is not None:
        raise HTTPException(404, ABSENT)


def _inside(session: Writing, matter: Matter, item: str) -> None:
    seen = matter_files.found(session, matter.id)
    if seen is None or item not in {*seen.items, *(one.id for one in seen.alerts)}:
        raise LookupError(f"{item} is not in {matter.id}")


def _accounts(session: Writing, matter: Matter) -> set[str]:
    asked = accounts_of([matter.id])
    return {row.actor for row in session.execute(asked)}


def _note(session: Writing, matter: Matter, who: str, text: str) -> None:
    session.add(Note(kind="matter", item=matter.id, at=datetime.now(UTC), who=who, text=text))
    trail.note(session, who, Deed.NOTED, matter.id, {"text": text})


def _own(session: Writing, asking: Visitor, matter: Matter, owner: str) -> None:
    """Takes it, gives it back, or, with the right, gives it to somebody."""
    me = asking.user.name
    if {owner, matter.owner} - {me, "", None} and not asking.may(Right.ASSIGN):
        raise HTTPException(403, "only who may assign gives a matter to somebody else")
    if owner:
        try:
            other = users.named(asking.desk.store, owner)
        except ConfigError as error:
            raise ValueError("there is no such user") from error
        inside = other.actor in _accounts(session, matter)
        if not other.active or not may(other, Right.INVESTIGATE) or inside:
            raise ValueError(SUSPECT)
    matter.owner = owner or None
    trail.note(session, me, Deed.MATTER_CHANGED, matter.id, {"owner": owner or None})


def _besides_owner(session: Writing, matter: Matter) -> None:
    """Nobody owns a matter that he is in himself."""
    owner = session.get(users.User, matter.owner) if matter.owner else None
    if owner is not None and owner.actor in _accounts(session, matter):
        matter.owner = None


def _due(session: Writing, asking: Visitor, matter: Matter, order: orders.Due) -> None:
    # its last second
    ends = begins(order.day, asking.zone, after=1) - SECOND if order.day else None
    matter.due = ends
    details = {"due": f"{order.day}" if order.day else None}
    trail.note(session, asking.user.name, Deed.MATTER_CHANGED, matter.id, details)
