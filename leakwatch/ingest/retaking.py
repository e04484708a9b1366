"""Lines that were taken before they were whole: what they were counted as, and how they leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from leakwatch.errors import SourceError
from leakwatch.ingest.batch import BATCHES, QUARANTINE, SKIPPED, reached, without
from leakwatch.ingest.stored import stored
from leakwatch.ingest.undoing import Journal, Unfinished
from leakwatch.readers.opening import HASHED, RawFile, Reach

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.ingest.feed import Reading
    from leakwatch.lake import Lake

DAY = timedelta(days=1)
Row = dict[str, Any]


@dataclass
class _Lost:
    """What a batch loses: rows of its table, the lines they are of, lines of quarantine, others."""

    events: int
    lines: int
    quarantined: int
    masked: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)

    def from_row(self, row: Row) -> Row:
        """The row of a batch without it."""
        less = {name: row[name] - self.skipped[name] for name in SKIPPED}
        gone = self.lines + self.quarantined + self.skipped.total()
        return row | less | {
            "rows": row["rows"] - gone,
            "events": row["events"] - self.events,
            "exploded": row["exploded"] - (self.events - self.lines),
            "quarantined": row["quarantined"] - self.quarantined,
            "masked": row["masked"] - min(self.masked, row["masked"]),
            "words": without(row["words"], self.words),
        }  # fmt: skip


class Retaking:
    """Takes lines of one feed's batches back."""

    def __init__(self, reading: Reading, lake: Lake, journal: Journal) -> None:
        self.reading, self.lake, self.journal = reading, lake, journal
        self.source, self.kind = reading.feed.name, reading.kind

    def take_back(self, whole: RawFile, head: int, batch: str, before: Reach, after: Reach) -> None:
        """Removes what a batch has of the file from `after` on, and puts its row right.

        `whole` begins with all that the batch was made of; its header are `head` bytes.
        """
        self.journal.settle()
        above = ((0, head),) if before.begins and head else ()
        line = line_ends(replace(whole, parts=(*above, (before.begins, after.ends)))) + 1
        row = self._row(batch)
        near = _near(row) if self.kind == "events" else None
        all_mine = self._mine(self.kind, stored(self.kind), batch, near)
        mine = all_mine.filter(all_mine["line"] >= line)
        gone = self.lake.engine.arrow(mine.select("line"))["line"].to_pylist()
        wrong = self._mine("quarantine", QUARANTINE, batch)
        named = self.lake.engine.arrow(wrong.filter(wrong["line"] >= line).select("line"))
        lost = _Lost(len(gone), len(set(gone)), len(named))
        self._others(lost, whole, head, (after.ends, before.ends))
        row = lost.from_row(row) | self._span(all_mine, line) | reached(after)
        days, state = tuple(sorted(self._days(mine))), self.lake.version(self.kind)
        self.journal.begin(Unfinished(self.source, batch, self.kind, line, row, days, state))
        self.journal.settle()

    def _days(self, lost: ir.Table) -> set[date]:
        """The days that have to be counted again without these rows."""
        arrow = self.lake.engine.arrow
        if self.kind == "events":
            return set(arrow(lost.select("day").distinct())["day"].to_pylist())
        if self.kind != "cases":
            return {date.fromisoformat(day) for day in self.lake.files("events")}
        events = self.lake.read("events", {"org": "string", "case": "string", "day": "date"})
        citing = events.semi_join(lost, ["org", "case"]).select("day").distinct()
        starts = arrow(lost.select(day=lost["start"].date()).distinct())["day"].to_pylist()
        near = {day + DAY * n for day in starts if day for n in (-1, 0, 1)}
        return set(arrow(citing)["day"].to_pylist()) | near

    def _mine(
        self, name: str, schema: dict[str, str], batch: str, days: Collection[date] | None = None
    ) -> ir.Table:
        """What a table has of the batch; context rows name no source."""
        table = self.lake.read(name, schema, days)
        mine = table.filter(table["batch"] == batch)
        return mine.filter(mine["source"] == self.source) if "source" in schema else mine

    def _row(self, batch: str) -> Row:
        row: Row = self.lake.engine.arrow(self._mine("batches", BATCHES, batch)).to_pylist()[0]
        return row

    def _span(self, mine: ir.Table, line: int) -> Row:
        """The first and the last moment of the lines that stay."""
        if self.kind != "events":
            return {}
        stays = mine.filter(mine["line"] < line)
        span: Row = self.lake.engine.arrow(
            stays.aggregate(first=stays["at"].min(), last=stays["at"].max())
        ).to_pylist()[0]
        return span

    def _others(self, lost: _Lost, whole: RawFile, head: int, tail: tuple[int, int]) -> None:
        """Notes what the lines are that are neither in the lake nor in quarantine."""
        try:
            read, kept = self._read(replace(whole, parts=((0, head), tail)))
            above, _ = (
                self._read(replace(whole, parts=((0, head),))) if head else (_Lost(0, 0, 0), 0)
            )
        except SourceError:
            # its lines alone are no file: in the batch, they were set aside
            return
        lost.masked, lost.skipped = read.masked, read.skipped - above.skipped
        lost.words = read.words
        rest = read.lines - above.lines - lost.lines - lost.quarantined - lost.skipped.total()
        dropped = max(0, min(rest, kept))
        lost.skipped += Counter(dropped=dropped, duplicates=max(0, rest - dropped))

    def _read(self, raw: RawFile) -> tuple[_Lost, int]:
        """All rows of a few lines, as `lines`, with those skipped; and how many are not wanted."""
        found, unwanted = _Lost(0, 0, 0), 0
        for rows in self.reading.read(raw):
            found.lines += rows.read
            found.skipped.update(rows.skipped)
            if not len(rows.table):
                continue
            refined = self.reading.refine(rows.table)
            found.masked += refined.masked
            found.words.update(refined.words)
            told = {*refined.table["line"].to_pylist(), *(row.line for row in refined.wrong)}
            unwanted += len(set(rows.table["line"].to_pylist()) - told)
        return found, unwanted


def line_ends(raw: RawFile) -> int:
    """How many lines end in these bytes."""
    return sum(chunk.count(b"\n") for chunk in raw.chunks(HASHED))


def _near(row: Row) -> list[date] | None:
    """The days that may hold a batch's events; a clock is at most a day from UTC."""
    if row["first"] is None:
        return []
    first, last = row["first"].date() - DAY, row["last"].date() + DAY
    return [first + DAY * n for n in range((last - first).days + 1)]
