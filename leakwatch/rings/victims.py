"""Contacts named in complaints, and the accounts that opened the victims beyond chance.

Under the null an account that opened K of the N people at home in a branch opened each of its
victims with chance K / N; where others know the victim better than the branch's usual customer, so
many times that. The number of a contact's victims it opened is then hypergeometric, over several
branches a sum of such; the binomial of the same mean bounds both from above (Hoeffding 1956, 1963).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.rings.significance import FALSE_SHARE, discoveries

if TYPE_CHECKING:
    import ibis.expr.types as ir

VICTIMS_AT_LEAST = 3
COLUMNS = ("contact", "contact_kind", "actor", "opened", "of", "expected", "p")


def homes(pairs: ir.Table) -> ir.Table:
    """The branch each person is at home in, where most accounts opened him: subject, home."""
    import ibis

    known = pairs.filter(pairs.subject.notnull(), pairs.actor.notnull())
    branch = known.org.fill_null("?") + "/" + known.branch.fill_null("?")
    counted = (
        known.mutate(home=branch).group_by("subject", "home").agg(accounts=known.actor.nunique())
    )
    first = ibis.window(group_by="subject", order_by=[ibis.desc("accounts"), ibis.asc("home")])
    ranked = counted.mutate(rank=ibis.row_number().over(first))
    return ranked.filter(ranked["rank"] == 0).select("subject", "home")


def hits(pairs: ir.Table, grievances: ir.Table) -> pd.DataFrame:
    """Which victims of which contact each account opened before the complaint, without a confirmed
    case: contact, contact_kind, victim, home, actor (null where nobody did)."""
    known = homes(pairs)
    looked = pairs.filter(pairs.unexplained > 0, pairs.actor.notnull())
    victims = grievances.join(known, grievances.victim == known.subject).drop("subject")
    before = [victims.victim == looked.subject, looked["first"] <= victims["at"]]
    both = victims.left_join(looked.select("actor", "subject", "first"), before)
    kept = both.select("contact", "contact_kind", "victim", "home", "actor").distinct()
    return kept.to_pandas().sort_values(["contact", "victim", "actor"], ignore_index=True)


def reach(pairs: ir.Table, actors: list[str], known: ir.Table) -> pd.DataFrame:
    """How many people of each home each account opened without a case, how many are there, and how
    many accounts opened each in the mean: actor, home, opened, people, viewers."""
    whole = known.group_by("home").agg(people=known.subject.nunique())
    looked = pairs.filter(pairs.unexplained > 0, pairs.actor.notnull())
    placed = looked.select("actor", "subject").distinct().join(known, "subject")
    counted = placed.group_by("actor", "home").agg(opened=placed.count())
    total = counted.group_by("home").agg(total=counted.opened.sum())
    own = counted.filter(counted.actor.isin(actors)).join(whole, "home").join(total, "home")
    return own.mutate(viewers=own.total / own.people).drop("total").to_pandas()


def exposed(
    pairs: ir.Table, grievances: ir.Table | None, groups: dict[str, frozenset[str]]
) -> pd.DataFrame:
    """For each group of accounts and each contact of at least VICTIMS_AT_LEAST victims the group
    opened beyond chance: contact, contact_kind, actor (the group), opened, of, expected, p."""
    if grievances is None or not groups:
        return empty()
    seen = hits(pairs, grievances)
    actors = sorted({actor for group in groups.values() for actor in group})
    rates = reach(pairs, actors, homes(pairs))
    rows = [row for name in sorted(groups) for row in tested(name, groups[name], seen, rates)]
    if not rows:
        return empty()
    out = pd.DataFrame(rows, columns=list(COLUMNS))
    q = discoveries(out["p"].to_numpy(), float(len(groups) * seen["contact"].nunique()))
    return out[(q <= FALSE_SHARE) & (out["opened"] >= VICTIMS_AT_LEAST)].reset_index(drop=True)


def tested(
    name: str, group: frozenset[str], seen: pd.DataFrame, rates: pd.DataFrame
) -> list[tuple[object, ...]]:
    """One row a contact of whom the group opened any victim."""
    from scipy import stats

    own = rates[rates["actor"].isin(group)].groupby("home")
    homes = own.agg(opened=("opened", "sum"), people=("people", "first"), mean=("viewers", "first"))
    rows: list[tuple[object, ...]] = []
    touched = set(seen.loc[seen["actor"].isin(group), "contact"])
    if not touched:
        return rows
    known = seen[seen["contact"].isin(touched)].assign(ours=seen["actor"].isin(group))
    for (contact, kind), part in known.groupby(["contact", "contact_kind"], dropna=False):
        each = part.groupby("victim").agg(
            home=("home", "first"), ours=("ours", "sum"), accounts=("actor", "count")
        )
        opened, of = int((each["ours"] > 0).sum()), len(each)
        expected = float(chances(each, homes).sum())
        p = float(stats.binom.sf(opened - 1, of, min(1.0, expected / of)))
        rows.append((contact, kind, name, opened, of, expected, p))
    return rows


def chances(victims: pd.DataFrame, homes: pd.DataFrame) -> pd.Series[float]:
    """The chance of the group to open each victim, with its homes (opened, people, mean)."""
    at = homes.reindex(victims["home"]).set_axis(victims.index)
    known = (victims["accounts"] - victims["ours"]) / at["mean"]
    return (at["opened"] / at["people"] * known.clip(lower=1.0)).fillna(0.0).clip(upper=1.0)


def empty() -> pd.DataFrame:
    """No rows, the same columns."""
    return pd.DataFrame({column: pd.Series(dtype="object") for column in COLUMNS})
