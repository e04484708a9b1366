"""Whom a matter exposes, over all of its alerts, and which duties that touches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leakwatch import law
from leakwatch.duties import CODES, Duty, Touch
from leakwatch.duties import touched as touching
from leakwatch.law import Grade
from leakwatch.report.thresholds import Class, Reading, classes, readings
from leakwatch.report.together import together
from leakwatch.rings.named import Look

if TYPE_CHECKING:
    from datetime import date

    from leakwatch.inbox.desk import Visitor
    from leakwatch.lookup import Lookup
    from leakwatch.store.matter_files import MatterFile

#: of more accounts the people are not looked up one by one
MOST = 60


@dataclass(frozen=True)
class Exposed:
    """People exposed on the flagged days of a matter's alerts and its rings' alerts.

    Where `distinct`, each is counted once over all of them, and `least` and `most` are one; else
    they are what the largest alert has, and all of them added up. `classes` and `law` are such
    ranges always: from the alert that reaches most to all added up.
    """

    least: int
    most: int
    distinct: bool
    looks: list[Look]
    classes: list[Class]
    law: list[Reading]


def exposed(asking: Visitor, seen: MatterFile) -> Exposed:
    """The people, by the lake where its days are still there."""
    flagged: dict[str, set[date]] = {}
    for one in seen.alerts:
        flagged.setdefault(one.actor, set()).update(
            said.day for said in seen.findings.get(one.id, ())
        )
    lookup, each = asking.desk.lookup, [one.subjects for one in seen.alerts]
    key = tuple((actor, *sorted(days)) for actor, days in sorted(flagged.items()))
    people, looks = (0, list[Look]())
    if len(flagged) <= MOST:
        people, looks = lookup.remembered(("matter", key), ("pairs",),
                                          lambda: _met(lookup, flagged))  # fmt: skip
    kept = together((one.exposed for one in seen.alerts), asking.say)
    reached = (classes(kept), readings(kept, asking.say))
    # fewer than an alert counted: days that retention let go are missing
    if people >= max(each, default=0):
        return Exposed(people, people, True, looks, *reached)
    return Exposed(max(each), sum(each), len(each) == 1, looks, *reached)


def _met(lookup: Lookup, flagged: dict[str, set[date]]) -> tuple[int, list[Look]]:
    """The people of all accounts on their days, each counted once, and how many each day had."""
    everybody, looks = set[str](), list[Look]()
    for actor, days in flagged.items():
        found = lookup.rows("pairs", ["day", "subject"], {"actor": actor}, sorted(days))
        if not len(found):
            continue
        rows = set(zip(*(found[name].to_pylist() for name in ("day", "subject")), strict=True))
        everybody |= {subject for _, subject in rows if subject}
        by_day = Counter(day for day, _ in rows)
        looks += [Look(actor, day, many) for day, many in sorted(by_day.items())]
    return len(everybody), looks


def touched(seen: MatterFile) -> list[Duty]:
    """The duties that the alerts touch, and those that were answered or mended already."""
    people = Counter[str]()
    for one in seen.alerts:
        for name, (_, most) in (one.exposed or {}).get("people", {}).items():
            people[name] += most
    reached = any(one.if_sold.grade > Grade.BELOW for one in law.readings(people))
    minors = any("minors" in one.detectors.split(";") for one in seen.alerts)
    everybody = sum(one.subjects for one in seen.alerts)
    touch = {one.code for one in touching(Touch([*people], everybody, minors, reached))}
    touch |= {*seen.duties, *(one.duty for one in seen.measures if one.duty)}
    return [one for code, one in CODES.items() if code in touch]
