"""Where the people live whom a branch looks at, and who looks far beyond."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leakwatch.events import LOOKS
from leakwatch.features.columns import REGIONS, shaped

KEY = ["actor", "day"]


def regions(events: ir.Table) -> ir.Table:
    """Looks by the region of the ID number: org, branch, day, region, looks."""
    known = events.actor.notnull() & events.branch.notnull() & events.region.notnull()
    looks = events.filter(events.action.isin(LOOKS) & known)
    timed = looks.select("org", "branch", "region", day=looks.clock.date())
    return shaped(
        timed.group_by("org", "branch", "day", "region").agg(looks=timed.count()), REGIONS
    )


def homes(regions: ir.Table) -> ir.Table:
    """Each branch's commonest region of all days: org, branch, region; ties by name."""
    branch = ["org", "branch"]
    each = regions.group_by([*branch, "region"]).agg(looks=regions.looks.sum().cast("float64"))
    each = each.mutate(most=each.looks.max().over(ibis.window(group_by=branch)))
    return each.group_by(branch).agg(region=each.region.min(where=each.looks == each.most))


def far(events: ir.Table, homes: ir.Table) -> ir.Table:
    """Looks at people whose region is known and is not the branch's commonest."""
    looks = events.filter(events.look & events.region.notnull())
    each = looks.group_by([*KEY, "org", "branch", "region"]).agg(looks=looks.count())
    placed = each.inner_join(homes.select("org", "branch", home="region"), ["org", "branch"])
    return placed.group_by(KEY).agg(far=placed.looks.sum(where=placed.region != placed.home))
