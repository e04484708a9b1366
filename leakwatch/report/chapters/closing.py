"""What could be seen, how it was found, and how to check it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from leakwatch.report.paper import Heading, Said, Table, points
from leakwatch.rings.named import short

if TYPE_CHECKING:
    from leakwatch.report.case import Case
    from leakwatch.report.paper import Block

WHATS = {"raw": "raw files", "events": "events", "facts": "facts"}


def closing(case: Case) -> list[Block]:
    """The period that was visible, the method and its version."""
    return [*_visible(case), *_method(case)]


def _visible(case: Case) -> list[Block]:
    say = case.say
    rows = [(one["source"], case.moment(one["first"]), case.moment(one["last"]),
             f"{one['events']}", f"{one['files']}") for one in case.sources]  # fmt: skip
    names = (say("source"), say("first"), say("last"), say("events"), say("files"))
    out: list[Block] = [Heading(say("What period was visible"))]
    out.append(Table(names, tuple(rows), (3, 3, 3, 2, 2)) if rows else Said(say("nothing")))
    told = say("{what} of {source} before {since} were let go, but for what a matter holds")
    gone = [told.format(what=say(WHATS[one["what"]]), source=one["source"] or say("all sources"),
                        since=one["since"]) for one in case.gone if one["since"]]  # fmt: skip
    none = say("nothing was let go; what lies before the first row was never delivered")
    out.append(points(gone) if gone else Said(none))
    held = [say("{account} from {first} to {last}: {reason}").format(
        account=short(one.actor), first=one.first, last=one.last, reason=one.reason)
        for one in case.found.holds
        if one.released is None or one.released > case.request.at]  # fmt: skip
    return [*out, Said(say("Held from deletion for this matter:")),
            points(held) if held else Said(say("nothing"))]  # fmt: skip


def _method(case: Case) -> list[Block]:
    say, out = case.say, list[str]()
    told = say("run {run} of {at}: leakwatch {version}, code {code}, settings {settings}")
    lake = say("versions of the lake: {versions}")
    for one in case.found.runs:
        programs = one.programs or {}
        out.append(told.format(
            run=one.id, at=case.moment(one.started), settings=one.settings_hash,
            version=programs.get("leakwatch", "–"), code=programs.get("code", "–"),
        ))  # fmt: skip
        versions = json.loads(one.lake_version)
        said = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
        out.append(lake.format(versions=said))
    how = say("Rules over counts of a day, models that look for days unlike those of colleagues, "
              "and tests with a stated null judged every account and day; their p-values are "
              "calibrated on earlier days of the same job. `leakwatch replay` judges an alert "
              "again from the same data and settings, and the evidence bundle holds thresholds, "
              "rules and what each finding rests on.")  # fmt: skip
    return [Heading(say("Method and version")), Said(how), *([points(out)] if out else [])]
