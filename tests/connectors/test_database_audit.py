import re
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from connectors.database_audit import DatabaseAudit
from leakwatch.readers import reading
from leakwatch.readers.opening import look

SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "pgaudit" / "pgaudit.out"
SCHEMA = {"line": "int64", "record": "string"}
SHAPES = {
    "%m [%p] %q%u@%d/%a ": "2026-03-07 21:00:04.250 CST [7] ann@crm/crm, web LOG:  ",
    "%t [%p]: user=%u,db=%d,app=%a,client=%h ":
        "2026-03-07 21:00:04 CST [7]: user=ann,db=crm,app=crm, web,client=10.1.2.3 LOG:  ",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ":
        "2026-03-07 21:00:04 CST [7]: [3-1] user=ann,db=crm,app=crm, web,client=10.1.2.3 LOG:  ",
    "%t:%r:%u@%d:[%p]:": "2026-03-07 21:00:04 CST:10.1.2.3(51324):ann@crm:[7]:LOG:  ",
    "%m %u %d: ": "2026-03-07 21:00:04.250 CST ann crm: LOG:  ",
    "%m [%p]: [%l-1] db=%d,user=%u ":
        "2026-03-07 21:00:04.250 CST [7]: [3-1] db=crm,user=ann LOG:  ",
    "< %m > %u@%d ": "< 2026-03-07 21:00:04.250 CST > ann@crm LOG:  ",
    "zh_CN": "2026-03-07 21:00:04 CST [7] ann@crm 日志:  ",
}  # fmt: skip
PREFIX = SHAPES["%m [%p] %q%u@%d/%a "]
NO_USER, NO_TIME = "no user before the AUDIT entry", "no time before the AUDIT entry"


def cell(text):
    """As pgAudit writes a cell: quoted where it must be."""
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\n\r]', text) else text


def entry(statement, kind="READ", command="SELECT", place=",", more=",<none>", prefix=PREFIX):
    told = f"{prefix}AUDIT: SESSION,1,1,{kind},{command},{place},{cell(statement)}{more}"
    return told.replace("\n", "\n\t")


@pytest.fixture(scope="module")
def run(duckdb):
    """What a connector says of a raw table, compiled once for each way it is made."""
    made = {}

    def rows(table, **options):
        key = repr(options)
        if key not in made:
            made[key] = duckdb.prepared(SCHEMA, DatabaseAudit(**options).rows)
        return made[key](table).to_pylist()

    return rows


@pytest.fixture(scope="module")
def asked(run):
    """What it says of records; one query tells of many."""

    def rows(*records, **options):
        lines = pa.array(range(len(records)), pa.int64())
        return run(pa.table({"line": lines, "record": records}), **options)

    return rows


@pytest.fixture
def read(run, tmp_path):
    """Rows of a file with this text, and the lines set aside on the way."""

    def rows(text, encoding="utf-8"):
        path = tmp_path / "postgresql.log"
        path.write_text(text, encoding=encoding)
        parts = list(reading.read(DatabaseAudit(), look(path), bytes(16)))
        found = run(pa.concat_tables(part.table for part in parts).drop_columns(["fingerprint"]))
        return found, [each for part in parts for each in part.wrong]

    return rows


def test_the_usual_prefixes_name_user_and_time(asked):
    rows = asked(*(entry("SELECT 1 FROM t", prefix=prefix) for prefix in SHAPES.values()))
    for said, shape in zip(rows, SHAPES, strict=True):
        assert (said["wanted"], said["wrong"], said["actor"]) == (True, None, "ann"), shape
        assert said["clock"].startswith("2026-03-07 21:00:04"), shape
        session = None if "%u %d:" in shape or "<" in shape else "7"
        assert said["session"] == session, shape
        assert said["place"] == ("10.1.2.3" if "%h" in shape or "%r" in shape else None), shape
        assert said["device"] == ("crm, web" if "%a" in shape else None), shape


LACKING = [
    ("2026-03-07 21:00:04 UTC [7] LOG:  ", NO_USER),
    ("2026-03-07 21:00:04 UTC [7] [unknown]@[unknown] LOG:  ", NO_USER),
    ("2026-03-07 21:00:04 UTC [7]: user=,db=,app=,client= LOG:  ", NO_USER),
    ("2026-03-07 21:00:04 UTC::@:[7]:LOG:  ", NO_USER),
    ("LOG:  ", NO_TIME),
    ("NOTICE:  ", NO_TIME),
    ("[7] ann@crm LOG:  ", NO_TIME),
    ("2026-03-07 21:00:04 UTC user=AUDIT: x LOG:  ", "behind a prefix we do not know"),
    ("2026-03-07 21:00:04 UTC ann@crm STATEMENT:  select '", "behind a prefix"),
]


def test_an_entry_without_time_or_user_is_set_aside(asked):
    rows = asked(*(entry("SELECT 1 FROM t", prefix=prefix) for prefix, _ in LACKING))
    for said, (prefix, wrong) in zip(rows, LACKING, strict=True):
        assert said["wanted"], prefix
        assert wrong in said["wrong"], prefix


def test_a_zone_by_name_is_the_wall_of_the_source(asked):
    at = "2026-03-07 21:00:04"
    clocks = {
        "CST": at, "CET": at, "UTC": f"{at} UTC", "GMT": f"{at} GMT", "+08": f"{at} +08",
        "-03:30": f"{at} -03:30",
    }  # fmt: skip
    rows = asked(*(entry("SELECT 1", prefix=f"{at} {zone} [7] a@b LOG:  ") for zone in clocks))
    assert dict(zip(clocks, [said["clock"] for said in rows], strict=True)) == clocks


PLACES = [
    ("UTC:2001:db8::7(5432):ann@crm:[7]:LOG:  ", "2001:db8::7", "ann"),
    ("UTC [7]: user=ann,db=crm,app=x,client=2001:db8::7 LOG:  ", "2001:db8::7", "ann"),
    ("UTC [7] ann@example.org@crm 10.1.2.3 LOG:  ", "10.1.2.3", "ann@example.org"),
    ("UTC [7] ann@crm/bob@example.org LOG:  ", None, "ann"),
    ("UTC [7]: user=ann,db=crm,app=user=bob,client=[local] LOG:  ", "[local]", "ann"),
]


def test_addresses_and_accounts_of_every_kind(asked):
    rows = asked(*(entry("SELECT 1", prefix=f"2026-03-07 21:00:04 {each[0]}") for each in PLACES))
    for said, (prefix, place, user) in zip(rows, PLACES, strict=True):
        assert (said["place"], said["actor"]) == (place, user), prefix


STATEMENTS = [
    ("SELECT * FROM t WHERE id = 1", "view"),
    ("SELECT * FROM t LIMIT 5", "view"),
    ("select * from t fetch first 5 rows only", "view"),
    ("SELECT\n*\nFROM t\n\nwhere id=1", "view"),
    ("SELECT 1", "view"),
    ("SELECT 'x FROM t'", "view"),
    ("SELECT now() -- FROM t", "view"),
    ("<not logged>", "view"),
    ("<previously logged>", "view"),
    ("SELECT * FROM t", "list"),
    ("TABLE t", "list"),
    ("SELECT * FROM t ORDER BY 1", "list"),
    ("SELECT * FROM wherever", "list"),
    ("SELECT 'WHERE' FROM t", "list"),
    ("SELECT * FROM t -- WHERE id = 1", "list"),
    ("SELECT * /* 'LIMIT\n 5 */ FROM t", "list"),
    ("CREATE TABLE mine AS SELECT * FROM t", "list"),
    ("COPY t TO stdout", "export"),
    ("copy t (a, b) to '/srv/t.csv' with (format csv)", "export"),
    ("COPY (SELECT * FROM t WHERE id < 5) TO PROGRAM 'gzip'", "export"),
    ("COPY t\n TO STDOUT (FORMAT csv)", "export"),
]


def test_how_far_a_reading_goes_is_seen_from_its_statement(asked):
    rows = asked(*(entry(statement) for statement, _ in STATEMENTS))
    for said, (statement, action) in zip(rows, STATEMENTS, strict=True):
        assert said["action"] == action, statement


ACTIONS = [
    ("READ", "COPY", "<not logged>", "export"),
    ("WRITE", "COPY", "COPY t FROM stdin", "change"),
    ("WRITE", "COPY", "COPY t TO stdout", "export"),
    ("WRITE", "UPDATE", "UPDATE t SET a = 'COPY t TO stdout'", "change"),
    ("DDL", "CREATE TABLE", "CREATE TABLE t (a int)", "change"),
    ("ROLE", "GRANT", "GRANT SELECT ON t TO PUBLIC", "change"),
    ("FUNCTION", "EXECUTE", "SELECT f()", "other"),
    ("MISC", "SET", "SET pgaudit.log = 'none'", "other"),
    ("READ", "PREPARE", "PREPARE p AS SELECT * FROM t", "other"),
    ("READ", "DECLARE CURSOR", "DECLARE c CURSOR FOR SELECT * FROM t", "other"),
    ("NEWS", "X", "X", "NEWS"),
]


def test_a_class_has_its_action(asked):
    rows = asked(*(entry(statement, kind, word) for kind, word, statement, _ in ACTIONS))
    for said, (*entered, action) in zip(rows, ACTIONS, strict=True):
        assert said["action"] == action, entered


CLASSES = {"crm.call_detail": "call_record", "bill": "transaction", "客户": "credit"}


TABLES = [
    ("TABLE,crm.call_detail", "SELECT 1", "call_record"),
    ("TABLE,crm.CALL_DETAIL", "<not logged>", "call_record"),
    ("TABLE,old.call_detail", "SELECT 1", "identity"),
    ("TABLE,crm.call_detail_2", "SELECT 1", "identity"),
    ("TABLE,any.bill", "SELECT 1", "transaction"),
    ("TABLE,any.waybill", "SELECT 1", "identity"),
    ("TABLE,any.客户", "SELECT 1", "credit"),
    ("TABLE,any.客户端", "SELECT 1", "identity"),
    ('TABLE,"crm.""call_detail"""', "SELECT 1", "call_record"),
    (",", "SELECT * FROM bill", "transaction"),
    (",", 'SELECT * FROM "bill" b', "transaction"),
    (",", "SELECT * FROM call_detail", "call_record"),
    (",", "SELECT * FROM old.call_detail", "identity"),
    (",", "SELECT * FROM customer WHERE kind = 'bill'", "identity"),
    (",", "SELECT 1", None),
    (",", "SELECT * FROM pg_catalog.pg_class", None),
    ("VIEW,information_schema.tables", "SELECT * FROM information_schema.tables", None),
]


def test_the_data_is_of_the_class_of_its_table(asked):
    entries = [entry(statement, place=place) for place, statement, _ in TABLES]
    for said, (*entered, data) in zip(asked(*entries, classes=CLASSES), TABLES, strict=True):
        assert said["data"] == data, entered


def test_the_class_of_other_tables_is_a_setting(asked):
    assert asked(entry("SELECT * FROM t"), data="health")[0]["data"] == "health"


@pytest.mark.parametrize("options", [{"data": "secrets"}, {"classes": {"t": "secrets"}}])
def test_a_class_of_data_that_is_none_is_refused(options):
    with pytest.raises(ValueError, match="'secrets' is none of identity"):
        DatabaseAudit(**options)


COUNTS = {
    ",<none>": None, ",<not logged>": None, ",7": None, ',"7,8"': None,
    ',"""a"",""b, c""",9': 9, ",<none>,0": 0, ",7,52013": 52013, ",<none>,x": None,
}  # fmt: skip


def test_rows_are_what_follows_the_parameters(asked):
    found = asked(*(entry('SELECT ",1,2" FROM t', more=more) for more in COUNTS))
    assert dict(zip(COUNTS, [said["rows"] for said in found], strict=True)) == COUNTS


def test_what_else_the_server_says_is_not_wanted(asked):
    records = [
        "2026-03-07 21:00:04 UTC [7] ann@crm LOG:  statement: SELECT 1",
        "2026-03-07 21:00:04 UTC [7] ann@crm ERROR:  AUDIT: SESSION",
        "2026-03-07 21:00:04 UTC [7] ann@crm LOG:  AUDIT TRAIL: SESSION,1,1,READ",
        "", "x", '2026-03-07 21:00:04 UTC,"a","b",7,"c"',
    ]  # fmt: skip
    for said, record in zip(asked(*records), records, strict=True):
        assert (said["wanted"], said["wrong"], said["actor"]) == (False, None, None), record


def test_an_entry_cut_short_is_set_aside(asked):
    cut = ["SESSION,1,1,READ", "SESSION,1,1,READ,SELECT,,,", 'SESSION,1,1,READ,SELECT,,,"SEL']
    rows = asked(*(f"{PREFIX}AUDIT: {told}" for told in cut))
    assert [said["wrong"] for said in rows] == ["an AUDIT entry cut short"] * 3


def logged(message, more=('"client backend"', "", "0"), app="crm, web", client="10.1.2.3:51324"):
    """An entry as PostgreSQL's CSV log has it: text quoted, null nothing, empty text quoted."""
    head = [
        "2026-03-07 21:00:04.250 CST", quoted("ann"), quoted("crm"), "7", quoted(client),
        "69ac1b40.7", "3", quoted("SELECT"), "2026-03-07 21:00:00 CST", "5/3", "0", "LOG", "00000",
    ]  # fmt: skip
    return ",".join([*head, quoted(message), *[""] * 8, quoted(app), *more])


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def test_every_release_of_the_csv_log_is_read(asked):
    message = 'AUDIT: SESSION,1,1,READ,SELECT,TABLE,crm.t,"SELECT ""a""\n\n FROM t",<none>,5'
    ends = [(), ('"client backend"',), ('"client backend"', "", "-42")]
    cases = [(more, app) for more in ends for app in ("", "psql", 'a "b", c')]
    rows = asked(*(logged(message, more, app) for more, app in cases))
    for line, (said, (more, app)) in enumerate(zip(rows, cases, strict=True)):
        assert said == {
            "line": line, "wanted": True, "wrong": None, "clock": "2026-03-07 21:00:04.250",
            "actor": "ann", "action": "list", "data": "identity", "rows": 5, "place": "10.1.2.3",
            "device": app or None, "session": "69ac1b40.7",
        }, more  # fmt: skip


def test_a_context_or_a_place_in_the_source_does_not_hide_the_application(asked):
    plain = logged("AUDIT: SESSION,1,1,READ,SELECT,,,SELECT 1,<none>")
    empty = ',,,,,,,,,"crm, web"'
    assert empty in plain
    context = ',,,,,"PL/pgSQL function ""f"", line 1",,,"log_audit_event, pgaudit.c:877","crm, web"'
    assert asked(plain.replace(empty, context))[0]["device"] == "crm, web"


def test_a_client_is_named_without_its_port(asked):
    message = "AUDIT: SESSION,1,1,READ,SELECT,,,SELECT 1,<none>"
    clients = ["[local]", "2001:db8::7:5432", "db.example:5"]
    rows = asked(*(logged(message, client=client) for client in clients))
    assert [said["place"] for said in rows] == ["[local]", "2001:db8::7", "db.example"]


TEXT = st.text(alphabet="aSELECT FROM\"',\n\\1", max_size=30)


CASE = st.tuples(TEXT, st.lists(TEXT, max_size=2), st.integers(0, 10**9))


@settings(max_examples=10)
@examples(st.lists(CASE, min_size=30, max_size=30))
def test_whatever_is_in_a_statement_the_rows_are_found(asked, cases):
    messages = []
    for statement, values, rows in cases:
        parameters = cell(",".join(map(cell, values))) if values else "<none>"
        told = f'SESSION,1,1,READ,SELECT,TABLE,"crm.""x, y""",{cell(statement)}'
        messages.append(f"AUDIT: {told},{parameters},{rows}")
    plain = asked(*((PREFIX + message).replace("\n", "\n\t") for message in messages))
    held = asked(*map(logged, messages))
    for one, other, (_, _, rows) in zip(plain, held, cases, strict=True):
        assert (one["wrong"], one["rows"]) == (other["wrong"], other["rows"]) == (None, rows)
        assert one["action"] == other["action"]
        assert (one["actor"], other["device"]) == ("ann", "crm, web")


def test_no_value_of_a_statement_comes_out(asked):
    secret = "100" + "0" * 7 + "9"
    statements = f"SELECT * FROM t WHERE phone = '{secret}'", f"SELECT {secret}\n FROM t"
    entries = [
        entry(statement, more=f',"{secret},x",3', prefix=prefix)
        for statement in statements for prefix in (PREFIX, "NOTICE:  ")
    ]  # fmt: skip
    for said, record in zip(asked(*entries), entries, strict=True):
        assert not [value for value in said.values() if secret in str(value)], record


def test_continued_lines_belong_to_their_entry(read):
    first, second = entry("SELECT *\n\n  FROM t\n WHERE a = 1"), entry("TABLE t")
    rows, wrong = read(f"\tx\n{first}\n\tnoise\n{second}\n")
    assert [(row["line"], row["action"]) for row in rows] == [(2, "view"), (7, "list")]
    assert [each.line for each in wrong] == [1]


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the samples are not beside this checkout")
def test_the_regression_test_of_pgaudit_is_read_whole(run):
    parts = list(reading.read(DatabaseAudit(), look(SAMPLE), bytes(16)))
    table = pa.concat_tables(part.table for part in parts).drop_columns(["fingerprint"])
    rows = run(table)
    written = {
        number: found
        for number, line in enumerate(SAMPLE.read_text(encoding="utf-8").splitlines(), 1)
        if (found := re.search(r"AUDIT: (?:SESSION|OBJECT),\d+,\d+,([A-Z]+),([A-Z ]+),", line))
    }
    audits = {row["line"]: row for row in rows if row["wanted"]}
    assert set(audits) == set(written)
    assert len(audits) > 400
    assert {row["wrong"] for row in audits.values()} == {
        "no time before the AUDIT entry: begin log_line_prefix with %m"
    }
    actions = {"WRITE": "change", "DDL": "change", "ROLE": "change", "FUNCTION": "other",
               "MISC": "other"}  # fmt: skip
    for line, row in audits.items():
        kind, command = written[line].groups()
        if kind == "READ":
            looks = ("view", "list", "export") if command in ("SELECT", "COPY") else ("other",)
            assert row["action"] in looks
        else:
            assert row["action"] == actions[kind]
    assert sum(row["rows"] is not None for row in audits.values()) > 50
