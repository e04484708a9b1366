"""A log of a kind we know is recognised, and one that only resembles it is not."""

from pathlib import Path

import pytest

from leakwatch import plugins
from leakwatch.inferring.proposing import propose
from leakwatch.inferring.sampling import sample

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.mark.parametrize("name", plugins.connectors())
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


EVENT = "CEF:0|Example|Gateway|2.1|100|Record view|3|suser=A1001 act=view duser=C7"
SYSLOG = "<134>Mar  7 21:15:00 gw01 "


@pytest.mark.parametrize(
    "line",
    [
        EVENT, f"\ufeff{EVENT}", EVENT.replace("CEF:0", "CEF: 1"), SYSLOG + EVENT, f"<134>{EVENT}",
        f"Mar  7 21:15:00 gw01 {EVENT}",
        f'<134>1 2026-03-07T21:16:00Z gw01 a - - [x y="1"] {EVENT}',
        f"<134>1 2026-03-07T21:16:00.250+08:00 gw01 audit 77 ID1 - \ufeff{EVENT}",
        "LEEF:1.0|Example|CoreBank|7|query|usrName=a\tsrc=10.1.2.6\tcat=query",
        "LEEF:2.0|Example|CoreBank|7|query|^|usrName=a^src=10.1.2.6",
        f"{SYSLOG}LEEF:2.0|Example|CoreBank|7|query|x5E|usrName=a^src=10.1.2.6",
    ],
)  # fmt: skip
def test_events_of_a_siem_are_known_bare_or_behind_a_syslog_header(written, line):
    text = "".join(f"{line} cnt={n}\n" for n in range(20))
    assert propose(sample(written(f"{SYSLOG}kernel: up\n{text}"))).connector == "siem_cef"
    assert propose(sample(written(text))).connector == "siem_cef"


@pytest.mark.parametrize(
    "line",
    [
        f"2026-03-07 21:15:00,gw01,{EVENT}", f"2026-03-07 21:15:00|gw01|{EVENT}",
        f"2026-03-07 21:15:00;gw01; {EVENT}", f"2026-03-07 21:15:00\tgw01\t{EVENT}",
        f'<13>Mar  7 21:15:00 gw01 proxy: refused msg="{EVENT}"', "CEF:0|Example|Gateway|2.1|100",
        "LEEF:7|Example|CoreBank|7|query|usrName=a", "see CEF:0 for | these | lines | |",
        "ACEF:0|Example|Gateway|2.1|100|Record view|3|a=1",
        "cef 0|Example|Gateway|2.1|1|View|3|a=1",
        "LEEF|Example|CoreBank|7|query|usrName=a", "CEF0|Example|Gateway|2.1|100|View|3|suser=A1",
        SYSLOG + "kernel: link is up",
    ],
)  # fmt: skip
def test_a_line_that_only_speaks_of_such_an_event_is_of_another_log(written, line):
    text = "".join(f"{line} n={n}\n" for n in range(20))
    assert propose(sample(written(text))).connector != "siem_cef"


def test_a_few_events_among_other_lines_make_no_log_of_a_siem(written):
    text = f"{SYSLOG}kernel: link is up\n" * 20 + f"{EVENT}\n" * 19
    assert propose(sample(written(text))).connector != "siem_cef"


def test_a_log_of_json_that_quotes_such_events_is_not_theirs(written):
    text = "".join(f'{{"time": "2026-03-07 21:15:{n}", "msg": "{EVENT}"}}\n' for n in range(10, 30))
    assert propose(sample(written(text, "log.jsonl"))).connector != "siem_cef"
