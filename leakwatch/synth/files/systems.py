"""The systems whose logs are tables: who uses them, what their files look like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leakwatch.synth.files import credit, his, policy, telecom, waybill
from leakwatch.synth.files.clock import Clock
from leakwatch.synth.files.credit import credit_rows_of
from leakwatch.synth.files.his import his_rows_of
from leakwatch.synth.files.policy import lis_rows_of, policy_rows_of
from leakwatch.synth.files.seat import Desk
from leakwatch.synth.files.table import Layout
from leakwatch.synth.files.telecom import telecom_rows_of
from leakwatch.synth.files.waybill import waybill_rows_of
from leakwatch.synth.hospital import HIS
from leakwatch.synth.house import House
from leakwatch.synth.looks import Looks

WEEK = 7
Rows = Callable[[House, Desk, Looks, int, Clock], list[list[str]]]


@dataclass(frozen=True)
class Sheets:
    """A system whose log is a table: which kinds of site use it (none named: all), its rows,
    where its files lie, their encoding by their number, and how many days each holds.
    """

    name: str
    kinds: tuple[str, ...]
    layout: Layout
    rows: Rows
    path: str
    encoding: Callable[[int], str]
    span: int = 1


TABLES: dict[str, tuple[Sheets, ...]] = {
    "carrier": (
        Sheets(
            "carrier",
            (),
            Layout(
                "测试公司操作日志导出",
                telecom.HEADER,
                ",",
                "工号",
                "操作时间",
                ("查询号码", "客户证件号"),
                "业务类型",
                "返回条数",
            ),
            telecom_rows_of,
            "crm_{:%Y%m%d}.csv",
            lambda _: "gb18030",
        ),
    ),
    "lender": (
        Sheets(
            "lender",
            (),
            Layout(
                "测试银行征信查询登记簿",
                credit.HEADER,
                "|",
                "查询员",
                "查询时间",
                ("证件号码", "被查询人手机", "被查询人姓名"),
            ),
            credit_rows_of,
            "register_{:%Y%m%d}.txt",
            lambda day: "gb18030" if day % 5 in (2, 4) else "utf-8-sig",
        ),
    ),
    "courier": (
        Sheets(
            "courier",
            ("outlet", "hub", "floor", "office"),
            Layout(
                "测试快递运单操作日志",
                waybill.HEADER,
                ",",
                "工号",
                "操作时间",
                ("运单号", "收件人手机"),
                "操作类型",
                "返回条数",
            ),
            waybill_rows_of,
            "waybill_{:%Y%m%d}.csv",
            lambda day: "utf-8-sig" if day % 4 == 3 else "gb18030",
            WEEK,
        ),
    ),
    "insurer": (
        Sheets(
            "insurer",
            ("floor", "branch"),
            Layout(
                "测试保险保单查询日志",
                policy.HEADER,
                ",",
                "操作员",
                "操作时间",
                ("保单号", "投保人证件号", "投保人手机"),
                "功能菜单",
                "返回条数",
            ),
            policy_rows_of,
            "policy_{:%Y%m%d}.csv",
            lambda _: "gb18030",
            WEEK,
        ),
        Sheets(
            "insurer-lis",
            ("claims", "office"),
            Layout(
                "测试保险核心业务日志",
                policy.OLD_HEADER,
                ",",
                "Operator",
                "MakeTime",
                (),
                number="LogNo",
            ),
            lis_rows_of,
            "lis_{:%Y%m%d}.csv",
            lambda _: "gb18030",
            WEEK,
        ),
    ),
    "hospital": (
        Sheets(
            "hospital-his",
            HIS,
            Layout(
                "测试医院病案系统访问日志",
                his.HEADER,
                ",",
                "工号",
                "操作时间",
                ("病案号", "患者手机", "患者证件号"),
                "操作类型",
                "返回条数",
            ),
            his_rows_of,
            "his_{:%Y%m%d}.csv",
            lambda day: "gb18030" if day % 3 else "utf-8-sig",
            WEEK,
        ),
    ),
}
