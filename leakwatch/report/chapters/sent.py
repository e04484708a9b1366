"""What people found in notebooks: each table they put in, by whom, from which cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.report.paper import Heading, Said, Table
from leakwatch.rings.named import short

if TYPE_CHECKING:
    from leakwatch.report.case import Case
    from leakwatch.report.paper import Block
    from leakwatch.store.evidence import MatterEvidence

#: what has room on paper; the bundle has all
MOST_COLUMNS = 8


def sent(case: Case) -> list[Block]:
    """The tables, each with its first rows; nothing where there is none."""
    if not case.found.evidence:
        return []
    out: list[Block] = [Heading(case.say("Tables from notebooks"))]
    for one in case.found.evidence:
        out += _table(case, one)
    return out


def _table(case: Case, one: MatterEvidence) -> list[Block]:
    say = case.say
    told = say("put in by {who}, {at}; notebook {notebook}, SHA-256 of its cell {cell}").format(
        who=one.added_by, at=case.moment(one.added), notebook=one.notebook or "–",
        cell=one.cell_digest or "–",
    )  # fmt: skip
    names, rows = one.names[:MOST_COLUMNS], one.first
    shown = tuple(tuple(_said(value) for value in row[:MOST_COLUMNS]) for row in rows)
    more = say("{rows} of {every} rows, {columns} of {all} columns; the bundle has all").format(
        rows=len(rows), every=one.rows, columns=len(names), all=len(one.names))  # fmt: skip
    cut = len(rows) < one.rows or len(names) < len(one.names)
    return [Heading(f"E{one.id}", 2), Said(one.note), Said(told, "small"),
            Table(tuple(names), shown), *([Said(more, "small")] if cut else [])]  # fmt: skip


def _said(value: object) -> str:
    return "–" if value is None else short(f"{value}")
