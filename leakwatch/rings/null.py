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
USUAL = 2.0  # how many times the usual still counts as the branch pair's own
DEVIATIONS = 3
BROAD = 2.0  # a partner counts for an account's ease up to this many times the mean
ROUNDS = 8


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
    count = branch_sums(exposure, groups, ease).count
    # from below: begun with all of a ring's overlap, the spread explains the ring
    narrow = by_family(groups, seen, chances, family_sums(exposure, groups, ease)).mean
    fitted = Null(narrow, np.full(len(seen), SPREAD[0]))
    cut, typical = np.minimum(seen, fitted.limit), ease
    for turn in range(ROUNDS):
        both = ease[i] * ease[j] * chances
        coarse = by_family(groups, cut, both, family_sums(exposure, groups, ease), fitted.spread)
        ratio = (seen + 1) / (coarse.mean + 1)
        usual = bulk(groups.of_pair, ratio, count)[groups.of_pair] * (coarse.mean + 1)
        cut = np.minimum(seen, np.maximum(coarse.limit, USUAL * usual))
        sums = branch_sums(exposure, groups, ease)
        fitted = by_branch(groups, cut, both, sums, coarse)
        if turn == 0:
            typical = typical_ratio(i, j, (seen + 1) / (fitted.mean + 1), len(exposure))
        had = breadth(i, j, np.minimum(cut, 1 + BROAD * fitted.mean), fitted.mean + 1, typical)
        ease = (had + PRIOR_EASE) / (due(exposure, groups, ease, cut, sums) + PRIOR_EASE)
    return fitted


def by_family(
    groups: Strata, cut: Floats, both: Floats, sums: Sums, before: Floats | None = None
) -> Null:
    """One rate and one spread a family; counts are cut by the spread there was before."""
    of_pair, many = groups.family[groups.of_pair], len(groups.family_one)
    rate = (np.bincount(of_pair, cut, many) + 1) / (sums.chances + 1)
    mean = rate[of_pair] * both
    usual = cut if before is None else np.minimum(cut, Null(mean, before).limit - 1)
    excess, squares = moments(of_pair, many, usual, mean, rate, sums)
    return Null(mean, np.clip(excess / squares, *SPREAD)[of_pair])


def by_branch(groups: Strata, cut: Floats, both: Floats, sums: Sums, coarse: Null) -> Null:
    """Each branch pair's own rate and spread, drawn to the family's where it has little."""
    of_pair, many = groups.of_pair, len(groups)
    held = np.bincount(of_pair, minlength=many)
    prior = np.bincount(of_pair, coarse.mean / both, many) / held
    overlap = np.bincount(of_pair, cut, many)
    rate = (overlap + PRIOR_OVERLAP) / (sums.chances + PRIOR_OVERLAP / prior)
    mean = rate[of_pair] * both
    # a few far beyond the rest must not widen the spread until it holds them
    within = np.minimum(cut, Null(mean, coarse.spread).limit - 1)
    excess, squares = moments(of_pair, many, within, mean, rate, sums)
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


def typical_ratio(i: Ints, j: Ints, ratio: Floats, accounts: int) -> Floats:
    """What BULK of an account's partners stay under, of overlap to mean."""
    ends = np.concatenate([i, j])
    held = np.bincount(ends, minlength=accounts).astype(np.float64)
    return bulk(ends, np.concatenate([ratio, ratio]), held)


def breadth(i: Ints, j: Ints, cut: Floats, mean: Floats, typical: Floats) -> Floats:
    """The overlap of each account with all others, each partner's cut at what is typical."""
    had: Floats = np.zeros(len(typical))
    for end in (i, j):
        had += np.bincount(end, np.minimum(cut, typical[end] * mean), len(typical))
    return had


def due(exposure: Exposure, groups: Strata, ease: Floats, cut: Floats, sums: Sums) -> Floats:
    """The overlap with all others that each account's chances give."""
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
    given = np.einsum("pt,pt->p", exposure.people, around)
    return np.maximum(given - own[exposure.branch] * ease * exposure.alone, 0)


def bulk(label: Ints, value: Floats, count: Floats) -> Floats:
    """The value that BULK of the `count` members of each label stay under; members not listed have
    none, so it is 0 where fewer are listed than lie above."""
    order = np.lexsort((-value, label))
    first = np.searchsorted(label[order], np.arange(len(count)))
    held = np.bincount(label, minlength=len(count))
    place = np.floor((1 - BULK) * count).astype(np.int64)
    at = order[np.minimum(first + place, len(order) - 1)]
    return np.where(place < held, value[at], 0.0)
