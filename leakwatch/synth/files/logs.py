"""Every organisation's logs: files of a day or a week, one row of them for each system."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.files.clock import JSON_CLOCKS, TABLE_CLOCKS, Clock
from leakwatch.synth.files.fhir import fhir_lines_of
from leakwatch.synth.files.ledger import Ledger
from leakwatch.synth.files.lines import put
from leakwatch.synth.files.mishaps import Mishaps
from leakwatch.synth.files.orders import order_pages_of
from leakwatch.synth.files.pages import spoilt_pages
from leakwatch.synth.files.record import spoilt_lines
from leakwatch.synth.files.seat import Desk
from leakwatch.synth.files.systems import TABLES, WEEK, Sheets
from leakwatch.synth.files.table import Sheet, finished, spoilt
from leakwatch.synth.hospital import HIS
from leakwatch.synth.house import House
from leakwatch.synth.looks import HONEST, Looks

Dirt = dict[str, dict[str, int]]
Lines = tuple[list[str], list[str], Ledger]


class Stretch(NamedTuple):
    """The days of one file, and what makes its lines."""

    rng: np.random.Generator
    house: House
    desk: Desk
    days: list[tuple[int, Looks]]
    mishaps: Mishaps
    number: int
    yesterday: list[str]

    @property
    def clock(self) -> Clock:
        """How the file writes times."""
        return JSON_CLOCKS[self.number % len(JSON_CLOCKS)]


Maker = Callable[[Stretch], Lines]


def logs(house: House, folder: Path) -> Dirt:
    """All of the house's systems' files; returns what is in each."""
    dirt = Dirt()
    days = by_day(house)
    for table in TABLES[house.name]:
        dirt |= table_log(house, days, folder, table)
    if house.name == "hospital":
        others = tuple(sorted({site.kind for site in house.sites} - set(HIS)))
        dirt |= json_log(house, days, folder, ("audit", 1, others, audits))
    if house.name == "courier":
        dirt |= json_log(house, days, folder, ("orders", WEEK, ("merchant",), orders))
    return dirt


def table_log(house: House, days: list[Looks], folder: Path, table: Sheets) -> Dirt:
    """Each file's rows, spoilt and framed; returns what is in each."""
    desk, yesterday, dirt, number = Desk.of(house), list[str](), Dirt(), 1
    parts = of_users(house, days, table.kinds)
    spans = in_spans(len(days), table.span)
    mishaps = Mishaps(house.seed, table.name, len(spans))
    for count, span in enumerate(spans):
        rng = dice(house.seed, table.name, "dirt", span[0])
        clock = TABLE_CLOCKS[int(rng.integers(0, len(TABLE_CLOCKS)))]
        rows = [row for day in span for row in table.rows(house, desk, parts[day], day, clock)]
        spare = np.concatenate([parts[day].leak != HONEST for day in span])
        sheet = Sheet.of(table.layout, rows, spare, number)
        number += len(sheet.rows)
        spoilt(rng, sheet, mishaps, count)
        lines, yesterday = finished(rng, sheet, mishaps, count, yesterday)
        name = f"logs/{house.name}/{table.path.format(house.almanac.date(span[0]))}"
        end = "\r\n" if count % 3 == 1 else "\n"
        put(folder / name, lines, encoding=table.encoding(count), end=end)
        dirt[name] = sheet.ledger.counts()
    return dirt


def json_log(
    house: House, days: list[Looks], folder: Path, stream: tuple[str, int, tuple[str, ...], Maker]
) -> Dirt:
    """logs/ORG/FILE_YYYYMMDD.ndjson, some of them compressed."""
    file, length, kinds, lines_of = stream
    desk, yesterday, dirt = Desk.of(house), list[str](), Dirt()
    parts = of_users(house, days, kinds)
    spans = in_spans(len(days), length)
    mishaps = Mishaps(house.seed, f"{house.name}-{file}", len(spans))
    for count, span in enumerate(spans):
        rng = dice(house.seed, house.name, file, "dirt", span[0])
        some = [(day, parts[day]) for day in span]
        lines, yesterday, ledger = lines_of(
            Stretch(rng, house, desk, some, mishaps, count, yesterday)
        )
        path = f"logs/{house.name}/{file}_{house.almanac.date(span[0]):%Y%m%d}.ndjson"
        path += ".gz" if mishaps.on("gzip", count) else ""
        put(folder / path, lines, encoding="utf-8")
        dirt[path] = ledger.counts()
    return dirt


def audits(one: Stretch) -> Lines:
    """A hospital's."""
    lines = [
        line
        for day, looks in one.days
        for line in fhir_lines_of(one.house, one.desk, looks, day, one.clock)
    ]
    spare = np.concatenate([looks.leak != HONEST for _, looks in one.days])
    return spoilt_lines(one.rng, lines, spare, one.mishaps, one.number, one.yesterday)


def orders(one: Stretch) -> Lines:
    """An order platform's."""
    pages = [
        page
        for day, looks in one.days
        for page in order_pages_of(one.house, one.desk, looks, day, one.clock)
    ]
    lines, counts = [page.line for page in pages], np.array([page.orders for page in pages], int)
    spare = np.array([page.leaking for page in pages], dtype=bool)
    return spoilt_pages(one.rng, lines, counts, spare, one.mishaps, one.number, one.yesterday)


def of_users(house: House, days: list[Looks], kinds: tuple[str, ...]) -> list[Looks]:
    """Each day's looks of the accounts that work with a system."""
    if not kinds:
        return days
    users = np.isin(house.site_kind.astype(str), np.array(kinds, dtype=str))
    return [looks.take(users[looks.account]) for looks in days]


def in_spans(days: int, length: int) -> list[range]:
    """The days of each file."""
    return [range(first, min(first + length, days)) for first in range(0, days, length)]


def by_day(house: House) -> list[Looks]:
    """The finished looks, cut at the midnights."""
    everything = house.written()
    edges = np.searchsorted(everything.second, np.arange(house.almanac.days + 1) * DAY)
    return [everything.take(np.arange(low, high)) for low, high in pairwise(edges)]
