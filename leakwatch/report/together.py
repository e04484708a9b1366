"""What several alerts expose together, against the thresholds: from one of them to all.

They may be of the same people, so the numbers of a matter are a range, and so is what it reaches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from leakwatch import law
from leakwatch.language import Say
from leakwatch.reckoning import Exposure, reckoned


def together(exposures: Iterable[dict[str, Any] | None], say: Say) -> dict[str, Any]:
    """As `reckoned` says it of one alert; empty where nobody has counted any.

    All of them reach at least what one of them does alone, and at most what the people of each
    class reach when they are added up.

    >>> one = {"people": {"identity": [30, 40]}}
    >>> together([one, one], str)["people"]
    {'identity': [30, 80]}
    """
    known = [one for one in exposures if one and one.get("people")]
    if len(known) < 2:
        return known[0] if known else {}
    every, counted = Counter[str](), [one["people"] for one in known]
    for people in counted:
        every.update({name: most for name, (_, most) in people.items()})
    sides = ({name: least for name, (least, _) in people.items()} for people in counted)
    return reckoned(Exposure(least=max(sides, key=_share), most=every), say)


def _share(people: Mapping[str, int]) -> tuple[Any, ...]:
    """How far these people reach, by the usual reading; of equals, by how many they are."""
    usual = law.readings(people)[0].full
    return usual.grade, usual.proportion, sum(people.values())
