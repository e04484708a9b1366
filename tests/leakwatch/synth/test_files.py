"""The files as bytes: encodings, line ends, headers, compression."""

from __future__ import annotations

import gzip
import json

import pytest

from connectors.courier_waybill import CourierWaybill
from connectors.credit_register import CreditRegister
from connectors.hospital_his import HospitalHis
from connectors.insurance_lis import InsuranceLis
from connectors.insurance_policy import InsurancePolicy
from connectors.telecom_crm import TelecomCrm
from leakwatch.synth.files.credit import HEADER as CREDIT
from leakwatch.synth.files.his import HEADER as HIS
from leakwatch.synth.files.policy import HEADER as POLICY
from leakwatch.synth.files.policy import OLD_HEADER as LIS
from leakwatch.synth.files.telecom import HEADER as TELECOM
from leakwatch.synth.files.waybill import HEADER as WAYBILL


def of(world, part):
    return sorted(name for name in world.planted.dirt if part in name)


@pytest.mark.parametrize("part", ["crm_", "register_", "audit_"])
def test_one_file_for_each_day_and_old_organisation(world, part):
    assert len(of(world, part)) == 21


@pytest.mark.parametrize("part", ["his_", "waybill_", "policy_", "lis_", "orders_"])
def test_the_other_systems_give_one_file_a_week(world, part):
    assert len(of(world, part)) == 3


def test_carrier_files_are_gb18030_and_nothing_else(world):
    for name in of(world, "crm_"):
        data = (world.folder / name).read_bytes()
        assert "工号" in data.decode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")


def test_some_names_take_four_bytes_in_gb18030(world):
    assert any(
        "㛃" in line or "𬎆" in line for name in of(world, "crm_") for line in world.lines(name)
    )


def test_lender_files_are_marked_utf_8_on_some_days_and_gb18030_on_others(world):
    marked = [
        (world.folder / name).read_bytes().startswith(b"\xef\xbb\xbf")
        for name in of(world, "register_")
    ]
    assert 0 < sum(marked) < len(marked)
    for name, mark in zip(of(world, "register_"), marked, strict=True):
        data = (world.folder / name).read_bytes()
        assert "证件号码" in data.decode("utf-8-sig" if mark else "gb18030")


def test_both_line_ends_occur_but_never_in_one_file(world):
    kinds = set()
    for name in of(world, "crm_"):
        data = (world.folder / name).read_bytes()
        kinds.add("crlf" if b"\r\n" in data else "lf")
        assert data.count(b"\r") in (0, data.count(b"\n"))
    assert kinds == {"crlf", "lf"}


def test_some_hospital_files_are_compressed_without_a_time_of_writing(world):
    packed = [name for name in of(world, "audit_") if name.endswith(".gz")]
    assert 0 < len(packed) < 21
    for name in packed:
        data = (world.folder / name).read_bytes()
        assert data[4:8] == b"\0\0\0\0"
        assert gzip.decompress(data)


@pytest.mark.parametrize(
    ("part", "header", "separator"),
    [
        ("crm_", TELECOM, ","),
        ("register_", CREDIT, "|"),
        ("his_", HIS, ","),
        ("waybill_", WAYBILL, ","),
        ("policy_", POLICY, ","),
        ("lis_", LIS, ","),
    ],
)
def test_headers_are_those_of_the_format(world, part, header, separator):
    for name in of(world, part):
        assert separator.join(header) in world.lines(name)[:2]


def test_log_headers_stand_in_the_formats_document_as_agreed():
    assert TELECOM[:4] == ["工号", "操作员姓名", "岗位", "营业厅编码"]
    assert len(TELECOM) == 21
    assert CREDIT[-1] == "状态"
    assert len(CREDIT) == 20


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (
            "carrier_staff",
            "工号,姓名,机构,科室,岗位,手机,证件号,住址,状态,入职日期,离职日期,主管工号,账号类型",
        ),
        ("lender_roster", "工号,日期,上班,下班"),
        ("hospital_cases", "单号,类型,客户手机,客户证件号,业务键,受理工号,机构,开始时间,结束时间"),
        ("links", "甲,甲类型,乙,乙类型,关系,开始,结束,次数,来源"),
        ("complaints", "时间,投诉人手机,投诉人证件号,类型,对方联系方式,渠道,摘要"),
    ],
)
def test_context_tables_have_their_headers_and_no_ragged_row(world, name, header):
    lines = world.lines(f"context/{name}.csv")
    assert lines[0] == header
    assert {line.count(",") for line in lines} == {header.count(",")}


def test_audit_events_have_the_parts_of_fhir_r4(world):
    event = json.loads(world.lines(of(world, "audit_")[1])[40])
    assert event["resourceType"] == "AuditEvent"
    assert {"type", "subtype", "action", "recorded", "outcome", "agent", "source"} <= set(event)
    human = event["agent"][0]
    assert human["requestor"]
    assert human["network"]["address"].startswith("10.")
    assert human["role"][0]["text"]


def test_most_treatments_name_the_encounter_and_break_glass_happens(world):
    events = [
        json.loads(line)
        for name in of(world, "audit_")
        for line in world.lines(name)
        if line.endswith("}")
    ]
    purposes = [
        event.get("purposeOfEvent", [{"coding": [{"code": ""}]}])[0]["coding"][0]["code"]
        for event in events
    ]
    assert {"TREAT", "HPAYMT", "HOPERAT", "BTG"} <= set(purposes)
    treated = [
        event
        for event, purpose in zip(events, purposes, strict=True)
        if purpose == "TREAT" and '"1"' in json.dumps(event.get("entity", []))
    ]
    named = [event for event in treated if "Encounter/" in json.dumps(event)]
    assert 0.75 < len(named) / len(treated) < 0.97


@pytest.mark.parametrize(
    ("header", "connector"),
    [
        (TELECOM, TelecomCrm),
        (CREDIT, CreditRegister),
        (HIS, HospitalHis),
        (WAYBILL, CourierWaybill),
        (POLICY, InsurancePolicy),
        (LIS, InsuranceLis),
    ],
)
def test_each_header_is_its_connectors(header, connector):
    assert header == list(connector().schema())


def test_the_old_insurance_log_counts_its_rows_without_a_hole_across_days(world):
    numbers = [
        int(row["LogNo"])
        for name in of(world, "lis_")
        for row in world.table(name)
        if row["LogNo"].isdigit()
    ]
    assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))


def test_an_order_line_holds_a_page_of_at_most_a_hundred(world):
    pages = [
        len(json.loads(line)["tradeIds"].split(";"))
        for name in of(world, "orders_")
        for line in world.lines(name)
        if line.endswith("}")
    ]
    assert 1 in pages
    assert 20 < max(pages) <= 100


def test_children_and_mothers_lie_in_wards_of_their_own(world):
    ages = {"测试儿科": [], "测试1产科": []}
    for name in of(world, "his_"):
        for row in world.table(name):
            born = row.get("患者出生日期") or ""
            if row.get("患者科室") in ages and born:
                ages[row["患者科室"]].append(2026 - int(born[:4]))
    assert max(ages["测试儿科"]) < 15
    assert 19 <= min(ages["测试1产科"]) <= max(ages["测试1产科"]) <= 41
