"""DICOM and RFC 3881 audit words, which FHIR AuditEvent and ATNA messages share.

DICOM PS3.15 A.5 and PS3.16 CID 400–405; ISO 21089 lifecycle words; FHIR restful interactions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from leakwatch.cells import first

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

SOURCE = "110153"
#: roles in which a program or a medium takes part, not a person (CID 402)
MACHINES = ("110150", "110151", "110152", "110153", "110154", "110155")
PAPER = ("110010", "110038")
#: an emergency override begins or ends (CID 401)
OVERRIDES = ("110127", "110138")
MEANINGS = {
    "login": ("110114", "110122", "110123"),
    "print": ("print", "report"),
    "export": ("110106", "export", "extract", "disclose", "disclosure", "transmit"),
    "search": ("110112", "query", "search", "search-type", "search-system"),
}


def action(
    letter: ir.StringValue, words: ir.ArrayValue, *, paper: ir.Value, query: ir.Value, ok: ir.Value
) -> ir.StringValue:
    """Our action, from the event's action letter (C R U D E) and the codes of what it was.

    `paper`: it went to paper or film; `query`: the message holds a query; `ok`: it succeeded.
    """
    meant = words.map(_meant)
    return ibis.cases(
        (meant.contains("login"), ok.ifelse("login", "login_failed")),
        (meant.contains("print") | paper, "print"),
        (meant.contains("export"), "export"),
        (letter.isin(("C", "U", "D")), "change"),
        (letter == "R", "view"),
        (meant.contains("search") | query, "search"),
        else_=letter.nullif("E").coalesce("view"),
    )


def _meant(word: ir.StringValue) -> ir.StringValue:
    plain = word.lower()
    return ibis.cases(*((plain.isin(known), meaning) for meaning, known in MEANINGS.items()))


def chosen(same: ir.Table, person: Callable[[ir.StructValue], ir.StringValue]) -> ir.Table:
    """`same` with the `actor` of its agents, the `patients` of its entities and their `people`.

    `people` says for each of several patients who it is. In two steps, as an engine computes anew
    what one step names twice.
    """
    same = same.mutate(
        actor=actor(same["agents"]),
        patients=same["entities"].filter(lambda one: one["patient"] & one["key"].notnull()),
    )
    several = same["patients"].length() > 1
    return same.mutate(people=several.ifelse(same["patients"].map(person), None))


def actor(agents: ir.ArrayValue) -> ir.StructValue:
    """Who asked, a person before a program; else a person; else whoever comes first."""
    return first(agents.map(_ranked).sort())


def _ranked(agent: ir.StructValue, nth: ir.IntegerValue) -> ir.StructValue:
    """Rank and place first: by these two a list of structs is ordered."""
    person = agent["kind"].notin(MACHINES).fill_null(True)
    rank = ibis.cases(
        (agent["account"].isnull(), 9), (agent["asks"] & person, 0), (agent["asks"], 1),
        (agent["kind"] == "humanuser", 2), (person, 3), else_=4,
    )  # fmt: skip
    known = agent["account"].notnull()
    kept = {name: known.ifelse(agent[name], None) for name in ("account", "role", "place")}
    return ibis.struct({"rank": rank, "nth": nth, **kept})


def some(items: ir.ArrayValue, name: str) -> ir.BooleanValue:
    """Whether this is true of any; false for no items."""
    return items.map(lambda item: item[name]).contains(True).fill_null(False)


def one(items: ir.ArrayValue, name: str) -> ir.StringValue:
    """The first that is said of any; null where nothing is."""
    return first(items.map(lambda item: item[name]).filter(lambda said: said.notnull()))


def reason(purposes: ir.ArrayValue, words: ir.ArrayValue) -> ir.StringValue:
    """The first purpose code; `break_glass` for any BTG, and for an emergency override."""
    broken = purposes.map(lambda code: code.upper()).contains("BTG")
    override = ibis.or_(*(words.contains(code) for code in OVERRIDES))
    return (
        (broken | override)
        .fill_null(False)
        .ifelse("break_glass", first(purposes.filter(lambda code: code.notnull())))
    )


def each(patients: ir.ArrayValue, people: ir.ArrayValue, otherwise: ir.Value) -> ir.ArrayValue:
    """Keys of the patients, each of the people once; where there is none, `otherwise`."""
    keys = patients.map(lambda patient: patient["key"])
    once = keys.filter(lambda _, at: people.index(people[at]) == at)
    return ibis.cases(
        (people.notnull(), once), (patients.length() > 0, keys), else_=ibis.array([otherwise])
    )
