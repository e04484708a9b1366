"""One alert: what happened, what speaks for innocence, whom it exposes, what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from leakwatch import around
from leakwatch.access import Right
from leakwatch.findings import FEED
from leakwatch.inbox import rows
from leakwatch.inbox.asked import address, joined, wanted
from leakwatch.inbox.colleagues import ABSENT, visible
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.drawn import Charts, charts
from leakwatch.inbox.seen import gone, viewed
from leakwatch.inbox.thresholds import levels
from leakwatch.report import told
from leakwatch.report.thresholds import classes, readings
from leakwatch.store import dossier, lists

if TYPE_CHECKING:
    from leakwatch.charts.exposure import Met
    from leakwatch.inbox.rows import Asked
    from leakwatch.store.dossier import Dossier

router = APIRouter(include_in_schema=False)
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]
#: tables of the lake that the charts are made of
TABLES = ("days", "scored", "hours", "pairs")


def opened(asking: Visitor, alert: str) -> Dossier:
    """An alert that the visitor may see; 404 for others, as for what does not exist."""
    store, own = asking.desk.store, asking.user.actor
    found = dossier.of_alert(store, alert, own) if alert.isalnum() else None
    if found is None:
        raise HTTPException(404, ABSENT)
    visible(asking.user, found.alert.actor)
    return found


def surest(found: Dossier) -> date | None:
    """The day explained, or else the last one flagged."""
    why = found.alert.explained
    return date.fromisoformat(why["day"]) if why else max(found.days, default=None)


def beside(asking: Visitor, found: Dossier) -> tuple[around.Around, list[Met]]:
    """The account among its colleagues, and the people it met on the flagged days."""
    lookup, actor, days = asking.desk.lookup, found.alert.actor, found.days
    if not days:
        return around.Around({}, []), []
    shown = around.span(days[0], days[-1])
    return lookup.remembered(
        ("alert", actor, *days), TABLES,
        lambda: (around.around(lookup, actor, shown), around.met(lookup, actor, days)),
    )  # fmt: skip


@router.get("/alerts/{alert}")
def alert(request: Request, alert: str, asking: Seeing) -> HTMLResponse:
    """The page of an alert; its evidence is on the trail of whoever looks."""
    found = opened(asking, alert)
    asked = rows.asked(request.query_params, found.days, surest(found))
    viewed(asking, found.alert.id, evidence=rows.address(asked))
    here, met = beside(asking, found)
    evidence = rows.rows(asking.desk.lookup, found.alert.actor, found.days, asked)
    near = neighbours(asking, found.alert.id, request.query_params.multi_items())
    return page(
        asking, "alert.html", alert=found.alert, found=found,
        feed=found.alert.actor.startswith(FEED),
        **read(asking, found), charts=drawn(asking, found, here, met), beside=here, met=met,
        evidence=evidence, rows_link=linked(request, asked), kept=kept(request),
        severities=lists.severities(), reckoning=asking.desk.reckoner.at(found.alert.id),
        gone=gone(asking.desk.lookup, {one.source for one in evidence.rows}, found.days), **near,
    )  # fmt: skip


def read(asking: Visitor, found: Dossier) -> dict[str, Any]:
    """What is read of the alert itself: its sentences, its explanation, the law, what to do."""
    say, exposed = asking.say, found.alert.exposed or {}
    said = told.sentences(found.findings)
    others = exposed.get("said", [])
    law = len(exposed.get("law", ()))
    return {
        "sentences": said, "why": found.alert.explained or {},
        "spelled": lambda name: told.spelled(name, say),
        "runbooks": [(one.detector, told.steps(one.detector, say)) for one in said],
        "exposed": exposed, "people_said": others[: len(others) - 1 - law],
        "grounds": others[-1:], "classes": classes(exposed),
        "readings": readings(exposed, say),
    }  # fmt: skip


def drawn(asking: Visitor, found: Dossier, here: around.Around,
          met: list[Met]) -> Charts:  # fmt: skip
    """The charts of the page, in the visitor's language."""
    why, exposed = found.alert.explained or {}, found.alert.exposed or {}
    return charts(asking.say, why.get("parts", []), found.days, here, met,
                  levels(exposed, asking.say))  # fmt: skip


def neighbours(asking: Visitor, alert: str, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Links to the list the visitor came from, and to the alerts before and after this one."""
    asked, _ = wanted(joined(given, asking.user), asking.user)
    before, after = dossier.beside(asking.desk.store, alert, asked)
    back = address(asked)
    return {
        "back": back,
        "before": before and f"/alerts/{before}{back[1:]}",
        "after": after and f"/alerts/{after}{back[1:]}",
    }


def kept(request: Request) -> list[tuple[str, str]]:
    """What an address says that is not of the evidence: the list the visitor came from."""
    return [(name, said) for name, said in request.query_params.multi_items()
            if not name.startswith("row_")]  # fmt: skip


def linked(request: Request, asked: Asked) -> Any:
    """Makes links to other rows of the evidence, all else of the address as it is."""

    def link(**changes: object) -> str:
        told = urlencode([*kept(request), *rows.address(asked, **changes).items()])
        return f"{request.url.path}?{told}#evidence"

    return link
