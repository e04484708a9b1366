"""Carries out what somebody asked to be done to alerts, as far as he may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from fastapi import HTTPException

from leakwatch.access import Right, may, may_see
from leakwatch.alerts import acting, deeds
from leakwatch.alerts.acting import Acted, Choice, Hand, Row
from leakwatch.errors import ConfigError
from leakwatch.inbox.asked import joined, wanted
from leakwatch.inbox.colleagues import ABSENT, may_close
from leakwatch.inbox.orders import Assign, Close, Confirm, Dismiss, Due, Note, Snooze
from leakwatch.store import users
from leakwatch.store.lists import Wanted

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor
    from leakwatch.store.users import User

    Asked = Dismiss | Confirm | Close | Assign | Snooze | Due | Note

BRANCH = "it is of your own branch"
#: what is snoozed comes back within so long
LONGEST_SNOOZE = timedelta(days=366)
#: orders that judge, or hide
JUDGING = (Dismiss, Confirm, Close, Snooze)


def carried(asking: Visitor, order: Asked, alerts: Iterable[str], filters: Iterable[str]) -> Acted:
    """What came of an order; HTTPException 403 or 422 for what may or can not be asked."""
    user = asking.user
    chosen = Choice(tuple(alerts), tuple(filtered(user, query) for query in filters))
    judges = isinstance(order, JUDGING)

    def keeps(row: Row) -> str:
        if not may_see(user, row.actor):
            return ABSENT
        return BRANCH if judges and not may_close(user, row.actor, row.branch) else ""

    return acting.act(asking.desk.store, _deed(asking, order), chosen, Hand(user.name, keeps))


def filtered(user: User, query: str) -> Wanted:
    """All alerts that an address of the list shows its reader; 422 where part of it is not
    understood: a filter that is left out would match more."""
    said = query.partition("?")[2] if "?" in query else query
    asked, wrong = wanted(joined(parse_qsl(said), user), user)
    if wrong:
        raise HTTPException(422, f"not understood: {wrong[0]}")
    return asked


def _deed(asking: Visitor, order: Asked) -> acting.Deed:
    match order:
        case Dismiss():
            if order.reason == "other" and not order.text:
                raise HTTPException(422, "another reason needs words")
            reason = f"{order.reason}: {order.text}" if order.text else order.reason
            return deeds.Decide("dismissed", reason, asking.may(Right.APPROVE))
        case Confirm():
            return deeds.Decide("confirmed", order.text)
        case Close():
            if not asking.may(Right.APPROVE):
                raise HTTPException(403, deeds.SECOND)
            return deeds.Decide("closed", order.text, approves=True)
        case Assign():
            return _assigned(asking, order)
        case Snooze():
            return _snoozed(asking, order)
        case Due():
            return deeds.Due(order.day)
        case Note():
            return deeds.Write(order.text)


def _assigned(asking: Visitor, order: Assign) -> deeds.Assign:
    """To oneself, or back to nobody, by anybody; to others and from others by whoever assigns."""
    assigns, me = asking.may(Right.ASSIGN), asking.user.name
    if not order.to or order.to == me:
        return deeds.Assign(order.to or None, order.note, anyones=assigns and bool(order.note))
    if not assigns:
        raise HTTPException(403, "only who may assign gives an alert to somebody else")
    if not order.note:
        raise HTTPException(422, "giving an alert to somebody else needs a note")
    try:
        other = users.named(asking.desk.store, order.to)
    except ConfigError as error:
        raise HTTPException(422, "there is no such user") from error
    if not other.active or not may(other, Right.TRIAGE):
        raise HTTPException(422, "this user works on no alerts")
    return deeds.Assign(other.name, order.note, anyones=True, besides=other.actor)


def _snoozed(asking: Visitor, order: Snooze) -> deeds.Snooze:
    now = datetime.now(UTC)
    until = datetime.combine(order.until, time(), asking.zone)
    if not now < until <= now + LONGEST_SNOOZE:
        raise HTTPException(422, "a day within a year from tomorrow")
    return deeds.Snooze(
        until, order.reason, higher=order.higher_score, people=order.more_people,
        member=order.new_member, system=order.new_system,
    )  # fmt: skip


def workers(asking: Visitor) -> list[str]:
    """Whom alerts can be given to."""
    return [one.name for one in users.everybody(asking.desk.store)
            if one.active and may(one, Right.TRIAGE)]  # fmt: skip
