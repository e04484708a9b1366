"""How it was found: programs, settings, thresholds, and the text of every rule that spoke."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch import norm, plugins
from leakwatch.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leakwatch.report.case import Case

READ_ME = """\
线索材料，不是鉴定意见，也不是电子数据取证的结果。
Lead material; neither an expert opinion nor collected evidence.

本包说明访问日志显示了什么、有多异常；涉嫌不等于证实，账号不等于人。
It says what access logs show and how unusual that is: suspected, not proven; an account is not a
person.

核对 To check:
  sha256sum -c manifest.sha256
  leakwatch verify {name}
manifest.sha256 列出其余全部文件。manifest.sha256 lists every other file.

raw/                原始日志，逐字节与交付时相同（仅在经批准时包含）
                    the logs byte for byte as they were delivered (only where that was approved)
manifest.csv        文件清单与完整性校验值 every file with its digest
parse_report.csv    每个原始文件的行数去向 what became of every row of each raw file
quarantine.csv      未能解析的行及原因 rows set aside, with line and reason
findings.csv        发现 what was found, of which account and day
evidence.csv        每项发现所依据的日志行（文件、行号、行校验值） the lines findings rest on
rings.csv, ties.csv 团伙成员与关联依据 members of rings and what joins them
notebooks.csv, notebooks/ 调查人员在笔记本中得出的表 tables that people made in notebooks
counting.csv        计数口径：返回条数、去重人数范围、剔除项 rows, distinct people, what was dropped
method.json         程序版本、参数、阈值 programs, settings, thresholds
rules/              相关规则全文 the text of the rules that spoke
trail.jsonl         本案相关操作记录（哈希链节选） the trail about this matter, an extract
forms/              空白表格，由人员填写签名 blank forms for people to fill in and sign

行号与行校验值 Lines: 行号按换行符（0x0A）从 1 计数；行校验值为该行字节（不含行尾 CR、LF）的
SHA-256；gzip、Zstandard 文件先解压。line_sha256 为空时，见 line_kind。
A line is what stands between two line feeds, counted from 1; its digest is the SHA-256 of its bytes
without CR and LF at its end; gzip and Zstandard are unpacked first. Where it is empty, line_kind
says why: the number is of a row of a workbook, of a record or of an element, or the raw logs are
not in this bundle.
一项发现所依据的行，是该账号当日的全部事件；跨日规则另参考此前 28 或 90 天，见规则全文。
A finding rests on all events of its account on its day; rules over longer spans look at the 28 or
90 days before as well, as their text says.
"""


def method(case: Case) -> dict[str, Any]:
    """What JSON takes of it."""
    return {
        "matter": case.found.matter.id, "organisation": case.organisation,
        "asked": {"entry": case.request.number, "at": f"{case.request.at:%Y-%m-%dT%H:%M:%S.%fZ}",
                  "who": case.request.who, **case.request.details},
        "runs": [
            {"run": one.id, "job": one.job, "started": f"{one.started:%Y-%m-%dT%H:%M:%S.%fZ}",
             "settings_hash": one.settings_hash, "settings": one.footing,
             "programs": one.programs, "lake": json.loads(one.lake_version)}
            for one in case.found.runs
        ],
        "law": {
            "norm": norm.NORM, "records": norm.RECORDS, "items": norm.ITEMS,
            "if_sold_factor": f"{norm.SOLD}", "especially_serious_factor": norm.ESPECIALLY,
            "tiers": norm.TIERS,
            "disputed": {name: {"readings": one.readings, "why": one.why}
                         for name, one in norm.DISPUTED.items()},
        },
    }  # fmt: skip


def document(said: Any) -> bytes:
    """JSON in one order, to be read by people too."""
    text = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return (text + "\n").encode()


def rules(case: Case) -> Iterator[tuple[str, bytes]]:
    """The program text of each detector that spoke, by name; one not installed is left out."""
    for name in sorted({one.detector for one in case.found.findings}):
        try:
            _, module = plugins.origins([name])[name]
        except ConfigError:
            continue
        found = find_spec(module)
        if found is not None and found.origin is not None:
            yield name, Path(found.origin).read_bytes()
