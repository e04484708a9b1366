"""What the matter is, how large, and what this paper is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.report.paper import Heading, Said, Table, points
from leakwatch.store.closing import OUTCOMES

if TYPE_CHECKING:
    from leakwatch.report.case import Case
    from leakwatch.report.paper import Block


def opening(case: Case) -> list[Block]:
    """What every reader has to know first."""
    say = case.say
    return [
        Said(say("Lead material: suspected, not proven."), "strong"),
        Said(say(
            "This paper says what access logs show and how unusual that is. It says of nobody that "
            "he did wrong: an account is not yet a person, and innocent explanations are named "
            "beside what is suspected. It is neither an expert opinion nor collected evidence."
        )),
        Said(say(
            "People, phones, documents and accounts stand here as tokens. Whoever has the right "
            "can have a token revealed, for a reason, and that is kept on the trail."
        )),
        Table((say("item"), say("value")), _facts(case), (1, 3)),
        Heading(say("Summary")), points(_summary(case)),
    ]  # fmt: skip


def _facts(case: Case) -> tuple[tuple[str, str], ...]:
    say, matter, request = case.say, case.found.matter, case.request
    state = say("under way") if matter.status == "open" else say("closed")
    if matter.outcome:
        proposed = say("proposed: {outcome}") if matter.status == "open" else "{outcome}"
        state += f" · {proposed.format(outcome=say(OUTCOMES[matter.outcome]))}"
    rows = [
        (say("matter"), f"{matter.id} · {matter.title}"),
        (say("organisation"), case.organisation),
        (say("status"), state),
        (say("begun"), f"{case.moment(matter.opened)} · {matter.opened_by}"),
        (say("owner"), matter.owner or "–"),
        (say("due"), case.moment(matter.due) or "–"),
        (say("asked for"), f"{case.moment(request.at)} ({case.zone.key}) · {request.who}"),
        (say("entry of the trail"), f"{request.number}"),
    ]
    return tuple(rows)


def _summary(case: Case) -> list[str]:
    say, found = case.say, case.found
    many = {"alerts": len(found.alerts), "rings": len(found.rings)}
    told = say("alerts: {alerts}; rings: {rings}; accounts: {accounts}")
    out = [told.format(**many, accounts=len(found.accounts))]
    if found.findings:
        days = [one.day for one in found.findings]
        told = say("findings: {findings}, of {days} days between {first} and {last}")
        out.append(told.format(findings=len(found.findings), days=len({*days}),
                               first=min(days), last=max(days)))  # fmt: skip
    if case.together:
        told = say("on these days the accounts opened the records of {people} different people, "
                   "whatever of them was shown")  # fmt: skip
        out.append(told.format(people=case.together))
    sure = [one.p for one in found.alerts if case.own(one)]
    if sure:
        told = say("the least p of an alert is {p}: so rarely an honest account would be as odd")
        out.append(told.format(p=f"{min(sure):.2g}"))
    decided = [one for one in found.alerts if one.status in ("confirmed", "closed")]
    told = say("{decided} of the alerts are confirmed by a person")
    return [*out, told.format(decided=len(decided))]
