"""Pairs of accounts that opened the same people within days: counted in the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

WITHIN_DAYS = 7
VIEWERS_CAP = 20  # more accounts than this opened a celebrity, not a shared list
CAP_QUANTILE = 0.999
FULL_WEIGHT = 8  # a person opened by n accounts counts min(1, FULL_WEIGHT / n)
UNIT = 1000  # weights are whole numbers of 1 / UNIT, so that sums do not depend on row order


@dataclass(frozen=True)
class Overlap:
    """Three tables of the engine.

    `actors`: actor, org, branch, looks (an account may have several rows). `degrees`: actor,
    bucket (of `within` days), people. `shared`: a < b, shared (people both opened within the
    days), weighted (the same in 1 / UNIT, popular people counting less).
    """

    actors: ir.Table
    degrees: ir.Table
    shared: ir.Table


def opened(pairs: ir.Table, *, all_looks: bool, without: Sequence[str] = ()) -> ir.Table:
    """Who opened whom on which day: actor, org, branch, subject, day (a number), looks.

    Only looks that lack a confirmed case, unless `all_looks`.
    """
    looks = pairs.looks if all_looks else pairs.unexplained
    kept = pairs.filter(looks > 0, pairs.subject.notnull(), pairs.actor.notnull())
    if without:
        kept = kept.filter(kept.actor.notin(list(without)))
    looks = kept.looks if all_looks else kept.unexplained
    days = kept.day.cast("date").epoch_days()
    return kept.select("actor", "org", "branch", "subject", day=days, looks=looks)


def viewers(opened: ir.Table) -> ir.Table:
    """How many accounts opened each person: subject, viewers."""
    return opened.group_by("subject").agg(viewers=opened.actor.nunique())


def not_famous(viewers: ir.Table) -> ir.Table:
    """People opened by no more accounts than the cap: subject, viewers, weight."""
    import ibis

    several = viewers.filter(viewers.viewers > 1)
    quantile = several.viewers.cast("float64").quantile(CAP_QUANTILE).as_scalar()
    cap = ibis.greatest(quantile.fill_null(0.0), VIEWERS_CAP)
    share = ibis.least(1.0, FULL_WEIGHT / viewers.viewers.cast("float64"))
    weight = (share * UNIT).round().cast("int64")
    return viewers.mutate(weight=weight).filter(viewers.viewers <= cap)


def meetings(opened: ir.Table, known: ir.Table, within: int) -> ir.Table:
    """Each person two accounts opened within the days: a < b, subject, weight."""
    looked = opened.select("actor", "subject", "day").distinct()
    both = beside(looked, known, within)
    return both.select(a="actor", b="actor_2", subject="subject", weight="weight").distinct()


def beside(looked: ir.Table, known: ir.Table, within: int) -> ir.Table:
    """Each two looks of two accounts at one of the known people within the days: the columns of
    both, the second's with _2; the account lower by name first."""
    one = looked.join(known.filter(known.viewers > 1), "subject")
    two = looked.view()
    return one.join(
        two,
        [
            one.subject == two.subject,
            one.actor < two.actor,
            (one.day - two.day).abs() <= within,
        ],
        rname="{name}_2",
    )


def overlap(
    pairs: ir.Table,
    *,
    all_looks: bool = False,
    without: Sequence[str] = (),
    within: int = WITHIN_DAYS,
) -> Overlap:
    """Who opened how many people, and which two accounts the same ones."""
    rows = opened(pairs, all_looks=all_looks, without=without)
    known = not_famous(viewers(rows))
    usual = rows.semi_join(known, "subject")
    bucket = usual.mutate(bucket=usual.day // within)
    met = meetings(rows, known, within)
    return Overlap(
        actors=rows.group_by("actor", "org", "branch").agg(looks=rows.looks.sum()),
        degrees=bucket.group_by("actor", "bucket").agg(people=bucket.subject.nunique()),
        shared=met.group_by("a", "b").agg(shared=met.count(), weighted=met.weight.sum()),
    )


def shared_people(
    pairs: ir.Table,
    members: Sequence[str],
    *,
    all_looks: bool = False,
    within: int = WITHIN_DAYS,
) -> ir.Table:
    """The people any two of the members both opened: a < b, subject. Small: for sentences."""
    rows = opened(pairs, all_looks=all_looks)
    known = not_famous(viewers(rows))
    among = rows.filter(rows.actor.isin(list(members)))
    return meetings(among, known, within).select("a", "b", "subject")


def first_days(pairs: ir.Table, actors: Sequence[str], people: Sequence[str]) -> ir.Table:
    """The day each account first opened one of the people: actor, day."""
    chosen = pairs.filter(pairs.actor.isin(list(actors)), pairs.subject.isin(list(people)))
    return chosen.group_by("actor").agg(day=chosen.day.min())
