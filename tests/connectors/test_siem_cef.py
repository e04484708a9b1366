import pyarrow as pa
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from connectors.siem_cef import SiemCef

SCHEMA = {"line": "int64", "record": "string"}
HEAD = "CEF:0|Example|Gateway|2.1|100|Seen|3|"
LEEF = "LEEF:1.0|Example|Bank|7|query|"
NOW = "rt=1772889249000"


@pytest.fixture(scope="module")
def told(duckdb):
    """What the connector says of records, compiled once."""
    run = duckdb.prepared(SCHEMA, SiemCef().rows)

    def rows(*records):
        lines = pa.array(range(len(records)), pa.int64())
        return run(pa.table({"line": lines, "record": list(records)})).to_pylist()

    return rows


@pytest.fixture
def said(told):
    """What it says of a CEF event with these pairs, for each of many: one query tells of all."""

    def rows(*events):
        return told(*(HEAD + " ".join([NOW, *pairs]) for pairs in events))

    return rows


def escaped(value):
    """As CEF wants a value written."""
    for plain, sign in (("\\", r"\\"), ("=", r"\="), ("\n", r"\n"), ("\r", r"\r")):
        value = value.replace(plain, sign)
    return value


VALUES = [
    (r"a\=b", "a=b"), (r"a\|b", "a|b"), ("a|b", "a|b"), (r"a\\b", "a\\b"), (r"a\\nb", r"a\nb"),
    (r"a\nb", "a\nb"), (r"a\rb", "a\rb"), (r"a\\\nb", "a\\\nb"), (r"a\xb", r"a\xb"),
    (r"a\\=b", "a\\=b"), (r"a act\=b", "a act=b"), ("a  b ", "a  b"), ("a=b", "a=b"),
    ("http://a.example/?act=x", "http://a.example/?act=x"), ("a http://b/?c=d", "a http://b/?c=d"),
    ("\\", "\\"), ("名 字", "名 字"),
]  # fmt: skip


def test_a_value_is_read_without_its_escapes(said):
    rows = said(*(["suser=A1", f"reason={written}", "act=view"] for written, _ in VALUES))
    for row, (written, value) in zip(rows, VALUES, strict=True):
        found = row["reason"], row["actor"], row["action"]
        assert found == (value, "A1", "view"), written


TEXT = st.text(alphabet="ab=|\\nr\n\r 名?:", max_size=12)


@settings(max_examples=10)
@examples(st.lists(st.tuples(TEXT, TEXT), min_size=40, max_size=40))
def test_any_value_comes_back_as_it_was(told, cases):
    records = [
        f"{HEAD}{NOW} suser={escaped(user)} act=view msg=x reason={escaped(why)}"
        for user, why in cases
    ]
    for row, (user, why) in zip(told(*records), cases, strict=True):
        assert (row["actor"] or "", row["reason"] or "") == (user.strip(" "), why.strip(" "))
        assert row["action"] == "view"


def test_escapes_of_the_header_do_not_move_its_fields(told):
    head = r"CEF:0|Exam\|ple|Gate\\|2.1|100|打印\|x|3|"
    rows = told(head + f"{NOW} suser=A1", rf"CEF:0|E|G\\\|x|2|1|打印|3|{NOW} suser=A1")
    assert [(row["action"], row["actor"]) for row in rows] == [("打印|x", "A1"), ("print", "A1")]


def test_a_key_is_a_whole_word(said):
    keys = ["xsuser", "suserx", "suser.x", "cs1suser", "SUSER"]
    actors = [row["actor"] for row in said(*([f"{key}=A1"] for key in keys))]
    assert dict(zip(keys, actors, strict=True)) == dict.fromkeys(keys)


def test_an_empty_value_is_none(told):
    rows = told(
        f"{HEAD}{NOW} suser= act= src=10.1.2.3 cnt=",
        f"{HEAD}{NOW} suser=   act=view",
        f"{LEEF}{NOW}\tusrName=\tact=view",
    )
    assert [row["actor"] for row in rows] == [None] * 3
    assert [row["action"] for row in rows] == ["Seen", "view", "view"]


WORDS = {
    "查询": "view", "Query": "view", "SELECT": "view", "export": "export", "下载": "export",
    "打印": "print", "删除": "change", "update": "change", "Log On": "login", "log-on": "login",
    "登录": "login", "登录失败": "login_failed", "query all": "query all", "exports": "exports",
    "查询客户": "查询客户",
}  # fmt: skip


def test_a_word_no_list_knows_stays_as_written(said):
    actions = [row["action"] for row in said(*([f"act={word}"] for word in WORDS))]
    assert dict(zip(WORDS, actions, strict=True)) == WORDS


def test_a_log_out_is_not_wanted(said):
    words = ["登出", "注销", "Logout", "sign off"]
    wanted = [row["wanted"] for row in said(*(["suser=A1", f"act={word}"] for word in words))]
    assert dict(zip(words, wanted, strict=True)) == dict.fromkeys(words, False)


TOLD = {
    ("act=view", "cat=export"): "view", ("cat=export",): "export", ("cat=/Audit",): "Seen",
    (): "Seen", ("act=unheard", "cat=export"): "unheard",
}  # fmt: skip


def test_without_an_action_the_category_or_the_name_tells_it(said):
    assert dict(zip(TOLD, [row["action"] for row in said(*TOLD)], strict=True)) == TOLD


OUTCOMES = {
    "success": True, "成功": True, "Succeeded": True, "": True, "0": True, "failure": False,
    "Failed": False, "失败": False, "denied": False, "拒绝": False,
}  # fmt: skip


def test_a_login_that_did_not_succeed_failed(told):
    for act, failed in (("login", "login_failed"), ("view", "view")):
        rows = told(*(f"{HEAD}act={act} outcome={outcome}" for outcome in OUTCOMES))
        for row, (outcome, ok) in zip(rows, OUTCOMES.items(), strict=True):
            assert (row["action"], row["ok"]) == (act if ok else failed, ok), (act, outcome)


PERSONS = ["客户", "Customer", "customer ID", "patientId", "subject", "客户手机号", "患者编号"]
OTHERS = ["客户端", "客户端IP", "客户经理", "Subject line", "customers", "工单", "the customer"]


def test_a_custom_string_is_the_person_by_its_whole_label(told):
    pairs = [["cs1Label=工单", "cs1=W1", f"cs4Label={label}", "cs4=K 7"]
             for label in PERSONS + OTHERS]  # fmt: skip
    expected = dict.fromkeys(PERSONS, "K 7") | dict.fromkeys(OTHERS)
    for each in (pairs, [reversed(one) for one in pairs]):
        subjects = [row["subject"] for row in told(*(HEAD + " ".join(one) for one in each))]
        assert dict(zip(expected, subjects, strict=True)) == expected


def test_the_destination_user_comes_before_a_custom_string(said):
    assert said(["cs1Label=客户", "cs1=K7", "duser=K8"])[0]["subject"] == "K8"


KEYS = {
    "10000000001": "phone", "+86 10000000001": "phone", "100 0000 0001": "phone",
    "１００００００００００": "phone", "99010119900101000X": "id_no",
    "99010119900101000x": "id_no", "1000000000": "key", "100000000001": "key",
    "20000000001": "key", "990101900101000": "key", "K10000000001": "key", "1.38E+10": "key",
    "138****0001": "key",
}  # fmt: skip


def test_the_kind_of_a_key_is_seen_from_its_form(said):
    rows = said(*([f"duser={key}"] for key in KEYS))
    for row, (key, kind) in zip(rows, KEYS.items(), strict=True):
        assert (row["subject"], row["subject_kind"]) == (key, kind)
        assert (row["phone"], row["id_no"]) == (
            key if kind == "phone" else None, key if kind == "id_no" else None,
        )  # fmt: skip


FULL, SHORT = "Mar 07 2026 21:14:09", "Mar  7 21:14:09"
NEW = "<134>1 2026-03-07T21:14:10.5+08:00 gw audit 7 ID - "


CLOCKS = [
    ("", f"rt={FULL} end=x start=y", FULL),
    ("", "end=1772889249000 start=y", "1772889249000"),
    ("", "start=1772889249000", "1772889249000"),
    (NEW, f"rt={FULL}", FULL),
    (NEW, f"rt={SHORT}", "2026-03-07T21:14:10.5+08:00"),
    (NEW + "\ufeff", f"rt={SHORT}", "2026-03-07T21:14:10.5+08:00"),
    (NEW, "act=view", "2026-03-07T21:14:10.5+08:00"),
    ("2026-03-07T21:14:10Z gw ", "act=view", "2026-03-07T21:14:10Z"),
    ("<134>Mar  7 21:14:10 gw ", f"rt={SHORT}", SHORT),
    ("<134>Mar  7 21:14:10 gw ", "act=view", None),
    ("", "act=view", None),
]


def test_a_moment_without_its_year_is_that_of_the_header_or_none(told):
    rows = told(*(f"{header}{HEAD}suser=A1 {pairs}" for header, pairs, _ in CLOCKS))
    for row, (header, pairs, clock) in zip(rows, CLOCKS, strict=True):
        found = row["clock"], row["wrong"], row["actor"]
        assert found == (clock, None, "A1"), (header, pairs)


FORMS = [
    ("MMM dd yyyy HH:mm:ss", True), ("MMM dd yyyy HH:mm:ss.SSS z", True),
    ("yyyy-MM-dd'T'HH:mm:ss.SSSZ", True), ("yyyy-MM-dd HH:mm:ss", True),
    ("yyyy/MM/dd HH:mm:ss", True), ("yyyyMMddHHmmss", True), ("epoch", True),
    ("dd/MM/yyyy HH:mm:ss", False), ("MM/dd/yyyy HH:mm:ss", False),
    ("yyyy-dd-MM HH:mm:ss", False), ("yyyy-MM-dd hh:mm:ss", False), ("MMM dd HH:mm:ss", False),
    ("yyyy-MM-dd", False),
]  # fmt: skip


def test_a_format_of_time_that_might_be_misread_is_set_aside(told):
    rows = told(*(f"{LEEF}devTime=x\tdevTimeFormat={form}\tusrName=A1" for form, _ in FORMS))
    for row, (form, read) in zip(rows, FORMS, strict=True):
        assert row["wrong"] == (None if read else "devTimeFormat: none of those we read"), form


SIGNS = [
    ("1.0|V|P|7|view|", "\t"), ("2.0|V|P|7|view||", "\t"), ("2.0|V|P|7|view|", "\t"),
    ("2.0|V|P|7|view|^|", "^"), ("2.0|V|P|7|view|x5E|", "^"), ("2.0|V|P|7|view|0x7c|", "|"),
    ("2.0|V|P|7|view|x09|", "\t"), ("2.0|V|P|7|view|x1F|", "\x1f"), ("2.0|V|P|7|view|;|", ";"),
    ("2.0|V|P|7|view|￥|", "￥"),
]  # fmt: skip


def test_leef_is_cut_at_its_own_delimiter(told):
    pairs = ["devTime=1772889249000", "usrName=CORP\\name x=1", "src=10.1.2.3", "patient=K 7"]
    for header in ("", "<13>Jan 18 11:07:53 192.0.2.1 ", NEW):
        lines = [f"{header}LEEF:{version}{sign.join(pairs)}" for version, sign in SIGNS]
        for row, line in zip(told(*lines), lines, strict=True):
            who = row["actor"], row["place"], row["subject"]
            assert who == ("CORP\\name x=1", "10.1.2.3", "K 7"), line
            what = row["action"], row["clock"], row["wrong"]
            assert what == ("view", "1772889249000", None), line


def test_leef_may_say_that_it_is_a_login(told):
    pairs = ["isLoginEvent=true", "isLogoutEvent=true", "isLoginEvent=false"]
    rows = told(*(f"{LEEF}devTime=1772889249000\tusrName=A1\t{pair}" for pair in pairs))
    assert [(row["wanted"], row["action"]) for row in rows] == [
        (True, "login"), (False, "logout"), (True, "view"),
    ]  # fmt: skip


WRONG = [
    ("<13>Mar  7 21:28:00 gw kernel: link is up", "neither CEF nor LEEF"),
    ("XCEF:0|a|b|c|d|e|f|suser=A1", "neither CEF nor LEEF"),
    ("CEF:x|a|b|c|d|e|f|suser=A1", "neither CEF nor LEEF"),
    ("CEF:0|a|b|c|d|e|suser=A1", "too few fields"),
    (r"CEF:0|a|b|c|d|e\|f|suser=A1", "too few fields"),
    ("LEEF:1.0|a|b|c|suser=A1", "too few fields"),
    ("LEEF:2.0", "too few fields"),
]


def test_a_line_of_another_kind_is_set_aside(told):
    rows = told(*(record for record, _ in WRONG))
    assert [(record, row["wrong"]) for (record, _), row in zip(WRONG, rows, strict=True)] == WRONG


def test_a_login_is_of_no_class_of_data(told, duckdb):
    assert [row["data"] for row in told(HEAD + "act=login", HEAD + "act=view")] == [
        None,
        "identity",
    ]
    run = duckdb.prepared(SCHEMA, SiemCef(data="health").rows)
    table = pa.table({"line": pa.array([1], pa.int64()), "record": [HEAD + "act=view"]})
    assert run(table)["data"].to_pylist() == ["health"]


def test_a_class_of_data_that_is_none_is_refused():
    with pytest.raises(ValueError, match="'secrets' is none of identity"):
        SiemCef(data="secrets")
