"""DICOM and RFC 3881 audit words, which FHIR AuditEvent and ATNA messages share.

DICOM PS3.15 A.5 and PS3.16 CID 400–405; ISO 21089 lifecycle words; FHIR restful interactions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

LOGIN = ("110114", "110122", "110123")
PRINT = ("print", "report")
EXPORT = ("110106", "export", "extract", "disclose", "disclosure", "transmit")
SEARCH = ("110112", "query", "search", "search-type", "search-system")
PAPER = ("110010", "110038")
SOURCE = "110153"
#: roles in which a program or a medium takes part, not a person (CID 402)
MACHINES = ("110150", "110151", "110152", "110153", "110154", "110155")


def _says(words: ir.ArrayValue, known: tuple[str, ...]) -> ir.BooleanValue:
    return words.filter(lambda word: word.lower().isin(known)).length() > 0


def action(
    letter: ir.StringValue, words: ir.ArrayValue, *, paper: ir.Value, query: ir.Value, ok: ir.Value
) -> ir.StringValue:
    """Our action, from the event's action letter (C R U D E) and the codes of what it was.

    `paper`: it went to paper or film; `query`: the message holds a query; `ok`: it succeeded.
    """
    return ibis.cases(
        (_says(words, LOGIN), ok.ifelse("login", "login_failed")),
        (_says(words, PRINT) | paper, "print"),
        (_says(words, EXPORT), "export"),
        (letter.isin(("C", "U", "D")), "change"),
        (letter == "R", "view"),
        (_says(words, SEARCH) | query, "search"),
        else_=letter.nullif("E").coalesce("view"),
    )
