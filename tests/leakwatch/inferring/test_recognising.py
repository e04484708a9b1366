"""A log of a kind we know is recognised, and one that only resembles it is not."""

from pathlib import Path

import pytest

from leakwatch import plugins
from leakwatch.inferring.proposing import propose
from leakwatch.inferring.sampling import sample

GOLDEN = Path(__file__).parents[2] / "golden"
#: lines whose form nothing declares
UNTOLD = {"siem_cef", "database_audit"}
NAMES = [name for name in plugins.connectors() if name not in UNTOLD]


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_file_is_known_as_what_it_is(name):
    [path] = (GOLDEN / name).glob("raw.*")
    assert propose(sample(path)).connector == name


def test_a_log_with_the_columns_of_a_staff_list_is_none(written):
    head = "工号,机构,操作时间,操作类型,手机号,终端IP"
    row = "G001,A01,2026-03-07 09:00:00,查询,10000000001,10.1.1.7"
    assert propose(sample(written(f"{head}\n{row}\n{row}\n"))).connector == "table"


def renamed(old, new):
    text = (GOLDEN / "telecom_crm" / "raw.csv").read_bytes().decode("gb18030")
    return text.replace(old, new)


def test_a_column_of_another_name_is_mapped(written):
    found = propose(sample(written(renamed("操作时间", "查询时间"))))
    assert found.connector == "telecom_crm"
    assert [(line.column, line.headers) for line in found.lines] == [("操作时间", ("查询时间",))]


def test_a_column_that_nothing_replaces_is_not_guessed(written):
    found = propose(sample(written(renamed("操作时间", "颜色"))))
    assert found.connector != "telecom_crm"


def test_the_section_is_that_of_its_table():
    sections = {name: propose(sample(*(GOLDEN / name).glob("raw.*"))).section
                for name in ("staff", "telecom_crm")}  # fmt: skip
    assert sections == {"staff": "context", "telecom_crm": "sources"}


def test_capitals_do_not_hide_a_connector(written):
    text = (GOLDEN / "credit_flow" / "raw.csv").read_text(encoding="utf-8-sig")
    assert propose(sample(written(text.upper()))).connector == "credit_flow"
