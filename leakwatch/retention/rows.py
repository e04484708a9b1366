"""Rows of the lake that are past their period: how many, which are held, and how they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch.retention import held
from leakwatch.visible import What

if TYPE_CHECKING:
    from leakwatch.lake import Lake
    from leakwatch.store.matters import Hold

#: tables of days; the scores go with the facts they were given for
TABLES: dict[What, tuple[str, ...]] = {
    "events": ("events",),
    "facts": ("days", "scored", "hours", "regions", "pairs", "deeds"),
}


@dataclass(frozen=True)
class Past:
    """What is past its period: rows of a table (of the vault: files) of days before `before`.

    `held` of others stay, for the `matters`; `bytes` are those of the files they lie in.
    """

    what: What
    table: str
    before: date
    first: date | None = None
    last: date | None = None
    rows: int = 0
    bytes: int = 0
    held: int = 0
    matters: tuple[str, ...] = ()

    def said(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {name: str(value) if isinstance(value, date) else value
                for name, value in vars(self).items()}  # fmt: skip


def past(lake: Lake, what: What, table: str, before: date, holds: Sequence[Hold]) -> Past:
    """Counts the rows of a table that are past."""
    found = lake.old(table, before)
    if found is None:
        return Past(what, table, before)
    gone, kept = _conditions(found, before, holds)
    first, last, rows = _counted(found, gone)
    held_rows = found.count_rows(filter=kept) if kept is not None else 0
    names = held.by_matter(holds) if held_rows else {}
    matters = [name for name, mine in names.items()
               if found.count_rows(filter=_old(before) & held.fits(mine))]  # fmt: skip
    size = sum(Path(place).stat().st_size for place in found.files) if rows else 0
    return Past(what, table, before, first, last, rows, size, held_rows, tuple(matters))


def let_go(lake: Lake, one: Past, holds: Sequence[Hold]) -> int:
    """Removes what is past of a table from the lake and the disk; how many bytes went."""
    found = lake.old(one.table, one.before)
    gone = _old(one.before) if found is None else _conditions(found, one.before, holds)[0]
    return lake.let_go(one.table, gone, one.before)


def _old(before: date) -> Any:
    import pyarrow.compute as pc

    return pc.field("day") < before


def _conditions(found: Any, before: date, holds: Sequence[Hold]) -> tuple[Any, Any]:
    """What goes, and what is held; None where nothing can be."""
    old = _old(before)
    mine = held.fits(holds) if "actor" in found.schema.names else None
    if mine is None:
        return old, None
    # an account nobody knows is nobody's
    return old & (~mine | mine.is_null()), old & mine


def _counted(found: Any, gone: Any) -> tuple[date | None, date | None, int]:
    """First day, last day and number of the rows."""
    import pyarrow.compute as pc

    days, rows = list[date](), 0
    for batch in found.to_batches(columns=["day"], filter=gone):
        if len(batch):
            span = pc.min_max(batch["day"]).as_py()
            days += [span["min"], span["max"]]
            rows += len(batch)
    return min(days, default=None), max(days, default=None), rows
