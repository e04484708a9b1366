"""Statistics: months against months, by organisation and detector, realised against promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from leakwatch import plugins
from leakwatch.access import Right
from leakwatch.charts.months import bars
from leakwatch.errors import LeakwatchError, SourceError
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.machine import AtMachine, Machine
from leakwatch.inbox.reckoned import STATUSES, Statistics, statistics_of

if TYPE_CHECKING:
    from leakwatch.settings import Settings

router = APIRouter()
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]
#: whoever looks again within this sees the same
SECONDS = 300.0


@router.get("/statistics", include_in_schema=False)
def show(asking: Seeing, machine: AtMachine) -> HTMLResponse:
    """All of it on one page."""
    try:
        found = told(asking, machine)
    except SourceError:
        return page(asking, "counting.html", 503)
    months = [(one.word, [getattr(one, name) for name in STATUSES]) for one in found.months[-13:]]
    return page(asking, "statistics.html", found=found, statuses=STATUSES,
                chart=bars(months, STATUSES, asking.say))  # fmt: skip


@router.get("/api/v1/statistics", tags=["statistics"])
def statistics(asking: Seeing, machine: AtMachine) -> Statistics:
    """Counts of two years; no more than five minutes old."""
    return told(asking, machine)


def told(asking: Visitor, machine: Machine) -> Statistics:
    """The statistics of the house: its months are those of its own zone."""
    desk = asking.desk

    def ask() -> Statistics:
        zone = ZoneInfo(desk.settings.organisation.zone)
        return statistics_of(desk.store, zone, sectors(desk.settings))

    return machine.fresh("statistics", SECONDS, ask)


def sectors(settings: Settings) -> dict[str, str]:
    """Organisation → what it does, by the connectors of its logs."""
    found: dict[str, str] = {}
    for name, one in settings.sources.items():
        try:
            made = plugins.connector(one.connector or name, dict(one.options))
        except LeakwatchError:
            # whoever runs the jobs is told of it
            continue
        org = one.org or settings.organisation.name
        if found.get(org, "other") == "other":
            found[org] = made.sector
    return found
