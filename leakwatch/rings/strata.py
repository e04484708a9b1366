"""Pairs of branches and, above them, families of such pairs: what is alike shares a rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leakwatch.rings.exposure import smeared

if TYPE_CHECKING:
    from leakwatch.rings.exposure import Bools, Exposure, Floats, Ints

SMALL = 1e-12


@dataclass(frozen=True)
class Sums:
    """Totals over all account pairs of a group, those that share nobody too: chances to meet,
    squared chances (as if all in a group kept the same weeks), how many pairs."""

    chances: Floats
    squares: Floats
    count: Floats

    def minus(self, other: Sums) -> Sums:
        """What is in this one and not in the other."""
        return Sums(
            np.maximum(self.chances - other.chances, SMALL),
            np.maximum(self.squares - other.squares, SMALL),
            self.count - other.count,
        )

    def gathered(self, into: Ints, many: int) -> Sums:
        """Added up by the numbers `into`."""
        held = (self.chances, self.squares, self.count)
        return Sums(*(np.bincount(into, part, many).astype(np.float64) for part in held))

    def where(self, chosen: Bools, other: Sums) -> Sums:
        """These where chosen, the other's elsewhere."""
        return Sums(
            np.where(chosen, self.chances, other.chances),
            np.where(chosen, self.squares, other.squares),
            np.where(chosen, self.count, other.count),
        )

    def at(self, rows: Ints) -> Sums:
        """The chosen groups, in that order."""
        return Sums(self.chances[rows], self.squares[rows], self.count[rows])


@dataclass(frozen=True)
class Strata:
    """Branch pairs that overlap at all (`one` ≤ `two`), the family of each, and for each account
    pair its branch pair. A family is a pair of orgs, within one branch or not."""

    of_pair: Ints
    one: Ints
    two: Ints
    family: Ints
    family_one: Ints
    family_two: Ints
    family_same: Ints

    def __len__(self) -> int:
        return len(self.one)


def strata(exposure: Exposure, i: Ints, j: Ints) -> Strata:
    """The branch pairs of the account pairs i, j and their families."""
    branches, orgs = int(exposure.branch.max()) + 1, int(exposure.org.max()) + 1
    low, high = ordered(exposure.branch[i], exposure.branch[j])
    listed, of_pair = np.unique(low * branches + high, return_inverse=True)
    one, two = listed // branches, listed % branches
    org_of = org_of_branch(exposure)
    low, high = ordered(org_of[one], org_of[two])
    named, family = np.unique((low * orgs + high) * 2 + (one == two), return_inverse=True)
    pair = named // 2
    return Strata(of_pair, one, two, family, pair // orgs, pair % orgs, named % 2)


def ordered(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """The smaller and the larger of each two."""
    return np.minimum(a, b), np.maximum(a, b)


def org_of_branch(exposure: Exposure) -> Ints:
    """The org of each branch."""
    org = np.zeros(int(exposure.branch.max()) + 1, dtype=np.int64)
    org[exposure.branch] = exposure.org
    return org


def sums_between(exposure: Exposure, ease: Floats, label: Ints, one: Ints, two: Ints) -> Sums:
    """Sums over the account pairs with one end labelled `one` and the other `two`."""
    many = int(label.max()) + 1
    people = exposure.people * ease[:, None]
    whole = np.zeros((many, people.shape[1]))
    np.add.at(whole, label, people)
    degree, size = people.sum(axis=1), np.bincount(label, minlength=many)
    total, second, fourth = (np.bincount(label, degree**k, many) for k in (1, 2, 4))
    alone = np.bincount(label, ease**2 * exposure.alone, many)
    same, twice = one == two, 1 + (one == two)
    chances = np.einsum("st,st->s", whole[one], smeared(whole)[two])
    scale = chances / np.maximum(total[one] * total[two], SMALL)
    return Sums(
        chances=np.maximum((chances - same * alone[one]) / twice, SMALL),
        squares=np.maximum((second[one] * second[two] - same * fourth[one]) / twice, SMALL)
        * scale**2,
        count=size[one] * (size[two] - same) / twice,
    )


def branch_sums(exposure: Exposure, groups: Strata, ease: Floats) -> Sums:
    """Sums of each branch pair."""
    return sums_between(exposure, ease, exposure.branch, groups.one, groups.two)


def family_sums(exposure: Exposure, groups: Strata, ease: Floats) -> Sums:
    """Sums of each family, over branch pairs that never overlap too."""
    one, two = groups.family_one, groups.family_two
    whole = sums_between(exposure, ease, exposure.org, one, two)
    every = np.arange(int(exposure.branch.max()) + 1)
    inside = sums_between(exposure, ease, exposure.branch, every, every)
    within = inside.gathered(org_of_branch(exposure), int(exposure.org.max()) + 1).at(one)
    apart = whole.minus(within)
    return within.where(groups.family_same == 1, whole.where(one != two, apart))
