"""What of the facts is counted together: whole days, and some accounts' days among others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leakwatch.lake import Lake
from leakwatch.visible import since

if TYPE_CHECKING:
    import ibis.expr.types as ir

Schema = Mapping[str, str]
ACTOR_DAY = ["actor", "day"]


@dataclass(frozen=True)
class Part:
    """Whole `days`, and of the days `others` the actor-days in `actors` (actor, day)."""

    days: frozenset[date]
    actors: ir.Table
    others: frozenset[date]

    @classmethod
    def made(cls, lake: Lake, days: frozenset[date], actors: ir.Table) -> Part:
        """These days, and what of `actors` lies on other days, as far as all events are there.

        Midnight looks a day back: the first day whose events are there is not counted again.
        """
        if line := since(lake, "events"):
            days = frozenset(day for day in days if day > line)
            actors = actors.filter(actors["day"] > line)
        beside = actors.filter(actors["day"].notin(sorted(days))) if days else actors
        kept = lake.engine.keep(beside.select(*ACTOR_DAY).distinct())
        others = lake.engine.arrow(kept.select("day").distinct())["day"].to_pylist()
        return cls(days, kept, frozenset(others))

    @property
    def all_days(self) -> frozenset[date]:
        """Every day of which something is in here."""
        return self.days | self.others

    def rows(self, lake: Lake, name: str, schema: Schema) -> ir.Table:
        """Its rows of a table with actor and day."""
        whole = lake.read(name, schema, self.days)
        if not self.others:
            return whole
        some = lake.read(name, schema, self.others).semi_join(self.actors, ACTOR_DAY)
        return whole.select(*schema).union(some.select(*schema))

    def rest(self, lake: Lake, name: str, schema: Schema) -> ir.Table:
        """All other rows of the table."""
        every = lake.read(name, schema).select(*schema)
        beside = every.filter(every["day"].notin(sorted(self.days))) if self.days else every
        return beside.anti_join(self.actors, ACTOR_DAY) if self.others else beside

    def put(self, lake: Lake, name: str, schema: Schema, table: ir.Table) -> None:
        """Puts `table` in place of its rows."""
        if self.others:
            rest = lake.read(name, schema, self.others).anti_join(self.actors, ACTOR_DAY)
            table = rest.select(*schema).union(table.select(*schema))
        lake.replace_days(name, lake.engine.arrow(table), self.all_days)
