"""Parquet is read as text by row number; what cannot be read refuses the file."""

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leakwatch import plugins
from leakwatch.errors import SourceError
from leakwatch.readers import parquet, reading
from leakwatch.readers.opening import look
from leakwatch.readers.parquet import Parquet

SALT = bytes(16)


@pytest.fixture
def written(tmp_path):
    def write(**columns):
        path = tmp_path / "log.parquet"
        pq.write_table(pa.table(columns), path)
        return path

    return write


def read(path, columns=("when", "who"), required=("when",)):
    return list(Parquet(dict.fromkeys(columns, "string"), required, "log").rows(path, SALT))


def test_rows_are_text_under_their_number(written):
    [rows] = read(written(when=[datetime(2026, 3, 7, 9, 5)], who=[7.0], other=[b"x"]))
    assert rows.table.drop_columns(["fingerprint"]).to_pylist() == [
        {"line": 1, "when": "2026-03-07 09:05:00.000000", "who": "7"}
    ]
    assert (rows.read, rows.names) == (1, ("when", "who", "other"))


def test_a_column_that_is_not_there_is_empty_unless_it_is_required(written):
    path = written(when=["t"])
    assert read(path)[0].table["who"].to_pylist() == [None]
    with pytest.raises(SourceError, match="log: no column who"):
        read(path, required=("who",))


def test_rows_that_differ_anywhere_differ_in_their_fingerprint(written):
    [rows] = read(written(when=["t", "t", "t", "t"], other=[[1], [1], [2], None]))
    marks = rows.table["fingerprint"].to_pylist()
    assert marks[0] == marks[1]
    assert len(set(marks)) == 3


def test_lines_go_on_from_piece_to_piece(written, monkeypatch):
    path = written(when=[str(i) for i in range(5)])
    whole = pa.concat_tables(rows.table for rows in read(path))
    monkeypatch.setattr(parquet, "MOST_ROWS", 2)
    parts = read(path)
    assert len(parts) == 3
    assert pa.concat_tables(rows.table for rows in parts).to_pylist() == whole.to_pylist()


def test_a_broken_file_is_refused(tmp_path):
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(SourceError, match="not readable as Parquet"):
        read(path)


@pytest.mark.parametrize("spoilt", [b"\xe8\x90\xa5\xf4\xb8\x9a\xe5\x8e\x85", b"\xff" * 9])
def test_text_that_is_no_utf_8_refuses_the_file(written, spoilt):
    path = written(when=["2026-03-07"], who=["营业厅"])
    said = path.read_bytes()
    assert "营业厅".encode() in said
    path.write_bytes(said.replace("营业厅".encode(), spoilt))
    with pytest.raises(SourceError, match="not readable as Parquet"):
        read(path)


def test_a_connector_of_text_reads_it_too(written):
    path = written(工号=["G001"], 日期=["2026-03-07"], 上班=["9:00"], 下班=["17:00"])
    [rows] = reading.read(plugins.connector("roster"), look(path), SALT)
    assert rows.table["工号"].to_pylist() == ["G001"]


def test_a_header_in_other_capitals_is_the_columns(written):
    [rows] = read(written(When=["t"], WHO=["G1"]))
    assert (rows.table["when"].to_pylist(), rows.table["who"].to_pylist()) == (["t"], ["G1"])


def test_of_two_headers_that_differ_in_capitals_the_exact_one_counts(written):
    [rows] = read(written(WHO=["no"], who=["G1"], when=["t"]))
    assert rows.table["who"].to_pylist() == ["G1"]
