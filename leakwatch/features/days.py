"""One row an actor-day: what this account did that day, in numbers."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from leakwatch.events import TAKES
from leakwatch.features import places
from leakwatch.features.acquaintance import met, people
from leakwatch.features.around import Around
from leakwatch.features.classes import approved, classes
from leakwatch.features.columns import DAYS, shaped
from leakwatch.features.deeds import deeds
from leakwatch.features.entering import entering
from leakwatch.features.named import named
from leakwatch.features.pairs import foreign, pairs
from leakwatch.features.regions import far
from leakwatch.features.rhythm import rhythm
from leakwatch.features.usual import at_night

KEY = ["actor", "day"]
COUNTS = [name for name, dtype in DAYS.items() if dtype == "int64"]


def days(
    events: ir.Table,
    *,
    around: Around | None = None,
    seen: ir.Table | None = None,
    done: ir.Table | None = None,
) -> ir.Table:
    """Facts of each actor-day, from events that went through explained() and off().

    Most facts are about looks; a day without one is a row of zeros but for what else was done.
    `around` knows the other days and accounts; without it these events are all there is. `seen`
    and `done` spare making the pairs and the deeds of these events again. Shares of no looks are
    0; what too few gaps tell nothing of (columns.GAPS) is null.
    """
    events = events.filter(events.actor.notnull())
    seen = pairs(events) if seen is None else seen
    done = deeds(events) if done is None else done
    around = Around.within(events, seen, done) if around is None else around
    parts = (
        named(events), people(seen), met(seen, around.first_seen), rhythm(events), classes(done),
        approved(done), places.new(places.used(done), around.first_used), places.switches(events),
        far(events, around.homes), entering(events, around.failures),
    )  # fmt: skip
    table = _beside(_counted(events), parts)
    looks, share = table.looks.nullif(0), table.approver_share.fill_null(0.0)
    shares = {
        f"{name}_share": (table[name] / looks).fill_null(0.0)
        for name in ("unexplained", "foreign", "off_hours")
    }
    counts = {name: table[name].fill_null(0) for name in COUNTS}
    return shaped(table.mutate(**counts, **shares, approver_share=share), DAYS)


def _beside(table: ir.Table, parts: Sequence[ir.Table]) -> ir.Table:
    """The table with the columns of every part."""
    joined, names = table, list(table.columns)
    for number, part in enumerate(parts):
        joined = joined.left_join(part, KEY, rname=f"{{name}}_{number}")
        names += [name for name in part.columns if name not in KEY]
    return joined.select(*names)


def _counted(events: ir.Table) -> ir.Table:
    """Everything a single pass can count."""
    look, rows, takes = events.look, events.rows.fill_null(1), events.action.isin(TAKES)
    unexplained, abroad = look & ~events.is_explained, look & foreign(events)
    late, credit = look & events.is_off, look & (events.data == "credit")
    nothing = (events.rows == 0).fill_null(False) | ~events.ok.fill_null(True)
    facts = {
        "looks": look,
        "unexplained": unexplained,
        "foreign": abroad,
        "unexplained_foreign": unexplained & abroad,
        "off_hours": late,
        "misses": look & nothing,
        "credit_off_hours": late & credit,
        "credit_off_hours_unexplained": late & credit & ~events.is_explained,
        "credit_nights": late & credit & at_night(events),
        "minors": look & events.minor,
        "called": look & events.is_called,
        "minors_unapproved": unexplained & events.minor & events.approver.isnull(),
        "night_looks": look & at_night(events),
        **{
            name: look & (events.data == name)
            for name in ("credit", "location", "call_record", "biometric", "health")
        },
    }
    return events.group_by(KEY).agg(
        org=events.org.min(),
        rows=rows.sum(where=look).fill_null(0),
        taken=rows.sum(where=takes).fill_null(0),
        taken_unexplained=rows.sum(where=takes & ~events.is_explained).fill_null(0),
        places=events.place.nunique(where=look),
        devices=events.device.nunique(where=look),
        resting=events.is_resting.max(),
        # Spark counts nothing but nulls as null, DuckDB as 0.
        **{name: events.count(where=where.fill_null(False)) for name, where in facts.items()},
    )
