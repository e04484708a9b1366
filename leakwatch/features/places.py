"""Where an account works: places and devices new to it, and quick changes between two places."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leakwatch.events import LOOKS

KEY = ["actor", "day"]
SWITCH_MINUTES = 10
#: what is used: the account itself, a place, a device
ITSELF, PLACE, DEVICE = "actor", "place", "device"


def used(deeds: ir.Table) -> ir.Table:
    """What each account looked or logged in from, by day: actor, kind, what, day.

    A failed log-in uses nothing: whoever tried may be a stranger.
    """
    entered = (deeds.action == "login") & (deeds.times > deeds.failed)
    worked = deeds.filter(deeds.action.isin(LOOKS) | entered)
    each = [
        worked.select("actor", "day", kind=ibis.literal(kind), what=worked[kind])
        for kind in (ITSELF, PLACE, DEVICE)
    ]
    every = ibis.union(*each)
    return every.filter(every.what.notnull()).distinct()


def first_used(used: ir.Table) -> ir.Table:
    """The first day of each use: actor, kind, what, day."""
    return used.group_by("actor", "kind", "what").agg(day=used.day.min())


def new(used: ir.Table, first_used: ir.Table) -> ir.Table:
    """Places and devices first used that day; none on the account's own first day."""
    fresh = used.semi_join(first_used, ["actor", "kind", "what", "day"])
    each = fresh.group_by(KEY).agg(
        begins=fresh.count(where=fresh.kind == ITSELF),
        new_places=fresh.count(where=fresh.kind == PLACE),
        new_devices=fresh.count(where=fresh.kind == DEVICE),
    )
    return each.filter(each.begins == 0).drop("begins")


def switches(events: ir.Table) -> ir.Table:
    """Looks within ten minutes of the look before, which was at another place.

    Of looks whose place is known; going to another desk once is one switch.
    """
    looks = events.filter(events.look & events.place.notnull()).select(*KEY, "at", "place")
    order = ibis.window(group_by=KEY, order_by=["at", "place"])
    since, there = looks["at"].lag().over(order), looks.place.lag().over(order)
    timed = looks.mutate(since=since, there=there)
    soon = timed["at"] <= timed.since + ibis.interval(minutes=SWITCH_MINUTES)
    switched = (soon & (timed.place != timed.there)).fill_null(False)
    return timed.group_by(KEY).agg(switches=timed.count(where=switched))
