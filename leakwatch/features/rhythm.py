"""The rhythm of a day: the gaps between one look and the next."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

KEY = ["actor", "day"]
MICROSECONDS, MILLI = 1_000_000, 1_000
RUN_SECONDS = 120
#: with fewer gaps none is the commonest
FEW_GAPS = 10
#: longer than any gap, in seconds
EVER = 1 << 22


def rhythm(events: ir.Table) -> ir.Table:
    """Facts of the gaps of (actor, day), in seconds: median, mode, spread; and the longest run.

    The mode is of whole seconds, of several the shortest; `gap_cv` is the standard deviation
    over the mean, null where all looks are of one moment. A run goes on while gaps are ≤ 120 s.
    Whether record numbers rose in order nothing here can say: the lake has tokens only.
    """
    timed = _timed(events)
    # sums of whole numbers do not depend on the order
    milli = (timed.gap / MILLI).floor().cast("int64")
    facts = timed.group_by(KEY).agg(
        gap_median=(timed.gap / MICROSECONDS).median(),
        gaps=timed.gap.count(),
        looks=timed.count(),
        total=milli.sum().cast("float64"),
        squares=(milli * milli).sum().cast("float64"),
    )
    for part in (_mode(timed), _runs(timed)):
        names = [name for name in part.columns if name not in KEY]
        facts = facts.left_join(part, KEY).select(*facts.columns, *names)
    enough, gaps = facts.gaps >= FEW_GAPS, facts.gaps.nullif(0)
    mean = facts.total / gaps
    spread = ibis.greatest(facts.squares / gaps - mean * mean, 0.0).sqrt()
    return facts.select(
        *KEY,
        "gap_median",
        longest_run=ibis.greatest(facts.longest.fill_null(0), facts.looks - facts.last_begins),
        gap_mode=enough.ifelse(facts.mode, None),
        gap_mode_share=enough.ifelse(facts.often / gaps, None),
        gap_cv=enough.ifelse(spread / mean.nullif(0), None),
    )


def _timed(events: ir.Table) -> ir.Table:
    """Looks in order, with the gap (microseconds) since the one before, null at the first."""
    looks = events.filter(events.look).select(*KEY, "at")
    order = ibis.window(group_by=KEY, order_by="at")
    since, place = looks["at"].lag().over(order), ibis.row_number().over(order)
    return looks.select(*KEY, place=place, gap=looks["at"].delta(since, unit="microsecond"))


def _mode(timed: ir.Table) -> ir.Table:
    """The commonest gap in whole seconds, and how often it is."""
    gaps = timed.filter(timed.gap.notnull())
    whole = (gaps.gap / MICROSECONDS + 0.5).floor().cast("int64")
    each = gaps.select(*KEY, whole=whole).group_by([*KEY, "whole"]).agg(often=ibis._.count())
    # one number that is greatest for the commonest gap, and of several for the shortest
    best = each.group_by(KEY).agg(best=(each.often * EVER - each.whole).max())
    often = (best.best / EVER).ceil()
    return best.select(*KEY, often=often, mode=often * EVER - best.best)


def _runs(timed: ir.Table) -> ir.Table:
    """The longest run that another follows, and where the last one begins."""
    begins = timed.filter(timed.gap.isnull() | (timed.gap > RUN_SECONDS * MICROSECONDS))
    follows = begins.place.lead().over(ibis.window(group_by=KEY, order_by="place"))
    each = begins.mutate(long=follows - begins.place)
    return each.group_by(KEY).agg(longest=each.long.max(), last_begins=each.place.max())
