"""A hospital's own record system as rows of hospital_his cells."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Strs, texts
from leakwatch.synth.dice import dice
from leakwatch.synth.files.clock import Clock
from leakwatch.synth.files.fhir import record_numbers
from leakwatch.synth.files.seat import Desk
from leakwatch.synth.hospital import BREAK_GLASS, DEEDS, EXPORT, LIST, OPERATE, PAY, SEARCH, UPDATE
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY, USUAL, Looks

HEADER = [
    "操作时间",
    "工号",
    "姓名",
    "科室代码",
    "科室名称",
    "病区",
    "岗位",
    "终端IP",
    "终端名",
    "模块",
    "操作类型",
    "病案号",
    "患者手机",
    "患者证件号",
    "患者出生日期",
    "患者科室",
    "患者病区",
    "在院状态",
    "就诊流水号",
    "打开原因",
    "紧急访问标志",
    "返回条数",
]
WORDS = {SEARCH: "检索", LIST: "列表", EXPORT: "导出", UPDATE: "打印"}
MODULES = {PAY: "收费", OPERATE: "病案", EXPORT: "病案"}
OPERATIONS = texts([WORDS.get(deed, "浏览") for deed in range(len(DEEDS))])
ROOMS = texts([MODULES.get(deed, "医生站") for deed in range(len(DEEDS))])


def his_rows_of(house: House, desk: Desk, looks: Looks, day: int, clock: Clock) -> list[list[str]]:
    """The day's rows in the header's order."""
    rng = dice(house.seed, "his", day)
    who, when, count = looks.account, house.almanac.date(day), len(looks)
    known = (looks.person != NOBODY) & (rng.random(count) < 0.8)
    person = np.where(known, looks.person, 0)
    address, _ = desk.seats(looks, day)
    born = texts([f"{one[6:10]}-{one[10:12]}-{one[12:14]}" for one in house.people.id_no[person]])
    ward, inside = homes(house, looks, day)
    columns = [
        texts([clock(when, second) for second in (looks.second % DAY).tolist()]),
        house.staff.account[who],
        desk.name[who],
        desk.code[who],
        desk.site[who],
        desk.site[who],
        house.careers.names(house.job_name, day)[who],
        address,
        texts([f"PC-{code}-{one % 40:02d}" for code, one in zip(desk.code[who], who, strict=True)]),
        ROOMS[looks.deed],
        OPERATIONS[looks.deed],
        record_numbers(rng, house, looks),
        np.where(known, house.people.phone[person], ""),
        np.where(known & (rng.random(count) < 0.6), house.people.id_no[person], ""),
        np.where(known, born, ""),
        ward,
        ward,
        np.where(inside, "在院", "出院"),
        looks.case,
        np.where(looks.deed == OPERATE, "病案编码", ""),
        np.where(looks.deed == BREAK_GLASS, "是", "否"),
        texts([str(n) for n in np.where(looks.rows == USUAL, looks.found, looks.rows).tolist()]),
    ]
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def homes(house: House, looks: Looks, day: int) -> tuple[Strs, Strs]:
    """The ward of the stay, and whether it lasts; a clinic where there is no stay."""
    names = texts([site.name for site in house.sites])
    clinics = np.flatnonzero([site.kind == "clinic" for site in house.sites])
    away = looks.item == USUAL
    item = np.where(away, 0, looks.item)
    ward = np.where(away, clinics[looks.person % len(clinics)], house.shelf.home[item])
    return names[ward], ~away & (house.shelf.until[item] // DAY >= day)
