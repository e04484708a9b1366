"""A write that fails leaves what was there before and says one line; no file is left lying."""

import json
import subprocess
import sys
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leakwatch import daily, storing
from leakwatch.lake import Lake

#: each write to a lake of its own, on a disk that takes no file larger than so many bytes
FULL = """
import json, resource, sys
from datetime import date
from pathlib import Path
import pyarrow as pa
from leakwatch import storing
from leakwatch.engine import DuckDB
from leakwatch.errors import SourceError
from leakwatch.lake import Lake

place, rows, limit, storing.OFTEN = Path(sys.argv[1]), *map(int, sys.argv[2:])
engine, day, free = DuckDB(threads=1), date(2026, 3, 2), resource.getrlimit(resource.RLIMIT_FSIZE)
old = pa.table({"day": [day] * 2, "name": ["a", "b"]})
new = pa.table({"day": [day] * rows, "name": [f"{7 ** (99 + row):x}"[:40] for row in range(rows)]})
WRITES = {
    "append": lambda lake: lake.append("whole", new, "b1"),
    "append anew": lambda lake: lake.append("fresh", new, "b1"),
    "append_days": lambda lake: lake.append_days("days", new.to_batches(), new.schema, "b1"),
    "replace": lambda lake: lake.replace("whole", new),
    "replace_days": lambda lake: lake.replace_days("days", new, [day]),
    "replace_rows": lambda lake: lake.replace_rows("whole", new, [("name", "=", "a")]),
    "remove": lambda lake: lake.remove("days", [("name", "=", "a")]),
    "take_back": lambda lake: lake.take_back("whole", "b0", [("name", "=", "a")]),
}
found = {}
for name, write in WRITES.items():
    lake = Lake(str(place / name), engine)
    lake.append_days("days", old.to_batches(), old.schema, "b0")
    lake.append("whole", old, "b0")
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, free[1]))
    said = ""
    try:
        write(lake)
    except SourceError as error:
        said = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, free)
    rows = {
        table: engine.arrow(lake.read(table, {"name": "string"}))["name"].to_pylist()
        for table in ("days", "fresh", "whole")
    }
    found[name] = said, rows
print(json.dumps(found))
"""
WRITES = ("append", "append anew", "append_days", "replace", "replace_days", "replace_rows",
          "remove", "take_back")  # fmt: skip
BEFORE = {"days": ["a", "b"], "fresh": [], "whole": ["a", "b"]}


def written(place, rows, limit, often=100):
    """Of each write: what it said, and what is in its lake afterwards."""
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(place), str(rows), str(limit), str(often)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    # a panic of the writer below would stand here
    assert run.stderr == ""
    return json.loads(run.stdout)


@pytest.mark.parametrize(("rows", "limit"), [(99, 100), (2, 500)], ids=["file", "commit"])
def test_a_full_disk_is_one_line_and_the_lake_is_as_before(tmp_path, rows, limit):
    found = written(tmp_path, rows, limit)
    assert tuple(found) == WRITES
    for write, (said, left) in found.items():
        assert said.startswith(f"{tmp_path / write}: cannot be written: "), write
        assert "File too large" in said, write
        assert "\n" not in said, write
        assert left == BEFORE, write
        assert len(list((tmp_path / write).rglob("*.parquet"))) == 2, write


def test_what_is_committed_stays_though_the_log_cannot_be_summed_up(tmp_path):
    wanting = written(tmp_path / "full", 2, 4000, often=2)
    free = written(tmp_path / "free", 2, 1 << 30, often=2)
    # a log of one commit was not summed up before either
    assert {write for write, (said, _) in wanting.items() if "File too large" in said} == {
        *WRITES
    } - {"append anew"}
    for write, (said, rows) in free.items():
        assert (said, rows) == ("", wanting[write][1])
        assert rows != BEFORE, write


def test_the_log_is_summed_up_now_and_then(tmp_path, duckdb_engine, monkeypatch):
    monkeypatch.setattr(storing, "OFTEN", 3)
    lake = Lake(str(tmp_path), duckdb_engine)
    for number in range(7):
        lake.append("t", pa.table({"n": [number]}), f"b{number}")
    summed = sorted(tmp_path.glob("t/_delta_log/*.checkpoint.parquet"))
    assert [int(place.name.partition(".")[0]) for place in summed] == [2, 5]
    # who opens it anew begins at the last one
    for place in tmp_path.glob("t/_delta_log/*[0-4].json"):
        place.unlink()
    anew = Lake(str(tmp_path), duckdb_engine)
    found = duckdb_engine.arrow(anew.read("t", {"n": "int64"}))
    assert sorted(found["n"].to_pylist()) == [*range(7)]
    assert anew.has("t", "b0")


def test_only_the_files_that_may_hold_wanted_rows_are_read(tmp_path, duckdb_engine):
    """The commit says what lies in each: of a thousand batches, one is opened."""
    lake = Lake(str(tmp_path), duckdb_engine)
    for batch in "abc":
        lake.append("t", pa.table({"batch": [batch] * 2, "line": [1, 2]}), batch)
    others = [place for place in tmp_path.glob("t/*.parquet")
              if pq.read_table(place)["batch"][0].as_py() != "b"]  # fmt: skip
    for place in others:
        place.rename(place.with_suffix(".away"))
    lake.remove("t", [("batch", "=", "b"), ("line", ">=", 2)])
    for place in others:
        place.with_suffix(".away").rename(place)
    left = duckdb_engine.arrow(lake.read("t", {"batch": "string", "line": "int64"}))
    assert sorted(zip(*left.to_pydict().values(), strict=True)) == [
        ("a", 1), ("a", 2), ("b", 1), ("c", 1), ("c", 2)
    ]  # fmt: skip


def test_a_file_says_of_whom_it_has_no_rows(tmp_path, duckdb_engine, monkeypatch):
    """A question for a person skips the groups of rows in which they cannot be; of nobody, none."""
    monkeypatch.setattr(daily, "GROUP", 100)
    people = [f"{7 ** (99 + row):x}"[:32] for row in range(300)]
    rows = {"subject": people, "phone": [None] * 300, "actor": people}
    Lake(str(tmp_path), duckdb_engine).append("t", pa.table(rows), "b")
    (file,) = map(str, tmp_path.glob("t/*.parquet"))

    def skipped(person):
        found = duckdb_engine.connection.con.execute(
            "SELECT bloom_filter_excludes FROM parquet_bloom_probe(?, 'subject', ?)", [file, person]
        )
        return [one for (one,) in found.fetchall()]

    for place in (0, 150, 299):
        assert skipped(people[place])[place // 100] is False
    strangers = [skipped(f"{11 ** (99 + one):x}"[:32]) for one in range(100)]
    assert sum(map(sum, strangers)) > 0.8 * 300
    told = pq.ParquetFile(file).metadata
    assert told.num_row_groups == 3
    has = {told.row_group(0).column(at).path_in_schema:
           told.row_group(0).column(at).bloom_filter_length for at in range(3)}  # fmt: skip
    assert [name for name, length in has.items() if length] == ["subject"]


def test_rows_of_which_a_condition_says_nothing_stay(tmp_path, duckdb_engine):
    lake = Lake(str(tmp_path), duckdb_engine)
    lake.append("t", pa.table({"n": [1, None, 3]}), "b0")
    lake.remove("t", [("n", ">=", 2)])
    assert duckdb_engine.arrow(lake.read("t", {"n": "int64"}))["n"].to_pylist() == [1, None]


def test_a_table_takes_columns_that_it_lacked_and_keeps_its_types(tmp_path, duckdb_engine):
    lake, day = Lake(str(tmp_path), duckdb_engine), date(2026, 3, 2)
    lake.append("t", pa.table({"n": pa.array([1], pa.int64())}), "b0")
    lake.append("t", pa.table({"n": pa.array([2], pa.int32()), "day": [day]}), "b1")
    rows = duckdb_engine.arrow(lake.read("t", {"n": "int64", "day": "date"})).to_pylist()
    assert sorted(rows, key=str) == [{"n": 1, "day": None}, {"n": 2, "day": day}]
    lake.remove("t", [("day", "=", day)])
    assert duckdb_engine.arrow(lake.read("t", {"n": "int64"}))["n"].to_pylist() == [1]
    assert pq.read_schema(next(tmp_path.glob("t/*.parquet"))).field("n").type == pa.int64()


@pytest.mark.parametrize("folder", ["a b", "日志 湖", "a#b?c&d=e", "[x]*", "o'c"])
def test_a_lake_may_lie_in_a_folder_of_any_name(tmp_path, duckdb_engine, folder):
    lake, day = Lake(str(tmp_path / folder), duckdb_engine), date(2026, 3, 2)
    rows = pa.table({"day": [day] * 2, "n": [1, 2]})
    lake.append_days("days", rows.to_batches(), rows.schema, "b0")
    lake.append("whole", rows, "b0")
    for name in ("days", "whole"):
        lake.remove(name, [("n", "=", 2)])
        found = duckdb_engine.arrow(lake.read(name, {"day": "date", "n": "int64"}))
        assert found.to_pylist() == [{"day": day, "n": 1}]
