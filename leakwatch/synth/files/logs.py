"""Every organisation's log, one file a day."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.files import credit, telecom
from leakwatch.synth.files.clock import JSON_CLOCKS, TABLE_CLOCKS, Clock
from leakwatch.synth.files.credit import credit_rows_of
from leakwatch.synth.files.fhir import fhir_lines_of
from leakwatch.synth.files.lines import put
from leakwatch.synth.files.mishaps import Mishaps
from leakwatch.synth.files.record import spoilt_lines
from leakwatch.synth.files.table import Layout, Sheet, finished, spoilt
from leakwatch.synth.files.telecom import Desk, telecom_rows_of
from leakwatch.synth.house import House
from leakwatch.synth.looks import HONEST, Looks

Dirt = dict[str, dict[str, int]]
CARRIER = Layout(
    "测试公司操作日志导出",
    telecom.HEADER,
    ",",
    "工号",
    "操作时间",
    ("查询号码", "客户证件号"),
    "业务类型",
    "返回条数",
)
LENDER = Layout(
    "测试银行征信查询登记簿",
    credit.HEADER,
    "|",
    "查询员",
    "查询时间",
    ("证件号码", "被查询人手机", "被查询人姓名"),
)


def carrier_log(house: House, folder: Path) -> Dirt:
    """logs/carrier/crm_YYYYMMDD.csv, GB18030."""

    def place(day: int) -> tuple[str, str]:
        return f"logs/carrier/crm_{house.almanac.date(day):%Y%m%d}.csv", "gb18030"

    return table_log(house, folder, CARRIER, telecom_rows_of, place)


def lender_log(house: House, folder: Path) -> Dirt:
    """logs/lender/register_YYYYMMDD.txt, UTF-8 with a mark on most days, else GB18030."""

    def place(day: int) -> tuple[str, str]:
        return (
            f"logs/lender/register_{house.almanac.date(day):%Y%m%d}.txt",
            "gb18030" if day % 5 in (2, 4) else "utf-8-sig",
        )

    return table_log(house, folder, LENDER, credit_rows_of, place)


def table_log(
    house: House,
    folder: Path,
    layout: Layout,
    rows_of: Callable[[House, Desk, Looks, int, Clock], list[list[str]]],
    place: Callable[[int], tuple[str, str]],
) -> Dirt:
    """Each day's rows, spoilt and framed; returns what is in each file."""
    mishaps = Mishaps(house.seed, house.name, house.almanac.days)
    desk, yesterday, dirt = Desk.of(house), list[str](), Dirt()
    for day, looks in enumerate(by_day(house)):
        rng = dice(house.seed, house.name, "dirt", day)
        clock = TABLE_CLOCKS[int(rng.integers(0, len(TABLE_CLOCKS)))]
        sheet = Sheet.of(layout, rows_of(house, desk, looks, day, clock), looks.leak != HONEST)
        spoilt(rng, sheet, mishaps, day)
        lines, yesterday = finished(rng, sheet, mishaps, day, yesterday)
        name, encoding = place(day)
        put(folder / name, lines, encoding=encoding, end="\r\n" if day % 3 == 1 else "\n")
        dirt[name] = sheet.ledger.counts()
    return dirt


def hospital_log(house: House, folder: Path) -> Dirt:
    """logs/hospital/audit_YYYYMMDD.ndjson, some of them compressed."""
    mishaps = Mishaps(house.seed, house.name, house.almanac.days)
    desk, yesterday, dirt = Desk.of(house), list[str](), Dirt()
    for day, looks in enumerate(by_day(house)):
        rng = dice(house.seed, house.name, "dirt", day)
        clock = JSON_CLOCKS[day % len(JSON_CLOCKS)]
        lines, yesterday, ledger = spoilt_lines(
            rng,
            fhir_lines_of(house, desk, looks, day, clock),
            looks.leak != HONEST,
            mishaps,
            day,
            yesterday,
        )
        name = f"logs/hospital/audit_{house.almanac.date(day):%Y%m%d}.ndjson"
        name += ".gz" if mishaps.on("gzip", day) else ""
        put(folder / name, lines, encoding="utf-8")
        dirt[name] = ledger.counts()
    return dirt


def by_day(house: House) -> list[Looks]:
    """The finished looks, cut at the midnights."""
    everything = house.written()
    edges = np.searchsorted(everything.second, np.arange(house.almanac.days + 1) * DAY)
    return [everything.take(np.arange(low, high)) for low, high in pairwise(edges)]
