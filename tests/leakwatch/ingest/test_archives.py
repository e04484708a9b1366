"""Archives and workbooks on their way into the lake."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from leakwatch.vault import Vault

RUOYI = '[sources.crm]\nconnector = "admin_ruoyi"\npath = "crm*"\norg = "carrier"\n'
HEADER = (
    "操作序号", "操作模块", "业务类型", "操作人员", "请求地址", "操作地址", "请求参数", "返回参数",
    "状态", "错误消息", "操作时间", "消耗时间",
)  # fmt: skip


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return packed.getvalue()


@pytest.fixture
def log(house, look):
    """The bytes of a log of these numbers."""
    return lambda *numbers: house.crm("other", *map(look, numbers)).read_bytes()


def test_each_member_is_a_file_of_its_own(house, log):
    house.write("crm.zip", zipped(a__csv=log(1, 2), b__csv=log(2, 3)))
    batches = house.ingest().batches
    assert [(batch.file, batch.events) for batch in batches] == [
        ("crm.zip!a.csv", 2),
        ("crm.zip!b.csv", 1),
    ]
    vault = Vault(house.lake.path / "vault", house.key)
    with vault.open(batches[0].batch) as kept:
        assert kept.read() == log(1, 2)
    assert house.ingest().batches == []


def test_a_member_known_as_a_file_is_not_taken_again(house, log):
    house.write("crm.csv", log(1))
    house.write("crm.zip", zipped(a__csv=log(1), b__csv=log(2)))
    assert [batch.file for batch in house.ingest().batches] == ["crm.csv", "crm.zip!b.csv"]


def test_a_member_that_cannot_be_read_does_not_keep_the_others_out(house, log):
    house.write("crm.zip", zipped(a__csv=b"no,header\n", b__csv=log(1), c__zip=zipped(x=log(2))))
    result = house.ingest()
    assert [batch.file for batch in result.batches] == ["crm.zip!b.csv"]
    first, second = map(str, result.refused)
    assert "crm.zip!a.csv: no header" in first
    assert "crm.zip!c.zip: an archive in an archive" in second
    house.write("crm.zip", zipped(a__csv=log(3), b__csv=log(1)))
    assert house.taken().file == "crm.zip!a.csv"


def operations(*rows):
    made = openpyxl.Workbook()
    made.active.append(["操作日志"])
    made.active.append(HEADER)
    for row in rows:
        made.active.append(row)
    made.active.append([f"合计：{len(rows)} 条"])
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def operation(number, when, who="admin"):
    said = {
        "操作序号": number, "操作模块": "用户管理", "业务类型": "导出", "操作人员": who,
        "操作地址": "10.0.0.5", "操作时间": when, "消耗时间": "12毫秒", "状态": "正常",
        "请求参数": '{"phonenumber":"10000000001","pageSize":10}', "返回参数": '{"total":3}',
    }  # fmt: skip
    return [said.get(name) for name in HEADER]


def test_a_workbook_goes_the_way_of_every_delimited_file(house):
    house.toml = RUOYI
    data = operations(
        operation(1, dt.datetime(2026, 3, 7, 9, 5, 11)), operation(2, "2026-03-07 09:06:00"), (),
        operation(3, None), operation(4, dt.datetime(2026, 3, 7, 9, 8), who=None),
    )  # fmt: skip
    house.write("crm.xlsx", data)
    house.write("crm_again.zip", zipped(a__xlsx=data))
    batch = house.taken()
    assert (batch.rows, batch.events, batch.quarantined) == (7, 2, 2)
    assert [batch.skipped[kind] for kind in ("titles", "blanks", "totals")] == [1, 1, 1]
    assert sorted(row["line"] for row in house.rows("events")) == [3, 4]
    assert {row["clock"].minute for row in house.rows("events")} == {5, 6}
    assert sorted(row["line"] for row in house.rows("quarantine")) == [6, 7]
    with Vault(house.lake.path / "vault", house.key).open(batch.batch) as kept:
        assert kept.read() == data


def test_a_key_that_lost_its_digits_in_a_sheet_is_set_aside(house):
    made = openpyxl.Workbook()
    made.active.append(["工号", "营业厅编码", "操作时间", "业务类型", "查询号码", "客户证件号"])
    when = dt.datetime(2026, 3, 7, 9)
    made.active.append(["G1", "A01", when, "机主信息查询", 10000000001, "99010119900101003X"])
    made.active.append(["G1", "A01", when, "机主信息查询", 10000000002, 990101199001010001])
    made.save(house.path / "crm.xlsx")
    batch = house.taken()
    assert (batch.events, batch.quarantined) == (1, 1)
    assert "lost its digits" in house.rows("quarantine")[0]["reason"]
