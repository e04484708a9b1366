"""One account over time: alerts, findings, days, rings, seats, its colleagues beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse

from leakwatch.access import Right
from leakwatch.charts.spark import spark
from leakwatch.inbox import account
from leakwatch.inbox.colleagues import visible
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.seen import viewed
from leakwatch.inbox.words import Day, link
from leakwatch.report import told
from leakwatch.store import dossier, lists

if TYPE_CHECKING:
    from leakwatch.inbox.account import Life
    from leakwatch.store.dossier import Account

router = APIRouter(include_in_schema=False)
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]
ABSENT = "there is no such account"


def opened(asking: Visitor, token: str, until: Day = None) -> tuple[Account, Life]:
    """An account that the visitor may see, on the trail; 404 where nothing is known of it."""
    if len(token) > 64 or "\0" in token:
        raise HTTPException(404, ABSENT)
    visible(asking.user, token)
    known = dossier.of_actor(asking.desk.store, token, asking.user.actor)
    life = account.life(asking, known, until)
    there = known.alerts or known.findings or known.rings or life.beside.days
    # it may be there on other days than those asked for
    if not there and not (until and account.life(asking, known, None).beside.days):
        raise HTTPException(404, ABSENT)
    viewed(asking, token, until=f"{life.until}")
    return known, life


@router.get("/actors/{actor}")
def actor(actor: str, asking: Seeing, until: Day = None) -> HTMLResponse:
    """The page of an account."""
    known, life = opened(asking, actor, until)
    flagged = {one.day for one in known.findings if one.excuse is None}
    marks = [one.day in flagged for one in life.beside.days]
    say = asking.say
    words = {name: say(word) for name, word in account.WORDS.items()}
    before = life.until - account.SHOWN
    return page(
        asking, "actor.html", known=known, life=life, flagged=flagged,
        sparks={one.name: spark(words[one.name], one.values, marks) for one in life.facts},
        fact_words=words,
        spelled=lambda name: told.spelled(name, say), severities=lists.severities(),
        earlier=link(f"/actors/{actor}", until=before),
        later=link(f"/actors/{actor}", until=life.until + timedelta(days=account.SHOWN.days))
        if until else "",
    )  # fmt: skip
