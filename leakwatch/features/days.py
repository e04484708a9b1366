"""One row an actor-day: what this account did that day, in numbers."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leakwatch.events import TAKES
from leakwatch.features.columns import DAYS, shaped
from leakwatch.features.pairs import first_seen as first_days
from leakwatch.features.pairs import foreign, pairs
from leakwatch.features.usual import at_night

KEY = ["actor", "day"]
PEOPLE = ("subjects", "unexplained_subjects", "repeats", "new_subjects")
MICROSECONDS = 1_000_000


def days(
    events: ir.Table, *, first_seen: ir.Table | None = None, seen: ir.Table | None = None
) -> ir.Table:
    """Facts of each actor-day, from events that went through explained() and off().

    Every fact is about looks; a day without one is a row of zeros. `first_seen` (actor, subject,
    day: of pairs.first_seen) covers these events and all before; without it these events are all
    there is. `seen` spares making the pairs of these events again. Shares of no looks are 0, the
    median gap (seconds) of fewer than two looks is null.
    """
    events = events.filter(events.actor.notnull())
    seen = pairs(events) if seen is None else seen
    first = first_days(seen) if first_seen is None else first_seen
    table = _counted(events)
    for part in (_named(events), _people(seen), _met(seen, first), _gaps(events)):
        columns = [name for name in part.columns if name not in KEY]
        table = table.left_join(part, KEY).select(*table.columns, *columns)
    table = table.mutate(**{name: table[name].fill_null(0) for name in PEOPLE})
    looks = table.looks.nullif(0)
    shares = {
        f"{name}_share": (table[name] / looks).fill_null(0.0)
        for name in ("unexplained", "foreign", "off_hours")
    }
    return shaped(table.mutate(**shares), DAYS)


def _counted(events: ir.Table) -> ir.Table:
    """Everything a single pass can count."""
    look, rows = events.look, events.rows.fill_null(1)
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
        **{
            name: look & (events.data == name)
            for name in ("credit", "location", "call_record", "biometric", "health")
        },
    }
    return events.group_by(KEY).agg(
        org=events.org.min(),
        rows=rows.sum(where=look).fill_null(0),
        taken=rows.sum(where=events.action.isin(TAKES)).fill_null(0),
        places=events.place.nunique(where=look),
        devices=events.device.nunique(where=look),
        resting=events.is_resting.max(),
        # Spark counts nothing but nulls as null, DuckDB as 0.
        **{name: events.count(where=where.fill_null(False)) for name, where in facts.items()},
    )


def _named(events: ir.Table) -> ir.Table:
    """Source of most looks; commonest role and branch; ties by name."""
    weights = {"source": "looks", "role": "times", "branch": "times"}
    each = events.group_by([*KEY, *weights]).agg(
        times=events.count(), looks=events.count(where=events.look)
    )
    each = each.mutate(
        **{
            f"of_{name}": each[weight].sum().over(ibis.window(group_by=[*KEY, name]))
            for name, weight in weights.items()
        }
    )
    each = each.mutate(
        **{
            f"most_{name}": each[name]
            .notnull()
            .ifelse(each[f"of_{name}"], None)
            .max()
            .over(ibis.window(group_by=KEY))
            for name in weights
        }
    )
    return each.group_by(KEY).agg(
        **{
            name: each[name].min(where=each[f"of_{name}"] == each[f"most_{name}"])
            for name in weights
        }
    )


def _people(seen: ir.Table) -> ir.Table:
    """Distinct people, those without a case, and how often the same was opened again."""
    return seen.group_by(KEY).agg(
        subjects=seen.count(),
        unexplained_subjects=seen.count(where=seen.unexplained > 0),
        repeats=seen.looks.sum() - seen.count(),
    )


def _met(seen: ir.Table, first_seen: ir.Table) -> ir.Table:
    """People first opened by this actor that day."""
    new = seen.semi_join(first_seen, ["actor", "subject", "day"])
    return new.group_by(KEY).agg(new_subjects=new.count())


def _gaps(events: ir.Table) -> ir.Table:
    """Median seconds between one look and the next."""
    looks = events.filter(events.look).select(*KEY, "at")
    before = looks["at"].lag().over(ibis.window(group_by=KEY, order_by="at"))
    timed = looks.mutate(gap=looks["at"].delta(before, unit="microsecond") / MICROSECONDS)
    return timed.group_by(KEY).agg(gap_median=timed.gap.median())
