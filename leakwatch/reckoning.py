"""People exposed, by information class, against the thresholds: as numbers and in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from leakwatch import norm
from leakwatch.law import Assessment, Grade, Result, readings, under

if TYPE_CHECKING:
    from leakwatch.language import Say

REASONS = {
    "failed": "{count} looks failed",
    "zero rows": "{count} looks found nothing",
    "masked": "{count} looks were masked",
    "not personal": "{count} looks at statistics, which are not personal information",
}
GRADES = {
    Grade.BELOW: "below the thresholds by number, which does not mean no offence",
    Grade.SERIOUS: "serious (item {items})",
    Grade.ESPECIALLY_SERIOUS: "especially serious (ten times item {items})",
}


@dataclass(frozen=True)
class Exposure:
    """Distinct people of some actor-days.

    `least` and `most` by class: they differ where a look does not say whether it found anything,
    and by the `unnamed` rows of lists and exports that name nobody. `dropped`: looks that count
    for nothing, by reason.
    """

    least: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)
    unnamed: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)


def reckoned(one: Exposure, say: Say) -> dict[str, Any]:
    """What an alert keeps: least, most, people, unnamed, dropped, law, said.

    `law` has an entry for every reading of the disputed classes: assumed, and `full` and
    `if_sold`, each a pair (by the least people, by the most) of grade, items and proportion.
    """
    every = {name: max(side.get(name, 0) for side in (one.least, one.most))
             for name in {*one.least, *one.most}}  # fmt: skip
    assumed = [dict(reading.assumed) for reading in readings(every)]
    pairs = [(under(one.least, each), under(one.most, each)) for each in assumed]
    law = [_law(down, up, say) for down, up in pairs]
    return {
        "least": sum(one.least.values()),
        "most": sum(one.most.values()),
        "people": _by_class(one),
        "unnamed": one.unnamed,
        "dropped": dict(one.dropped),
        "law": [_written(down, up) for down, up in pairs],
        "thresholds": say("; ").join(law),
        "said": [_people(one, say), *_left_out(one, say), *law, _grounds(say)],
    }


def _by_class(one: Exposure) -> dict[str, list[int]]:
    """From how many to how many people of each class, in the order of `norm`.

    Whom sure looks show in one class, others may show in a higher one.
    """
    both = {name: sorted((one.least.get(name, 0), one.most.get(name, 0)))
            for name in [*norm.TIERS, *norm.DISPUTED]}  # fmt: skip
    return {name: span for name, span in both.items() if span[1]}


def _people(one: Exposure, say: Say) -> str:
    """How many people, by class."""
    least, most = sum(one.least.values()), sum(one.most.values())
    named = [f"{say(name)} {_span(*span)}" for name, span in _by_class(one).items()]
    told = say("{people} people exposed, each counted once under the highest class: {classes}")
    return told.format(people=_span(least, most), classes=say(", ").join(named) or "–")


def _span(least: int, most: int) -> str:
    return f"{most}" if least == most else f"{least}–{most}"


def _left_out(one: Exposure, say: Say) -> list[str]:
    """What counts for nothing and why, and why the number is a range."""
    found = []
    if one.unnamed:
        told = say("{rows} rows of lists and exports name nobody: the number of people is a range")
        found.append(told.format(rows=one.unnamed))
    gone = [say(REASONS[name]).format(count=count) for name, count in one.dropped.items() if count]
    if gone:
        found.append(say("left out: {looks}").format(looks=say(", ").join(gone)))
    return found


def _law(down: Assessment, up: Assessment, say: Say) -> str:
    """Both results, the full and the one if sold or provided is proved, side by side."""
    told = say(
        "{norm}, by the full thresholds{assumed}: {full}; "
        "if it is proved that it was sold or provided: {sold}"
    )
    assumed = [say("{what} as tier {tier}").format(what=say(what), tier=tier)
               for what, tier in up.assumed]  # fmt: skip
    return told.format(
        norm=norm.NORM,
        assumed=say(" (disputed: {assumed})").format(assumed=say(", ").join(assumed))
        if assumed
        else "",
        full=_grades(down.full, up.full, say),
        sold=_grades(down.if_sold, up.if_sold, say),
    )


def _grades(down: Result, up: Result, say: Say) -> str:
    """A grade, or from which to which."""
    low, high = (_grade(one, say) for one in (down, up))
    return low if down.grade == up.grade else say("{low} to {high}").format(low=low, high=high)


def _grade(one: Result, say: Say) -> str:
    return say(GRADES[one.grade]).format(items=say(", ").join(one.items))


def _grounds(say: Say) -> str:
    """The grounds that no count answers for."""
    named = [f"{item} {say(what)}" for item, what in norm.WITHOUT_NUMBER.items()]
    told = say("grounds without a number, of which a log says nothing: {grounds}")
    return told.format(grounds=say("; ").join(named))


def _written(down: Assessment, up: Assessment) -> dict[str, Any]:
    return {
        "assumed": dict(up.assumed),
        "full": [_result(down.full), _result(up.full)],
        "if_sold": [_result(down.if_sold), _result(up.if_sold)],
    }


def _result(one: Result) -> dict[str, Any]:
    return {"grade": one.grade.name.lower(), "items": list(one.items),
            "proportion": f"{one.proportion}"}  # fmt: skip
