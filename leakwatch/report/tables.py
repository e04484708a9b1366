"""The tables of a bundle: their columns in English with the Chinese beside, and their rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.report.case import Case
    from leakwatch.report.origins import Origin
    from leakwatch.store.evidence import MatterEvidence

MANIFEST = {
    "path": "相对路径", "kind": "类别", "format": "文件格式", "bytes": "字节数",
    "sha256": "完整性校验值", "source": "来源系统", "exported_by": "导出人",
    "exported_at": "导出时间", "how": "导出方法",
}  # fmt: skip
PARSED = {
    "file_sha256": "原始文件校验值", "path": "相对路径", "source": "来源系统", "file": "原文件名",
    "format": "文件格式", "rows": "读取行数", "events": "保留事件数", "quarantined": "隔离行数",
    "titles": "标题行", "headers": "重复表头", "totals": "合计行", "blanks": "空行",
    "duplicates": "重复行", "dropped": "不属查询的行", "exploded": "拆分增加数", "masked": "脱敏数",
    "lines_used": "发现所依据行数", "original": "原件",
}  # fmt: skip
ASIDE = {"batch": "原始文件校验值", "source": "来源系统", "file": "原文件名", "line": "行号",
         "reason": "原因"}  # fmt: skip
FINDINGS = {
    "finding": "编号", "alert": "告警", "account": "账号（代码）", "day": "日期",
    "detector": "规则", "score": "异常分", "p": "p值", "severity": "严重程度", "because": "说明",
    "excuse": "排除理由",     "run": "运行编号", "evidence_rows": "依据行数",
}  # fmt: skip
EVIDENCE = {
    "findings": "对应发现", "account": "账号（代码）", "day": "日期",
    "file_sha256": "原始文件校验值", "file": "原文件名", "line": "行号",
    "line_sha256": "行校验值", "line_kind": "行号口径", "at": "时间（UTC）",
    "clock": "当地时间", "action": "操作", "data": "信息类别",
    "subject": "被查询人（代码）", "phone": "电话（代码）", "id_no": "证件（代码）",
    "rows": "返回条数", "masked": "是否脱敏", "ok": "是否成功", "case": "业务单（代码）",
    "reason": "查询原因", "approver": "审批人（代码）", "role": "岗位", "branch": "网点",
    "owner": "归属网点",
    "place": "终端", "device": "设备", "session": "会话", "sector": "行业", "source": "来源系统",
}  # fmt: skip
RINGS = {"ring": "团伙", "p": "p值", "permutation_p": "置换p值", "member": "成员（代码）",
         "kind": "类型", "side": "内外", "role": "角色", "because": "依据"}  # fmt: skip
TIES = {"ring": "团伙", "a": "甲（代码）", "b": "乙（代码）", "kind": "类型", "because": "依据",
        "shared": "共同数", "expected": "偶然期望", "p": "p值"}  # fmt: skip
SENT = {"evidence": "编号", "path": "相对路径", "note": "说明", "rows": "行数",
        "sha256": "内容校验值", "notebook": "笔记本", "cell": "单元格代码",
        "cell_sha256": "单元格校验值", "added": "加入时间（UTC）",
        "added_by": "加入人"}  # fmt: skip
#: what the number of a line is of, or why its digest is not told
LINE, NUMBER = "line", "row, record or element"
#: digests of lines tell who is named in them to whoever tries all phones
LEFT, ABSENT = "the raw logs are not in this bundle", "not in the vault"
UNSAFE = re.compile(r"[^\w.-]+")
LONGEST = 80


def safe(name: str) -> str:
    """A file's name that is one on every system.

    >>> safe("../2026/a b.zip!c.csv"), safe("导出.csv")
    ('_2026_a_b.zip_c.csv', '导出.csv')
    """
    return UNSAFE.sub("_", name)[-LONGEST:].lstrip(".")


def parsed(
    files: Sequence[Origin], paths: Mapping[str, str], kinds: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What became of the rows of each file."""
    return [
        {"file_sha256": one.digest, "path": paths.get(one.digest), "source": one.source,
         "file": one.file, "format": one.form, **one.counts, "lines_used": len(one.lines),
         "original": paths.get(one.digest) or kinds[one.digest]}
        for one in files
    ]  # fmt: skip


def findings(case: Case, rest: pa.Table) -> list[dict[str, Any]]:
    """What was found, numbered F1, F2 … in order."""
    counted = rest.group_by(["actor", "day"]).aggregate([("line", "count")]).to_pylist()
    many = {(row["actor"], row["day"]): row["line_count"] for row in counted}
    return [
        {"finding": f"F{number}", "alert": one.alert_id, "account": one.actor, "day": one.day,
         "detector": one.detector, "score": one.score, "p": one.p, "severity": one.severity,
         "because": one.because, "excuse": one.excuse, "run": one.run_id,
         "evidence_rows": many.get((one.actor, one.day), 0)}
        for number, one in enumerate(case.found.findings, start=1)
    ]  # fmt: skip


def evidence(
    case: Case, rest: pa.Table, names: Mapping[str, str], kinds: Mapping[str, str],
    lines: Mapping[tuple[str, int], str],
) -> pa.Table:  # fmt: skip
    """The events that findings rest on, each with its file and line."""
    import pyarrow as pa

    spoke: dict[tuple[str, Any], list[str]] = {}
    for number, one in enumerate(case.found.findings, start=1):
        spoke.setdefault((one.actor, one.day), []).append(f"F{number}")
    actors, days = rest["actor"].to_pylist(), rest["day"].to_pylist()
    files, places = rest["batch"].to_pylist(), rest["line"].to_pylist()
    told = {
        "findings": [";".join(spoke.get(key, ())) for key in zip(actors, days, strict=True)],
        "account": actors, "file_sha256": files, "file": [names.get(one, "") for one in files],
        "line_sha256": [lines.get(key, "") for key in zip(files, places, strict=True)],
        "line_kind": [kinds.get(one, "") for one in files],
    }  # fmt: skip
    made = {name: pa.array(values, pa.string()) for name, values in told.items()}
    return pa.table({name: made[name] if name in made else rest[name] for name in EVIDENCE})


def members(case: Case) -> list[dict[str, Any]]:
    """The members of the rings."""
    return [
        {"ring": each.ring.id, "p": each.ring.p, "permutation_p": each.ring.permutation_p,
         "member": one.member, "kind": one.kind, "side": one.side, "role": one.role,
         "because": one.because}
        for each in case.found.rings for one in each.members
    ]  # fmt: skip


def ties(case: Case) -> list[dict[str, Any]]:
    """What joins them."""
    return [{name: getattr(one, name) for name in TIES}
            for each in case.found.rings for one in each.ties]  # fmt: skip


def sent(case: Case) -> list[dict[str, Any]]:
    """The tables that were put in from notebooks."""
    return [
        {"evidence": f"E{one.id}", "path": sheet_of(one), "note": one.note, "rows": one.rows,
         "sha256": one.digest, "notebook": one.notebook, "cell": one.cell,
         "cell_sha256": one.cell_digest, "added": f"{one.added:%Y-%m-%dT%H:%M:%SZ}",
         "added_by": one.added_by}
        for one in case.found.evidence
    ]  # fmt: skip


def sheet_of(one: MatterEvidence) -> str:
    """Where a table from a notebook lies in the bundle."""
    return f"notebooks/E{one.id}.csv"
