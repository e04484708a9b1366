"""An insurer's logs as rows of insurance_policy and insurance_lis cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from leakwatch.synth.arrays import DAY, Strs, blanks, texts
from leakwatch.synth.dice import dice
from leakwatch.synth.files.clock import Clock
from leakwatch.synth.files.seat import Desk
from leakwatch.synth.house import House
from leakwatch.synth.insurer import EXPORT, LIST, LOGIN, MENUS, RENEWALS
from leakwatch.synth.looks import NOBODY, USUAL, Looks

HEADER = [
    "管理机构",
    "操作员",
    "岗位",
    "操作日期",
    "操作时间",
    "功能菜单",
    "保单号",
    "投保人证件号",
    "投保人手机",
    "保单归属机构",
    "查询条件",
    "返回条数",
    "导出标志",
    "工单号",
    "客户端IP",
    "操作结果",
]
OLD_HEADER = [
    "LogNo",
    "ManageCom",
    "Operator",
    "LogType",
    "LogContent",
    "CientIP",
    "MakeDate",
    "MakeTime",
]
DATES: tuple[Callable[[date], str], ...] = (
    date.isoformat,
    date.isoformat,
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
)


def policy_rows_of(house: House, desk: Desk, looks: Looks, day: int, _: Clock) -> list[list[str]]:
    """The day's rows in the header's order; date and time apart."""
    rng = dice(house.seed, "policy", day)
    who, count = looks.account, len(looks)
    known = looks.person != NOBODY
    person = np.where(known, looks.person, 0)
    codes = texts([site.code for site in house.sites])
    home = codes[house.shelf.home[np.where(looks.item == USUAL, 0, looks.item)]]
    shown = known & (rng.random(count) < 0.7)
    columns = [
        desk.code[who],
        house.staff.account[who],
        house.careers.names(house.job_name, day)[who],
        texts([DATES[day % len(DATES)](house.almanac.date(day))] * count),
        times(looks),
        texts(list(MENUS))[looks.deed],
        numbers(rng, house, looks),
        np.where(shown, house.people.id_no[person], ""),
        np.where(known & (rng.random(count) < 0.85), house.people.phone[person], ""),
        np.where(looks.item == USUAL, "", home),
        conditions(house, looks, day, home),
        returned(looks),
        np.where(looks.deed == EXPORT, "是", "否"),
        looks.case,
        desk.seats(looks, day)[0],
        np.where(looks.found, "成功", "失败"),
    ]
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def lis_rows_of(house: House, desk: Desk, looks: Looks, day: int, _: Clock) -> list[list[str]]:
    """The old system's: menu, policy and rows in one text; numbered later."""
    rng = dice(house.seed, "lis", day)
    who, count = looks.account, len(looks)
    policy = numbers(rng, house, looks)
    menu, rows = texts(list(MENUS))[looks.deed], returned(looks)
    name = np.where(rng.random(count) < 0.8, " ContNo=", " PolNo=")
    content = np.where(looks.deed == LOGIN, menu, menu + name + policy + " rows=" + rows)
    columns = [
        blanks(count),
        desk.code[who],
        house.staff.account[who],
        np.where(looks.found, "0", "1"),
        content,
        desk.seats(looks, day)[0],
        texts([DATES[day % len(DATES)](house.almanac.date(day))] * count),
        times(looks),
    ]
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def times(looks: Looks) -> Strs:
    """As 09:05:11."""
    return texts(
        [
            f"{one // 3600:02d}:{one // 60 % 60:02d}:{one % 60:02d}"
            for one in (looks.second % DAY).tolist()
        ]
    )


def numbers(rng: np.random.Generator, house: House, looks: Looks) -> Strs:
    """Policy numbers; some nobody has where there is no such policy."""
    unknown = looks.item == USUAL
    out = house.shelf.number[np.where(unknown, 0, looks.item)]
    out[unknown] = texts([f"863399{n:010d}" for n in rng.integers(0, 10**10, int(unknown.sum()))])
    return out


def conditions(house: House, looks: Looks, day: int, home: Strs) -> Strs:
    """What lists were asked for: a branch's policies that run out in the next month."""
    month = f"{house.almanac.date(day + 20):%Y-%m}"
    return np.where(
        np.isin(looks.deed, (LIST, RENEWALS, EXPORT)), f"到期月={month};机构=" + home, ""
    )


def returned(looks: Looks) -> Strs:
    """Rows: said by the look, else one or none."""
    usual = np.where(looks.found, 1, 0)
    return texts([str(n) for n in np.where(looks.rows == USUAL, usual, looks.rows).tolist()])
