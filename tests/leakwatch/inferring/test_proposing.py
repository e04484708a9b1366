"""What is proposed, what is asked, and where nothing can honestly be said."""

import io
import json
import tomllib
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakwatch.errors import SourceError
from leakwatch.inferring.proposing import chance, propose
from leakwatch.inferring.sampling import sample
from leakwatch.inferring.telling import infer
from leakwatch.inferring.writing import toml

CELLS = (
    "工号",
    "时间",
    "用户名",
    "业务类型",
    "G001",
    "2026-03-07 09:00:00",
    "10000000001",
    "",
    "查询",
)
TIME = "2026-03-07 09:0{}:11"


@pytest.fixture
def proposed(written):
    """The proposal for rows under a header."""

    def of(header, *rows):
        return propose(sample(written("\n".join([header, *rows]) + "\n")))

    return of


def mapped(proposal):
    return {line.column: line.headers for line in proposal.lines}


def rows(*cells, count=8):
    """Rows that differ in their time and their key."""
    return [",".join([TIME.format(i), *(cell.format(i) for cell in cells)]) for i in range(count)]


@pytest.mark.parametrize(
    "text",
    [
        "red,round\nblue,square\n",
        "colour,shape\nred,round\nblue,square\n",
        "time,colour\n" + "2026-03-07 09:00:00,red\n" * 5,
        "user,colour\nG001,red\nG002,blue\n",
        "A001,10.1.1.7,2026-03-07 09:00:00,10000000001\n" * 5,
        "just some words\nand some more\n",
        "<log><line>no</line></log>\n",
        '{"a": 1}\n{"a": 2}\n',
        "[]\n",
    ],
)
def test_where_nothing_fits_nothing_is_proposed_and_it_is_said_why(written, text):
    found = propose(sample(written(text)))
    assert (found.connector, found.lines, len(found.notes)) == ("", [], 1)


def test_an_empty_file_is_refused(written):
    with pytest.raises(SourceError, match="empty"):
        sample(written(" \n"))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"cannot be read: No such file.*; see that"):
        sample(tmp_path / "gone.csv")


def test_titles_above_and_totals_below_are_no_rows(written):
    body = "\n".join(
        ["查询日志,,", "查询时间,工号,手机号", *rows("G00{}", "1000000000{}"), "合计：8,,"]
    )
    assert sample(written(body)).rows == 8


@pytest.mark.parametrize("sign", [",", "|", "\t", "^", ";"])
def test_whatever_stands_between_cells_is_found(written, sign):
    text = "\n".join(["查询时间,工号,手机号", *rows("G00{}", "1000000000{}")]).replace(",", sign)
    assert mapped(propose(sample(written(text)))) == {
        "clock": ("查询时间",), "actor": ("工号",), "phone": ("手机号",),
    }  # fmt: skip


def test_a_column_in_no_list_is_told_by_its_values(proposed):
    found = proposed("何时,工号,何地", *rows("G00{}", "10.1.1.{}"))
    assert mapped(found) == {"clock": ("何时",), "actor": ("工号",), "place": ("何地",)}
    assert [line.sure for line in found.lines] == [60, 95, 60]


def test_a_header_that_its_values_deny_is_not_taken(proposed):
    found = proposed("操作时间,工号,IP地址", *rows("G00{}", "1000000000{}"))
    assert "place" not in mapped(found)
    assert found.unread == ["IP地址"]


def test_a_date_and_a_time_of_day_are_one_clock(proposed):
    lines = [f"2026-03-07,09:0{i},G00{i}" for i in range(8)]
    assert mapped(proposed("操作日期,操作时间,工号", *lines))["clock"] == ("操作日期", "操作时间")


def test_a_date_alone_is_no_clock(proposed):
    lines = [f"2026-03-07,G00{i}" for i in range(8)]
    assert proposed("操作日期,工号", *lines).connector == ""


@pytest.mark.parametrize(
    ("header", "cell", "actor"),
    [("用户名,工号", "测试甲,G00{}", "工号"), ("用户名,门店", "G00{},甲店", "用户名")],
)
def test_a_user_name_is_the_account_where_there_is_no_other(proposed, header, cell, actor):
    found = proposed(f"查询时间,{header}", *rows(*cell.split(",")))
    assert mapped(found)["actor"] == (actor,)
    [question] = found.questions
    assert "用户名" in question.about
    meaning, _ = question.candidates[0]
    assert meaning.startswith("the account" if actor == "用户名" else "a person's name")


def test_a_time_without_a_name_asks_with_the_other_times(proposed):
    found = proposed("时间,工号,登记时刻", *rows("G00{}", "2026-03-01 09:0{}:00"))
    assert mapped(found)["clock"] == ("时间",)
    [question] = found.questions
    assert [change for _, change in question.candidates] == [
        {"clock": ("时间",)}, {"clock": ("登记时刻",)},
    ]  # fmt: skip


def test_a_time_with_a_name_goes_before_one_without(proposed):
    found = proposed("时间,工号,访问时间", *rows("G00{}", "2026-03-01 09:0{}:00"))
    assert mapped(found)["clock"] == ("访问时间",)


@pytest.mark.parametrize(
    ("words", "data"),
    [
        (("新增", "导出", "其它"), None),
        (("通话详单查询", "位置查询", "机主信息查询"), ("业务类型",)),
    ],
)
def test_a_kind_of_business_is_an_act_or_a_function_by_its_words(proposed, words, data):
    lines = [f"{TIME.format(i)},G00{i},{words[i % 3]}" for i in range(8)]
    found = proposed("操作时间,工号,业务类型", *lines)
    assert mapped(found)["action"] == ("业务类型",)
    assert mapped(found).get("data") == data
    assert len(found.questions[0].candidates) == 2


def test_two_headers_that_fit_the_account_are_asked_about(proposed):
    [question] = proposed("查询时间,工号,操作员", *rows("G00{}", "op{}")).questions
    assert [change for _, change in question.candidates] == [
        {"actor": ("工号",)}, {"actor": ("操作员",)},
    ]  # fmt: skip


def test_a_decision_takes_the_place_of_what_was_proposed(proposed):
    found = proposed("查询时间,工号,操作员", *rows("G00{}", "op{}"))
    found.decide(found.questions[0].candidates[1][1])
    assert mapped(found)["actor"] == ("操作员",)
    assert [line.sure for line in found.lines if line.column == "actor"] == [100]


def test_a_column_that_bears_our_name_by_chance_is_kept_out(written):
    lines = [f"2026-03-07 09:0{i}:00,G00{i},{i}" for i in range(8)]
    seen = sample(written("\n".join(["time,user,Minor", *lines]) + "\n"))
    found = propose(seen)
    assert chance(found, seen) == ["minor"]
    said = tomllib.loads(toml(found, Path("a.csv"), ["minor"]))
    assert said["sources"]["a"]["columns"] == {"clock": "time", "actor": "user", "minor": ""}


@pytest.mark.parametrize("header", ["工号", 'a "quoted" one', "user.id", "时 间"])
def test_every_header_can_be_pasted(proposed, header):
    found = proposed("查询时间,工号,手机号", *rows("G00{}", "1000000000{}"))
    found.decide({"actor": (header,)})
    said = tomllib.loads(toml(found, Path("a.csv")))
    assert said["sources"]["a"]["columns"]["actor"] == header


def test_no_value_of_the_file_is_printed(log):
    secrets = {"99010119900101", "10000000001", "测试甲", "FY0000", "a1@example.com", "u_1", "B001"}
    for name in ("estate.csv", "police.csv", "template.txt", "saas.jsonl", "bank.xlsx"):
        for json_too in (False, True):
            said = io.StringIO()
            with redirect_stdout(said):
                assert infer(log(name), json=json_too)
            assert not [value for value in secrets if value in said.getvalue()]


def test_keys_of_json_that_are_peoples_are_not_printed(written):
    record = {"time": "2026-03-07 09:00:00", "user": "G001", "seen": {"10000000001": "yes"}}
    path = written("\n".join([json.dumps(record)] * 3), "log.jsonl")
    said = io.StringIO()
    with redirect_stdout(said):
        assert infer(path)
    assert "not read: seen.…" in said.getvalue()


def test_as_json_it_is_one_object(log):
    said = io.StringIO()
    with redirect_stdout(said):
        infer(log("airline.csv"), json=True)
    found = json.loads(said.getvalue())
    assert found["connector"] == "table"
    assert {"column", "headers", "sure", "why"} == set(found["columns"][0])
    assert '[sources.airline]\nconnector = "table"' in found["toml"]


def test_records_inside_another_are_not_guessed_at(written):
    record = {"items": [{"time": "2026-03-07 09:00:00", "user": "G001"}], "next": None}
    found = propose(sample(written(json.dumps(record), "log.json")))
    assert found.connector == ""
    assert "holds others in items" in found.notes[0]


def test_a_record_too_deep_to_be_read_is_passed_over(written):
    deep = '{"a":' * 99_999 + "1" + "}" * 99_999
    seen = sample(written(f'{deep}\n{{"user": "G001"}}\n', "log.json"))
    assert [*seen.columns] == ["user"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.text(st.sampled_from("a工G1时间,|\n\"'{}[]: 2026-03-07 09:00:00"), max_size=200))
def test_any_text_gets_an_answer(written, text):
    try:
        found = propose(sample(written("x" + text)))
    except SourceError:
        return
    assert found.connector or found.notes


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4), min_size=1, max_size=12))
def test_any_table_gets_an_answer(written, table):
    found = propose(sample(written("\n".join(",".join(row) for row in table) + "\n.")))
    assert found.connector or found.notes
    assert {"clock", "actor"} <= mapped(found).keys() or found.connector != "table"
