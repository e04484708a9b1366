"""A table file of one day: cells spoilt, lines repeated, titles and totals around them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from leakwatch.synth.arrays import Bools, Ints
from leakwatch.synth.files.cells import BAD_TIMES, decorated, masked, scientific, thousands
from leakwatch.synth.files.ledger import Ledger
from leakwatch.synth.files.lines import again, twice
from leakwatch.synth.files.mishaps import Mishaps

LOGIN = "登录"


@dataclass(frozen=True)
class Layout:
    """Where things are: `keys` are the cells that tell who a person is, the first one required
    (none: they stand in a text); `number` counts the rows without a hole.
    """

    title: str
    header: list[str]
    separator: str
    actor: str
    time: str
    keys: tuple[str, ...]
    operation: str | None = None
    rows: str | None = None
    number: str | None = None

    def at(self, column: str) -> int:
        """The column's place."""
        return self.header.index(column)


@dataclass
class Sheet:
    """Rows on their way to lines. `spare`: rows of leaks, which stay legible, so that the truth
    about them stays true; `plain`: rows nothing has befallen yet.
    """

    layout: Layout
    rows: list[list[str]]
    plain: Bools
    ledger: Ledger = field(default_factory=Ledger)

    @classmethod
    def of(cls, layout: Layout, rows: list[list[str]], spare: Bools, number: int = 1) -> Sheet:
        """Without rows that are the same by chance, as two looks within one minute can be;
        numbered from `number` on.
        """
        first = {layout.separator.join(row): place for place, row in enumerate(rows)}
        kept = sorted(first.values())
        if layout.number:
            for count, place in enumerate(kept):
                rows[place][layout.at(layout.number)] = f"{number + count:020d}"
        return cls(layout, [rows[place] for place in kept], ~spare[kept])

    def some(self, rng: np.random.Generator, count: int) -> list[int]:
        """Rows for the next mishap, taken off the list of plain ones."""
        free = np.flatnonzero(self.plain)
        chosen: Ints = rng.choice(free, min(count, len(free)), replace=False)
        self.plain[chosen] = False
        return [int(one) for one in chosen]

    def lines(self) -> list[str]:
        """The rows joined."""
        return [self.layout.separator.join(row) for row in self.rows]


def spoilt(rng: np.random.Generator, sheet: Sheet, mishaps: Mishaps, day: int) -> None:
    """Masks, breaks, decorates and renames cells, and keeps count."""
    size = len(sheet.rows)
    if mishaps.on("masked", day) and sheet.layout.keys:
        mask(sheet, sheet.some(rng, 2 + size // 150))
    if mishaps.on("broken", day):
        for row in sheet.some(rng, int(rng.integers(2, 7))):
            sheet.rows[row] = broken(rng, sheet.layout, sheet.rows[row])
            sheet.ledger.broken += 1
    if mishaps.on("unknown", day) and sheet.layout.operation:
        for row in sheet.some(rng, 1):
            sheet.rows[row][sheet.layout.at(sheet.layout.operation)] = "套餐变更浏览"
            sheet.ledger.unknown_operations += 1
    if not sheet.layout.keys:
        return
    if mishaps.on("excel", day):
        tabbed(sheet)
    elif mishaps.on("cosmetic", day):
        decorate(rng, sheet, rng.choice(size, min(size, 3 + size // 25), replace=False))


def mask(sheet: Sheet, chosen: list[int]) -> None:
    """All the cells that tell who it is."""
    for row in chosen:
        for place in map(sheet.layout.at, sheet.layout.keys):
            if sheet.rows[row][place]:
                sheet.rows[row][place] = masked(sheet.rows[row][place])
    sheet.ledger.masked += len(chosen)


def broken(rng: np.random.Generator, layout: Layout, row: list[str]) -> list[str]:
    """One of five ways in which a row cannot be read."""
    way = int(rng.integers(0, 5 if layout.keys else 2))
    if way == 0:
        return row[: min(layout.at(layout.time) + int(rng.integers(2, 6)), len(row) - 2)]
    out, actor = list(row), layout.at(layout.actor)
    # a log-in names nobody, and is none the worse for it
    named = layout.keys and not (layout.operation and row[layout.at(layout.operation)] == LOGIN)
    key = layout.at(layout.keys[0]) if named else actor
    if way == 1:
        out[layout.at(layout.time)] = str(rng.choice(BAD_TIMES))
    elif way == 2 and out[key][:1].isdigit():
        out[key] = scientific(out[key])
    else:
        out[key if way < 4 else actor] = ""
    return out


def decorate(rng: np.random.Generator, sheet: Sheet, chosen: Ints) -> None:
    """Keys and numbers that read the same after cleaning, in rows nothing befell."""
    layout = sheet.layout
    key = layout.at(layout.keys[0])
    for row in chosen[sheet.plain[chosen]].tolist():
        cells = sheet.rows[row]
        cells[key] = decorated(rng, cells[key])
        if layout.rows:
            cells[layout.at(layout.rows)] = thousands(cells[layout.at(layout.rows)])


def tabbed(sheet: Sheet) -> None:
    """A whole file whose keys somebody kept from turning into numbers."""
    key = sheet.layout.at(sheet.layout.keys[0])
    for row in np.flatnonzero(sheet.plain).tolist():
        sheet.rows[row][key] = "\t" + sheet.rows[row][key]


def finished(
    rng: np.random.Generator, sheet: Sheet, mishaps: Mishaps, day: int, yesterday: list[str]
) -> tuple[list[str], list[str]]:
    """All lines of the file, and some plain ones that tomorrow's file may bring again."""
    ledger, layout, body = sheet.ledger, sheet.layout, sheet.lines()
    plain = [body[place] for place in np.flatnonzero(sheet.plain)]
    ledger.good = len(body) - ledger.broken
    if mishaps.on("twice", day):
        ledger.duplicates += twice(rng, body, plain)
    if mishaps.on("again", day):
        ledger.duplicates += again(rng, body, yesterday)
    return framed(rng, layout, body, mishaps, day, ledger), plain[-40:]


def framed(
    rng: np.random.Generator,
    layout: Layout,
    body: list[str],
    mishaps: Mishaps,
    day: int,
    ledger: Ledger,
) -> list[str]:
    """Header, and on some days a title above, headers between, totals below."""
    header = layout.separator.join(layout.header)
    count = len(body)
    if mishaps.on("headers", day):
        ledger.repeated_headers = int(rng.integers(1, 4))
        for place in sorted(rng.integers(1, count, ledger.repeated_headers).tolist(), reverse=True):
            body.insert(place, header)
    lines = [header, *body]
    if mishaps.on("title", day):
        ledger.titles = 1
        lines.insert(0, layout.title)
    if mishaps.on("total", day):
        ledger.totals = 2
        lines += [f"合计：{count} 条", "打印人：测试甲"]
    return lines
