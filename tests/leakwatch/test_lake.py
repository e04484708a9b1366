import os
import subprocess
import sys
import tempfile
import textwrap
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from leakwatch.errors import ConfigError, SourceError
from leakwatch.lake import Lake
from leakwatch.tokens import Key

SCHEMA = {"day": "date", "name": "string"}
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
EVERY = [("name", ">=", "")]
KEY, OTHER = Key(bytes(32), "AGE-SECRET-KEY-1"), Key(bytes(31) + b"1", "AGE-SECRET-KEY-1")


def table(*rows):
    fields = {"day": [row[0] for row in rows], "name": [row[1] for row in rows]}
    return pa.table(fields, pa.schema([("day", pa.date32()), ("name", pa.string())]))


@pytest.fixture
def lake(tmp_path, duckdb_engine):
    return Lake(str(tmp_path / "lake"), duckdb_engine)


@pytest.fixture
def names(lake):
    def read(name="t", days=None):
        return sorted(lake.engine.arrow(lake.read(name, SCHEMA, days))["name"].to_pylist())

    return read


def test_a_table_nobody_wrote_is_empty(lake, names):
    assert names() == []
    assert lake.version("t") == -1
    assert not lake.has("t", "b1")
    assert lake.versions() == {}


@pytest.mark.parametrize("folder", ["a b", "100%", "a%b", "a#b", "a?b=c", "湖"])
def test_a_lake_may_lie_in_a_folder_of_any_name(tmp_path, duckdb_engine, folder):
    lake = Lake(str(tmp_path / folder), duckdb_engine)
    lake.append_days("t", table((MONDAY, "a")).to_batches(), table().schema, "b1")
    lake.replace_days("t", table((MONDAY, "b")), [MONDAY])
    found = lake.engine.arrow(lake.read("t", SCHEMA))
    assert found["name"].to_pylist() == ["b"]
    assert [place.name for place in tmp_path.iterdir()] == [folder]


@pytest.mark.parametrize("folder", ["a%20b", "a%2Fb/lake"])
def test_a_folder_that_delta_would_look_for_elsewhere_is_refused(tmp_path, folder):
    with pytest.raises(ConfigError, match=r"a%2.*the lake's path holds %2.; set \[lake\] path"):
        Lake(str(tmp_path / folder), None)
    assert not list(tmp_path.iterdir())


def test_a_batch_is_taken_once(lake, names):
    assert lake.append("t", table((MONDAY, "a")), "b1")
    assert not lake.append("t", table((MONDAY, "a")), "b1")
    assert lake.append("t", table((MONDAY, "a")), "b2")
    assert names() == ["a", "a"]
    assert lake.has("t", "b1")
    assert not lake.has("t", "b3")
    assert lake.versions() == {"t": 1}


def test_the_same_batch_may_go_to_another_table(lake, names):
    assert lake.append("t", table((MONDAY, "a")), "b1")
    assert lake.append("u", table((MONDAY, "b")), "b1")
    assert names("u") == ["b"]


def test_days_are_read_alone(lake, names):
    rows = table((TUESDAY, "b"), (MONDAY, "a"), (TUESDAY, "c"))
    assert lake.append_days("t", rows.to_batches(), rows.schema, "b1")
    assert not lake.append_days("t", rows.to_batches(), rows.schema, "b1")
    lake.append("u", rows, "b1")
    for name in ("t", "u"):
        assert names(name, days=[TUESDAY]) == ["b", "c"]
        assert names(name, days=[]) == []
        assert names(name, days=[date(2026, 3, 4)]) == []
        assert names(name) == ["a", "b", "c"]


def test_a_batch_without_rows_is_taken_too(lake, names):
    assert lake.append_days("t", [], table().schema, "b1")
    assert lake.has("t", "b1")
    assert names() == []


def test_rows_that_end_early_leave_nothing(lake, names):
    def rows():
        yield from table((MONDAY, "a")).to_batches()
        raise SourceError("broken", where="here")

    with pytest.raises(SourceError, match="broken"):
        lake.append_days("t", rows(), table().schema, "b1")
    assert names() == []
    assert not list(lake.path.rglob("*.parquet"))


@pytest.mark.parametrize("by_day", [True, False])
def test_a_batch_taken_back_can_be_taken_again(lake, names, by_day):
    rows = table((MONDAY, "a"), (TUESDAY, "b"))

    def append(batch):
        if by_day:
            return lake.append_days("t", rows.to_batches(), rows.schema, batch)
        return lake.append("t", rows, batch)

    assert append("b1")
    lake.take_back("t", "b2", EVERY)
    assert names() == ["a", "b"]
    lake.take_back("t", "b1", [("name", "in", ["a", "b"])])
    lake.take_back("t", "b1", EVERY)
    assert names() == []
    assert not lake.has("t", "b1")
    assert append("b1")
    assert not append("b1")
    assert names() == ["a", "b"]


def test_rows_are_removed_and_replaced_by_what_they_say(lake, names):
    lake.remove("t", EVERY)
    lake.append("t", table((MONDAY, "a"), (TUESDAY, "b")), "b1")
    lake.remove("t", [("name", "=", "a")])
    assert names() == ["b"]
    lake.replace_rows("t", table((MONDAY, "b"), (MONDAY, "b")), [("name", "=", "b")])
    assert names() == ["b", "b"]


def test_days_are_replaced_and_the_others_stay(lake, names):
    lake.replace_days("t", table((MONDAY, "a"), (TUESDAY, "b")), [MONDAY, TUESDAY])
    lake.replace_days("t", table((MONDAY, "c"), (MONDAY, "d")), [MONDAY])
    assert names() == ["b", "c", "d"]
    lake.replace_days("t", table(), [MONDAY])
    assert names() == ["b"]
    lake.replace_days("t", table(), [])
    assert names() == ["b"]


def test_a_table_is_replaced_whole_even_by_other_columns(lake):
    lake.replace("t", table((MONDAY, "a")))
    lake.replace("t", pa.table({"n": [1]}))
    assert lake.engine.arrow(lake.read("t", {"n": "int64"})).to_pylist() == [{"n": 1}]


def test_a_column_the_table_lacks_is_null(lake):
    lake.append("t", table((MONDAY, "a")), "b1")
    found = lake.engine.arrow(lake.read("t", {"name": "string", "later": "int64"})).to_pylist()
    assert found == [{"name": "a", "later": None}]


def test_the_lake_belongs_to_one_key(lake):
    lake.sealed(KEY)
    lake.sealed(KEY)
    with pytest.raises(ConfigError, match="the lake was made with another key; restore"):
        lake.sealed(OTHER)
    assert KEY.secret.hex() not in (lake.path / "key.mark").read_text()


def test_who_was_killed_while_sealing_left_no_seal(lake):
    lake.path.mkdir()
    (lake.path / "key.part").write_text("")
    lake.sealed(KEY)
    with pytest.raises(ConfigError):
        lake.sealed(OTHER)


def test_a_second_run_is_kept_out_while_the_first_writes(lake):
    with (
        lake.locked(),
        pytest.raises(SourceError, match="another run is at work; wait for it to end"),
        lake.locked(),
    ):
        raise AssertionError
    with lake.locked():
        assert (lake.path / "lock").exists()


def test_who_dies_lets_go_of_the_lock(lake):
    code = f"""
        import os, sys
        from leakwatch.lake import Lake
        with Lake({str(lake.path)!r}, None).locked():
            os.kill(os.getpid(), 9)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert killed.returncode == -9
    with lake.locked():
        assert (lake.path / "lock").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become nobody")
def test_a_folder_closed_to_us_is_one_line():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        said = refusals(folder)
    assert len(said) == 4
    assert all(line.startswith(f"{folder}: cannot be written: ") for line in said)
    assert "Permission denied" in said[0]
    assert "Permission denied" in said[1]


def refusals(folder):
    """What somebody without the right to write is told."""
    code = f"""
        import os
        import deltalake, deltalake.exceptions
        import pyarrow as pa
        import pyarrow.compute, pyarrow.parquet
        from leakwatch.errors import SourceError
        from leakwatch.lake import Lake
        from leakwatch.tokens import Key
        os.setgid(65534); os.setuid(65534)
        lake = Lake({folder!r}, None)
        def locked():
            with lake.locked():
                raise AssertionError
        for write in (
            locked,
            lambda: lake.sealed(Key(bytes(32), "")),
            lambda: lake.append("t", pa.table({{"a": [1]}}), "b1"),
            lambda: lake.replace("t", pa.table({{"a": [1]}})),
        ):
            try:
                write()
            except SourceError as error:
                assert "\\n" not in str(error)
                print(error)
    """
    found = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.splitlines()
