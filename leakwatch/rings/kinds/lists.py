"""Two accounts went through the same people in the same order: kind "list".

Counted are the people both opened without a case, on days at most a week apart, popular ones left
out; a person counts once, on the first two days. Where an account opened at least five of them on
one day and the other on one day, each two of these people stand in the same order or do not
(Kendall's concordant pairs); people opened at the same moment by either prove nothing and count as
not in order, which keeps the p valid.

The null, a random order moved and widened by the order that is usual there, is that of `orders`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.rings.exposure import home_branches
from leakwatch.rings.kinds.discovered import discovered, none, pairs_of
from leakwatch.rings.kinds.orders import LIST, judged
from leakwatch.rings.overlap import WITHIN_DAYS, beside, not_famous, opened, viewers
from leakwatch.rings.significance import SHARED_AT_LEAST

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from leakwatch.rings.evidence import Evidence

KIND = "list"
LONGEST = 200  # people of a list whose order is looked at, the first ones


def found(evidence: Evidence) -> pd.DataFrame:
    """Pairs beyond chance: a, b, kind, shared (people in the lists in common), expected (how many
    of them chance and usage put in order: people × the usual share of concordant pairs), p, q."""
    rows = opened(evidence.pairs, all_looks=False, without=evidence.not_persons)
    lists = in_common(evidence.pairs, rows).to_pandas().sort_values(LIST, ignore_index=True)
    if lists.empty:
        return none()
    actors = rows.group_by("actor", "org", "branch").agg(looks=rows.looks.sum())
    homes = home_branches(actors.to_pandas())
    return discovered(judged(lists, homes), KIND, pairs_of(len(homes)))


def in_common(pairs: ir.Table, rows: ir.Table) -> ir.Table:
    """The lists two accounts have in common: LIST, people, compared, ordered (pairs of those
    compared in the same order)."""
    import ibis

    known = not_famous(viewers(rows))
    days = pairs.day.cast("date").epoch_days()
    at = pairs.select("actor", "subject", day=days, at=pairs["first"])
    several = rows.semi_join(known.filter(known.viewers > 1), "subject")
    long = several.group_by("actor", "day").agg(people=several.subject.nunique())
    long = long.filter(long.people >= SHARED_AT_LEAST)
    looked = at.semi_join(several, ["actor", "subject", "day"]).semi_join(long, ["actor", "day"])
    both = beside(looked, known, WITHIN_DAYS).rename(a="actor", b="actor_2")
    both = long_enough(both.select(*LIST, "subject", "at", "at_2"))
    once = ibis.window(group_by=["a", "b", "subject"], order_by=["day", "day_2"])
    both = both.mutate(turn=ibis.row_number().over(once))
    both = long_enough(both.filter(both.turn == 0).drop("turn"))
    places = ibis.window(group_by=LIST, order_by=["at", "subject"])
    lists = both.mutate(place=ibis.row_number().over(places)).cache()
    sizes = lists.group_by(LIST).agg(people=lists.count())
    ordered = in_order(lists.filter(lists.place < LONGEST))
    whole = sizes.left_join(ordered, LIST)
    return whole.select(
        *LIST, "people",
        compared=ibis.least(whole.people, LONGEST), ordered=whole.ordered.fill_null(0),
    )  # fmt: skip


def long_enough(both: ir.Table) -> ir.Table:
    """Only lists of at least SHARED_AT_LEAST people."""
    sizes = both.group_by(LIST).agg(people=both.count())
    return both.semi_join(sizes.filter(sizes.people >= SHARED_AT_LEAST), LIST)


def in_order(lists: ir.Table) -> ir.Table:
    """How many pairs of people of each list both accounts opened in the same order, none at the
    same moment: LIST, ordered."""
    later = lists.view()
    after = lists.join(
        later,
        [*(lists[key] == later[key] for key in LIST), lists["at"] < later["at"]],
        rname="{name}_later",
    )
    return after.group_by(LIST).agg(ordered=after.count(where=after.at_2 < after.at_2_later))
