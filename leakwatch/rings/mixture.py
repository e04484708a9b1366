"""Who leaked how much of a sample: a mixture of accounts and of what none of them explains.

A person of the sample was leaked by account a with chance share_a, and then it was one of those
that a opened; or by nobody known, and then it was anybody. `lift` is how many times likelier the
first makes the person than the second. As its mean over anybody's people is at most one, the
evidence, its product averaged over all shares, exceeds x for an innocent account with chance at
most 1 / x (a test martingale; Shafer, Shen, Vereshchagin and Vovk, 2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leakwatch.rings.exposure import Bools, Floats, Ints

SHARES = (np.arange(100) + 0.5) / 100
ODDS = 20  # an account is named where it is so many times likelier than not
MOST = 20  # accounts that may be named
ROUNDS, CLOSE = 2000, 1e-7


@dataclass(frozen=True)
class Lifts:
    """Which account opened which person of the sample, by number, and how telling that is; how
    many of the sample's people each account could know, and how many there are."""

    person: Ints
    account: Ints
    lift: Floats
    known: Ints
    people: int

    @property
    def accounts(self) -> int:
        """How many accounts."""
        return len(self.known)

    def of(self, chosen: Sequence[int]) -> Floats:
        """The lifts of the chosen accounts, people × accounts; 0 where one did not open him."""
        whole = np.zeros((self.people, len(chosen)))
        for place, account in enumerate(chosen):
            ours = self.account == account
            whole[self.person[ours], place] = self.lift[ours]
        return whole

    def only(self, account: int) -> Lifts:
        """One account, as if there were no other."""
        ours = self.account == account
        alone = np.zeros(int(ours.sum()), np.int64)
        return Lifts(self.person[ours], alone, self.lift[ours], self.known[[account]], self.people)


def evidence(lifts: Lifts, given: Floats) -> Floats:
    """The logarithm of how many times likelier the people each account could know are with it than
    without, on average over its share of them; `given` is how likely each person is without."""
    over = lifts.lift / given[lifts.person]
    missed = lifts.known - np.bincount(lifts.account, minlength=lifts.accounts)
    each = np.empty((len(SHARES), lifts.accounts))
    for row, share in enumerate(SHARES):
        held = np.log1p(share * (over - 1))
        each[row] = np.bincount(lifts.account, held, lifts.accounts) + missed * np.log1p(-share)
    most: Floats = each.max(axis=0)
    return most + np.log(np.exp(each - most).mean(axis=0))


def shares(lifts: Lifts, chosen: Sequence[int]) -> Floats:
    """The likeliest share of each chosen account: expectation and maximisation (Dempster, Laird
    and Rubin, 1977). What they leave of 1 is unexplained."""
    return weights(lifts.of(chosen))[1:]


def weights(lift: Floats) -> Floats:
    """The likeliest weights of chance and of each column."""
    likely = np.column_stack([np.ones(len(lift)), lift])
    share: Floats = np.full(likely.shape[1], 1 / likely.shape[1])
    for _ in range(ROUNDS):
        part = likely * share
        after: Floats = (part / part.sum(axis=1, keepdims=True)).mean(axis=0)
        moved, share = float(np.abs(after - share).max()), after
        if moved < CLOSE:
            break
    return share


def mixed(lifts: Lifts, chosen: Sequence[int]) -> Floats:
    """How likely each person is with the chosen accounts at their shares; 1 without any."""
    lift = lifts.of(chosen)
    share = weights(lift)
    likely: Floats = share[0] + lift @ share[1:]
    return likely


def worth(lifts: Lifts, chosen: Sequence[int], asked: Sequence[int]) -> list[float]:
    """The evidence for each account asked, given the others that are chosen."""
    found = []
    for account in asked:
        given = mixed(lifts, [other for other in chosen if other != account])
        found.append(float(evidence(lifts.only(account), given)[0]))
    return found


def named(lifts: Lifts, allowed: Bools, tests: float) -> list[int]:
    """The accounts that must have leaked, those the sample needs most first.

    Of the `allowed` the likeliest alone, all together; then without those needless to the others,
    until each pays for having been chosen among `tests`.
    """
    price, alone = float(np.log(ODDS * tests)), evidence(lifts, np.ones(lifts.people))
    likely = np.argsort(-alone, kind="stable")[:MOST]
    chosen = [int(account) for account in likely if allowed[account] and alone[account] > 0]
    while chosen:
        each = shares(lifts, chosen).round(6)
        least = min(zip(each, [-one for one in chosen], strict=True))[1] * -1
        if worth(lifts, chosen, [least])[0] >= price:
            break
        chosen.remove(least)
    chosen = kept(lifts, chosen, price)
    order = dict(zip(chosen, worth(lifts, chosen, chosen), strict=True))
    return sorted(chosen, key=lambda account: (-order[account], account))


def kept(lifts: Lifts, chosen: list[int], price: float) -> list[int]:
    """Without those that the others make needless, the least needed first."""
    while chosen:
        each = worth(lifts, chosen, chosen)
        least = min(range(len(chosen)), key=each.__getitem__)
        if each[least] >= price:
            break
        chosen = chosen[:least] + chosen[least + 1 :]
    return chosen
