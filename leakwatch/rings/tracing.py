"""The point of compromise of a leaked sample: accounts ranked by how likely they are its source.

All looks before the leak count, with a case or without: who sells data sells customers he served
too. But he needs no case, so that of an account's people those it opened without one are
UNCASED times likelier to be what it leaked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.rings.homes import (
    ALL,
    at_home,
    fame,
    homes,
    lone,
    numbers,
    opened,
    organisations,
    reach,
    with_all,
)
from leakwatch.rings.mixture import Lifts, evidence, named
from leakwatch.rings.portions import Known, portions
from leakwatch.rings.significance import FALSE_SHARE, TINIEST, discoveries

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.rings.exposure import Floats

    Keep = Callable[[ir.Table], ir.Table]

#: of work some 15 % lacks a case, of what leaked some 85 %, odds of 32; but some sell their own
#: customers, who have cases
UNCASED = 10.0
COLUMNS = ("rank", "actor", "org", "covered", "of", "expected", "p", "share", "unexplained")


def traced(pairs: ir.Table, sample: ir.Table, keep: Keep = lambda table: table) -> pd.DataFrame:
    """The accounts that opened anybody of the sample before it leaked, likeliest first: COLUMNS.

    `sample`: person (a number), subject (his name in `pairs`, several where he has several), at
    (when he turned up; null: any time). `of` people, `expected` by chance; `share` of them leaked
    by this account, which is 0 for one the sample does not need; `unexplained`: covered by looks
    without a case. `keep` computes a table that is read more than once.
    """
    people = sample.to_pandas()
    looked = opened(pairs, all_looks=True)
    if people["at"].notna().all() and len(people):
        looked = looked.filter(looked["first"] <= people["at"].max().to_pydatetime())
    seen = looks(looked, sample)
    hits = seen[seen["before"]].drop_duplicates(["person", "actor"])
    if hits.empty:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})
    there = looked.filter(looked.org.isin(sorted(set(hits["org"]))))
    known = keep(homes(there))
    rates = with_all(reach(there, known, sorted(set(hits["actor"]))), organisations(known))
    seen, hits = (without(table, lone(rates)) for table in (seen, hits))
    everybody = pd.Index(sorted(set(people["person"])))
    table = covered(hits, expected(seen, hits, rates), len(everybody))
    lifts = telling(seen, hits, rates, everybody)
    q = discoveries(table["p"].to_numpy(), tests := float(looked.actor.nunique().to_pandas()))
    sources = named(lifts, q <= FALSE_SHARE, tests)
    leaked = portions(lifts, sources, known_by(seen, table.loc[sources], rates, everybody))
    return ranked(
        table, evidence(lifts, np.ones(lifts.people)), dict(zip(sources, leaked, strict=True))
    )


def looks(looked: ir.Table, sample: ir.Table) -> pd.DataFrame:
    """Who opened which of the sample: person, subject, org, home, actor, before (it leaked),
    uncased (then without a case)."""
    ours = looked.semi_join(sample, "subject")
    both = looked.join(sample, "subject")
    early = both["at"].isnull() | (both["first"] <= both["at"])
    both = both.mutate(early=early).join(homes(ours).drop("viewers"), ["subject", "org"])
    told = both.group_by("person", "subject", "org", "home", "actor").agg(
        before=both.early.any(), uncased=(both.early & both.uncased).any()
    )
    frame: pd.DataFrame = told.to_pandas()
    return frame.sort_values(["person", "actor", "uncased", "subject"],
                             ascending=[True, True, False, True], ignore_index=True)  # fmt: skip


def without(table: pd.DataFrame, homes: set[str]) -> pd.DataFrame:
    """The table with the whole organisation in place of these homes."""
    return table.assign(home=table["home"].where(~table["home"].isin(homes), table["org"] + ALL))


def expected(seen: pd.DataFrame, hits: pd.DataFrame, rates: pd.DataFrame) -> pd.Series[float]:
    """How many of the sample each account would have opened by chance: of the people of each home,
    or of the whole organisation's, whichever is more."""
    wide = usual(seen.assign(home=seen["org"] + ALL), hits, rates)
    near = usual(seen, hits, rates)
    return near.where(near > wide, wide)


def usual(seen: pd.DataFrame, hits: pd.DataFrame, rates: pd.DataFrame) -> pd.Series[float]:
    """How many of the sample each account would have opened, had it been chance home by home."""
    total = pd.Series(0.0, index=sorted(set(hits["actor"])))
    by_home = dict(iter(rates.groupby("home")))
    ours = hits.set_index("person")["actor"]
    for home, there in at_home(seen).groupby("home"):
        if home not in by_home:
            continue
        rate, people = by_home[home], pd.Index(there["person"])
        own = ours[ours.index.isin(people)]
        own = own[own.isin(rate["actor"])]
        viewers = np.tile(there["viewers"].to_numpy(dtype=np.float64), (len(rate), 1))
        viewers[pd.Index(rate["actor"]).get_indexer(own), people.get_indexer(own.index)] -= 1
        size, whole = rate["people"].iloc[0], rate["looks"].iloc[0]
        chance = (rate["opened"] / size).to_numpy()[:, None] * fame(viewers, size, whole)
        total[rate["actor"]] += np.minimum(chance, 1.0).sum(axis=1)
    return total


def covered(hits: pd.DataFrame, expected: pd.Series[float], of: int) -> pd.DataFrame:
    """One row an account, in the order of their tokens: actor, org, covered, of, expected, p,
    unexplained."""
    from scipy import stats

    table = hits.groupby("actor", as_index=False).agg(
        org=("org", "first"), covered=("person", "size"), unexplained=("uncased", "sum")
    )
    table = table.sort_values("actor", ignore_index=True)
    mean = expected.reindex(table["actor"]).to_numpy()
    p = stats.binom.sf(table["covered"].to_numpy() - 1, of, np.minimum(mean / of, 1.0))
    return table.assign(of=of, expected=mean, p=np.maximum(p, TINIEST))


def telling(
    seen: pd.DataFrame, hits: pd.DataFrame, rates: pd.DataFrame, everybody: pd.Index[int]
) -> Lifts:
    """How many times likelier each account than chance is to leak each person it opened, be chance
    that of his home or of the whole organisation."""
    at = at_home(seen)
    each = hits.merge(at[["person", "org", "viewers"]], on=["person", "org"])
    lift = np.minimum(lifted(each, rates), lifted(each.assign(home=each["org"] + ALL), rates))
    account, accounts = pd.factorize(each["actor"], sort=True)
    person = everybody.get_indexer(pd.Index(each["person"])).astype(np.int64)
    org = each.groupby("actor")["org"].first().reindex(accounts)
    known = org.map(at.groupby("org").size()).to_numpy().astype(np.int64)
    return Lifts(person, account, lift, known, len(everybody))


def lifted(each: pd.DataFrame, rates: pd.DataFrame) -> Floats:
    """How many times likelier each account than chance is to leak one it opened at his home."""
    there = rates.rename(columns={"uncased": "all_uncased"})
    both = each.merge(there, on=["actor", "home"], how="left")
    held, uncased, viewers = numbers(both, "opened", "all_uncased", "viewers")
    size, whole = numbers(both, "people", "looks")
    likely = np.where(both["uncased"], UNCASED, 1.0) / (held + (UNCASED - 1) * uncased)
    lift: Floats = likely * size / fame(viewers, size, whole)
    return lift


def known_by(
    seen: pd.DataFrame, sources: pd.DataFrame, rates: pd.DataFrame, everybody: pd.Index[int]
) -> list[Known]:
    """What each source would know by chance of the people of its organisation."""
    there, found = at_home(seen), list[Known]()
    for source in sources.to_dict("records"):
        rate = rates[rates["actor"] == source["actor"]].set_index("home")
        ours = there[there["org"] == source["org"]].join(rate, on="home")
        viewers, held, size, whole = numbers(ours, "viewers", "opened", "people", "looks")
        chance = np.nan_to_num(held / size * fame(viewers, size, whole))
        person = everybody.get_indexer(pd.Index(ours["person"])).astype(np.int64)
        found.append(Known(person, pd.factorize(ours["home"])[0], np.minimum(chance, 1.0)))
    return found


def ranked(table: pd.DataFrame, alone: Floats, leaked: dict[int, float]) -> pd.DataFrame:
    """With rank and share: accounts the sample needs first, then by the evidence for each alone."""
    place, share = np.full(len(table), len(leaked)), np.zeros(len(table))
    place[list(leaked)] = np.arange(len(leaked))
    share[list(leaked)] = list(leaked.values())
    out = table.assign(share=share, place=place, alone=-alone, lack=-table["covered"])
    out = out.sort_values(["place", "alone", "lack", "actor"], ignore_index=True)
    return out.assign(rank=np.arange(1, len(out) + 1))[list(COLUMNS)]
