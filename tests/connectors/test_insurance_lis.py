import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from connectors.insurance_lis import InsuranceLis
from connectors.terms.insurance import ACTION

ROW = {"LogNo": "0001", "ManageCom": "86330100", "Operator": "op077", "LogType": "0",
       "LogContent": "保单查询", "MakeDate": "2026-03-07", "MakeTime": "21:14:09"}  # fmt: skip


@pytest.fixture
def events(given):
    """What it says of rows that differ in these cells; one query tells of all."""
    return lambda *rows: given(InsuranceLis(), *(ROW | cells for cells in rows))


@pytest.fixture
def said_of(events):
    """The value of a column for each text of LogContent."""

    def said(column, texts):
        rows = events(*({"LogContent": text} for text in texts))
        return dict(zip(texts, [row[column] for row in rows], strict=True))

    return said


def test_the_first_word_is_the_menu(said_of):
    shapes = ["{}", "{} ContNo=T1", "{},ContNo=T1", "{}：T1", "{}\u3000rows=3", " {}|x", "【{}】",
              "{}ContNo=T1", "{}GrpContNo=T1", "{}\nx"]  # fmt: skip
    actions = {shape.format(menu): said for shape in shapes for menu, said in ACTION.items()}
    assert len(actions) == len(shapes) * len(ACTION)
    assert said_of("action", actions) == actions


WORDS = [
    ("保单查询2 ContNo=T1", "保单查询2"),
    ("查询 保单查询", "查询"),
    ("PolicyQuery ContNo=T1", "PolicyQuery"),
    ("ContNo=T1 保单查询", "ContNo"),
    ("保全受理", "保全受理"),
    (" = ", ""),
    (None, ""),
]


def test_a_first_word_nobody_knows_stays_without_what_follows_it(said_of):
    words = dict(WORDS)
    assert said_of("action", words) == words
    assert said_of("data", words) == dict.fromkeys(words, "property")


def test_a_policy_is_named_by_its_own_name_and_an_equals_sign(said_of):
    ends = ["", " ContNo", " ContNo=", " ContNo= ,x", " ContNo=''", " T1", " GrpContNo=T1",
            " OldPolNo=T1", " ContNos=T1", " ContNo T1"]  # fmt: skip
    texts = [f"保单查询{end}" for end in ends]
    assert said_of("subject", texts) == dict.fromkeys(texts, "")


POLICIES = [
    ("保单查询 ContNo=TEST01", "TEST01"),
    ("保单查询ContNo=TEST01", "TEST01"),
    ("保单查询 contno : 'TEST01'", "TEST01"),
    ("保单查询 contno : TEST01", "TEST01"),
    ("保单查询 PolNo=TEST01", "TEST01"),
    ("保单查询 PolNo=P1 ContNo=TEST01", "TEST01"),
    ("保单查询 GrpContNo=G1 ContNo=TEST01", "TEST01"),
    ("保单查询,ContNo=TEST01,rows=3", "TEST01"),
    ("保单查询 ContNo=TEST01；备注", "TEST01"),
    ("保单查询 ContNo=TEST01。", "TEST01"),
    ("保单查询(ContNo=TEST01)", "TEST01"),
    ("保单查询 ContNo=TEST****01", "TEST****01"),
    ("保单查询 ContNo=1.23E+15", "1.23E+15"),
    ("保单查询 ContNo=T1 ContNo=T2", "T1"),
]


def test_the_contract_is_the_policy_before_the_product(said_of):
    assert said_of("subject", dict(POLICIES)) == dict(POLICIES)


COUNTS = [
    ("续期清单", ""),
    ("续期清单 rows=", ""),
    ("续期清单 rows=许多", ""),
    ("续期清单 maxrows=50", ""),
    ("续期清单 50", ""),
    ("续期清单 rows=50", "50"),
    ("续期清单 ROWS=50条", "50"),
    ("续期清单rows=50,ContNo=T1", "50"),
    ("续期清单 rows=1,024", "1024"),
    ("续期清单 rows=30,45", "30"),
    ("续期清单 rows=1,024,7", "1024"),
    ("续期清单 rows=１２０", "120"),
    ("续期清单 rows=0", "0"),
]


def test_rows_are_a_number_or_nothing(said_of):
    assert said_of("rows", dict(COUNTS)) == dict(COUNTS)


KINDS = [
    ("登录", None, "login", "true"),
    ("登录", "0", "login", "true"),
    ("登录", "9", "login", "true"),
    ("保单查询", "1", "view", "false"),
    ("登录 密码错误", "1", "login_failed", "false"),
]


def test_log_type_one_is_a_failure(events):
    rows = events(*({"LogContent": menu, "LogType": kind} for menu, kind, *_ in KINDS))
    assert [(row["action"], row["ok"]) for row in rows] == [tuple(said) for _, _, *said in KINDS]


def test_the_log_number_counts_without_its_zeros(events):
    numbers = {None: "", "": "", "L-135": "", "1.23E+05": "", "0": "0", "00000": "0",
               "126": "126", "00000000000000000123": "123"}  # fmt: skip
    said = [row["sequence"] for row in events(*({"LogNo": number} for number in numbers))]
    assert dict(zip(numbers, said, strict=True)) == numbers


POLICY = st.text("TEST0189-*", min_size=1, max_size=24)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@drawn(st.lists(st.tuples(POLICY, st.sampled_from(" ,，;；|)。\n"), st.text()), min_size=8))
def test_a_policy_is_read_to_its_end_whatever_follows(said_of, cases):
    policies = {f"保单查询 ContNo={one}{gap}{rest}": one for one, gap, rest in cases}
    assert said_of("subject", policies) == policies
