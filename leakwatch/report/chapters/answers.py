"""What people answered: duties of the organisation, corrective actions, decisions and notes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from leakwatch.duties import CODES
from leakwatch.report.chapters.happened import cut
from leakwatch.report.paper import Heading, Said, Table
from leakwatch.rings.named import short
from leakwatch.store.tracks import STATES, TRACKS

if TYPE_CHECKING:
    from leakwatch.report.case import Case
    from leakwatch.report.paper import Block
    from leakwatch.store.measures import Measure


def answers(case: Case) -> list[Block]:
    """The second track, what is done about both, and who said what."""
    return [*_duties(case), *_measures(case), *_decisions(case), *_notes(case)]


def _duties(case: Case) -> list[Block]:
    say = case.say
    rows = [
        (CODES[one.duty].norm, say(CODES[one.duty].asks), say(STATES[one.state]), one.text or "–",
         f"{case.moment(one.at)} · {one.who}")
        for one in sorted(case.found.duties, key=lambda one: [*CODES].index(one.duty))
        if one.duty in CODES
    ]  # fmt: skip
    names = (say("norm"), say("what it asks for"), say("how it stands"), say("answer"),
             say("by whom"))  # fmt: skip
    none = say("nobody has answered for the organisation's own duties yet")
    return [Heading(say("The organisation's own duty")),
            Table(names, tuple(rows), (3, 5, 2, 4, 3)) if rows else Said(none)]  # fmt: skip


def _measures(case: Case) -> list[Block]:
    say = case.say
    proofs: dict[int, list[str]] = defaultdict(list)
    for each in case.found.proofs:
        proofs[each.measure].append(f"{each.name} (SHA-256 {each.digest[:16]}…)")
    rows = [
        (say(TRACKS[one.track]), one.text, one.owner or "–", f"{one.due or '–'}",
         _state(case, one), say("; ").join([*([one.proof] if one.proof else []), *proofs[one.id]])
         or "–")
        for one in case.found.measures
    ]  # fmt: skip
    names = (say("track"), say("measure"), say("owner"), say("due"), say("status"), say("proof"))
    told = Table(names, tuple(rows), (2, 5, 2, 2, 3, 4)) if rows else Said(say("none yet"))
    return [Heading(say("Corrective actions")), told]


def _state(case: Case, one: Measure) -> str:
    say, at = case.say, case.request.at
    if one.dropped:
        return say("dropped: {reason}").format(reason=one.dropped)
    if one.done and one.done <= at:
        return say("done {at}").format(at=case.moment(one.done))
    late = one.due is not None and one.due < at.astimezone(case.zone).date()
    return say("late") if late else say("to do")


def _decisions(case: Case) -> list[Block]:
    say = case.say
    rows = [(case.moment(one.at), one.alert_id, say(one.verdict), one.reason, one.who)
            for one in case.found.decisions]  # fmt: skip
    names = (say("when"), say("alert"), say("verdict"), say("reason"), say("by whom"))
    return [Heading(say("Decisions")),
            *(cut(case, Table(names, tuple(rows), (3, 1, 2, 6, 2))) if rows
              else [Said(say("none yet"))])]  # fmt: skip


def _notes(case: Case) -> list[Block]:
    say = case.say
    rows = [(case.moment(one.at), short(one.item), one.text, one.who) for one in case.found.notes]
    names = (say("when"), say("about"), say("note"), say("by whom"))
    return [Heading(say("Notes")),
            *(cut(case, Table(names, tuple(rows), (3, 2, 7, 2))) if rows
              else [Said(say("none yet"))])]  # fmt: skip
