"""Counts of people by information class against the statutory thresholds; never a verdict.

Norm: 法释〔2017〕10号 Articles 5 and 11. A log shows getting, not handing over, so two results
stand side by side: by the full thresholds, and what it would be if sold or provided is proved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import product

from leakwatch import norm


class Grade(IntEnum):
    """How far a count reaches.

    BELOW is 未达数量标准, which is not 不构成: other grounds need no number.
    """

    BELOW = 0
    SERIOUS = 1
    ESPECIALLY_SERIOUS = 2


@dataclass(frozen=True)
class Result:
    """What the counts reach: the grade, the items of Art 5 that reach it, the weighted sum."""

    grade: Grade
    items: tuple[str, ...]
    proportion: Fraction


@dataclass(frozen=True)
class Assessment:
    """Both results of the same counts; `assumed` says under which reading of disputed classes."""

    full: Result
    if_sold: Result
    assumed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Handled:
    """One record that was got, or went to a recipient; `tier` 1 to 3.

    `dropped` says why a row counts for nothing (masked, failed, zero rows); empty where it counts.
    """

    record: Hashable
    tier: int
    recipient: Hashable = None
    dropped: str = ""


def records(handled: Iterable[Handled]) -> dict[int, int]:
    """Records by tier as Art 11 counts them.

    The same record to the same recipient is one, to several recipients as many; got and then
    handed over is one; of several classes the highest tier counts. Dropped rows count for nothing.

    >>> records([Handled("r", 1), Handled("r", 1), Handled("r", 1, "x"), Handled("r", 2, "y")])
    {1: 2}
    """
    tier: dict[Hashable, int] = {}
    recipients: dict[Hashable, set[Hashable]] = defaultdict(set)
    for one in handled:
        if not one.dropped:
            tier[one.record] = min(one.tier, tier.get(one.record, one.tier))
            recipients[one.record] |= {one.recipient} - {None}
    counts: dict[int, int] = defaultdict(int)
    for record in tier:
        counts[tier[record]] += max(len(recipients[record]), 1)
    return dict(sorted(counts.items()))


def assess(counts: Mapping[int, int], income: int = 0) -> Assessment:
    """Counts of records by tier, and illegal income in yuan, against the thresholds.

    >>> one = assess({1: 25})
    >>> one.full.grade.name, one.if_sold.grade.name, one.if_sold.items
    ('BELOW', 'SERIOUS', ('八', '三'))
    """
    sold = result(counts, income, norm.SOLD)
    if sold.items:
        sold = Result(sold.grade, (norm.SOLD_ITEM, *sold.items), sold.proportion)
    return Assessment(result(counts, income), sold)


def result(counts: Mapping[int, int], income: int = 0, factor: Fraction = Fraction(1)) -> Result:
    """What the counts reach where every threshold is multiplied by `factor`.

    Where count and income fall into different bands the heavier one stands. ValueError for a
    negative count or no such tier.
    """
    if income < 0 or min(counts.values(), default=0) < 0 or not set(counts) <= set(norm.RECORDS):
        raise ValueError(f"records by tier 1 to 3 and income, none below 0: {dict(counts)}")
    shares = {tier: Fraction(count, norm.RECORDS[tier]) for tier, count in counts.items()}
    whole = sum(shares.values(), Fraction(0))
    reached = {norm.ITEMS[tier]: shares[tier] / factor for tier in sorted(shares)}
    reached[norm.PROPORTION_ITEM] = whole / norm.PROPORTION / factor
    reached[norm.INCOME_ITEM] = Fraction(income, norm.INCOME) / factor
    grade = max(_grade(times) for times in reached.values())
    items = [item for item, times in reached.items() if grade and _grade(times) == grade]
    # the sum repeats what a tier alone says
    if len(items) > 1 and items[0] != norm.PROPORTION_ITEM:
        items = [item for item in items if item != norm.PROPORTION_ITEM]
    return Result(grade, tuple(items), whole)


def _grade(times: Fraction) -> Grade:
    """The grade of a count that is so many times its threshold."""
    if times >= norm.ESPECIALLY:
        return Grade.ESPECIALLY_SERIOUS
    return Grade.SERIOUS if times >= 1 else Grade.BELOW


def readings(people: Mapping[str, int], income: int = 0) -> list[Assessment]:
    """People by information class (classes of `norm.TIERS` or `norm.DISPUTED`), assessed.

    One assessment for every reading of the disputed classes among them, the usual one first.
    Classes that are not personal information are left out; ValueError for an unknown one.
    """
    disputed = sorted(name for name in norm.DISPUTED if people.get(name, 0) > 0)
    choices = product(*(norm.DISPUTED[name].readings for name in disputed))
    return [under(people, dict(zip(disputed, tiers, strict=True)), income) for tiers in choices]


def under(people: Mapping[str, int], assumed: Mapping[str, int], income: int = 0) -> Assessment:
    """People by class, assessed where disputed classes have the tiers assumed.

    ValueError for an unknown class, or a disputed one of which nothing is assumed.
    """
    tiers = {**norm.TIERS, **assumed}
    known = {name: count for name, count in people.items() if count}
    unknown = sorted(set(known) - {*tiers, *norm.NOT_PERSONAL})
    if unknown:
        raise ValueError(f"no such class: {', '.join(unknown)}")
    counts: dict[int, int] = defaultdict(int)
    for name in known:
        if name in tiers:
            counts[tiers[name]] += known[name]
    one = assess(counts, income)
    return Assessment(one.full, one.if_sold, tuple(assumed.items()))
