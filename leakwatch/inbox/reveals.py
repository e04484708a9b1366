"""Who a token is, for one who may know, with a reason, on the trail; and with whose approval.

Accounts and minors need a second person, and so does whoever asks for very many. What was shown
once is kept nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fastapi import HTTPException

from leakwatch.errors import ConfigError, LeakwatchError
from leakwatch.inbox.colleagues import ABSENT as NO_ALERT
from leakwatch.inbox.colleagues import may_see
from leakwatch.inbox.waiting import ABSENT
from leakwatch.revealing import Plain, Revealer, Spot, spots
from leakwatch.store import approvals, dossier, reveals
from leakwatch.store.approvals import Approval, Wish

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor

KIND = "reveal"
TOKEN = re.compile(r"[0-9a-f]{32}")
#: letters that a reason has at least
LETTERS = 10
#: for so long it stays on the page
SHOWN = timedelta(minutes=15)
#: whoever reveals more within a day needs a second person for each
MOST_A_DAY = 20
NO_TOKEN = "this is no token"  # noqa: S105 — a sentence
NOWHERE = "no event shows this token"
SHORT = "a reason has ten letters or more"
NO_MATTER = "there is no such matter, or it is closed"


@dataclass(frozen=True)
class Shown:
    """What a token stands for, for now."""

    token: str
    value: str = field(repr=False)
    field: str
    until: datetime


def ask(asking: Visitor, wish: Wish) -> Shown | Approval:
    """Reveals, or asks a second person where it takes one; HTTPException for what cannot be."""
    _fits(asking, wish)
    where = _where(asking, wish.whom)
    why = _why(asking, where[0])
    plain = None if why else _plain(asking, wish.whom, where)
    if plain is not None and not plain.minor:
        return _shown(asking, wish, plain)
    with asking.desk.store.writing() as session:
        known = {**vars(wish), "why": why or "minor", "branch": where[0].branch}
        return approvals.ask(session, Wish(**known), asking.user.name)


def use(asking: Visitor, number: int) -> Shown:
    """Reveals what another approved, once."""
    with asking.desk.store.reading() as session:
        try:
            one = approvals.found(session, number)
        except ConfigError as error:
            raise HTTPException(404, ABSENT) from error
    if one.asked_by != asking.user.name or one.kind != KIND:
        raise HTTPException(404, ABSENT)
    if one.standing(datetime.now(UTC)) != "approved":
        raise HTTPException(409, approvals.OVER)
    return _shown(asking, one, _plain(asking, one.whom, _where(asking, one.whom)))


def _shown(asking: Visitor, wish: Wish | Approval, plain: Plain) -> Shown:
    """Shown only once it is noted; what was approved is used up by it."""
    now = datetime.now(UTC)
    with asking.desk.store.writing() as session:
        if isinstance(wish, Approval):
            try:
                wish = approvals.use(session, wish.id, asking.user.name, now=now)
            except ConfigError as error:
                raise HTTPException(409, error.what) from error
        reveals.note(session, asking.user.name, wish, plain.field, now=now)
    return Shown(wish.whom, plain.value, plain.field, now + SHOWN)


def _fits(asking: Visitor, wish: Wish) -> None:
    """HTTPException for no token, no reason, and what is not there, to him."""
    store, user = asking.desk.store, asking.user
    if not TOKEN.fullmatch(wish.whom):
        raise HTTPException(422, NO_TOKEN)
    if sum(sign.isalnum() for sign in wish.reason) < LETTERS:
        raise HTTPException(422, SHORT)
    if wish.alert:
        found = dossier.of_alert(store, wish.alert) if wish.alert.isalnum() else None
        if found is None or not may_see(user, found.alert.actor):
            raise HTTPException(404, NO_ALERT)
    if wish.matter:
        with store.reading() as session:
            known = [one.id for one in reveals.matters(session, user.actor)]
        if wish.matter not in known:
            raise HTTPException(422, NO_MATTER)


def _where(asking: Visitor, token: str) -> list[Spot]:
    """Where the token stands; nobody reveals his own account, or from what he did himself."""
    own = asking.user.actor
    found = spots(asking.desk.lookup, token, own) if token != own else []
    if not found:
        raise HTTPException(404, NOWHERE)
    return found


def _why(asking: Visitor, spot: Spot) -> str:
    """What makes it need a second person, as far as can be known without reading the line."""
    if spot.of_account:
        return "account"
    if spot.minor:
        return "minor"
    with asking.desk.store.reading() as session:
        many = reveals.of_late(session, asking.user.name) >= MOST_A_DAY
    return "many" if many else ""


def _plain(asking: Visitor, token: str, where: list[Spot]) -> Plain:
    house = asking.desk.house
    revealer = Revealer(house.settings, house.key, asking.desk.lookup)
    try:
        return revealer.read(token, where, asking.today())
    except LeakwatchError as error:
        # where it lies is nothing for a page
        raise HTTPException(409, "; ".join(filter(None, (error.what, error.hint)))) from error
