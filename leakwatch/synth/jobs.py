"""The jobs of each organisation, and what a day in them looks like."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

#: organisation, job, kind of site, accounts, visits, pattern of shifts, missing
TABLE = """
carrier 营业员 shop 260 13 shop 0.1
carrier 客服 floor 160 20 rota 0.05
carrier 投诉处理 office 25 12 office 0.12
carrier 店长 shop 24 8 shop 0.22
carrier 质检 office 12 30 office 0.15
carrier 后台 office 15 6 office 0.28
lender 客户经理 branch 140 8 office 0.1
lender 审批员 office 50 14 office 0.05
lender 贷后管理 office 40 15 office 0.14
lender 风控 office 20 10 office 0.22
hospital 医生 ward 90 9 ward 0.1
hospital 护士 ward 140 7 ward 0.12
hospital 医生 clinic 30 12 office 0.06
hospital 医生 emergency 14 9 ward 0.15
hospital 护士 emergency 18 8 ward 0.2
hospital 收费员 cashier 26 15 desk 0.08
hospital 病案室 records 14 14 office 0.12
hospital 信息科 office 6 3 office 0.35
hospital 护士 maternity 22 7 ward 0.12
hospital 医生 maternity 9 8 ward 0.1
hospital 护士 children 18 7 ward 0.12
hospital 医生 children 9 9 ward 0.1
courier 快递员 outlet 110 15 shop 0.1
courier 网点客服 outlet 34 12 shop 0.17
courier 网点经理 outlet 22 8 shop 0.2
courier 总部客服 floor 30 17 rota 0.09
courier 中转操作员 hub 16 13 ward 0.12
courier 仲裁 office 6 11 office 0.1
courier 商家服务 merchant 14 5 office 0.15
insurer 客服 floor 50 15 rota 0.07
insurer 内勤 branch 56 10 office 0.12
insurer 续期专员 branch 32 14 office 0.1
insurer 机构经理 branch 16 7 office 0.22
insurer 理赔 claims 22 12 office 0.08
insurer 核保 office 14 10 office 0.12
"""


@dataclass(frozen=True)
class Job:
    """`accounts` at size 1; `visits` a day; `missing`: mean share of them without a case."""

    name: str
    site: str
    accounts: int
    visits: float
    pattern: str
    missing: float

    @classmethod
    def read(cls, line: str) -> Job:
        """From a line of the table.

        >>> Job.read("lender 风控 office 20 10 office 0.22").visits
        10.0
        """
        _, name, site, accounts, visits, pattern, missing = line.split()
        return cls(name, site, int(accounts), float(visits), pattern, float(missing))


JOBS: dict[str, tuple[Job, ...]] = {
    org: tuple(map(Job.read, lines))
    for org, lines in groupby(TABLE.strip().splitlines(), lambda line: line.split()[0])
}

# Fixed names, so that settings can be written without looking at what was made.
BATCH_ACCOUNTS: dict[str, tuple[str, ...]] = {
    "carrier": ("BATCH01", "BATCH02", "WEB01"),
    "lender": ("BATCH01",),
    "hospital": ("BATCH01",),
    "courier": ("BATCH01",),
    "insurer": ("BATCH01",),
}
