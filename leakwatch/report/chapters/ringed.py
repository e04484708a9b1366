"""The rings: members with roles and the evidence, beside what chance alone would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.report.chapters.accounts import role
from leakwatch.report.chapters.happened import cut
from leakwatch.report.paper import Heading, Said, Table
from leakwatch.rings.named import short

if TYPE_CHECKING:
    from leakwatch.report.case import Case
    from leakwatch.report.paper import Block
    from leakwatch.store.collected import Ringed


def ringed(case: Case) -> list[Block]:
    """Each ring of the matter."""
    say = case.say
    out: list[Block] = [Heading(say("Rings"))]
    if not case.found.rings:
        return [*out, Said(say("no ring is in this matter"))]
    for one in case.found.rings:
        out += _ring(case, one)
    return out


def _ring(case: Case, one: Ringed) -> list[Block]:
    say, ring = case.say, one.ring
    told = say("p {p}: how likely chance alone makes a group of accounts with as much in common, "
               "all groups of its size counted")  # fmt: skip
    said = [Said(told.format(p=f"{ring.p:.2g}"))]
    if ring.permutation_p is not None:
        dealt = say("permutation p {p}: looks dealt at random among the accounts of each branch "
                    "and week bring its members together so rarely")  # fmt: skip
        said.append(Said(dealt.format(p=f"{ring.permutation_p:.2g}")))
    if not ring.standing:
        said.append(Said(say("the latest search no longer finds it"), "strong"))
    return [
        Heading(ring.id, 2),
        *said,
        *cut(case, _members(case, one)),
        *cut(case, _ties(case, one)),
    ]


def _members(case: Case, one: Ringed) -> Table:
    say = case.say
    rows = [(short(each.member), say(each.kind), say(each.side), say(role(each.role)), each.because)
            for each in one.members]  # fmt: skip
    names = (say("member"), say("kind"), say("side"), say("role"), say("why it is in"))
    return Table(names, tuple(rows), (3, 2, 2, 2, 7))


def _ties(case: Case, one: Ringed) -> Table:
    say = case.say
    rows = [
        (f"{short(each.a)} – {short(each.b)}", each.because, _number(each.shared),
         _number(each.expected), _number(each.p))
        for each in one.ties
    ]  # fmt: skip
    names = (say("between"), say("evidence"), say("in common"), say("expected by chance"), "p")
    return Table(names, tuple(rows), (3, 7, 2, 2, 2))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"
