"""Where people are at home, and how many of a home each account opened: what chance would do.

Under the null an account that opened K of the N people at home in a branch opened each of them
with chance K / N; one whom others know so many times better than the branch's usual customer, so
many times that. A person has a home in each organisation: carrier and lender may both know him.
A look at another branch's record makes nobody at home where it was made: who leaks strangers by the
hundred would be the best customer of his own list. People known by such looks alone are at home in
one more place of their organisation, ELSEWHERE. A place that is mostly one account's, and it mostly
theirs, is the account itself: to trace a leak, its people are at home in the whole organisation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from leakwatch.rings.exposure import Floats

UNKNOWN = "?"
ELSEWHERE = "*"
ALL = "//"  # after the name of an organisation: all of it as one home


def opened(pairs: ir.Table, *, all_looks: bool) -> ir.Table:
    """Who opened whom, at which branch: actor, subject, first, org, branch (with its org), strange
    (only records of other branches), uncased.

    Only looks without a confirmed case, unless `all_looks`.
    """
    known = pairs.filter(pairs.subject.notnull(), pairs.actor.notnull())
    kept = known if all_looks else known.filter(known.unexplained > 0)
    org = kept.org.fill_null(UNKNOWN)
    strange = kept.foreign >= kept.looks
    branch = strange.ifelse(ELSEWHERE, kept.branch.fill_null(UNKNOWN))
    return kept.select("actor", "subject", "first", org=org, branch=org + "/" + branch,
                       strange=strange, uncased=kept.unexplained > 0)  # fmt: skip


def homes(opened: ir.Table) -> ir.Table:
    """The branch of each organisation where most of its accounts opened a person, and how many did
    in all of it (one that looked from two branches is two): subject, org, home, viewers."""
    import ibis

    by_branch = opened.group_by("subject", "org", "branch", "strange").agg(
        accounts=opened.actor.nunique()
    )
    one = ibis.window(group_by=["subject", "org"])
    order = [ibis.asc("strange"), ibis.desc("accounts"), ibis.asc("branch")]
    first = ibis.window(group_by=["subject", "org"], order_by=order)
    ranked = by_branch.mutate(
        rank=ibis.row_number().over(first), viewers=by_branch.accounts.sum().over(one)
    )
    kept = ranked.filter(ranked["rank"] == 0)
    return kept.select("subject", "org", home="branch", viewers=kept.viewers.cast("int64"))


def reach(opened: ir.Table, homes: ir.Table, actors: Sequence[str]) -> pd.DataFrame:
    """How many people of each home these accounts opened: actor, home, opened, uncased (so many of
    them without a case), people (all who are at home there), looks (their viewers, added up)."""
    own = opened.filter(opened.actor.isin(list(actors)))
    each = own.group_by("actor", "org", "subject").agg(uncased=own.uncased.any())
    placed = each.join(homes, ["subject", "org"])
    counted = placed.group_by("actor", "home").agg(
        opened=placed.count(), uncased=placed.count(where=placed.uncased)
    )
    whole = homes.group_by("home").agg(
        people=homes.count(), looks=homes.viewers.sum().cast("int64")
    )
    rates: pd.DataFrame = counted.join(whole, "home").to_pandas()
    return rates.sort_values(["actor", "home"], ignore_index=True)


def organisations(homes: ir.Table) -> pd.DataFrame:
    """How many people each organisation knows: org, people, looks (their viewers, added up)."""
    whole = homes.group_by("org").agg(people=homes.count(), looks=homes.viewers.sum().cast("int64"))
    frame: pd.DataFrame = whole.to_pandas()
    return frame.sort_values("org", ignore_index=True)


def with_all(rates: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """The same with a home more, each organisation as one: its name and ALL."""
    org = rates["home"].str.partition("/")[0]
    own = rates.assign(org=org).groupby(["actor", "org"], as_index=False)[["opened", "uncased"]]
    every = own.sum().merge(whole, on="org")
    every = every.assign(home=every["org"] + ALL).drop(columns="org")
    return pd.concat([rates, every], ignore_index=True)


def lone(rates: pd.DataFrame) -> set[str]:
    """Homes that are mostly one account's, and it mostly theirs, of `rates` with all: there chance
    cannot be told from that account."""
    key = ["actor", rates["home"].str.partition("/")[0]]
    ours = rates["opened"] > rates.groupby(key)["opened"].transform("max") / 2
    mostly = ours & (rates["opened"] > rates["people"] / 2) & ~rates["home"].str.endswith(ALL)
    return set(rates.loc[mostly, "home"])


def at_home(seen: pd.DataFrame) -> pd.DataFrame:
    """The home of each person in each organisation: person, org, home, viewers (accounts there)."""
    counted = seen.groupby(["person", "org", "home"])["actor"].nunique().reset_index()
    counted = counted.sort_values(["person", "org", "actor", "home"],
                                  ascending=[True, True, False, True])  # fmt: skip
    first = counted.drop_duplicates(["person", "org"])[["person", "org", "home"]]
    many = seen.groupby(["person", "org"])["actor"].nunique().rename("viewers")
    return first.join(many, on=["person", "org"])


def fame(viewers: Floats, people: Floats | float, looks: Floats | float) -> Floats:
    """How many times better than a usual customer of its home a person is known; at least once."""
    known: Floats = np.maximum(1.0, viewers * people / looks)
    return known


def numbers(table: pd.DataFrame, *columns: str) -> tuple[Floats, ...]:
    """The columns as numbers."""
    return tuple(table[column].to_numpy(dtype=np.float64) for column in columns)
