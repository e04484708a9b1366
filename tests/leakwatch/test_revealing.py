"""One token read back from the file it was made of: the right value, or a clear sentence."""

import io
import zipfile
from datetime import date
from hashlib import sha256

import openpyxl
import pytest

from leakwatch import tokens
from leakwatch.errors import ConfigError, SourceError
from leakwatch.identifiers import check_digit
from leakwatch.lookup import Lookup
from leakwatch.revealing import Revealer, spots

TODAY = date(2026, 11, 23)
HEAD = "工号,操作员姓名,营业厅编码,操作时间,业务类型,查询号码,客户证件号,工单号,审批人"
HIS = "操作时间,工号,姓名,科室名称,岗位,操作类型,病案号,患者手机,患者证件号,患者出生日期,就诊流水号"
GROWN, CHILD, YOUTH = (first + check_digit(first) for first in (
    "99010119800101101", "99010120200101101", "99010120100101101"))  # fmt: skip
ROWS = (
    f"G001,王某,A01,2026-03-07 09:00:00,机主信息查询,10000000001,{GROWN},WO1,L01",
    f"G002,\"李\n某\",A02,2026-03-07 09:00:01,机主信息查询,10000000002,{CHILD},WO2,L02",
    f"G003,赵㐂,A03,2026-03-08 09:00:02,账单查询,+86 100-0000-0003,{YOUTH},WO3,",
    "G001,王某,A01,2026-03-09 09:00:02,账单查询,10000000001,,,",
)  # fmt: skip
LINKS = """甲,甲类型,乙,乙类型,关系,开始,结束,次数,来源
carrier/G009,账号,10000000077,手机,通话,2026-01-01 00:00,2026-03-07 00:00,12,话单
10000000077,手机,wx_buyer,微信,聊天,,,3,线索
"""
COMPLAINTS = """时间,投诉人手机,投诉人证件号,类型,对方联系方式,渠道,摘要
2026-03-09 10:20:00,10000000066,,诈骗,10000000088,12381,自称客服
"""
VALUES = [
    ("actor", "carrier/G001", "actor"), ("actor", "carrier/L02", "approver"),
    ("phone", "10000000001", "phone"), ("phone", "10000000003", "phone"),
    ("id_no", GROWN, "id_no"), ("id_no", CHILD, "id_no"), ("key", "WO3", "case"),
]  # fmt: skip


def revealed(house, kind, value, besides=None):
    return read(house, house.key.token(kind, value), besides)


def read(house, token, besides=None):
    lookup = Lookup(house.lake)
    where = spots(lookup, token, besides)
    return Revealer(house.settings, house.key, lookup).read(token, where, TODAY)


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row.split(","))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def packed(name, content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("readme.csv", "nothing")
        archive.writestr(name, content)
    return made.getvalue()


def text(encoding="utf-8"):
    return "\n".join([HEAD, *ROWS, ""]).encode(encoding)


DELIVERED = {
    "GBK": ("crm.csv", text("gb18030")),
    "XLSX": ("crm.xlsx", sheet("登录日志", HEAD, ROWS[0], ROWS[1].replace('"李\n某"', "李某"),
                               *ROWS[2:])),
    "ZIP": ("crm.zip", packed("日志.csv", text())),
}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "vault"),
    [("GBK", "keep"), ("GBK", "reference"), ("XLSX", "keep"), ("ZIP", "reference")],
)
def test_every_field_gives_the_value_its_token_was_made_of(house, form, vault):
    house.toml = f'[lake]\nvault = "{vault}"\n{house.toml}'
    house.write(*DELIVERED[form])
    house.ingest()
    assert (house.lake.path / "vault").exists() == (vault == "keep")
    for kind, value, field in VALUES:
        found = revealed(house, kind, value)
        assert (found.value, found.field) == (value, field)
        assert value not in repr(found)


def test_a_kept_file_is_read_when_the_delivered_one_is_gone(house):
    house.write("crm.csv", text())
    house.taken()
    (house.path / "crm.csv").unlink()
    assert revealed(house, "phone", "10000000002").value == "10000000002"


@pytest.mark.parametrize("vault", ["keep", "reference"])
def test_a_file_that_grew_is_read_part_by_part(house, vault):
    house.toml = f'[lake]\nvault = "{vault}"\n{house.toml}'
    whole = [f"G{n:03},,A01,2026-03-{n:02} 09:00:00,账单查询,1000000{n:04},,," for n in range(1, 8)]
    for upto in (3, 5, 7):
        house.write("crm.csv", "\n".join([HEAD, *whole[:upto], ""]))
        house.taken()
    for n in range(1, 8):
        assert revealed(house, "phone", f"1000000{n:04}").value == f"1000000{n:04}"


def test_a_record_number_and_a_birth_date_of_the_log_are_read(house):
    house.toml = '[sources.his]\nconnector = "hospital_his"\npath = "his.csv"\norg = "hospital"\n'
    who = "D01,张某,内科,医生,浏览"
    rows = (f"2026-03-07 09:00:00,{who},P0001,10000000001,,2010-06-01,V1",
            f"2026-03-07 09:00:01,{who},P0002,10000000002,,1980-06-01,V2")  # fmt: skip
    house.write("his.csv", "\n".join([HIS, *rows, ""]))
    house.taken()
    found = revealed(house, "key", "P0001")
    assert (found.value, found.field, found.minor) == ("P0001", "subject", True)
    assert not revealed(house, "key", "P0002").minor
    assert revealed(house, "key", "V1").minor


def test_who_is_a_minor_is_known_by_the_log_or_only_on_the_line(house):
    house.write("crm.csv", text())
    house.taken()
    of_log = {value: spots(Lookup(house.lake), house.key.token("id_no", value))[0].minor
              for value in (GROWN, CHILD, YOUTH)}  # fmt: skip
    # the log's own word for it ends at fourteen, ours at eighteen
    assert of_log == {GROWN: False, CHILD: True, YOUTH: False}
    assert revealed(house, "id_no", YOUTH).minor
    assert revealed(house, "phone", "10000000003").minor
    assert not revealed(house, "id_no", GROWN).minor
    assert not revealed(house, "actor", "carrier/G003").minor


def test_the_newest_line_is_read_and_none_of_ones_own(house):
    house.write("crm.csv", text())
    house.taken()
    token, own = house.key.token("phone", "10000000001"), house.key.token("actor", "carrier/G001")
    assert [(one.line, one.of_account) for one in spots(Lookup(house.lake), token)] == [(6, False)]
    assert spots(Lookup(house.lake), token, own) == []
    assert spots(Lookup(house.lake), own)[0].of_account


def test_outsiders_whom_no_event_shows_are_read_from_what_knows_them(house):
    house.toml += """[context.links]
path = "links.csv"
org = "*"
[context.complaints]
path = "complaints.csv"
org = "carrier"
"""
    house.write("crm.csv", text())
    house.write("links.csv", LINKS)
    house.write("complaints.csv", COMPLAINTS)
    assert house.ingest().refused == []
    for kind, value, field, account in (
        ("phone", "10000000077", "a", False), ("key", "wx_buyer", "b", False),
        ("actor", "carrier/G009", "a", True), ("phone", "10000000088", "contact", False),
        ("phone", "10000000066", "phone", False),
    ):  # fmt: skip
        token = house.key.token(kind, value)
        assert {one.of_account for one in spots(Lookup(house.lake), token)} == {account}
        found = read(house, token)
        assert (found.value, found.field, found.minor) == (value, field, False)


@pytest.mark.parametrize("token", ["0" * 32, "", "10000000001", "' OR 1=1 --"])
def test_what_is_no_token_of_the_log_stands_nowhere(house, token):
    house.write("crm.csv", text())
    house.taken()
    assert spots(Lookup(house.lake), token) == []
    with pytest.raises(SourceError, match="no event shows this token"):
        read(house, token)


def changed_by(house, deed):
    if deed == "gone":
        (house.path / "crm.csv").unlink()
    elif deed == "edited":
        house.write("crm.csv", text().replace(b"G001", b"G009"))
    elif deed == "no source":
        house.toml = house.toml.replace("sources.crm", "sources.other")
    elif deed == "no path":
        house.toml = house.toml.replace("crm*", "other*")
    else:
        more = '\n[sources.crm.columns]\n"查询号码" = "客户证件号"\n"客户证件号" = "查询号码"\n'
        house.toml += more


@pytest.mark.parametrize(("deed", "said"), [
    ("gone", "original file is not there"), ("edited", "original file is not there"),
    ("no source", "no source crm any more"), ("no path", "original file is not there"),
    ("columns", "read in another way"),
])  # fmt: skip
def test_what_cannot_be_read_any_more_says_why_and_no_value(house, deed, said):
    house.toml = f'[lake]\nvault = "reference"\n{house.toml}'
    house.write("crm.csv", text())
    house.taken()
    changed_by(house, deed)
    with pytest.raises(SourceError, match=said) as error:
        revealed(house, "phone", "10000000001")
    assert "10000000001" not in str(error.value)


def test_another_key_opens_nothing(house):
    house.write("crm.csv", text())
    house.taken()
    token = house.key.token("phone", "10000000001")
    (house.path / "leakwatch.key").unlink()
    tokens.new(house.path / "leakwatch.key")
    with pytest.raises(ConfigError, match="cannot be opened"):
        read(house, token)


def test_a_file_of_the_vault_that_is_gone_falls_back_to_what_was_delivered(house):
    place = house.write("crm.csv", text())
    house.taken()
    digest = sha256(text()).hexdigest()
    kept = house.lake.path / "vault" / digest[:2] / f"{digest}.zst.age"
    kept.unlink()
    assert revealed(house, "key", "WO1").value == "WO1"
    place.unlink()
    with pytest.raises(SourceError):
        revealed(house, "key", "WO1")
