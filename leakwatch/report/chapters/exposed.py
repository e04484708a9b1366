"""People exposed, by class, and how many the law asks for: numbers beside numbers, no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import norm
from leakwatch.report.paper import Heading, Said, Table, points
from leakwatch.report.thresholds import classes, readings
from leakwatch.report.together import together
from leakwatch.report.told import spelled

if TYPE_CHECKING:
    from typing import Any

    from leakwatch.report.case import Case
    from leakwatch.report.paper import Block
    from leakwatch.report.thresholds import Side

    #: alert or all of them → what is kept of its people
    Shown = list[tuple[str, dict[str, Any]]]


def exposed(case: Case) -> list[Block]:
    """What each alert exposes, against the thresholds of the norm, full and if sold."""
    say = case.say
    counted = [one for one in case.found.alerts if one.exposed]
    out: list[Block] = [
        Heading(say("People exposed against thresholds")),
        Said(say(
            "{norm} counts distinct people by class of information. A log shows getting, not "
            "handing over: the right columns say what would be if it is proved that it was sold or "
            "provided. Numbers of several alerts are not to be added up: they may be of the same "
            "people."
        ).format(norm=norm.NORM)),
    ]  # fmt: skip
    shown = [(one.id, one.exposed or {}) for one in counted]
    if len(shown) > 1:
        out.append(Said(say(
            "The last rows are of the whole matter, suspected and not proven: from the alert that "
            "reaches most to all added up."
        )))  # fmt: skip
        shown.append((say("all together"), together((one.exposed for one in counted), say)))
    out += [_people(case, shown), _law(case, shown)] if shown else [Said(say("nothing"))]
    grounds = [f"{item} {say(what)}" for item, what in norm.WITHOUT_NUMBER.items()]
    told = say("Grounds without a number, of which a log says nothing:")
    return [*out, Said(told), points(grounds)]


def _people(case: Case, shown: Shown) -> Table:
    say = case.say
    rows = [
        (name, spelled(one.name, say), _span(one.least, one.most),
         " / ".join(f"{count}" for count in one.full),
         " / ".join(f"{count}" for count in one.if_sold))
        for name, kept in shown for one in classes(kept)
    ]  # fmt: skip
    names = (say("alert"), say("class"), say("people"), say("threshold"), say("if sold"))
    return Table(names, tuple(rows), (1, 3, 2, 2, 2))


def _law(case: Case, shown: Shown) -> Table:
    say = case.say
    rows = [
        (name, one.assumed or "–", _said(one.full), _said(one.if_sold))
        for name, kept in shown for one in readings(kept, say)
    ]  # fmt: skip
    names = (say("alert"), say("if disputed classes are"), say("by the full thresholds"),
             say("if sold or provided is proved"))  # fmt: skip
    return Table(names, tuple(rows), (1, 3, 5, 5))


def _said(side: Side) -> str:
    return f"{side.said} ({_span(round(side.least), round(side.most))} %)"


def _span(least: int, most: int) -> str:
    return f"{most}" if least == most else f"{least}–{most}"
