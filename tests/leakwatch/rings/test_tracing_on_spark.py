"""A cluster traces a sample to the account one machine traces it to."""

import datetime as dt

import ibis
import pandas as pd
import pyarrow as pa
import pytest

from leakwatch.rings.tracing import traced

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
PAIRS = {
    "actor": "string", "org": "string", "branch": "string", "day": "date", "subject": "string",
    "looks": "int64", "unexplained": "int64", "foreign": "int64", "first": "timestamp('UTC', 6)",
}  # fmt: skip
SAMPLE = {"person": "int64", "subject": "string", "at": "timestamp('UTC', 6)"}
BEGAN = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)


def table(rows, columns):
    schema = ibis.schema(columns).to_pyarrow()
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema)


def look(actor, person, day, uncased=0):
    at = BEGAN + dt.timedelta(days=day)
    return (f"a{actor}", "o", f"b{actor % 3}", at.date(), f"s{person}", 1, uncased,
            int(person % 3 != actor % 3), at)  # fmt: skip


@pytest.fixture
def given():
    """Twelve accounts of three branches; the seventh opened thirty strangers, ten too late."""
    looks = [look(actor, (actor * 37 + n * 7) % 600, n % 20) for actor in range(12)
             for n in range(60)]  # fmt: skip
    looks += [look(7, 1000 + n, 5 if n < 20 else 15, 1) for n in range(30)]
    looks += [look(n % 12, 1000 + n, 3) for n in range(0, 30, 4)]
    found = BEGAN + dt.timedelta(days=10)
    return table(looks, PAIRS), table([(n, f"s{1000 + n}", found) for n in range(30)], SAMPLE)


def test_spark_and_duckdb_rank_and_divide_alike(given, duckdb_engine, spark_engine):
    told = [traced(*map(engine.table, given), engine.keep)
            for engine in (duckdb_engine, spark_engine)]  # fmt: skip
    pd.testing.assert_frame_equal(*told, check_dtype=False)
    assert told[0].loc[0, ["actor", "covered", "of"]].tolist() == ["a7", 20, 30]
    assert told[0].loc[0, "share"] == pytest.approx(2 / 3, abs=0.05)
