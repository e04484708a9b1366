"""Logs of systems nobody wrote a connector for, as they are delivered; all people are made up."""

import json
from datetime import datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

COUNT = 40
NAMES = ("测试甲", "测试乙", "测试丙")


def estate():
    yield "账号,门店,客源/房源编号,查看电话次数,时间"
    for i in range(COUNT):
        yield f"B{i % 4:03},测试{i % 2}店,FY{i:08},{1 + i % 3},2026-03-07 09:{i:02}:11"


def airline():
    yield "订座系统操作日志,,,,,,"
    yield "SINE/工作号,PNR,航班号,航班日期,指令(RT/ML/DETR),终端PID,时间"
    for i in range(COUNT):
        order, when = ("RT", "ML", "DETR")[i % 3], f"20260307{9 + i % 9:02}{i:02}11"
        yield f"{10000 + i % 5},K{i:05},XX{100 + i % 3},2026-03-09,{order},P{i % 4},{when}"
    yield f"合计：{COUNT}条"


def police():
    yield "警号,证书序列号,单位,IP,模块,查询条件,查询事由,返回条数,时间"
    for i in range(COUNT):
        asked = (f"99010119900101{i:03}X", f"测A{i:05}", f"100{i:08}")[i % 3]
        module = ("人口查询", "车辆轨迹", "旅馆住宿")[i % 3]
        who, when = f"09{i % 6:04},C{i % 6:06},测试所", f"2026/3/7 {9 + i % 8}:{i:02}"
        yield f"{who},10.9.1.{i % 6},{module},{asked},办案,{i % 4},{when}"


def template():
    yield "日志编号|系统模块|业务类型|操作人员|部门名称|操作地址|状态|操作日期|操作时间|用户名"
    for i in range(COUNT):
        act, state = ("新增", "导出", "其它", "修改")[i % 4], ("正常", "异常")[i % 9 == 8]
        when = f"2026-03-07|{9 + i % 8:02}:{i:02}:09"
        yield f"{i}|客户管理|{act}|user{i % 5}|市场部|10.3.3.{i % 5}|{state}|{when}|{NAMES[i % 3]}"


def saas():
    acts = ("contact.viewed", "contact.exported", "user.login", "contact.deleted", "x.frobnicated")
    for i in range(COUNT):
        yield json.dumps({
            "id": f"evt_{i:06x}", "timestamp": f"2026-03-07T09:{i:02}:11.000Z",
            "actor": {"id": f"u_{i % 5}", "email": f"a{i % 5}@example.com"}, "action": acts[i % 5],
            "target": {"type": "contact", "id": f"c_{i % 23}"}, "data": {"before": None},
            "context": {"ip": f"192.0.2.{i % 5}"}, "outcome": ("success", "failure")[i % 7 == 6],
        })  # fmt: skip


def bank():
    book = openpyxl.Workbook()
    book.active.append(["XX公司操作日志导出"])
    book.active.append(["操作员", "机构名称", "查询时间", "客户身份证号码", "查询原因", "终端IP"])
    for i in range(COUNT):
        when = datetime(2026, 3, 7, 9, i, 7)
        book.active.append([f"op{i % 4:03}", "测试支行", when, f"99010119900101{i:03}X",
                            ("办理业务", "投诉")[i % 2], f"10.2.2.{i % 4}"])  # fmt: skip
    return book


def warehouse():
    return pa.table({
        "event_time": [datetime(2026, 3, 7, 9, i) for i in range(COUNT)],
        "operator": [{"id": i % 5} for i in range(COUNT)],
        "customer_phone": [10_000_000_000.0 + i for i in range(COUNT)],
        "operation": [("query", "export")[i % 2] for i in range(COUNT)],
        "row_count": list(range(COUNT)),
    })  # fmt: skip


TEXTS = {
    "estate.csv": (estate, "utf-8-sig"), "airline.csv": (airline, "gb18030"),
    "police.csv": (police, "gb18030"), "template.txt": (template, "utf-8"),
    "saas.jsonl": (saas, "utf-8"),
}  # fmt: skip
LOGS = [*TEXTS, "bank.xlsx", "warehouse.parquet"]


@pytest.fixture(scope="session")
def log(tmp_path_factory):
    """The path of a log by its name."""
    folder = tmp_path_factory.mktemp("logs")
    for name, (lines, encoding) in TEXTS.items():
        (folder / name).write_bytes(("\r\n".join(lines()) + "\r\n").encode(encoding))
    bank().save(folder / "bank.xlsx")
    pq.write_table(warehouse(), folder / "warehouse.parquet")
    return lambda name: folder / name


@pytest.fixture
def written(tmp_path):
    """A file of this text."""

    def write(text, name="log.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write
