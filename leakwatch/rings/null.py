"""What overlap chance gives: a negative binomial per pair, with every branch pair's own rate.

For accounts i and j the number of people both opened has mean `rate(branch pair) · ease(i) ·
ease(j) · chances(i, j)` and variance `mean + spread · mean²`. The rate of a branch pair is its own
overlap over its own chances, drawn to that of its family (same branch, or this pair of orgs) where
it has little; ease is how widely an account overlaps with anybody (quality control, a kiosk); the
spread is by moments. Counts are first cut at what the family and four fifths of the branch pair
allow, so that a ring does not explain itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leakwatch.rings.exposure import smeared
from leakwatch.rings.strata import branch_sums, family_sums, strata

if TYPE_CHECKING:
    from leakwatch.rings.exposure import Exposure, Floats, Ints
    from leakwatch.rings.strata import Strata, Sums

PRIOR_OVERLAP = 3.0  # shared people a family's rate weighs against the branch pair's own
PRIOR_EASE = 10.0  # shared people the usual ease weighs against the account's own
PRIOR_SPREAD = 100.0  # squared means a family's spread weighs against the branch pair's own
SPREAD = (0.2, 20.0)
BULK = 0.8  # what this share of a branch pair's account pairs stay under is usual there
DEVIATIONS = 4
ROUNDS = 3


@dataclass(frozen=True)
class Null:
    """Mean and spread of the overlap of each pair of accounts."""

    mean: Floats
    spread: Floats

    def tail(self, seen: Floats) -> Floats:
        """P(at least `seen`), whole people only."""
        from scipy import stats

        size = 1 / self.spread
        return np.asarray(stats.nbinom.sf(np.floor(seen) - 1, size, size / (size + self.mean)))

    @property
    def limit(self) -> Floats:
        """Overlap beyond this is not for chance to explain."""
        root: Floats = np.sqrt(self.mean + self.spread * np.square(self.mean))
        return np.add(self.mean + 1, DEVIATIONS * root)


def null(exposure: Exposure, i: Ints, j: Ints, seen: Floats) -> Null:
    """Fits the null to the pairs that overlap, knowing how many do not."""
    groups = strata(exposure, i, j)
    ease: Floats = np.ones(len(exposure))
    chances = np.maximum(exposure.of_pairs(i, j), 1 / 2)
    usual = bulk(groups, seen / chances, branch_sums(exposure, groups, ease).count) * chances
    cut, fitted = seen, Null(seen, seen)
    for _ in range(ROUNDS):
        both = ease[i] * ease[j] * chances
        coarse = by_family(groups, cut, both, family_sums(exposure, groups, ease))
        cut = np.minimum(seen, np.maximum(coarse.limit, 3 * usual))
        sums = branch_sums(exposure, groups, ease)
        fitted = by_branch(groups, cut, both, sums, coarse)
        ease = eases(exposure, groups, ease, cut, sums, i, j)
    return fitted


def by_family(groups: Strata, cut: Floats, both: Floats, sums: Sums) -> Null:
    """One rate and one spread a family."""
    of_pair, many = groups.family[groups.of_pair], len(groups.family_one)
    rate = (np.bincount(of_pair, cut, many) + 1) / (sums.chances + 1)
    mean = rate[of_pair] * both
    excess, squares = moments(of_pair, many, cut, mean, rate, sums)
    return Null(mean, np.clip(excess / squares, *SPREAD)[of_pair])


def by_branch(groups: Strata, cut: Floats, both: Floats, sums: Sums, coarse: Null) -> Null:
    """Each branch pair's own rate and spread, drawn to the family's where it has little."""
    of_pair, many = groups.of_pair, len(groups)
    held = np.bincount(of_pair, minlength=many)
    prior = np.bincount(of_pair, coarse.mean / both, many) / held
    overlap = np.bincount(of_pair, cut, many)
    rate = (overlap + PRIOR_OVERLAP) / (sums.chances + PRIOR_OVERLAP / prior)
    mean = rate[of_pair] * both
    excess, squares = moments(of_pair, many, cut, mean, rate, sums)
    usual = np.bincount(of_pair, coarse.spread, many) / held
    spread = (excess + PRIOR_SPREAD * usual) / (squares + PRIOR_SPREAD)
    return Null(mean, np.clip(spread, *SPREAD)[of_pair])


def moments(
    of_pair: Ints, many: int, cut: Floats, mean: Floats, rate: Floats, sums: Sums
) -> tuple[Floats, Floats]:
    """Σ ((count − mean)² − mean) and Σ mean² of each group, over pairs that share nobody too."""
    squares = rate**2 * sums.squares
    seen = np.bincount(of_pair, cut**2 - 2 * cut * mean, many)
    return seen + squares - rate * sums.chances, squares


def eases(
    exposure: Exposure, groups: Strata, ease: Floats, cut: Floats, sums: Sums, i: Ints, j: Ints
) -> Floats:
    """How widely each account overlaps with all others, as a multiple of what its chances give."""
    from scipy import sparse

    many = int(exposure.branch.max()) + 1
    rate = np.bincount(groups.of_pair, cut, len(groups)) / sums.chances
    own = np.zeros(many)
    own[groups.one[groups.one == groups.two]] = rate[groups.one == groups.two]
    half = sparse.csr_matrix((rate, (groups.one, groups.two)), shape=(many, many))
    rates = half + half.T - sparse.diags_array(own)
    whole = np.zeros((many, exposure.people.shape[1]))
    np.add.at(whole, exposure.branch, exposure.people * ease[:, None])
    around = np.asarray(rates @ smeared(whole))[exposure.branch]
    due = np.einsum("pt,pt->p", exposure.people, around)
    due = np.maximum(due - own[exposure.branch] * ease * exposure.alone, 0)
    had = np.bincount(i, cut, len(exposure)) + np.bincount(j, cut, len(exposure))
    return (had + PRIOR_EASE) / (due + PRIOR_EASE)


def bulk(groups: Strata, rate: Floats, count: Floats) -> Floats:
    """For each account pair, the overlap per chance that BULK of its branch pair stay under."""
    order = np.lexsort((-rate, groups.of_pair))
    first = np.searchsorted(groups.of_pair[order], np.arange(len(groups)))
    held = np.bincount(groups.of_pair, minlength=len(groups))
    place = np.floor((1 - BULK) * count).astype(np.int64)
    at = order[np.minimum(first + place, len(order) - 1)]
    return np.where(place < held, rate[at], 0.0)[groups.of_pair]
