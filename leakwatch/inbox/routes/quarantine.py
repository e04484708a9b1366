"""Quarantine: rows that could not become events, by source, reason and file, not by content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from leakwatch.access import Right
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.machine import AtMachine, Machine
from leakwatch.inbox.words import Asked, Number, link

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.lake import Lake

router = APIRouter()
Minding = Annotated[Visitor, Depends(needs(Right.MACHINE))]
PAGE, MOST = 100, 100
FIELDS = ("source", "reason", "file")


@dataclass(frozen=True)
class Counted:
    """So many rows of a source set aside for a reason, or of a file."""

    source: str
    said: str
    rows: int


@dataclass(frozen=True)
class Row:
    """One row set aside: where to find it, and why."""

    source: str
    file: str
    line: int
    reason: str
    batch: str


@dataclass(frozen=True)
class Quarantine:
    """Counts by reason and by file, the most first, at most so many; and a page of the rows."""

    count: int
    reasons: list[Counted]
    files: list[Counted]
    rows: list[Row]


@dataclass(frozen=True)
class Wanted:
    """Which rows; empty words want all."""

    source: str = ""
    reason: str = ""
    file: str = ""
    page: int = 1

    def link(self, **changes: object) -> str:
        """The address of other rows."""
        return link("/quarantine", **{"source": self.source, "reason": self.reason,
                                      "file": self.file, **changes})  # fmt: skip


def wanted(source: Asked = "", reason: Asked = "", file: Asked = "", page: Number = 1) -> Wanted:
    """What the address asks for."""
    return Wanted(source, reason, file, page)


Wanting = Annotated[Wanted, Depends(wanted)]


@router.get("/quarantine", include_in_schema=False)
def show(asking: Minding, machine: AtMachine, asked: Wanting) -> HTMLResponse:
    """Counts, and below them the rows."""
    found = told(machine, asked)
    pages = max(-(-found.count // PAGE), 1)
    return page(asking, "quarantine.html", found=found, asked=asked, pages=pages)


@router.get("/api/v1/quarantine", tags=["machine"])
def quarantine(_asking: Minding, machine: AtMachine, asked: Wanting) -> Quarantine:
    """Rows that could not become events, a hundred at a time."""
    return told(machine, asked)


def told(machine: Machine, asked: Wanted) -> Quarantine:
    """What is set aside that is wanted."""
    counts = machine.kept("quarantine", "quarantine", _counts)
    for name in FIELDS:
        if said := getattr(asked, name):
            counts = counts[counts[name] == said]
    rows = machine.asked(lambda lake: _rows(lake, asked)) if len(counts) else []
    return Quarantine(int(counts["rows"].sum()), _most(counts, "reason"), _most(counts, "file"),
                      rows)  # fmt: skip


def _counts(lake: Lake) -> pd.DataFrame:
    """Rows by source, reason and file."""
    from leakwatch.ingest.batch import QUARANTINE

    rows = lake.read("quarantine", QUARANTINE)
    counted = rows.group_by(*FIELDS).agg(rows=rows.count())
    return lake.engine.arrow(counted.order_by(*FIELDS)).to_pandas().fillna("")


def _most(counts: pd.DataFrame, name: str) -> list[Counted]:
    sums = counts.groupby(["source", name], sort=True)["rows"].sum()
    top = sums.sort_values(ascending=False, kind="stable").head(MOST).reset_index()
    return [Counted(row["source"], row[name], int(row["rows"])) for _, row in top.iterrows()]


def _rows(lake: Lake, asked: Wanted) -> list[Row]:
    from leakwatch.ingest.batch import QUARANTINE

    table = lake.read("quarantine", QUARANTINE)
    for name in FIELDS:
        if said := getattr(asked, name):
            table = table.filter(table[name] == said)
    names = list(Row.__dataclass_fields__)
    some = table.select(names).order_by("source", "file", "line", "batch")
    found = lake.engine.arrow(some.limit(PAGE, offset=(asked.page - 1) * PAGE)).to_pylist()
    return [Row(row["source"] or "", row["file"] or "", row["line"] or 0, row["reason"] or "",
                row["batch"] or "") for row in found]  # fmt: skip
