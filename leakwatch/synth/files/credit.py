"""A lender's log as rows of credit_register cells."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Strs, blanks, texts
from leakwatch.synth.dice import dice
from leakwatch.synth.files.clock import Clock
from leakwatch.synth.files.seat import Desk
from leakwatch.synth.house import House
from leakwatch.synth.lender import LOGIN_FAILED
from leakwatch.synth.looks import NOBODY, Looks
from leakwatch.synth.people import wrong_id

HEADER = [
    "序号",
    "被查询人姓名",
    "证件类型",
    "证件号码",
    "被查询人手机",
    "查询原因",
    "查询申请人",
    "内部授权人",
    "查询员",
    "机构名称",
    "机构所在地",
    "是否打印信用报告",
    "查询时间",
    "是否查得",
    "业务申请编号",
    "授权书编号",
    "授权书到期日",
    "终端IP",
    "MAC地址",
    "状态",
]
CODED = ("01", "02", "03", "08", "21", "22", "25", "26")
WORDED = (
    "贷后管理",
    "贷款审批",
    "信用卡审批",
    "担保资格审查",
    "保后管理",
    "法人代表、负责人、高管等资信审查",
    "资信审查",
    "额度审批",
)
NEEDS_NO_LETTER = (0, 4)  # care of a running loan or guarantee


def credit_rows_of(
    house: House, desk: Desk, looks: Looks, day: int, clock: Clock
) -> list[list[str]]:
    """The day's rows in the header's order, numbered from 1; reasons by code or by words."""
    rng = dice(house.seed, "credit", day)
    who, when, count = looks.account, house.almanac.date(day), len(looks)
    address, hardware = desk.seats(looks, day)
    name, id_no, phone = keys(rng, house, looks)
    letter, expiry = letters(rng, house, looks, day)
    reasons = texts(list(CODED if day % 3 else WORDED))
    failed = (rng.random(count) < 0.004) | (looks.deed == LOGIN_FAILED)
    columns = [
        texts([str(n + 1) for n in range(count)]),
        name,
        texts(["身份证"] * count),
        id_no,
        phone,
        reasons[np.minimum(looks.deed, len(CODED) - 1)],
        desk.name[who],
        np.where(rng.random(count) < 0.8, desk.chiefs(looks, day), ""),
        house.staff.account[who],
        desk.site[who],
        texts(["浙江"] * count),
        np.where(rng.random(count) < 0.3, "是", "否"),
        texts([clock(when, second) for second in (looks.second % DAY).tolist()]),
        np.where(looks.found & ~failed, "是", "否"),
        looks.case,
        letter,
        expiry,
        address,
        hardware,
        np.where(failed, "07", np.where(looks.found, "06", "05")),
    ]
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def keys(rng: np.random.Generator, house: House, looks: Looks) -> tuple[Strs, Strs, Strs]:
    """Name, ID number, and the phone in eight rows of ten; made up where nobody has the number."""
    people, count = house.people, len(looks)
    unknown = np.flatnonzero(looks.person == NOBODY)
    person = np.where(looks.person == NOBODY, 0, looks.person)
    name, id_no = people.name[person], people.id_no[person]
    phone = np.where(rng.random(count) < 0.8, people.phone[person], "")
    id_no[unknown] = texts(
        [
            wrong_id(f"3301061985{n % 12 + 1:02d}{n % 28 + 1:02d}{n % 1000:03d}", 5)
            for n in rng.integers(0, 10**6, len(unknown)).tolist()
        ]
    )
    phone[unknown] = ""
    return name, id_no, phone


def letters(rng: np.random.Generator, house: House, looks: Looks, day: int) -> tuple[Strs, Strs]:
    """Letters of authority where the reason asks for one; with no application, often none
    or one that has run out.
    """
    count = len(looks)
    bare = looks.case == blanks(count)
    given = ~np.isin(looks.deed, NEEDS_NO_LETTER) & (rng.random(count) < np.where(bare, 0.4, 0.95))
    number, expiry = blanks(count), blanks(count)
    number[given] = texts([f"SS{n:09d}" for n in rng.integers(0, 10**9, int(given.sum()))])
    expiry[given] = texts(
        [
            house.almanac.date(day + int(n)).isoformat()
            for n in rng.integers(np.where(bare[given], -30, 5), 90)
        ]
    )
    return number, expiry
