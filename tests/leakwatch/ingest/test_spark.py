"""A cluster takes in what one machine takes in."""

import json

import pytest

pytestmark = pytest.mark.spark
TOML = (
    '[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\norg = "carrier"\n'
    '[sources.fhir]\nconnector = "hospital_fhir"\npath = "audit*"\norg = "clinic"\n'
    '[context.staff]\npath = "staff.csv"\norg = "carrier"\n'
)
TABLES = ("events", "staff", "quarantine", "batches")


def test_both_engines_write_the_same_rows(house, look, spark_engine):
    house.crm("crm_1.csv", look(1), look(1), look(2, at="soon"), look(3, phone="138****0001"),
              "x", look(4, what="登录", phone=""), look(5, id_no="99010120200101000X"))  # fmt: skip
    house.crm("crm_2.csv", look(5), look(6, rows='"1,024"'))
    record = {"resourceType": "AuditEvent", "recorded": "2026-03-07T01:05:11Z", "action": "R",
              "agent": [{"requestor": True, "who": {"identifier": {"value": "D1"}}}],
              "entity": [{"what": {"reference": f"Patient/{n}"}} for n in "ab"]}  # fmt: skip
    house.write("audit.ndjson", json.dumps(record) + "\nnot json\n")
    house.write("staff.csv", "工号,机构,入职日期\nG1,A01,46088\n,A01,\n")
    told, duckdb = {}, house.engine
    for name, engine in (("duckdb", duckdb), ("spark", spark_engine)):
        house.toml, house.engine = TOML + f'[lake]\npath = "{name}"\n', engine
        assert house.ingest().refused == []
        house.engine = duckdb
        told[name] = {table: house.rows(table) for table in TABLES}
    assert told["duckdb"] == told["spark"]
    assert len(told["spark"]["events"]) == 8
