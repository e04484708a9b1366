"""How good an order of actor-days is: who is found within a budget, and how precise it is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

#: accounts read a day, in a thousand of those active that day
BUDGETS = (1, 5, 10, 50)
#: the budget that promises are made for
PROMISED = 5

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def per_cent(budget: int) -> str:
    """How a budget is written.

    >>> per_cent(5), per_cent(50)
    ('0.5 %', '5 %')
    """
    return f"{budget / 10:g} %"


def placed(days: pd.DataFrame) -> pd.DataFrame:
    """Actor-days (actor, day, score) with their `place` that day, 1 the oddest, and how many
    were `active`; equal scores go by token, which is as good as a lot.
    """
    order = days.sort_values(["day", "score", "actor"], ascending=[True, False, True])
    by_day = order.groupby("day")["actor"]
    return order.assign(place=by_day.cumcount() + 1, active=by_day.transform("size"))


def most(active: pd.Series, budget: int) -> pd.Series:
    """How many accounts are read of so many: at least one.

    >>> most(pd.Series([1, 200, 201]), 5).tolist()
    [1, 1, 2]
    """
    return -(-active * budget // 1000)


def read(days: pd.DataFrame, budget: int) -> pd.DataFrame:
    """The placed actor-days that are read: odd at all, and among the first of their day."""
    return days[(days["score"] > 0) & (days["place"] <= most(days["active"], budget))]


def read_anew(days: pd.DataFrame, leak_days: pd.DataFrame, budget: int) -> pd.DataFrame:
    """The same, where an account found leaking is set aside and leaves its place to the next.

    So reads who looks at alerts, not at lists: what is known takes nobody's time again. Honest
    accounts come again.
    """
    truth = set(zip(leak_days["actor"], leak_days["day"], strict=True))
    odd = days[days["score"] > 0].assign(most=lambda few: most(few["active"], budget))
    known, parts = set[str](), [days.head(0)]
    for _, today in odd.sort_values("place").groupby("day"):
        left = today[~today["actor"].isin(known)]
        left = left.head(int(today["most"].iloc[0]))
        known |= {who for who, day in zip(left["actor"], left["day"], strict=True)
                  if (who, day) in truth}  # fmt: skip
        parts.append(left[days.columns])
    return pd.concat(parts)


def read_alone(days: pd.DataFrame, honest: pd.Series[bool], budget: int) -> pd.DataFrame:
    """Leaking accounts' actor-days that would be read if no other account leaked.

    So it is in a house with one leaking account; `honest` marks the rows of all others.
    """
    above = honest.groupby(days["day"]).cumsum()
    return days[~honest & (days["score"] > 0) & (above < most(days["active"], budget))]


def found(leak_days: pd.DataFrame, flagged: pd.DataFrame) -> pd.Series:
    """The first leak day among the flagged (actor, day), by leak; leaks never flagged are absent.

    A day of the account on which it leaked nothing finds nobody.
    """
    met = leak_days.merge(flagged[["actor", "day"]], on=["actor", "day"])
    return met.groupby("leak")["day"].min()


def average_precision(score: Floats, positive: Mask, never: int = 0) -> float:
    """The mean, over all positives, of the precision where each is reached; NaN without any.

    Equal scores are reached together. `never` positives are not in the list at all: reached by
    no cut. Source: the step-wise sum Σ (R_n − R_n−1) P_n, Manning et al. (2008), ch. 8.
    """
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(score[order]) != 0, True)) if len(order) else order
    hits = np.cumsum(positive[order])[ends]
    total = int(positive.sum()) + never
    if not total:
        return float("nan")
    return float(np.sum(np.diff(hits, prepend=0) * hits / (ends + 1)) / total)


def precision(days: pd.DataFrame, leak_days: pd.DataFrame) -> float:
    """Average precision over actor-days (actor, day, score), leak days positive."""
    truth = leak_days[["actor", "day"]].drop_duplicates()
    marked = days.merge(truth.assign(leaks=True), on=["actor", "day"], how="left")
    positive = marked["leaks"].notna().to_numpy(dtype=bool)
    never = len(truth) - int(positive.sum())
    return average_precision(marked["score"].to_numpy(dtype=float), positive, never)
