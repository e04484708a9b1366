"""One approves another's looks without a case as nobody else's: kind "approval".

Two nulls, and the larger p counts; both are beta-binomial (`rates.log_p`), as people keep to whom
they sit beside (CLOSE) and differ in how well they write tickets (HABIT).
- Whom one asks. Of an account's approved looks without a case, an approver gives the share it has
  of the looks of others in the branch that have one; or its share of the third of those whose
  looks it approves most, and who do not approve it in turn: a team has its leader, a shift its
  senior. What little is known of others speaks for the approver.
- What is approved. Of the looks one approves for another as many lack a case as of all other
  approved looks of the branch, where few are known of the organisation: fixed partners who check
  each other, and branches that write no tickets, are usual.
Both directions of two accounts are taken together (Fisher), and so are the three of a circle of
three, for which each third account counts as one more test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch import rates
from leakwatch.rings.kinds.discovered import discovered, fisher, none, pairs_of
from leakwatch.rings.significance import SHARED_AT_LEAST, TIMES_EXPECTED
from leakwatch.traces import approvals

if TYPE_CHECKING:
    from leakwatch.rings.evidence import Evidence
    from leakwatch.rings.exposure import Floats

KIND = "approval"
CLOSE, HABIT = 0.03, 0.05
PRIOR = 10.0  # looks of others that every approver is thought to have approved; of the org's rate
KNOWN = 5  # approved looks of an account that show who approves it
PLACE = ["org", "branch"]


def found(evidence: Evidence) -> pd.DataFrame:
    """Pairs beyond chance: a, b, kind, shared (looks without a case one approved for the other),
    expected, p, q."""
    given = approved(evidence)
    edges = judged(given)
    if edges.empty:
        return none()
    accounts = len({*given["actor"], *given["approver"]})
    pairs = both_ways(edges)
    p = np.minimum(pairs["p"], circles(edges, pairs, accounts)) * 2
    pairs = pairs.assign(p=np.minimum(p, 1.0))
    return discovered(pairs[pairs["shared"] >= SHARED_AT_LEAST], KIND, pairs_of(accounts))


def approved(evidence: Evidence) -> pd.DataFrame:
    """Looks one account approved for another: actor, approver, org, branch, times, bare."""
    if evidence.deeds is None:
        return pd.DataFrame(columns=["actor", "approver", *PLACE, "times", "bare"])
    given = approvals.approved(evidence.deeds)
    person = ~given[["actor", "approver"]].isin(evidence.not_persons).any(axis=1)
    given = given[person & (given["actor"] != given["approver"])].reset_index(drop=True)
    # who worked in two branches is counted in one
    given[PLACE] = given.groupby("actor")[PLACE].transform("min")
    return given


def judged(given: pd.DataFrame) -> pd.DataFrame:
    """Approver, actor, bare, expected, p: only those far beyond what is expected."""
    if given.empty:
        return pd.DataFrame(columns=["approver", "actor", "bare", "expected", "p"])
    own = given.groupby("actor")["bare"].transform("sum")
    share = np.maximum(of_others(given), of_third(given))
    asked = tail(given["bare"], own, share, CLOSE)
    lacking = tail(given["bare"], given["times"], bare_of_others(given), HABIT)
    rows = given.assign(p=np.maximum(asked, lacking), expected=share * own)
    rows = rows[rows["bare"] >= TIMES_EXPECTED * rows["expected"]]
    return rows.loc[rows["bare"] > 0, ["approver", "actor", "bare", "expected", "p"]]


def tail(hits: pd.Series[float], trials: pd.Series[float], rate: Floats, rho: float) -> Floats:
    """P(at least as many hits) of a beta-binomial; 1 where there are no more than expected."""
    rate = np.clip(rate, rates.SMALLEST_RATE, rates.LARGEST_RATE)
    counts = np.stack([hits, trials]).astype(np.float64)
    return np.exp(rates.log_p(counts[0], counts[1], rate, np.full(len(rate), rho)))


def of_others(rows: pd.DataFrame) -> Floats:
    """The approver's share of the approved looks with a case of others in the branch."""
    cases = rows.assign(cases=rows["times"] - rows["bare"])
    own, by_them, whole = (
        cases.groupby(keys)["cases"].transform("sum")
        for keys in (["actor"], [*PLACE, "approver"], PLACE)
    )
    share = (by_them - cases["cases"] + PRIOR) / (whole - own + PRIOR)
    return share.to_numpy(dtype=np.float64)


def of_third(rows: pd.DataFrame) -> Floats:
    """The approver's share of the looks of the second account after this one that it approves most
    and that does not approve it in turn; 0 where there is none."""
    own = rows.groupby("actor")["times"].transform("sum")
    edges = set(zip(rows["actor"], rows["approver"], strict=True))
    back = [pair in edges for pair in zip(rows["approver"], rows["actor"], strict=True)]
    each = rows[["approver", "actor"]].assign(share=rows["times"] / own)
    team = each[(own >= KNOWN) & ~np.array(back)].sort_values(["approver", "share", "actor"])
    place = team.groupby("approver").cumcount(ascending=False)
    top = team.assign(place=place).pivot(index="approver", columns="place", values="share")
    top = top.reindex(columns=range(3), fill_value=0.0).fillna(0.0)
    mine = place.reindex(rows.index).fillna(3.0).to_numpy() < 2
    second, third = (rows["approver"].map(top[at]).fillna(0.0).to_numpy() for at in (1, 2))
    return np.where(mine, third, second)


def bare_of_others(rows: pd.DataFrame) -> Floats:
    """The share of looks without a case among what others approved, or had approved, there."""
    left = {}
    for name in ("bare", "times"):
        for at, keys in (("org", ["org"]), ("branch", PLACE)):
            whole = rows.groupby(keys)[name].transform("sum")
            mine = rows.groupby([*keys, "actor"])[name].transform("sum")
            left[name, at] = (whole - mine).to_numpy(dtype=np.float64)
    org = (left["bare", "org"] + 1) / (left["times", "org"] + 1)
    return (left["bare", "branch"] + PRIOR * org) / (left["times", "branch"] + PRIOR)


def both_ways(edges: pd.DataFrame) -> pd.DataFrame:
    """Approvals either way of each two accounts taken together: a, b, shared, expected, p."""
    down = edges["approver"] > edges["actor"]
    told = edges.assign(
        a=edges["actor"].where(down, edges["approver"]),
        b=edges["approver"].where(down, edges["actor"]),
        log=np.log(edges["p"]),
    )
    each = told.groupby(["a", "b"], as_index=False).agg(
        shared=("bare", "sum"), expected=("expected", "sum"), p=("p", list)
    )
    return each.assign(p=[float(fisher(np.array(p))) for p in each["p"]])


def circles(edges: pd.DataFrame, pairs: pd.DataFrame, accounts: int) -> Floats:
    """The p of the oddest circle of three that each pair is part of; 1 where there is none."""
    one = edges[["approver", "actor", "p"]]
    two = one.rename(columns={"approver": "actor", "actor": "last", "p": "p_2"})
    three = one.rename(columns={"approver": "last", "actor": "approver", "p": "p_3"})
    around = one.merge(two, on="actor").merge(three, on=["last", "approver"])
    p = fisher(around[["p", "p_2", "p_3"]].to_numpy(dtype=np.float64))
    # each of the others as the third, either way around
    around = around.assign(p=np.minimum(p * 2 * max(1, accounts - 2), 1.0))
    first = around["approver"].where(around["approver"] < around["actor"], around["actor"])
    other = around["actor"].where(around["approver"] < around["actor"], around["approver"])
    best = around["p"].groupby([first.rename("a"), other.rename("b")]).min()
    return best.reindex(pd.MultiIndex.from_frame(pairs[["a", "b"]])).fillna(1.0).to_numpy()
