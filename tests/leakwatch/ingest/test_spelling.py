"""Values of a database as a delivered file would have them."""

import csv
import io
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import ip_address, ip_interface
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import plugins
from leakwatch.errors import ConfigError
from leakwatch.ingest.spelling import Cells, Objects, Texts, spelling

AT = datetime(2026, 3, 7, 9, 5, 11)


def cells(*values):
    return Cells(["a"] * len(values), "t").lines([values])[0]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("A,B", '"A,B"'), ('say "x"', '"say ""x"""'), ("two\nlines", '"two\nlines"'), (7, "7"),
        ("\r", '"\r"'),
        (True, "TRUE"), (False, "FALSE"), (13800000001.0, "13800000001"), (0.5, "0.5"),
        (9.90101200001010e17, "9.9010120000101e+17"), (Decimal("1E+3"), "1000"),
        (Decimal("12.50"), "12.50"), (AT, "2026-03-07T09:05:11"),
        (AT.replace(microsecond=500_000), "2026-03-07T09:05:11.500000"),
        (AT.replace(tzinfo=UTC), "2026-03-07T09:05:11+00:00"), (date(2026, 3, 7), "2026-03-07"),
        (time(9, 5), "09:05:00"), (timedelta(hours=9, minutes=5), "9:05:00"),
        (ip_address("10.0.0.1"), "10.0.0.1"), (ip_interface("10.0.0.1/8"), "10.0.0.1/8"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"), (["a", None], '"[""a"",null]"'),
        ({"名": 1}, '"{""名"":1}"'), (None, ""), ("", ""),
    ],
)  # fmt: skip
def test_a_value_has_its_cell(value, cell):
    assert cells("x", value) == f"x,{cell}\r\n"


def test_a_column_of_several_types_has_each_in_its_way():
    lines = Cells(["a"], "t").lines([(1,), (True,), (None,), (Decimal("1.0"),), ("x",)])
    assert lines == ["1\r\n", "TRUE\r\n", '""\r\n', "1.0\r\n", "x\r\n"]


ROWS = st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.integers()))


@given(ROWS)
def test_a_reader_of_csv_gets_back_what_was_written(rows):
    spelt = Cells(["名", "n"], "t")
    lines = [spelt.head(), *spelt.lines(rows)]
    assert len(lines) == len(rows) + 1
    read = list(csv.reader(io.StringIO("".join(lines), newline="")))
    assert read == [["名", "n"], *([text, str(number)] for text, number in rows)]


@pytest.mark.parametrize("value", [b"x", memoryview(b"x"), object(), 1j])
@pytest.mark.parametrize("make", [Cells, Objects, Texts])
def test_what_has_no_spelling_is_refused_with_its_column(make, value):
    with pytest.raises(ConfigError, match=r"t: column 'photo' holds \w+; cast it to text"):
        make(["photo"], "t").lines([("x",), (value,)])


def test_an_object_a_row_keeps_numbers_and_nulls():
    row = (None, Decimal("1.50"), True, AT, {"k": [1]}, ip_address("10.0.0.1"), "二\n行")
    [line] = Objects([*"abcdefg"], "t").lines([row])
    assert line.count("\n") == 1
    assert '"b":1.50' in line
    assert json.loads(line) == {
        "a": None, "b": 1.5, "c": True, "d": "2026-03-07T09:05:11", "e": {"k": [1]},
        "f": "10.0.0.1", "g": "二\n行",
    }  # fmt: skip


@pytest.mark.parametrize("make", [Objects, Texts])
def test_half_a_character_stays_what_it_was(make):
    [line] = make(["record"], "t").lines([({"a": "\ud800", "at": AT},)])
    assert r'"a": "\ud800"' in line


def test_no_rows_are_no_lines():
    for make in (Cells, Objects, Texts):
        assert make(["record"], "t").lines([]) == []


def test_a_record_is_one_line_whatever_it_was():
    rows = [(1, '{"a":\r\n 1}'), (2, {"a": "x\ny"}), (3, None), (4, "<a>\n</a>")]
    assert Texts(["n", "record"], "t").lines(rows) == [
        '{"a":   1}\n', '{"a":"x\\ny"}\n', "\n", "<a> </a>\n",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("connector", "names", "kind"),
    [
        ("telecom_crm", ["id", "record"], Cells),
        ("hospital_fhir", ["id", "record"], Texts),
        ("hospital_fhir", ["resourceType", "recorded"], Objects),
        ("hospital_fhir", ["entry"], Objects),
    ],
)
def test_the_connectors_format_decides(connector, names, kind):
    assert type(spelling(plugins.connector(connector), names, "t")) is kind


class Lines:
    """A connector of lines, as far as it counts here."""

    format = "lines"


def test_lines_stand_in_a_column_called_record_or_in_the_only_one():
    assert type(spelling(Lines(), ["message"], "t")) is Texts
    assert type(spelling(Lines(), ["id", "record"], "t")) is Texts
    with pytest.raises(ConfigError, match="no column 'record' in the query; call the column"):
        spelling(Lines(), ["id", "message"], "t")
