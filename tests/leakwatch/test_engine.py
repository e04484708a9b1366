import subprocess
import sys
from datetime import UTC, datetime

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leakwatch import settings
from leakwatch.engine import DuckDB, connect
from leakwatch.errors import ConfigError
from leakwatch.events import UTC as UTC_TYPE

SCHEMA = {"name": "string", "number": "int64", "at": UTC_TYPE}
AT = datetime(2026, 3, 7, 1, 5, 11, 250_000, tzinfo=UTC)


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request, duckdb_engine):
    return duckdb_engine if request.param == "duckdb" else request.getfixturevalue("spark_engine")


def rows(engine, table):
    return sorted(engine.arrow(table).to_pylist(), key=str)


def test_no_files_are_no_rows_of_the_right_columns(engine):
    found = engine.arrow(engine.read([], SCHEMA))
    assert found.num_rows == 0
    assert found.column_names == list(SCHEMA)


def test_files_of_an_older_lake_lack_columns_that_are_null(engine, tmp_path):
    old, new = str(tmp_path / "old.parquet"), str(tmp_path / "new.parquet")
    pq.write_table(pa.table({"name": ["a"]}), old)
    at = pa.array([AT], pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"extra": [1], "at": at, "number": [7], "name": ["b"]}), new)
    assert rows(engine, engine.read([old, new], SCHEMA)) == [
        {"name": "a", "number": None, "at": None},
        {"name": "b", "number": 7, "at": AT},
    ]


def test_a_moment_comes_back_as_it_went_in(engine):
    table = engine.table(pa.table({"at": pa.array([AT], pa.timestamp("us", "UTC"))}))
    [row] = engine.arrow(table).to_pylist()
    assert row["at"].astimezone(UTC) == AT


def test_rows_keep_together_though_the_threads_give_them_back_in_any_order():
    engine = DuckDB(threads=4)
    engine.connection.raw_sql("SET preserve_insertion_order = false")
    run = engine.prepared(
        {"n": "int64", "text": "string"},
        lambda raw: raw.select(n=raw.n, text=raw.text, long=raw.text.upper(), more=raw.n + 1),
    )
    size = 60_000
    data = pa.table({"n": range(size), "text": [f"t{n}" for n in range(size)]})
    for _ in range(20):
        found = run(data)
        assert found["n"].to_pylist() == list(range(size))
        assert found["more"].to_pylist() == list(range(1, size + 1))
        assert found["long"].to_pylist()[::997] == [f"T{n}" for n in range(0, size, 997)]
    engine.close()


def test_an_expression_is_prepared_once_and_run_on_many_tables(engine):
    run = engine.prepared(
        {"a": "string", "n": "int64"},
        lambda raw: raw.filter(raw.n > 1).select(b=raw.a.upper(), n=raw.n + 1),
    )
    other = engine.prepared({"a": "string"}, lambda raw: raw.select(c=raw.a))
    for letter in "xyz":
        data = pa.table({"a": [letter, letter], "n": [1, 2]})
        assert run(data).to_pylist() == [{"b": letter.upper(), "n": 3}]
        assert other(data.select(["a"])).to_pylist() == [{"c": letter}] * 2


def test_a_kept_table_no_longer_asks_its_source(engine):
    calls = engine.table(pa.table({"a": [1, 2, 3]}))
    kept = engine.keep(calls.mutate(r=ibis.random()))
    assert rows(engine, kept) == rows(engine, kept)


def test_engines_of_one_process_do_not_take_each_others_tables(engine):
    both = (engine, type(engine)())
    kept = [one.keep(one.table(pa.table({"n": [n]}))) for n, one in enumerate(both)]
    runs = [one.prepared({"n": "int64"}, lambda raw, n=n: raw.select(n=raw.n + n))
            for n, one in enumerate(both)]  # fmt: skip
    for n, one in enumerate(both):
        assert rows(one, kept[n]) == [{"n": n}]
        assert runs[n](pa.table({"n": [5]})).to_pylist() == [{"n": 5 + n}]
    both[1].close()


JSON = {"a": "int64", "b": "string", "c": "array<struct<d: string>>", "e": "boolean"}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ('{"a":1,"b":"x","c":[{"d":"y","z":0}],"e":true}', (True, 1, "x", [{"d": "y"}], True)),
        ('{"b":"数"}', (True, None, "数", None, None)),
        ('{"b":" x "}', (True, None, "x", None, None)),
        ('{"b":" ","c":[{"d":" y"}]}', (True, None, None, [{"d": " y"}], None)),
        ("{}", (True, None, None, None, None)),
        ('{"a":', (False, None, None, None, None)),
        ("not json", (False, None, None, None, None)),
    ],
)
def test_json_is_unpacked_and_what_is_none_is_told(engine, record, said):
    table = engine.table(pa.table({"line": [7], "record": [record]}))
    [row] = engine.arrow(engine.unpacked(table, JSON)).to_pylist()
    names = ("is_json", *JSON)
    assert row == {"line": 7, **dict(zip(names, said, strict=True))}


def test_no_bar_is_drawn_among_what_a_notebook_shows():
    # whether somebody looks on, DuckDB asks once, when it is loaded
    asked = "SELECT current_setting('enable_progress_bar')"
    code = f'from leakwatch.engine import DuckDB; print(DuckDB().connection.con.sql("{asked}"))'
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "false" in said.stdout


@pytest.mark.parametrize("text", ['memory = "lots"', "threads = -3"])
def test_a_wrong_size_is_the_operators(tmp_path, text):
    (tmp_path / "leakwatch.toml").write_text(f"[engine]\n{text}\n")
    with pytest.raises(ConfigError) as error:
        connect(settings.read(tmp_path / "leakwatch.toml"))
    assert "[engine]" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_settings_name_the_engine(tmp_path):
    (tmp_path / "leakwatch.toml").write_text('[engine]\nthreads = 1\nmemory = "1GB"\n')
    engine = connect(settings.read(tmp_path / "leakwatch.toml"))
    assert isinstance(engine, DuckDB)
    engine.close()
