"""A source's own headers stand for a connector's columns, and nothing else changes."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import clocks, plugins
from leakwatch.connector import Connector, text
from leakwatch.errors import ConfigError, SourceError
from leakwatch.readers import reading
from leakwatch.readers.naming import Naming, names
from leakwatch.readers.opening import look
from leakwatch.readers.rows import Rows

SALT = bytes(16)


class Log(Connector):
    """A log of four columns."""

    name = "log"
    columns = text("when*, who*, what, where")

    def rows(self, raw):
        return raw


@pytest.fixture
def cells(tmp_path):
    """The raw rows of a file read under a mapping, without line and fingerprint."""

    def read(content, columns, connector=None):
        path = tmp_path / "log.csv"
        path.write_text(content, encoding="utf-8")
        connector = connector or Log()
        found = reading.read(connector, look(path), SALT, names(connector, columns, "[s.columns]"))
        table = pa.concat_tables(rows.table for rows in found)
        return table.drop_columns(["line", "fingerprint"]).to_pylist()

    return read


def test_a_renamed_column_is_read_by_its_header(cells):
    [row] = cells("时间,账号,what\n9:00,G1,look\n", {"when": "时间", "who": "账号"})
    assert row == {"when": "9:00", "who": "G1", "what": "look", "where": None}


def test_a_header_of_the_columns_own_name_gives_way(cells):
    [row] = cells("when,时间,who\nthen,9:00,G1\n", {"when": "时间"})
    assert row["when"] == "9:00"


def test_one_header_can_fill_two_columns(cells):
    [row] = cells("when,who,业务\n9:00,G1,查询\n", {"what": "业务", "where": "业务"})
    assert (row["what"], row["where"]) == ("查询", "查询")


def test_two_columns_can_change_places(cells):
    [row] = cells("when,who,what\n9:00,G1,look\n", {"who": "what", "what": "who"})
    assert (row["who"], row["what"]) == ("look", "G1")


def test_an_empty_name_leaves_a_column_out(cells):
    [row] = cells("when,who,what\n9:00,G1,junk\n", {"what": ""})
    assert row["what"] is None


def test_a_renamed_required_column_that_is_missing_is_named_as_the_file_has_it(cells):
    with pytest.raises(SourceError, match="no column 时间"):
        cells("when,who\n9:00,G1\n", {"when": "时间"})


def test_a_renamed_optional_column_may_be_missing(cells):
    assert cells("when,who\n9:00,G1\n", {"what": "业务"})[0]["what"] is None


@pytest.mark.parametrize(
    ("day", "time", "when"),
    [
        ("2026-03-07", "9:05", "2026-03-07 9:05"),
        ("2026-03-07 00:00:00", "9:05", "2026-03-07 9:05"),
        ("2026-03-07", "2026-03-07 09:05:11", "2026-03-07 09:05:11"),
        ("2026-03-07", "", "2026-03-07"),
        ("", "9:05", "9:05"),
        ("", "", None),
    ],
)
def test_a_date_and_a_time_become_one(cells, day, time, when):
    [row] = cells(f"日期,时刻,who\n{day},{time},G1\n", {"when": ["日期", "时刻"]})
    assert row["when"] == when


@given(st.datetimes(min_value=clocks.datetime(1990, 1, 1), max_value=clocks.datetime(2100, 1, 1)))
def test_any_moment_in_two_cells_is_read_as_it_was(moment):
    whole = moment.replace(microsecond=0)
    day, time = str(whole).split(" ")
    naming = Naming({"when": "string"}, ("when",), {"when": ("d", "t")})
    table = pa.table({"line": [1], "fingerprint": [0], "d": [day], "t": [time]})
    [rows] = naming.rows(iter([Rows(table, 1)]))
    assert clocks.read(rows.table["when"][0].as_py()).wall == whole


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (
            {"whom": "账号"},
            r"\[s.columns\]: unknown column 'whom'; log has: when, who, what, where",
        ),
        ({"when": ""}, "when must be in the file"),
        ({"when": 7}, "when is a header"),
        ({"when": ["a", "b", "c"]}, "when is a header"),
        ({"when": ["a", ""]}, "when is a header"),
        ({"when": []}, "when is a header"),
        ({"when": "line"}, "when is a header"),
        ({"when": {"a": "b"}}, "when is a header"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_the_operators(columns, says):
    with pytest.raises(ConfigError, match=says):
        names(Log(), columns, "[s.columns]")


@pytest.mark.parametrize("name", ["hospital_fhir", "telecom_vault", "hospital_atna"])
def test_what_has_no_headers_has_nothing_to_rename(name):
    with pytest.raises(ConfigError, match=f"{name} reads no headers"):
        names(plugins.connector(name), {"a": "b"}, "[s.columns]")
    assert names(plugins.connector(name), {}, "[s.columns]") == {}


def test_without_a_mapping_the_rows_are_those_of_the_reader():
    rows = iter([])
    assert Naming({"a": "string"}, (), {}).rows(rows) is rows
