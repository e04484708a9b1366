"""How likely chance and usage put the people of two accounts' common lists into one order.

The null is a random order, moved and widened by the order that is usual there.
- Random. The number of pairs out of order in a list of n is a sum of independent uniform numbers
  0…j, j < n (the Mahonian numbers; Kendall, Rank correlation methods, 1948); over several lists of
  two accounts the sum of more of them: exact, and a list weighs as many pairs as it has. Fisher's
  or Stouffer's method would give a list of five the say of a list of fifty.
- Usual. A queue, a ward's list, a morning's tickets put a whole branch into one order. The other
  pairs of accounts of the same two branches are a sample of studies, and this pair one more of
  them: the deviate of its exact p is moved by their mean tau and widened by their spread (random
  effects, DerSimonian and Laird 1986; prediction of one more: Higgins, Thompson and Spiegelhalter
  2009). Where they are few, the family speaks: all branches of the two organisations, within each
  or between any two. Pairs with one of the two accounts are left out, and of the best ordered as
  many as are no more than a tenth of all pairs of accounts, so that a ring does not explain itself.
  A slight order kept for months is habit: a spread of HABIT is always granted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.rings.significance import TINIEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leakwatch.rings.exposure import Floats

HABIT = 0.1  # standard deviation of tau that two accounts' habits are always granted
FEW = 0.1  # what no more of two branches' pairs of accounts do is no habit of theirs
ENOUGH = 5  # other pairs of the same branches that need no family to speak for them
OF_A_RING = {True: 2, False: 6}  # branches, pairs of branches a ring may span: no habit of a family
PRIOR = 3.0  # pairs that a family's usage weighs beside two branches' own, and no order in a family
UNSURE = 0.01  # above this p a pair cannot be a discovery, and its exact p is not asked for

LIST = ["a", "b", "day", "day_2"]


def judged(lists: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """One row two accounts: a, b, shared, expected, p, tau."""
    pairs = placed(pooled(lists), homes)
    p, mean = surprise(pairs["tau"], pairs["variance"]), np.zeros(len(pairs))
    near, families = (dict(list(pairs.groupby(by))) for by in ("branches", "family"))
    sizes = lists.groupby(["a", "b"])["compared"]
    # only where a random order is unlikely is there anything to ask
    asked = np.flatnonzero(p <= UNSURE)
    for at, row in zip(asked, pairs.iloc[asked].to_dict("records"), strict=True):
        ends = [row["a"], row["b"]]
        others, family = near[row["branches"]], (0.0, 0.0)
        others = others[~others["a"].isin(ends) & ~others["b"].isin(ends)]
        if len(others) < ENOUGH:
            family = usage_of_family(families[row["family"]], ends, bool(row["within"]))
        mean[at], spread = usage(others, int(FEW * row["many"]), family)
        exact = chance(sizes.get_group((row["a"], row["b"])).tolist(), row["unordered"])
        p[at] = widened(exact, row["variance"], mean[at], spread + HABIT**2)
    return pairs.assign(p=p, expected=pairs["shared"] * (1 + mean) / 2)


def placed(pairs: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """The pairs with their branches (both, in order), how many pairs of accounts those make, and
    their family, within one branch or not."""
    branch = (homes["org"] + "\n" + homes["branch"]).set_axis(homes["actor"])
    one, two = pairs["a"].map(branch), pairs["b"].map(branch)
    low, high = one.where(one < two, two), two.where(one < two, one)
    size = branch.value_counts()
    first, second = (end.map(size).to_numpy(dtype=np.float64) for end in (low, high))
    orgs = low.str.partition("\n")[0] + "\n" + high.str.partition("\n")[0]
    return pairs.assign(
        branches=low + "\n" + high,
        within=low == high,
        many=np.where(low == high, first * (first - 1) / 2, first * second),
        family=orgs + (low == high).map({True: "\nwithin", False: ""}),
    )


def pooled(lists: pd.DataFrame) -> pd.DataFrame:
    """The lists of each two accounts taken together: a, b, shared, unordered (pairs of people),
    tau, variance (of tau under a random order, Kendall 1948)."""
    n = lists["compared"].astype("float64")
    each = lists[["a", "b"]].assign(
        shared=lists["people"],
        pairs=n * (n - 1) / 2,
        unordered=n * (n - 1) / 2 - lists["ordered"],
        variance=n * (n - 1) * (2 * n + 5) / 18,
    )
    whole = each.groupby(["a", "b"], as_index=False).sum()
    tau = 1 - 2 * whole["unordered"] / whole["pairs"]
    return whole.assign(tau=tau, variance=whole["variance"] / whole["pairs"] ** 2)


def surprise(tau: pd.Series[float], variance: pd.Series[float]) -> Floats:
    """P(at least this tau) in a random order, about: the normal of the same variance."""
    from scipy.special import ndtr

    return np.asarray(ndtr(-(tau / np.sqrt(variance)).to_numpy()))


def widened(exact: float, variance: float, mean: float, spread: float) -> float:
    """The exact p of a tau that varies so much by chance, where a tau of this mean and spread
    between pairs is usual; never under the exact one.

    >>> [round(widened(1e-9, 0.05, *usual), 3) for usual in ((0.0, 0.0), (0.5, 0.2))]
    [0.0, 0.046]
    """
    from scipy.special import ndtr, ndtri

    deviate = (-ndtri(max(exact, TINIEST)) * variance**0.5 - mean) / (variance + spread) ** 0.5
    return max(exact, float(ndtr(-deviate)))


def usage_of_family(family: pd.DataFrame, ends: Sequence[str], within: bool) -> tuple[float, float]:
    """The usage between the branches of a family, each counting once, without two accounts."""
    others = family[~family["a"].isin(ends) & ~family["b"].isin(ends)]
    each = others.groupby("branches")[["tau", "variance"]].mean()
    return usage(each, OF_A_RING[within])


def usage(
    pairs: pd.DataFrame, spared: int, family: tuple[float, float] = (0.0, 0.0)
) -> tuple[float, float]:
    """Mean of the tau of pairs but so many of the best ordered, and its variance between pairs,
    both drawn to the family's."""
    kept = pairs.sort_values(["tau", "variance"]).head(max(0, len(pairs) - spared))
    weight = len(kept) + PRIOR
    mean = max(0.0, float(kept["tau"].sum() + PRIOR * family[0]) / weight)
    squares = float(((kept["tau"] - mean) ** 2 - kept["variance"]).sum())
    return mean, max(0.0, squares + PRIOR * (family[1] + (family[0] - mean) ** 2)) / weight


def chance(sizes: Sequence[int], unordered: float) -> float:
    """P(at most so many pairs out of order) in lists of these sizes, if all orders are as likely.

    >>> round(chance([5], 0) * 120, 9), chance([2, 2], 1)
    (1.0, 0.75)
    """
    likely = np.zeros(int(unordered) + 1)
    likely[0] = 1.0
    # from the rare side, where differences of sums lose no digits
    for choices in (k for size in sizes for k in range(2, size + 1)):
        sums = np.cumsum(likely)
        sums[choices:] -= sums[:-choices].copy()
        likely = sums / choices
    return float(likely.sum())
