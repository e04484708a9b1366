"""How often chance gives a ring's overlap: its branches' looks of each week dealt anew.

The looks of a branch and week are dealt at random among the accounts that made them, each as many
as it had: a permutation within strata, which keeps how much each account works, how known each
person is and where and when both were about, and supposes no distribution. What is counted is how
often members met: for each person, the members that opened him less one.

Nobody is dealt the same person twice in a week. In a branch and week of few looks such a deal is
dealt again, so that all others are equally likely. Where looks are many, or that does not end, a
member swaps such a look with anybody's until none is left, which comes near it; swapping only with
those who are no members makes the share much too small. What is left counts as met.
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

DEALS, AT_ONCE, SWAPS = 999, 111, 30
#: looks of a branch and week that are few, and how often they are dealt again
FEW, AGAIN = 32, 40
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
    others = pd.factorize(looks["actor"])[0] + len(member)
    number = np.where(mine, looks["actor"].map(member).fillna(0), others).astype(np.int64)
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
        dealt = deal(dice, rows, subject, number, len(member), many)
        times += int((dealt >= seen).sum())
    return (1 + times) / (1 + DEALS)


def deal(
    dice: np.random.Generator, rows: list[Ints], subject: Ints, number: Ints, members: int,
    many: int,
) -> Floats:  # fmt: skip
    """How often the members, who have the first numbers, meet in each of so many deals."""
    hands, owners, twice = [], [], np.zeros(many)
    for stratum in rows:
        owner = np.sort(number[stratum])
        held = owner[owner < members]
        pool = dice.permuted(np.broadcast_to(subject[stratum], (many, len(stratum))), axis=1)
        if len(stratum) <= FEW:
            redeal(dice, pool, owner)
        for _ in range(SWAPS):
            again = repeated(pool[:, : len(held)], held)
            if not again.any():
                break
            swap(dice, pool, again)
        twice += repeated(pool[:, : len(held)], held).sum(axis=1)
        hands.append(pool[:, : len(held)])
        owners.append(held)
    return met(np.concatenate(hands, axis=1), np.concatenate(owners)) + twice


def redeal(dice: np.random.Generator, pool: Ints, owner: Ints) -> None:
    """Deals again, in place, what gives somebody a person twice."""
    left = np.arange(len(pool))
    for _ in range(AGAIN):
        left = left[repeated(pool[left], owner).any(axis=1)]
        if not len(left):
            return
        pool[left] = dice.permuted(pool[left], axis=1)


def repeated(hand: Ints, owner: Ints) -> Bools:
    """Where a deal (a row) gives an owner a person he has already."""
    both = hand * (owner.max() + 1) + owner
    order = np.argsort(both, axis=1, kind="stable")
    ranked = np.take_along_axis(both, order, axis=1)
    again = np.zeros(hand.shape, dtype=bool)
    np.put_along_axis(again, order[:, 1:], ranked[:, 1:] == ranked[:, :-1], axis=1)
    return again


def swap(dice: np.random.Generator, pool: Ints, again: Bools) -> None:
    """Exchanges one of these looks of each deal with any other one, in place."""
    row = np.flatnonzero(again.any(axis=1))
    one = np.argmax(again[row] * dice.random((len(row), again.shape[1])), axis=1)
    other = dice.integers(0, pool.shape[1], len(row))
    pool[row, one], pool[row, other] = pool[row, other], pool[row, one]


def met(subject: Ints, member: Ints) -> Floats:
    """For each row of `subject` (deals × looks): over all people, the members less one."""
    both = np.sort(subject * (member.max() + 1) + member, axis=1)
    person = both // (member.max() + 1)
    again = (person[:, 1:] == person[:, :-1]) & (both[:, 1:] != both[:, :-1])
    return again.sum(axis=1).astype(np.float64)
