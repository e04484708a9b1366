"""Each kind of table and of file through the same door."""

import json
from datetime import UTC, date, datetime
from types import MappingProxyType

import ibis
import pytest

from leakwatch import plugins
from leakwatch.connector import Connector
from leakwatch.ingest.feed import Feed
from leakwatch.ingest.load import Loader
from leakwatch.readers.opening import look as looked
from leakwatch.tokens import read_token

FHIR = '[sources.fhir]\nconnector = "hospital_fhir"\npath = "audit*"\norg = "clinic"\n'


def audit(patient, at="2026-03-07T01:05:11Z"):
    return {
        "resourceType": "AuditEvent", "recorded": at, "action": "R",
        "agent": [{"requestor": True, "who": {"identifier": {"value": "D1"}}}],
        "entity": [{"what": {"reference": f"Patient/{patient}"}}],
    }  # fmt: skip


def context(name, org="carrier"):
    return f'[context.{name}]\npath = "{name}.csv"\norg = "{org}"\n'


@pytest.mark.parametrize("indent", [None, 1])
def test_records_of_one_line_are_each_a_row(house, indent):
    house.toml = FHIR
    bad = audit("p3", at="soon")
    entries = [{"resource": each} for each in (audit("p1"), audit("p2"), bad, {"x": 1})]
    house.write(
        "audit.json", json.dumps({"resourceType": "Bundle", "entry": entries}, indent=indent)
    )
    batch = house.taken()
    assert (batch.rows, batch.events, batch.exploded) == (4, 2, 0)
    assert batch.skipped["dropped"] == 1
    assert sorted(row["line"] for row in house.rows("events")) == [1, 2]
    assert [(row["line"], row["reason"]) for row in house.rows("quarantine")] == [
        (3, "clock: unreadable time")
    ]


def test_one_row_may_be_several_events(house):
    house.toml = FHIR
    both = audit("p1")
    both["entity"] = [{"what": {"reference": f"Patient/{name}"}} for name in ("p1", "p2", "p1")]
    house.write("audit.ndjson", "\n".join(map(json.dumps, [both, audit("p3"), both])))
    batch = house.taken()
    assert (batch.rows, batch.events, batch.exploded) == (3, 3, 1)
    assert batch.skipped["duplicates"] == 1
    subjects = {row["subject"] for row in house.rows("events")}
    assert subjects == {read_token(house.key, "key", name) for name in ("p1", "Patient/p2", "p3")}


@pytest.mark.parametrize("broken", ['{"resourceType": "AuditEvent"', "x", '{"a": "\x00"}'])
def test_a_line_that_is_no_json_is_set_aside(house, broken):
    house.toml = FHIR
    house.write("audit.ndjson", "\n".join([json.dumps(audit("p1")), broken, "", "[]"]))
    batch = house.taken()
    assert (batch.rows, batch.events) == (4, 1)
    assert [(wrong.line, wrong.reason) for wrong in batch.wrong] == [(2, "not JSON")]
    assert (batch.skipped["blanks"], batch.skipped["dropped"]) == (1, 1)


class Bare(Connector):
    """Wants every row."""

    name = "bare"
    format = "json"
    columns = MappingProxyType({"who": "string", "at": "string"})

    def rows(self, raw):
        return raw.select("line", actor=raw["who"], clock=raw["at"], action=ibis.literal("view"))


def test_a_line_that_is_no_json_is_set_aside_once(house):
    place = house.write("a.ndjson", '{"who": "a", "at": "2026-03-07 09:00:00"}\n{"who\n{}\n')
    loader = Loader(Feed("bare", Bare(), "o", "UTC"), house.lake, house.engine, house.key)
    batch = loader.load(looked(place))
    assert batch.balanced
    assert {wrong.line: wrong.reason for wrong in batch.wrong} == {2: "not JSON", 3: "clock: blank"}
    assert (batch.events, batch.skipped["dropped"]) == (1, 0)


def test_the_roster_has_walls_and_nights_end_the_next_day(house):
    house.toml = context("roster")
    house.write(
        "roster.csv",
        "工号,日期,上班,下班\nG1,46088,21:00,05:00\nG1,2026/3/8,0.375,24:00\nG2,x,1,2\n",
    )
    batch = house.taken()
    assert (batch.events, batch.quarantined) == (2, 1)
    assert [(row["day"], row["start"], row["end"]) for row in house.rows("roster")] == [
        (date(2026, 3, 7), datetime(2026, 3, 7, 21), datetime(2026, 3, 8, 5)),
        (date(2026, 3, 8), datetime(2026, 3, 8, 9), datetime(2026, 3, 9)),
    ]
    assert batch.wrong[0].reason == "start: unreadable time"


def test_staff_are_hidden_and_dated(house):
    house.toml = context("staff")
    house.write("staff.csv", "工号,机构,手机,证件号,住址,入职日期,主管工号\n"
                "G1,A01,13800000001,990101199001010017,某路1号,1772812800000,G9\n"
                "G2,A01,138****0001,,,,\nG3,A01,,,,不详,\n")  # fmt: skip
    batch = house.taken()
    assert (batch.events, batch.masked, batch.quarantined) == (2, 1, 1)
    [boss] = [row for row in house.rows("staff") if row["manager"]]
    assert boss["manager"] == read_token(house.key, "actor", "carrier/G9")
    assert boss["address"] == read_token(house.key, "key", "某路1号")
    assert (boss["joined"], boss["branch"], boss["org"]) == (date(2026, 3, 7), "A01", "carrier")


def test_links_span_organisations_and_dates_may_stand_alone(house):
    house.toml = context("links", org="*")
    house.write("links.csv", "甲,甲类型,乙,乙类型,关系,开始,次数\n"
                "carrier/ G1,账号,+86 13800000001,手机,通话,2026-03-07,\"1,024\"\n"
                "G1,账号,wx_1,微信,聊天,,\n"
                "carrier/G1,工号,wx_1,微信,聊天,,\n")  # fmt: skip
    batch = house.taken()
    assert {wrong.line: wrong.reason.partition(" ")[0] for wrong in batch.wrong} == {
        3: "a:", 4: "甲类型",
    }  # fmt: skip
    [link] = house.rows("links")
    assert link["a"] == read_token(house.key, "actor", "carrier/G1")
    assert link["b"] == read_token(house.key, "phone", "13800000001")
    assert (link["start"], link["times"]) == (datetime(2026, 3, 6, 16, tzinfo=UTC), 1024)


def test_a_complaint_names_a_contact_of_either_kind(house):
    house.toml = context("complaints", org="*")
    house.write("complaints.csv", "时间,类型,对方联系方式\n2026/3/7 9:00,诈骗,0571-88880000\n"
                "2026/3/7 9:00,诈骗,wx_1\n2026/3/7 9:00,诈骗,\n")  # fmt: skip
    assert house.taken().events == 3
    said = {(row["contact"], row["contact_kind"], row["org"]) for row in house.rows("complaints")}
    key = house.key
    assert said == {
        (read_token(key, "phone", "057188880000"), "phone", None),
        (read_token(key, "key", "wx_1"), "account", None),
        (None, None, None),
    }


def test_the_order_of_deliveries_is_remembered(house):
    house.toml = context("staff").replace("staff.csv", "staff*")
    for number, branch in enumerate(("A01", "B02", "C03")):
        house.write(f"staff_{number}.csv", f"工号,机构\nG1,{branch}\n")
        house.ingest()
    rows = house.rows("staff")
    assert sorted((row["seq"], row["branch"]) for row in rows) == [
        (0, "A01"),
        (1, "B02"),
        (2, "C03"),
    ]


def test_a_passport_in_the_credit_register_is_a_key(house):
    house.toml = '[sources.credit_register]\npath = "register*"\norg = "bank"\n'
    house.write("register.txt", (
        "证件类型|证件号码|查询原因|查询员|机构名称|查询时间\n"
        "0|990101199001010017|02|Q1|支行|2026-03-07 09:00:00\n"
        "护照|E12345678|02|Q1|支行|2026-03-07 09:00:01\n"
    ).encode("gb18030"))  # fmt: skip
    assert house.taken().events == 2
    rows = {row["line"]: row for row in house.rows("events")}
    key = house.key
    assert rows[2]["subject"] == rows[2]["id_no"] == read_token(key, "id_no", "990101199001010017")
    assert rows[3]["subject"] == read_token(key, "key", "E12345678")
    assert (rows[3]["id_no"], rows[2]["region"], rows[3]["region"]) == (None, "99", None)


@pytest.mark.parametrize("name", plugins.connectors())
def test_every_golden_file_is_accounted_for(house, name):
    from pathlib import Path

    [raw] = (Path(__file__).parents[2] / "golden" / name).glob("raw.*")
    section = "sources" if plugins.connector(name).table == "events" else "context"
    house.toml = f'[{section}.{name}]\npath = "{raw}"\norg = "golden"\n'
    batch = house.taken()
    assert batch.events > 0
    assert len(house.rows(batch.kind)) == batch.events
