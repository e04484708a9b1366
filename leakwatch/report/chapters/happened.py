"""What happened: in sentences, alert by alert, and along the days."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from leakwatch.report.paper import MOST_ROWS, Heading, Said, Table, points
from leakwatch.report.told import sentences, spelled
from leakwatch.rings.named import short

if TYPE_CHECKING:
    from datetime import date

    from leakwatch.report.case import Case
    from leakwatch.report.paper import Block
    from leakwatch.report.told import Sentence
    from leakwatch.store.alerts import Alert


def happened(case: Case) -> list[Block]:
    """Each alert in the words of its detectors, then all in the order of days."""
    say = case.say
    out: list[Block] = [Heading(say("What happened"))]
    if not case.found.alerts:
        out.append(Said(say("no alert is in this matter")))
    for alert in case.found.alerts:
        out += _alert(case, alert)
    return [*out, Heading(say("Time line")), *_days(case)]


def _alert(case: Case, alert: Alert) -> list[Block]:
    say = case.say
    name = (
        say("{alert}: account {account}") if case.own(alert) else say("{alert}: source {account}")
    )
    mine = [one for one in case.found.findings if one.alert_id == alert.id]
    said = [_said(case, one) for one in sentences(mine)]
    none = say("withdrawn: no finding supports it any more")
    return [
        Heading(name.format(alert=alert.id, account=short(alert.actor)), 2),
        points(said) if said else Said(none),
    ]


def _said(case: Case, one: Sentence) -> str:
    """What a detector says, and when it was so."""
    say = case.say
    told = say("{detector} (on {days} days from {first} to {last}, here {day}): {because}")
    if len(one.days) == 1:
        told = say("{detector} (on {day}): {because}")
    return told.format(detector=spelled(one.detector, say), days=len(one.days), first=one.days[0],
                       last=one.days[-1], day=one.day, because=one.because)  # fmt: skip


def _days(case: Case) -> list[Block]:
    """A row for each day and account: which detectors spoke."""
    say = case.say
    spoke: dict[tuple[date, str], set[str]] = defaultdict(set)
    for one in case.found.findings:
        spoke[one.day, one.actor].add(spelled(one.detector, say))
    rows = [
        (f"{day}", short(actor), case.seat(actor), say(", ").join(sorted(spoke[day, actor])))
        for day, actor in sorted(spoke)
    ]
    if not rows:
        return [Said(say("nothing"))]
    names = (say("day"), say("account"), say("where it works"), say("what was found"))
    return cut(case, Table(names, tuple(rows), (2, 2, 4, 6)))


def cut(case: Case, table: Table) -> list[Block]:
    """A table as long as people read it, and how much more there is."""
    more = len(table.rows) - MOST_ROWS
    if more <= 0:
        return [table]
    told = case.say("{more} more rows are in the evidence bundle")
    return [Table(table.names, table.rows[:MOST_ROWS], table.shares), Said(told.format(more=more))]
