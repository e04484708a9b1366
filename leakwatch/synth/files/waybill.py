"""A courier's log as rows of courier_waybill cells."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Strs, blanks, texts
from leakwatch.synth.courier import PRINT, UNMASK, WAYBILL
from leakwatch.synth.dice import dice
from leakwatch.synth.files.clock import Clock
from leakwatch.synth.files.seat import Desk
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY, USUAL, Looks

HEADER = [
    "工号",
    "岗位",
    "网点编码",
    "网点名称",
    "设备号",
    "终端IP",
    "操作时间",
    "操作类型",
    "运单号",
    "收件人手机",
    "始发网点",
    "目的网点",
    "面单脱敏",
    "派件任务号",
    "客服工单号",
    "返回条数",
]


def waybill_rows_of(
    house: House, desk: Desk, looks: Looks, day: int, clock: Clock
) -> list[list[str]]:
    """The day's rows in the header's order."""
    rng = dice(house.seed, "waybill", day)
    who, when = looks.account, house.almanac.date(day)
    address, hardware = desk.seats(looks, day)
    number, phone, origin, home = things(rng, house, looks)
    plain = np.isin(looks.deed, (UNMASK, PRINT))
    task = np.char.startswith(looks.case.astype(str), "PJ")
    columns = [
        house.staff.account[who],
        house.careers.names(house.job_name, day)[who],
        desk.code[who],
        desk.site[who],
        hardware,
        address,
        texts([clock(when, second) for second in (looks.second % DAY).tolist()]),
        texts(list(WAYBILL))[looks.deed],
        number,
        np.where(plain, phone, ""),
        origin,
        home,
        np.where(plain, "否", "是"),
        np.where(task, looks.case, ""),
        np.where(task, "", looks.case),
        texts([str(n) for n in np.where(looks.rows == USUAL, looks.found, looks.rows).tolist()]),
    ]
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def things(rng: np.random.Generator, house: House, looks: Looks) -> tuple[Strs, Strs, Strs, Strs]:
    """Number, the receiver's phone, the codes of both outlets; made up where there is no such."""
    shelf, unknown = house.shelf, looks.item == USUAL
    item = np.where(unknown, 0, looks.item)
    codes = texts([site.code for site in house.sites])
    number = shelf.number[item]
    number[unknown] = texts([f"7719{n:010d}" for n in rng.integers(0, 10**10, int(unknown.sum()))])
    known = looks.person != NOBODY
    phone = np.where(known, house.people.phone[np.where(known, looks.person, 0)], blanks(len(item)))
    origin, home = codes[shelf.origin[item]], codes[shelf.home[item]]
    return number, phone, np.where(unknown, "", origin), np.where(unknown, "", home)
