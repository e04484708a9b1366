"""Rings: the list, and one ring whole: graph, members, ties, days, and without each account."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from leakwatch.access import Right
from leakwatch.charts.ring import Sentences, legend
from leakwatch.charts.ring import ring as drawn
from leakwatch.charts.ring_days import ring_days
from leakwatch.inbox import ringing, rings, ringwords
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.seen import viewed
from leakwatch.inbox.words import Name, link
from leakwatch.rings import named, words
from leakwatch.store import lists, ring_lists

if TYPE_CHECKING:
    from markupsafe import Markup

    from leakwatch.inbox.rings import Opened
    from leakwatch.rings.named import Member

router = APIRouter(include_in_schema=False)
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]
Taking = Annotated[Visitor, Depends(needs(Right.SEE, writes=True))]
#: larger rings are drawn by the browser
MOST_DRAWN = 150
FORMS = {"graphml": "application/graphml+xml", "json": "application/json"}


@router.get("/rings")
def listed(request: Request, asking: Seeing) -> HTMLResponse:
    """The rings that an address asks for."""
    asked = ringing.wanted(request.query_params, asking.user.actor)
    with asking.desk.store.reading() as session:
        found = ring_lists.page(session, asked)
    return page(
        asking, "rings.html", asked=asked, found=found, pages=-(-found.count // ring_lists.PAGE),
        standings=ringwords.STANDING, called=words.role, small=words.small,
        roles=named.ROLES, link=lambda **changes: address(asked, **changes),
    )  # fmt: skip


def address(asked: ring_lists.Wanted, **changes: object) -> str:
    """The address of a list, changed in some fields."""
    now = asdict(asked) | ({} if "page" in changes else {"page": 1}) | changes
    usual = ring_lists.Wanted()
    told = {one.name: now[one.name] for one in fields(usual) if one.name != "without"}
    kept = {name: said for name, said in told.items() if said != getattr(usual, name)}
    return link("/rings", **kept)


@router.get("/rings/{ring}")
def one(ring: str, asking: Seeing) -> HTMLResponse:
    """One ring; on the trail."""
    seen = ringing.found(asking, ring)
    viewed(asking, ring, page="ring")
    told, say = seen.told, asking.say
    large = len(told.members) > MOST_DRAWN
    roles = dict.fromkeys((words.role(each.role), each.side, each.role) for each in told.members)
    return page(
        asking, "ring.html", told=told, alerts=seen.alerts, matters=seen.matters, large=large,
        drawing="" if large else pictured(seen, asking),
        legend=legend(list(roles), [tie.kind for tie in told.ties], say),
        means=ringwords.means(told.ring, say), became=ringwords.became(told, say),
        small=words.small, called=words.role, kinds=words.TIES, short=named.short,
        severities=lists.severities(),
        parts={each.member: each.parts for each in ringing.parts(seen)},
    )  # fmt: skip


@router.get("/rings/{ring}/days")
def days(ring: str, asking: Seeing, hx_request: Annotated[str, Header()] = "") -> HTMLResponse:
    """When each account opened the shared people, and the ring without each; a piece of the page
    where htmx asks, else a page; on the trail."""
    seen = ringing.found(asking, ring)
    viewed(asking, ring, page="ring days")
    told = rings.moments(asking, seen)
    rows = [(each, [look for look in told.looks if look.actor == each.member])
            for each in seen.told.members]  # fmt: skip
    opened = sorted((row for row in rows if row[1]), key=lambda row: row[1][0].day)
    chart = ring_days(
        asking.say("when each account opened the people the ring shares"),
        [(each.short, looks) for each, looks in opened], asking.say,
    ) if opened else ""  # fmt: skip
    return page(
        asking, "ring_days.html" if hx_request else "ring_days_page.html", ring=seen.told.ring,
        opened=opened, chart=chart, told=told, small=words.small, short=named.short,
    )  # fmt: skip


@router.post("/rings/{ring}/export")
def export(ring: str, asking: Taking, form: Name = "graphml") -> Response:
    """The evidence graph as a file; on the trail."""
    if form not in FORMS:
        raise HTTPException(422, "a graph is exported as graphml or json")
    data = ringing.exported(asking, ringing.found(asking, ring), form)
    kept = {"content-disposition": f'attachment; filename="leakwatch-{ring}.{form}"'}
    return Response(data, media_type=FORMS[form], headers=kept)


def pictured(seen: Opened, asking: Visitor) -> Markup:
    """The drawing of a ring, remembered until a search finds it again."""
    line = seen.told.ring
    key = ("ring drawn", line.name, line.last_seen, line.standing, asking.say("inside"))
    found: Markup = asking.desk.lookup.remembered(key, (), lambda: graph(seen, asking))
    return found


def graph(seen: Opened, asking: Visitor) -> Markup:
    """The drawing of a ring."""
    from leakwatch.rings.circles import around

    say, told = asking.say, seen.told
    spots, circle = around(seen.graph)

    def of_member(one: Member) -> str:
        return words.member(one, say)

    def of_tie(one: Any) -> str:
        return words.tie(one, say)

    name = say("evidence graph of ring {name}").format(name=told.ring.name)
    return drawn(name, told.members, told.ties, spots, circle, Sentences(of_member, of_tie))
