"""How often chance gives a ring's overlap: its branches' looks of each week dealt anew.

The looks of a branch and week are dealt at random among the accounts that made them, each as many
as it had: a permutation within strata, which keeps how much each account works, how known each
person is and where and when both were about, and supposes no distribution. What is counted is how
often members met: for each person, the members that opened him less one. Who is dealt the same
person twice in a week swaps one with the others of the branch; what is left of these counts as met.
In a branch and week of a handful of looks that makes the share as much as a fifth too small.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.rings.overlap import WITHIN_DAYS, not_famous, opened, viewers

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.rings.exposure import Bools, Floats, Ints

DEALS, AT_ONCE, SWAPS = 999, 111, 10
#: dealt once for all rings of a search, so that the order of rings has no impact
SEED = 20160131
STRATUM = ["org", "branch", "bucket"]


def table(pairs: ir.Table, actors: Collection[str], *, all_looks: bool) -> pd.DataFrame:
    """Looks (without a case, unless all are asked for) in the branches and weeks of these accounts:
    STRATUM, actor, subject."""
    rows = opened(pairs, all_looks=all_looks)
    usual = rows.semi_join(not_famous(viewers(rows)), "subject")
    each = usual.fill_null({"org": "", "branch": ""}).mutate(bucket=usual.day // WITHIN_DAYS)
    each = each.select(*STRATUM, "actor", "subject").distinct()
    chosen = each.semi_join(each.filter(each.actor.isin(sorted(actors))), STRATUM)
    return chosen.order_by(*chosen.columns).to_pandas()


def chance(looks: pd.DataFrame, members: Collection[str]) -> float:
    """The share of deals in which the members meet as often as they did, theirs among them.

    Phipson and Smyth, Permutation p-values should never be zero (2010).
    """
    member = pd.Series(np.arange(len(members)), index=sorted(members))
    mine = looks["actor"].isin(member.index)
    number = looks["actor"].map(member).fillna(-1).to_numpy(dtype=np.int64)
    subject = pd.factorize(looks["subject"])[0].astype(np.int64)
    if not mine.any():
        return 1.0
    seen = met(subject[None, mine], number[mine])[0]
    strata = looks.loc[mine, STRATUM].drop_duplicates()
    place = looks.reset_index(names="row").merge(strata, on=STRATUM)
    rows = [part.to_numpy() for _, part in place.groupby(STRATUM, sort=True)["row"]]
    dice, times = np.random.default_rng(SEED), 0
    for begin in range(0, DEALS, AT_ONCE):
        many = min(AT_ONCE, DEALS - begin)
        times += int((deal(dice, rows, subject, number, many) >= seen).sum())
    return (1 + times) / (1 + DEALS)


def deal(
    dice: np.random.Generator, rows: list[Ints], subject: Ints, number: Ints, many: int
) -> Floats:
    """How often the members meet in each of so many deals."""
    hands, owners, twice = [], [], np.zeros(many)
    for stratum in rows:
        held = np.sort(number[stratum])
        held = held[held >= 0]
        pool = dice.permuted(np.broadcast_to(subject[stratum], (many, len(stratum))), axis=1)
        for _ in range(SWAPS):
            again = repeated(pool[:, : len(held)], held)
            if not again.any() or len(held) == len(stratum):
                break
            swap(dice, pool, again)
        twice += repeated(pool[:, : len(held)], held).sum(axis=1)
        hands.append(pool[:, : len(held)])
        owners.append(held)
    return met(np.concatenate(hands, axis=1), np.concatenate(owners)) + twice


def repeated(hand: Ints, owner: Ints) -> Bools:
    """Where a deal (a row) gives an owner a person he has already."""
    both = hand * (owner.max() + 1) + owner
    order = np.argsort(both, axis=1, kind="stable")
    ranked = np.take_along_axis(both, order, axis=1)
    again = np.zeros(hand.shape, dtype=bool)
    np.put_along_axis(again, order[:, 1:], ranked[:, 1:] == ranked[:, :-1], axis=1)
    return again


def swap(dice: np.random.Generator, pool: Ints, again: Bools) -> None:
    """Exchanges these looks of the members with different ones of others, in place."""
    row, place = np.nonzero(again)
    rest = pool.shape[1] - again.shape[1]
    first = dice.integers(0, rest, len(pool))
    turn = np.arange(len(row)) - np.searchsorted(row, row)
    # more repeats than others have looks: these stay
    row, place, turn = (one[turn < rest] for one in (row, place, turn))
    other = again.shape[1] + (first[row] + turn) % rest
    pool[row, place], pool[row, other] = pool[row, other], pool[row, place]


def met(subject: Ints, member: Ints) -> Floats:
    """For each row of `subject` (deals × looks): over all people, the members less one."""
    both = np.sort(subject * (member.max() + 1) + member, axis=1)
    person = both // (member.max() + 1)
    again = (person[:, 1:] == person[:, :-1]) & (both[:, 1:] != both[:, :-1])
    return again.sum(axis=1).astype(np.float64)
