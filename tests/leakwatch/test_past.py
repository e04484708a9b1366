"""The lake as it stood: whatever came, went or was replaced since."""

from datetime import date

import pyarrow as pa
import pytest

from leakwatch.errors import ConfigError
from leakwatch.lake import Lake
from leakwatch.past import Past

SCHEMA = {"day": "date", "name": "string"}
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def table(*rows):
    fields = {"day": [row[0] for row in rows], "name": [row[1] for row in rows]}
    return pa.table(fields, pa.schema([("day", pa.date32()), ("name", pa.string())]))


def names(lake, name="t", days=None):
    return sorted(lake.engine.arrow(lake.read(name, SCHEMA, days))["name"].to_pylist())


@pytest.fixture
def lake(tmp_path, duckdb_engine):
    made = Lake(str(tmp_path), duckdb_engine)
    made.append("t", table((MONDAY, "a")), "b1")
    made.append_days("d", iter(table((MONDAY, "a"), (TUESDAY, "b")).to_batches()),
                     table().schema, "b1")  # fmt: skip
    return made


CHANGES = {
    "more": lambda lake: lake.append("t", table((TUESDAY, "z")), "b2"),
    "replaced": lambda lake: lake.replace("t", table((TUESDAY, "z"))),
    "taken back": lambda lake: lake.take_back("t", "b1", [("name", "=", "a")]),
    "removed": lambda lake: lake.remove("t", [("name", "=", "a")]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_read_then_is_read_now(lake, change):
    versions = lake.versions()
    CHANGES[change](lake)
    assert names(lake) != ["a"]
    assert names(Past(lake, versions)) == ["a"]
    assert names(Past(lake, lake.versions())) == names(lake)


def test_days_are_read_alone_as_they_stood(lake):
    past = Past(lake, lake.versions())
    lake.replace_days("d", table((TUESDAY, "y")), [TUESDAY])
    assert names(past, "d", [TUESDAY]) == ["b"]
    assert names(lake, "d", [TUESDAY]) == ["y"]
    assert list(past.files("d")) == ["2026-03-02", "2026-03-03"]


def test_a_table_that_came_later_was_not_there(lake):
    past = Past(lake, lake.versions())
    lake.append("u", table((MONDAY, "u")), "b1")
    assert names(past, "u") == []
    assert past.version("u") == -1
    assert past.versions() == {"d": 0, "t": 0}


def test_a_version_gone_from_the_log_is_one_line(lake, tmp_path):
    past = Past(lake, lake.versions())
    lake.append("t", table((TUESDAY, "z")), "b2")
    lake._delta("t").create_checkpoint()
    (tmp_path / "t" / "_delta_log" / f"{0:020d}.json").unlink()
    with pytest.raises(ConfigError) as caught:
        names(past)
    said = f"{tmp_path / 't'}: version 0 is gone from the log; restore the lake from a backup"
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    # the others of that time are there
    assert names(past, "d") == ["a", "b"]


def test_a_file_that_was_vacuumed_is_one_line(lake, tmp_path):
    past = Past(lake, lake.versions())
    lake.replace("t", table((TUESDAY, "z")))
    gone = lake._delta("t").vacuum(0, dry_run=False, enforce_retention_duration=False)
    assert len(gone) == 1
    with pytest.raises(ConfigError, match="1 files of version 0 are gone; restore the lake"):
        names(past)
    assert names(lake) == ["z"]


def test_a_vacuum_as_it_comes_spares_what_may_be_evidence(lake):
    past = Past(lake, lake.versions())
    lake.remove("t", [("name", "=", "a")])
    assert lake._delta("t").vacuum(dry_run=False) == []
    with pytest.raises(Exception, match="retention"):
        lake._delta("t").vacuum(24 * 365, dry_run=False)
    assert names(past) == ["a"]


@pytest.mark.parametrize("change", CHANGES)
def test_the_past_is_not_written(lake, change):
    with pytest.raises(ValueError, match="t as it stood is not written"):
        CHANGES[change](Past(lake, lake.versions()))
    assert names(lake) == ["a"]


@pytest.mark.spark
def test_spark_reads_the_past_too(lake, spark_engine):
    versions = lake.versions()
    lake.remove("t", [("name", "=", "a")])
    lake.replace_days("d", table((TUESDAY, "y")), [TUESDAY])
    past = Past(Lake(str(lake.path), spark_engine), versions)
    assert names(past) == ["a"]
    assert names(past, "d", [TUESDAY]) == ["b"]
