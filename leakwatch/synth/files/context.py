"""The context tables of one organisation: staff, roster, cases."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import DAY, texts
from leakwatch.synth.cases import OPEN
from leakwatch.synth.files.lines import put
from leakwatch.synth.files.staff_columns import branch_names, display_names, managers
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY
from leakwatch.synth.roster import OFF
from leakwatch.synth.staff import NEVER

STAFF = "工号,姓名,机构,科室,岗位,手机,证件号,住址,状态,入职日期,离职日期,主管工号,账号类型"
ROSTER = "工号,日期,上班,下班"
CASES = "单号,类型,客户手机,客户证件号,业务键,受理工号,机构,开始时间,结束时间"


def write_context(house: House, folder: Path) -> None:
    """context/ORG_staff.csv, ORG_roster.csv, ORG_cases.csv, in three encodings."""
    at = folder / "context"
    put(at / f"{house.name}_staff.csv", staff_lines(house), encoding="utf-8-sig", end="\r\n")
    put(at / f"{house.name}_roster.csv", roster_lines(house), encoding="utf-8")
    put(at / f"{house.name}_cases.csv", case_lines(house), encoding="gb18030")


def staff_lines(house: House) -> list[str]:
    """Machines have neither phone nor address."""
    staff, people, date = house.staff, house.people, house.almanac.date
    here = np.where(house.roster.leave[:, -1], "请假", "在职")
    doors = people.head[staff.person].tolist()
    homes = [f"测试路{one % 997 + 1}号{one % 31 + 1}室" for one in doors]
    gone = [date(day).isoformat() if day < NEVER else "" for day in staff.left.tolist()]
    columns = (
        staff.account,
        display_names(house),
        branch_names(house),
        texts([site.name for site in house.sites])[staff.site],
        house.job_name,
        np.where(staff.batch, "", people.phone[staff.person]),
        np.where(staff.batch, "", people.id_no[staff.person]),
        np.where(staff.batch, "", texts(homes)),
        np.where(staff.left < NEVER, "离职", here),
        texts([date(day).isoformat() for day in staff.hired.tolist()]),
        texts(gone),
        np.where(staff.batch, "", managers(house)),
        np.where(staff.batch, "系统", "个人"),
    )
    return [STAFF, *map(",".join, zip(*(column.tolist() for column in columns), strict=True))]


def roster_lines(house: House) -> list[str]:
    """The listed shifts, by day; an end after midnight is written as the next morning's time."""
    roster = house.roster
    day, account = np.nonzero((roster.listed & (roster.begin != OFF)).T)
    begin, end = roster.begin[account, day].tolist(), roster.end[account, day].tolist()
    dates = [house.almanac.date(one).isoformat() for one in range(house.almanac.days)]
    return [
        ROSTER,
        *(
            f"{who},{dates[on]},{hhmm(first)},{hhmm(last)}"
            for who, on, first, last in zip(
                house.staff.account[account].tolist(), day.tolist(), begin, end, strict=True
            )
        ),
    ]


def hhmm(minute: int) -> str:
    """09:05."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def case_lines(house: House) -> list[str]:
    """The case book by begin; a phone and an ID number, or only one of them."""
    people, branch = house.people, branch_names(house).tolist()
    clock = Stamp(house.almanac)
    out = [CASES]
    for number, kind, person, key, account, begin, end in sorted(
        house.cases.rows, key=lambda row: (row[5], row[0])
    ):
        phone = "" if person == NOBODY else people.phone[person]
        only_phone = kind == "来电" or person == NOBODY
        id_no = "" if only_phone else people.id_no[person]
        out.append(
            f"{number},{kind},{phone},{id_no},{key},{house.staff.account[account]},"
            f"{branch[account]},{clock(begin)},{'' if end == OPEN else clock(end)}"
        )
    return out


class Stamp:
    """Writes seconds since the first midnight as a date and time, days remembered."""

    def __init__(self, almanac: Almanac) -> None:
        self.first = datetime.combine(almanac.start, time())
        self.dates: dict[int, str] = {}

    def __call__(self, second: int) -> str:
        """As 2026-03-07 09:05:11, before the first day too."""
        day, rest = divmod(second, DAY)
        if day not in self.dates:
            self.dates[day] = (self.first + timedelta(days=day)).date().isoformat()
        return f"{self.dates[day]} {rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
