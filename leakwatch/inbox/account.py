"""One account over time: its days among its colleagues', its seats, what the staff list says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from leakwatch.around import COUNTS, Around, around
from leakwatch.store.dossier import Account

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor
    from leakwatch.lookup import Lookup

#: days shown, and days that are added up
SHOWN, SUMMED = timedelta(days=91), timedelta(days=28)
TABLES = ("days", "scored", "deeds", "staff")
#: of the staff list, what is no identifier
STAFF = ("department", "kind", "status", "joined", "left")
#: COUNTS as people read them
WORDS = {
    "looks": "looks", "subjects": "people", "unexplained": "without a case",
    "foreign": "records of other branches", "off_hours": "out of hours",
    "taken": "rows printed, exported, unmasked",
}  # fmt: skip
#: more seats are not listed
MOST_SEATS = 50


@dataclass(frozen=True)
class Seat:
    """A place and a device that the account sat at; words of the log."""

    place: str | None
    device: str | None
    times: int
    days: int
    first: date
    last: date


@dataclass(frozen=True)
class Fact:
    """A fact's daily values, its sum over the last weeks, and a colleague's daily median then."""

    name: str
    values: list[int]
    total: int
    peers: float


@dataclass(frozen=True)
class Life:
    """The days up to `until`: `beside` its colleagues, facts, seats, and the staff list's words."""

    until: date
    beside: Around
    facts: list[Fact] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    staff: dict[str, Any] = field(default_factory=dict)


def life(asking: Visitor, known: Account, until: date | None) -> Life:
    """The account's days up to one; without one, up to the last it was flagged or is there."""
    lookup, actor = asking.desk.lookup, known.actor
    last = until or lookup.last("days") or max((one.day for one in known.findings),
                                               default=date.today())  # fmt: skip
    return lookup.remembered(("actor", actor, last), TABLES, lambda: _life(lookup, actor, last))


def _life(lookup: Lookup, actor: str, until: date) -> Life:
    days = [until - timedelta(days=n) for n in reversed(range(SHOWN.days))]
    beside = around(lookup, actor, days, hourly=False)
    return Life(until, beside, _facts(beside, until - SUMMED), _seats(lookup, actor, days),
                _staff(lookup, actor))  # fmt: skip


def _facts(beside: Around, since: date) -> list[Fact]:
    late = [one for one in beside.days if one.day > since]
    return [
        Fact(name, [one.own[name] for one in beside.days], sum(one.own[name] for one in late),
             round(sum(one.peers.get(name, 0.0) for one in late), 1))
        for name in COUNTS if beside.days
    ]  # fmt: skip


def _seats(lookup: Lookup, actor: str, days: Sequence[date]) -> list[Seat]:
    """Where it sat on these days, the most used first."""
    found = lookup.rows("deeds", ["place", "device", "day", "times"], {"actor": actor}, days)
    if not len(found):
        return []
    told = found.group_by(["place", "device"]).aggregate(
        [("times", "sum"), ("day", "count_distinct"), ("day", "min"), ("day", "max")]
    )
    seats = [Seat(row["place"], row["device"], row["times_sum"], row["day_count_distinct"],
                  row["day_min"], row["day_max"]) for row in told.to_pylist()]  # fmt: skip
    named = [one for one in seats if one.place or one.device]
    return sorted(named, key=lambda one: (-one.times, one.place or "", one.device or ""))[
        :MOST_SEATS
    ]


def _staff(lookup: Lookup, actor: str) -> dict[str, Any]:
    """What the staff list said last of the account, without anybody's address."""
    found = lookup.rows("staff", [*STAFF, "seq", "line"], {"actor": actor}).to_pylist()
    rows = sorted(found, key=lambda row: (row["seq"] or 0, row["line"]))
    return {name: rows[-1][name] for name in STAFF if rows[-1][name] is not None} if rows else {}
