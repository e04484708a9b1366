"""What an alert keeps of the law, for reading: both results of the same counts, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from leakwatch import norm
from leakwatch.law import Grade
from leakwatch.reckoning import GRADES
from leakwatch.report.told import spelled

if TYPE_CHECKING:
    from leakwatch.language import Say

SIDES = {"full": Fraction(1), "if_sold": norm.SOLD}


@dataclass(frozen=True)
class Class:
    """The people of one information class, and the thresholds it may fall under."""

    name: str
    least: int
    most: int
    tiers: tuple[int, ...]
    full: tuple[int, ...]
    if_sold: tuple[int, ...]


@dataclass(frozen=True)
class Side:
    """One result: what it reaches, and how much of a threshold the counts are, in per cent."""

    said: str
    least: float
    most: float


@dataclass(frozen=True)
class Reading:
    """Both results under one reading of the disputed classes (`assumed`, empty for none)."""

    assumed: str
    full: Side
    if_sold: Side


def classes(exposed: dict[str, Any]) -> list[Class]:
    """The classes of which anybody is exposed."""
    found = []
    for name, (least, most) in exposed.get("people", {}).items():
        tiers = (norm.TIERS[name],) if name in norm.TIERS else norm.DISPUTED[name].readings
        full = tuple(norm.RECORDS[tier] for tier in tiers)
        found.append(Class(name, least, most, tiers, full,
                           tuple(int(count * norm.SOLD) for count in full)))  # fmt: skip
    return found


def readings(exposed: dict[str, Any], say: Say) -> list[Reading]:
    """Every reading, the usual one first."""
    return [
        Reading(_assumed(one["assumed"], say), *(_side(one[side], side, say) for side in SIDES))
        for one in exposed.get("law", ())
    ]


def _assumed(assumed: dict[str, int], say: Say) -> str:
    told = (say("{what} as tier {tier}").format(what=spelled(what, say), tier=tier)
            for what, tier in assumed.items())  # fmt: skip
    return say(", ").join(told)


def _side(pair: list[dict[str, Any]], side: str, say: Say) -> Side:
    low, high = (_grade(one, say) for one in pair)
    said = low if low == high else say("{low} to {high}").format(low=low, high=high)
    shares = [float(Fraction(one["proportion"]) / SIDES[side] * 100) for one in pair]
    return Side(said, *shares)


def _grade(one: dict[str, Any], say: Say) -> str:
    return say(GRADES[Grade[one["grade"].upper()]]).format(items=say(", ").join(one["items"]))
