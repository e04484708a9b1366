"""What the facts of a day need to know of other days and of other accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leakwatch.features import entering, pairs, places, regions

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Around:
    """Of these events' accounts and of all days up to them, at least.

    `first_seen`: actor, subject, day (of pairs.first_seen); `first_used`: actor, kind, what, day
    (of places.first_used); `homes`: org, branch, region (of regions.homes); `failures`: org,
    place, actor, at, of every account, on these days and the days before them.
    """

    first_seen: ir.Table
    first_used: ir.Table
    homes: ir.Table
    failures: ir.Table

    @classmethod
    def within(cls, events: ir.Table, seen: ir.Table, done: ir.Table) -> Around:
        """These events are all there is."""
        return cls(
            pairs.first_seen(seen),
            places.first_used(places.used(done)),
            regions.homes(regions.regions(events)),
            entering.failures(events),
        )
