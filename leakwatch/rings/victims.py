"""Contacts named in complaints, and the accounts that opened the victims beyond chance.

Leads of one origin are such victims too: what names them is where they turned up. The null is that
of `homes`. The number of a contact's victims an account opened is then hypergeometric, over several
branches a sum of such; the binomial of the same mean bounds both from above (Hoeffding 1956, 1963).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.rings.homes import fame, numbers, opened, reach
from leakwatch.rings.significance import FALSE_SHARE, discoveries

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.rings.evidence import Evidence

VICTIMS_AT_LEAST = 3
COLUMNS = ("contact", "contact_kind", "actor", "opened", "of", "expected", "p")


def placed(homes: ir.Table, looked: ir.Table) -> ir.Table:
    """Everybody's homes, with those who looked without a case as `viewers`."""
    whole = homes.drop("viewers")
    counted = looked.group_by("subject", "org").agg(viewers=looked.actor.nunique())
    both = whole.left_join(counted, ["subject", "org"]).select(*whole.columns, "viewers")
    return both.mutate(viewers=both.viewers.fill_null(0))


def hits(looked: ir.Table, known: ir.Table, grievances: ir.Table) -> pd.DataFrame:
    """Which victims of which contact each account opened before the complaint: contact,
    contact_kind, victim, home (one in each organisation), actor (null where nobody did)."""
    victims = grievances.join(known, grievances.victim == known.subject).drop("subject", "viewers")
    seen = looked.select("actor", "subject", "first", at_org="org")
    before = [
        victims.victim == seen.subject,
        victims.org == seen.at_org,
        seen["first"] <= victims["at"],
    ]
    both = victims.left_join(seen, before)
    kept = both.select("contact", "contact_kind", "victim", "home", "actor").distinct()
    order = ["contact", "contact_kind", "victim", "home", "actor"]
    return kept.to_pandas().sort_values(order, ignore_index=True)


class Victims:
    """Who opened the victims of which contact; asked of the engine once, where it is asked."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    @cached_property
    def looked(self) -> ir.Table:
        """Looks without a confirmed case."""
        return opened(self.evidence.pairs, all_looks=False)

    @cached_property
    def known(self) -> ir.Table:
        """Everybody's homes."""
        return placed(self.evidence.homes, self.looked).cache()

    @cached_property
    def seen(self) -> pd.DataFrame:
        """The victims and who opened them (see `hits`)."""
        grievances = self.evidence.grievances
        if grievances is None:
            return pd.DataFrame(columns=["contact", "contact_kind", "victim", "home", "actor"])
        return hits(self.looked, self.known, grievances)

    def exposed(self, groups: dict[str, frozenset[str]], tests: int | None = None) -> pd.DataFrame:
        """For each group of accounts and each contact of at least VICTIMS_AT_LEAST victims the
        group opened, without a confirmed case, beyond chance: contact, contact_kind, actor (the
        group), opened, of, expected, p. A contact is tested as often as there are groups, or so
        many times."""
        touched = set(self.seen["actor"].dropna())
        chosen = {name: group for name, group in sorted(groups.items()) if group & touched}
        if not chosen:
            return empty()
        everyone = sorted(frozenset[str]().union(*chosen.values()))
        rates = reach(self.looked, self.known, everyone)
        rows = [
            row for name, group in chosen.items() for row in tested(name, group, self.seen, rates)
        ]
        out = pd.DataFrame(rows, columns=list(COLUMNS))
        contacts = len(self.seen[["contact", "contact_kind"]].drop_duplicates())
        q = discoveries(out["p"].to_numpy(), float((tests or len(groups)) * contacts))
        return out[(q <= FALSE_SHARE) & (out["opened"] >= VICTIMS_AT_LEAST)].reset_index(drop=True)

    def covering(self) -> pd.DataFrame:
        """The same for every account by itself, whoever it is."""
        many = self.seen.groupby(["contact", "contact_kind", "actor"])["victim"].nunique()
        near = {str(actor) for *_, actor in many[many >= VICTIMS_AT_LEAST].index}
        return self.exposed({one: frozenset({one}) for one in near}, self.evidence.accounts)


def tested(
    name: str, group: frozenset[str], seen: pd.DataFrame, rates: pd.DataFrame
) -> list[tuple[object, ...]]:
    """One row a contact of whom the group opened any victim."""
    from scipy import stats

    own = rates[rates["actor"].isin(group)].groupby("home")
    at = own.agg(opened=("opened", "sum"), people=("people", "first"), looks=("looks", "first"))
    rows: list[tuple[object, ...]] = []
    touched = set(seen.loc[seen["actor"].isin(group), "contact"])
    known = seen[seen["contact"].isin(touched)].assign(ours=seen["actor"].isin(group))
    for (contact, kind), part in known.groupby(["contact", "contact_kind"], dropna=False):
        each = part.groupby(["victim", "home"], as_index=False).agg(
            ours=("ours", "sum"), accounts=("actor", "count")
        )
        covered = int((each.groupby("victim")["ours"].sum() > 0).sum())
        if covered:
            chance = chances(each, at)
            expected = float(chance.sum())
            p = float(stats.binom.sf(covered - 1, len(chance), expected / len(chance)))
            rows.append((contact, kind, name, covered, len(chance), expected, p))
    return rows


def chances(victims: pd.DataFrame, homes: pd.DataFrame) -> pd.Series[float]:
    """The chance of the group to open each victim, with its homes (opened, people, looks)."""
    at = victims.join(homes, on="home", how="inner")
    held, people, looks = numbers(at, "opened", "people", "looks")
    accounts, ours = numbers(at, "accounts", "ours")
    each = pd.Series(held / people * fame(accounts - ours, people, looks), index=at["victim"])
    whole = each.groupby(level=0).sum().clip(upper=1.0)
    return whole.reindex(victims["victim"].drop_duplicates(), fill_value=0.0)


def empty() -> pd.DataFrame:
    """No rows, the same columns."""
    return pd.DataFrame({column: pd.Series(dtype="object") for column in COLUMNS})
