"""Inbox: the list of alerts; the address bar holds all of what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leakwatch.access import Right, may
from leakwatch.charts.recent import DAYS, recent
from leakwatch.inbox.asked import address, joined, wanted
from leakwatch.inbox.desk import Visitor, page, visitor
from leakwatch.inbox.offering import offered
from leakwatch.store import filters, findings, lists, notes
from leakwatch.store.lists import Wanted

if TYPE_CHECKING:
    from markupsafe import Markup

    from leakwatch.language import Say
    from leakwatch.store.alerts import Alert

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Shelf:
    """One group of the list: its values, how many alerts, where to see them."""

    said: list[str]
    count: int
    link: str


@router.get("/")
def home(request: Request, asking: Annotated[Visitor, Depends(visitor)]) -> Response:
    """The list; who sees no alerts is led to what he sees."""
    if not may(asking.user, Right.SEE):
        return RedirectResponse("/trail" if may(asking.user, Right.TRAIL) else "/users", 303)
    return listed(asking, str(request.query_params))


def listed(
    asking: Visitor, query: str, *, wrong: Sequence[str] = (), status: int = 200
) -> HTMLResponse:
    """The list that an address asks for, in groups if it asks for them."""
    asked, unread = wanted(joined(parse_qsl(query), asking.user), asking.user)
    say = asking.say
    with asking.desk.store.reading() as session:
        shelves = shelved(session, asked) if asked.group else []
        found = lists.counted(session, asked) if asked.group else lists.page(session, asked)
        noted = notes.latest(session, "alert", [one.id for one in found.alerts])
        days = drawn(session, found.alerts, say)
    return page(
        asking, "inbox.html", status, asked=asked, found=found, shelves=shelves,
        wrong=[*wrong, *(f"{say('not understood')}: {one}" for one in unread)],
        pages=-(-found.count // lists.PAGE), severities=lists.severities(),
        group_words=list(lists.GROUPS), statuses=lists.STATUSES, noted=noted, days=days,
        saved=filters.of(asking.desk.store, asking.user.name), now=datetime.now(UTC),
        there=address(asked), offer=offered(asking), snoozed=lists.SNOOZED,
        link=lambda **changes: address(asked, **changes), earlier=earlier(asked, found.since),
    )  # fmt: skip


def earlier(asked: Wanted, since: date | None) -> str:
    """The address of the same list, of the days before those looked at."""
    return address(asked, until=since - timedelta(days=1)) if since else ""


def drawn(session: Any, alerts: Sequence[Alert], say: Say) -> dict[str, Markup]:
    """Alert → its findings of the weeks up to the last day that any of them has."""
    last = max((one.last for one in alerts), default=date.min)
    names = [one.id for one in alerts]
    first = last - timedelta(days=DAYS - 1) if names else last
    found = findings.by_day(session, names, first, last)
    said = say("flagged on {count} of {days} days up to {last}")
    told = {name: found.get(name, {}) for name in names}
    return {name: recent(said.format(count=len(scores), days=DAYS, last=last), scores, last)
            for name, scores in told.items()}  # fmt: skip


def shelved(session: Any, asked: Wanted) -> list[Shelf]:
    """The groups, each with a link to its alerts."""
    words = lists.severities()
    out = []
    for values, count in lists.groups(session, asked):
        fields = dict(zip(asked.group, values, strict=True))
        said = [words.get(value, "") if name == "severity" else str(value or "—")
                for name, value in fields.items()]  # fmt: skip
        out.append(Shelf(said, count, address(replace(asked, group=()), **_narrowed(fields))))
    return out


def _narrowed(fields: dict[str, Any]) -> dict[str, object]:
    """The filter that shows a group alone."""
    out: dict[str, object] = {}
    for name, value in fields.items():
        if name == "severity":
            out[name] = (value,)
        else:
            out[name] = lists.NOTHING if value is None else value
    return out
