"""A carrier's log as rows of telecom_crm cells."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Strs, blanks, texts
from leakwatch.synth.carrier import EXPORT, LIST, OPERATIONS, RESET
from leakwatch.synth.dice import dice
from leakwatch.synth.files.clock import Clock
from leakwatch.synth.files.seat import Desk
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY, UNAPPROVED, USUAL, Looks

HEADER = [
    "工号",
    "操作员姓名",
    "岗位",
    "营业厅编码",
    "营业厅名称",
    "终端IP",
    "终端MAC",
    "操作时间",
    "功能编码",
    "业务类型",
    "查询号码",
    "客户证件号",
    "号码归属营业厅",
    "工单号",
    "来电流水号",
    "客户在场鉴权方式",
    "金库审批单号",
    "审批人",
    "返回条数",
    "是否导出",
    "操作结果",
]
FUNCTION = (
    "e269",
    "e270",
    "1246",
    "1247",
    "L301",
    "p110",
    "K100",
    "K105",
    "K120",
    "b880",
    "m600",
    "m601",
    "s001",
)
SENSITIVE = (2, 3, 4, 9, 10, 11)  # opened through the vault, with an approval number
PRESENT = texts(["身份证读卡", "人脸比对", "服务密码", "", ""])
BY_PHONE = texts(["服务密码", "", "", "", ""])


def telecom_rows_of(
    house: House, desk: Desk, looks: Looks, day: int, clock: Clock
) -> list[list[str]]:
    """The day's rows in the header's order."""
    rng = dice(house.seed, "telecom", day)
    who, when = looks.account, house.almanac.date(day)
    address, hardware = desk.seats(looks, day)
    exported = (looks.deed == EXPORT) | ((looks.deed == LIST) & (rng.random(len(looks)) < 0.05))
    approval = approvals(rng, looks, day)
    columns = [
        house.staff.account[who],
        desk.name[who],
        house.careers.names(house.job_name, day)[who],
        desk.code[who],
        desk.site[who],
        address,
        hardware,
        texts([clock(when, second) for second in (looks.second % DAY).tolist()]),
        texts(list(FUNCTION))[looks.deed],
        texts(list(OPERATIONS))[looks.deed],
        *keys(rng, house, looks),
        looks.case,
        looks.call,
        presence(rng, house, looks),
        approval,
        np.where(approval == blanks(len(looks)), "", desk.chiefs(looks, day)),
        returned(rng, looks),
        np.where(exported, "是", "否"),
        np.where(looks.found | (rng.random(len(looks)) < 0.5), "成功", "失败"),
    ]
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def keys(rng: np.random.Generator, house: House, looks: Looks) -> tuple[Strs, Strs, Strs]:
    """Phone, the ID number in six rows of ten, the home shop of the number."""
    people = house.people
    unknown = looks.person == NOBODY
    person = np.where(unknown, 0, looks.person)
    shown = ~unknown & (rng.random(len(looks)) < 0.6)
    phone = people.phone[person]
    phone[unknown] = texts(people.unused_phones(rng, int(unknown.sum())))
    shops = texts([site.code for site in house.sites if site.kind == "shop"])
    return (
        phone,
        np.where(shown, people.id_no[person], ""),
        np.where(unknown, "", shops[people.town[person]]),
    )


def presence(rng: np.random.Generator, house: House, looks: Looks) -> Strs:
    """How the customer proved himself: at the counter, by phone, or not said."""
    count = len(looks)
    shop = house.site_kind[looks.account] == "shop"
    proved: Strs = np.where(shop, PRESENT[0], BY_PHONE[0])
    seen: Strs = np.where(
        shop, PRESENT[rng.integers(0, 5, count)], BY_PHONE[rng.integers(0, 5, count)]
    )
    # a password is not reset for somebody unknown, but by the careless
    asked = (looks.deed == RESET) & (rng.random(count) < 0.7)
    seen = np.where(asked & (seen == blanks(count)), proved, seen)
    told: Strs = np.where(looks.proof == 0, "", proved)
    return np.where(looks.proof == USUAL, seen, told)


def approvals(rng: np.random.Generator, looks: Looks, day: int) -> Strs:
    """Vault approval numbers where the operation needs one, forgotten now and then."""
    need = np.isin(looks.deed, SENSITIVE) & (rng.random(len(looks)) < 0.88)
    need = (need | (looks.approver != USUAL)) & (looks.approver != UNAPPROVED)
    out = blanks(len(looks))
    out[need] = texts([f"JK{day:03d}{n:06d}" for n in rng.integers(0, 10**6, int(need.sum()))])
    return out


def returned(rng: np.random.Generator, looks: Looks) -> Strs:
    """Rows shown: one, or a statement's length, or a list's; none where nobody was found."""
    count = len(looks)
    long = np.isin(looks.deed, (2, 3))
    listed = np.isin(looks.deed, (LIST, EXPORT))
    rows = np.where(long, rng.integers(5, 400, count), 1)
    rows = np.where(listed, rng.integers(20, 2500, count), rows)
    rows = np.where(looks.rows == USUAL, rows, looks.rows)
    return texts([str(n) for n in np.where(looks.found, rows, 0).tolist()])
