"""The jobs of each organisation, and what a day in them looks like."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """`accounts` at size 1; `visits` a day; `missing`: mean share of them without a case."""

    name: str
    site: str
    accounts: int
    visits: float
    pattern: str
    missing: float


JOBS: dict[str, tuple[Job, ...]] = {
    "carrier": (
        Job("营业员", "shop", 260, 13.0, "shop", 0.10),
        Job("客服", "floor", 160, 20.0, "rota", 0.05),
        Job("投诉处理", "office", 25, 12.0, "office", 0.12),
        Job("店长", "shop", 24, 8.0, "shop", 0.22),
        Job("质检", "office", 12, 30.0, "office", 0.15),
        Job("后台", "office", 15, 6.0, "office", 0.28),
    ),
    "lender": (
        Job("客户经理", "branch", 140, 8.0, "office", 0.10),
        Job("审批员", "office", 50, 14.0, "office", 0.05),
        Job("贷后管理", "office", 40, 15.0, "office", 0.14),
        Job("风控", "office", 20, 10.0, "office", 0.22),
    ),
    "hospital": (
        Job("医生", "ward", 90, 9.0, "ward", 0.10),
        Job("护士", "ward", 140, 7.0, "ward", 0.12),
        Job("医生", "clinic", 30, 12.0, "office", 0.06),
        Job("医生", "emergency", 14, 9.0, "ward", 0.15),
        Job("护士", "emergency", 18, 8.0, "ward", 0.20),
        Job("收费员", "cashier", 26, 15.0, "desk", 0.08),
        Job("病案室", "records", 14, 14.0, "office", 0.12),
        Job("信息科", "office", 6, 3.0, "office", 0.35),
        Job("护士", "maternity", 22, 7.0, "ward", 0.12),
        Job("医生", "maternity", 9, 8.0, "ward", 0.10),
        Job("护士", "children", 18, 7.0, "ward", 0.12),
        Job("医生", "children", 9, 9.0, "ward", 0.10),
    ),
    "courier": (
        Job("快递员", "outlet", 110, 15.0, "shop", 0.10),
        Job("网点客服", "outlet", 34, 12.0, "shop", 0.17),
        Job("网点经理", "outlet", 22, 8.0, "shop", 0.20),
        Job("总部客服", "floor", 30, 17.0, "rota", 0.09),
        Job("中转操作员", "hub", 16, 13.0, "ward", 0.12),
        Job("仲裁", "office", 6, 11.0, "office", 0.10),
        Job("商家服务", "merchant", 14, 5.0, "office", 0.15),
    ),
    "insurer": (
        Job("客服", "floor", 50, 15.0, "rota", 0.07),
        Job("内勤", "branch", 56, 10.0, "office", 0.12),
        Job("续期专员", "branch", 32, 14.0, "office", 0.10),
        Job("机构经理", "branch", 16, 7.0, "office", 0.22),
        Job("理赔", "claims", 22, 12.0, "office", 0.08),
        Job("核保", "office", 14, 10.0, "office", 0.12),
    ),
}

# Fixed names, so that settings can be written without looking at what was made.
BATCH_ACCOUNTS: dict[str, tuple[str, ...]] = {
    "carrier": ("BATCH01", "BATCH02", "WEB01"),
    "lender": ("BATCH01",),
    "hospital": ("BATCH01",),
    "courier": ("BATCH01",),
    "insurer": ("BATCH01",),
}
