"""Logs are cut, but not on the way to a version that is named."""

import os
import time

import pyarrow as pa
import pytest
from deltalake import DeltaTable
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import storing
from leakwatch.lake import Lake
from leakwatch.past import Past
from leakwatch.retaining import FRESH_SECONDS, _way, tidy

SCHEMA = {"n": "int64"}
EVERY, LAST = 4, 17


@pytest.fixture(scope="module")
def made(tmp_path_factory, duckdb_engine):
    """A table of versions 0 to LAST, summed up now and then, two months old."""
    folder = tmp_path_factory.mktemp("lake")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storing, "OFTEN", EVERY)
        lake = Lake(str(folder), duckdb_engine)
        for number in range(LAST + 1):
            lake.append("t", pa.table({"n": [number]}), f"b{number}")
    aged(folder)
    return folder


def aged(folder, seconds=2 * FRESH_SECONDS):
    then = time.time() - seconds
    for place in folder.rglob("_delta_log/*"):
        os.utime(place, (then, then))


@pytest.fixture
def lake(made, tmp_path, duckdb_engine):
    for place in made.rglob("*"):
        new = tmp_path / place.relative_to(made)
        if place.is_dir():
            new.mkdir(exist_ok=True)
        else:
            os.link(place, new)
    return Lake(str(tmp_path), duckdb_engine)


def log(lake):
    return {int(place.name[:20]) for place in lake.path.glob("t/_delta_log/0*")}


def rows(lake, version=None):
    seen = lake if version is None else Past(lake, {"t": version})
    return sorted(lake.engine.arrow(seen.read("t", SCHEMA))["n"].to_pylist())


def test_nothing_named_leaves_what_leads_to_the_newest(lake):
    assert log(lake) == set(range(LAST + 1))
    lake.forget([])
    # versions 3, 7, 11 and 15 are summed up
    assert log(lake) == {15, 16, 17}
    assert rows(lake) == [*range(LAST + 1)]


def test_versions_named_can_be_read_and_the_others_are_gone(lake):
    lake.forget([{"t": 1}, {"t": 9, "other": 2}, {"other": 6}])
    assert log(lake) == {0, 1, 7, 8, 9, 15, 16, 17}
    for version in (0, 1, 7, 8, 9, 15, 16, 17):
        assert rows(lake, version) == [*range(version + 1)]
    for version in (2, 4, 12):
        with pytest.raises(Exception, match=f"version {version} is gone from the log"):
            rows(lake, version)


def test_writing_goes_on_after_it(lake):
    lake.forget([{"t": 5}])
    anew = Lake(str(lake.path), lake.engine)
    assert anew.append("t", pa.table({"n": [99]}), "more")
    assert not anew.append("t", pa.table({"n": [5]}), "b5")
    assert rows(anew) == [*range(LAST + 1), 99]
    assert rows(anew, 5) == [*range(6)]


def test_a_month_of_log_stays(lake):
    aged(lake.path, FRESH_SECONDS - 60)
    lake.forget([])
    assert log(lake) == set(range(LAST + 1))


def test_a_log_never_summed_up_stays(lake):
    for place in lake.path.glob("t/_delta_log/*.checkpoint.parquet"):
        place.unlink()
    (lake.path / "t" / "_delta_log" / "_last_checkpoint").unlink()
    assert tidy(lake.path / "t", ()) == 0
    assert DeltaTable(str(lake.path / "t")).version() == LAST


def test_files_that_are_not_of_the_log_stay(lake):
    strange = lake.path / "t" / "_delta_log" / "notes.json"
    strange.write_text("{}")
    aged(lake.path)
    lake.forget([])
    assert strange.exists()


@given(st.sets(st.integers(0, 50)), st.integers(0, 60))
def test_the_way_to_a_version_begins_at_the_last_sum_before_it(summed, version):
    way = _way(sorted(summed), version)
    assert way[-1] == version
    assert way[0] == 0 or way[0] in summed
    assert not summed & set(way[1:])
