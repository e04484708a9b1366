"""Forms that people fill in and sign: their words, and nothing in the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.report.paper import Heading, Paper, Said, Table

if TYPE_CHECKING:
    from datetime import datetime

    from leakwatch.report.paper import Block

FOOT = "空白表格，由人员填写并签名 · blank form, to be filled in and signed by people"
NOTHING = (
    "本表为空白表格，程序未填写任何内容；是否采用、如何填写由办案人员依法决定。 "
    "This form is blank; the program filled in nothing. Whether and how it is used, people decide."
)
RECORD = (
    ("案由", "Matter"), ("提取对象", "Object"), ("提取内容", "Content"),
    ("起止时间", "From, until"), ("地点", "Place"),
    ("设备与来源系统", "Device and source system"), ("方法", "Method"),
    ("过程", "Course"), ("未能扣押原始存储介质的原因", "Why the original medium was not seized"),
    ("完整性校验值", "Integrity value"), ("见证人或录像情况", "Witness, or video"),
    ("备注", "Remarks"),
)  # fmt: skip
LISTED = (
    ("序号", "No."), ("文件名", "File"), ("类别", "Kind"), ("文件格式", "Format"),
    ("字节数", "Bytes"), ("完整性校验值", "Integrity value"), ("备注", "Remarks"),
)  # fmt: skip
SIGNED = (
    ("提取人（二人以上）", "Taken by (two or more)"), ("持有人（提供人）", "Held or given by"),
    ("见证人", "Witness"), ("单位（盖章）", "Organisation (seal)"),
)  # fmt: skip
LINES = 12
WORDS = "zh"


def extraction(at: datetime) -> Paper:
    """提取笔录: what was taken, where, when, how, and by whom."""
    rows = tuple((f"{chinese}\n{english}", "") for chinese, english in RECORD)
    table = Table(("项目 · item", "内容 · entry"), rows, (2, 5))
    return _form("电子数据提取笔录 · Record of extraction of electronic data", at, table)


def listing(at: datetime) -> Paper:
    """电子数据清单: a line a file."""
    names = tuple(f"{chinese}\n{english}" for chinese, english in LISTED)
    rows = tuple(("",) * len(LISTED) for _ in range(LINES))
    table = Table(names, rows, (1, 4, 2, 2, 2, 5, 2))
    return _form("电子数据清单 · List of electronic data", at, table)


def _form(title: str, at: datetime, table: Table) -> Paper:
    rows = tuple((f"{chinese}\n{english}", "", "") for chinese, english in SIGNED)
    signed = Table(("签名 · signatures", "姓名 · name", "日期 · date"), rows, (3, 4, 2))
    blocks: tuple[Block, ...] = (
        Said(NOTHING, "small"),
        table,
        Heading("签名 · Signatures", 2),
        signed,
    )
    return Paper(title, FOOT, WORDS, at, blocks)
