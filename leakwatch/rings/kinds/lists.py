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

    looked, people, accounts = numbered(*listed(pairs, rows))
    both = side_by_side(looked, people)
    once = ibis.window(group_by=["a", "b", "subject"], order_by=["day", "day_2"])
    both = both.mutate(turn=ibis.row_number().over(once))
    both = both.filter(both.turn == 0).drop("turn")
    long = both.group_by(LIST).agg(people=both.count())
    long = long.filter(long.people >= SHARED_AT_LEAST)
    places = ibis.window(group_by=LIST, order_by=["at", "subject"])
    lists = both.semi_join(long, LIST).mutate(place=ibis.row_number().over(places)).cache()
    whole = lists.group_by(LIST).agg(people=lists.count())
    whole = whole.left_join(in_order(lists.filter(lists.place < LONGEST)), LIST)
    one = whole.join(accounts.rename(a="number", name="actor"), "a")
    two = one.join(accounts.rename(b="number", name_2="actor"), "b")
    return two.select(
        "day", "day_2", "people", a="name", b="name_2",
        compared=ibis.least(two.people, LONGEST), ordered=two.ordered.fill_null(0),
    )  # fmt: skip


def listed(pairs: ir.Table, rows: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Looks at people that others opened too, on days when the account opened several of them:
    actor, subject, day, at. And those people: subject, viewers."""
    days = pairs.day.cast("date").epoch_days()
    at = pairs.select("actor", "subject", day=days, at=pairs["first"])
    known = not_famous(viewers(rows))
    known = known.filter(known.viewers > 1)
    several = rows.semi_join(known, "subject")
    long = several.group_by("actor", "day").agg(people=several.subject.nunique())
    long = long.filter(long.people >= SHARED_AT_LEAST)
    looked = at.semi_join(several, ["actor", "subject", "day"]).semi_join(long, ["actor", "day"])
    return looked, known.select("subject", "viewers")


def numbered(looked: ir.Table, people: ir.Table) -> tuple[ir.Table, ir.Table, ir.Table]:
    """The same with numbers for names, in their order, which joins need half the time for. And
    the accounts: actor, number."""
    import ibis

    def of(names: ir.Table, column: str) -> ir.Table:
        place = ibis.row_number().over(ibis.window(order_by=column))
        return names.mutate(number=place.cast("int64")).cache()

    looked = looked.cache()
    accounts, who = of(looked.select("actor").distinct(), "actor"), of(people, "subject")
    rows = looked.join(accounts.rename(a="number"), "actor").join(who, "subject")
    rows = rows.select("day", "at", actor="a", subject="number").cache()
    return rows, who.select("viewers", subject="number"), accounts


def side_by_side(looked: ir.Table, people: ir.Table) -> ir.Table:
    """The people of each two lists that have enough of them in common: LIST, subject, at, at_2."""
    both = beside(looked, people, WITHIN_DAYS).rename(a="actor", b="actor_2")
    sizes = both.group_by(LIST).agg(people=both.count())
    # known by then, so that the few long lists are what the second join begins with
    long = sizes.filter(sizes.people >= SHARED_AT_LEAST).cache()
    return both.semi_join(long, LIST).select(*LIST, "subject", "at", "at_2")


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
