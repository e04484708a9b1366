"""Which period can be seen of each source, reckoned from what is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from leakwatch import visible as kept
from leakwatch.ingest.stored import arrow_schema
from leakwatch.retention import raw
from leakwatch.retention.periods import Lines

if TYPE_CHECKING:
    from leakwatch.lake import Lake

DAYS = {"source": "string", "day": "date"}


def visible(lake: Lake) -> list[dict[str, Any]]:
    """First and last day of each source, by raw files, events and facts (VISIBLE, a row each).

    Days before `since`, of which only held rows are left, are not seen.
    """
    return _reckoned(lake, {what: day for what in kept.WHATS if (day := kept.since(lake, what))})


def keep(lake: Lake, lines: Lines) -> None:
    """Puts the table in step with what is there and with what was let go, up to `lines`.

    What went does not come back where a period grows: a line never moves back.
    """
    known = {what: kept.since(lake, what) for what in kept.WHATS}
    moved = {what: max(day for day in (known[what], lines.get(what)) if day)
             for what in kept.WHATS if known[what] or lines.get(what)}  # fmt: skip
    rows = [*_reckoned(lake, moved), *({"source": "", "what": what, "since": day}
                                       for what, day in moved.items())]  # fmt: skip
    full = [{name: row.get(name) for name in kept.VISIBLE} for row in rows]
    if sorted(full, key=_place) != kept.read(lake):
        schema = arrow_schema(kept.VISIBLE)
        lake.replace(kept.TABLE, pa.Table.from_pylist(sorted(full, key=_place), schema))


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["source"], row["what"]


def _reckoned(lake: Lake, lines: Lines) -> list[dict[str, Any]]:
    told: list[tuple[kept.What, str, date, date]] = [("raw", *span) for span in raw.spans(lake)]
    told += [("events", *span) for span in _spans(lake, "events", lines.get("events"))]
    told += [("facts", *span) for span in _spans(lake, "days", lines.get("facts"))]
    rows = [{"source": source, "what": what, "first": first, "last": last,
             "since": lines.get(what)} for what, source, first, last in told]  # fmt: skip
    return sorted(rows, key=_place)


def _spans(lake: Lake, name: str, line: date | None) -> Iterator[tuple[str, date, date]]:
    table = lake.read(name, DAYS)
    if line:
        table = table.filter(table["day"] >= line)
    spans = table.group_by("source").agg(first=table["day"].min(), last=table["day"].max())
    for row in lake.engine.arrow(spans.order_by("source")).to_pylist():
        yield row["source"], row["first"], row["last"]
