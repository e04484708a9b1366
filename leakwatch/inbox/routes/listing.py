"""Inbox: the list of alerts; the address bar holds all of what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leakwatch.inbox.access import Right, may
from leakwatch.inbox.asked import address, joined, wanted
from leakwatch.inbox.desk import Visitor, page, visitor
from leakwatch.inbox.offering import offered
from leakwatch.store import filters, lists, notes
from leakwatch.store.lists import Wanted

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
        found = lists.page(session, asked)
        noted = notes.latest(session, "alert", [one.id for one in found.alerts])
    return page(
        asking, "inbox.html", status, asked=asked, found=found, shelves=shelves,
        wrong=[*wrong, *(f"{say('not understood')}: {one}" for one in unread)],
        pages=-(-found.count // lists.PAGE), severities=lists.severities(),
        group_words=list(lists.GROUPS), statuses=lists.STATUSES, noted=noted,
        saved=filters.of(asking.desk.store, asking.user.name), now=datetime.now(UTC),
        there=address(asked), offer=offered(asking), snoozed=lists.SNOOZED,
        link=lambda **changes: address(asked, **changes),
    )  # fmt: skip


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
