"""JSON as a table: a header reaches into a record, and what is no JSON is set aside."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakwatch.errors import SourceError
from leakwatch.readers.fields import FEW, Fields

SALT = bytes(16)


def read(*pieces, columns=("time", "user.id"), required=("time",)):
    reader = Fields(dict.fromkeys(columns, "string"), required, "log.jsonl")
    return list(reader.rows(iter([piece.encode() for piece in pieces]), SALT))


def cells(*pieces, **how):
    return [
        {name: value for name, value in row.items() if name != "fingerprint"}
        for rows in read(*pieces, **how)
        for row in rows.table.to_pylist()
    ]


@pytest.mark.parametrize(
    ("record", "user"),
    [
        ({"user": {"id": "u1"}}, "u1"),
        ({"user.id": "u1"}, "u1"),
        ({"user.id": "flat", "user": {"id": "deep"}}, "flat"),
        ({"user.id": None, "user": {"id": "deep"}}, "deep"),
        ({"user": {"id": 12}}, "12"),
        ({"user": {"id": 123456789012345678901}}, "123456789012345678901"),
        ({"user": {"id": True}}, "true"),
        ({"user": {"id": "  u1\t"}}, "u1"),
        ({"user": {"id": ""}}, None),
        ({"user": {"id": None}}, None),
        ({"user": None}, None),
        ({"user": "u1"}, None),
        ({"users": {"id": "u1"}}, None),
        ({}, None),
    ],
)
def test_a_header_finds_its_value_through_the_records_it_names(record, user):
    [row] = cells(json.dumps({"time": "t", **record}) + "\n")
    assert row == {"line": 1, "time": "t", "user.id": user}


def test_a_number_in_a_header_is_a_place_in_a_list():
    record = json.dumps({"time": "t", "targets": [{"id": "a"}, {"id": "b"}]}) + "\n"
    [row] = cells(record, columns=("time", "targets.1.id", "targets.2.id"))
    assert (row["targets.1.id"], row["targets.2.id"]) == ("b", None)


def test_what_is_no_json_is_set_aside_with_its_line():
    [rows] = read('{"time": "t"}\nnot json\n\n{"time": "u"}\n{"time": \n')
    assert [(row.line, row.reason) for row in rows.wrong] == [(2, "not JSON"), (5, "not JSON")]
    assert rows.table["line"].to_pylist() == [1, 4]
    assert rows.read == len(rows.table) + len(rows.wrong) + sum(rows.skipped.values())


def test_an_array_is_read_by_its_places():
    assert [row["line"] for row in cells('[{"time": "t"}, {"time": "u"}]')] == [1, 2]


@pytest.mark.parametrize("text", ['{"when": "t"}\n', "[1, 2]", '{"times": {"time": "t"}}\n'])
def test_a_required_header_that_no_record_has_refuses_the_file(text):
    with pytest.raises(SourceError, match=r"log.jsonl: no column time"):
        read(text)


def test_a_required_header_that_some_records_lack_is_left_to_the_core():
    assert [row["time"] for row in cells('{"time": "t"}\n{"a": 1}\n{"time": null}\n')] == [
        "t", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "header", ["it's", 'a "b"', "a'; DROP", "a..b", ".a", "a.", "$", "*", "[0]"]
)
def test_odd_headers_find_nothing_and_break_nothing(header):
    [row] = cells('{"time": "t"}\n', columns=("time", header))
    assert row[header] is None


def test_an_odd_header_finds_its_own_value():
    [row] = cells(json.dumps({"time": "t", "it's": "x"}) + "\n", columns=("time", "it's"))
    assert row["it's"] == "x"


def test_equal_records_have_equal_fingerprints_and_others_not():
    [rows] = read('{"time": "t"}\n{"time": "t"}\n{"time": "t", "other": 1}\n')
    first, second, third = rows.table["fingerprint"].to_pylist()
    assert (first == second, first == third) == (True, False)


def test_headers_that_are_there_are_told_of_files_long_enough():
    record = '{"time": "t", "user": {"id": null}}\n'
    assert read(record * FEW)[0].names == ("time",)
    assert read(record * (FEW - 1))[0].names == ()


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(["id", "name"]), st.text() | st.integers(), max_size=2))
def test_any_record_gives_the_text_of_its_value(user):
    record = json.dumps({"time": "t", "user": user})
    [row] = cells(record + "\n")
    given_id = user.get("id")
    expected = None if given_id is None else str(given_id).strip(" \t\u00a0\u3000") or None
    assert row["user.id"] == expected
