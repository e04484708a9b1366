"""What every connector's test needs: an engine, raw files read as the core reads them."""

import csv
import json
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from leakwatch.engine import DuckDB, Spark
from leakwatch.readers import reading
from leakwatch.readers.opening import look

GOLDEN = Path(__file__).parents[1] / "golden"
SALT = bytes(16)


@pytest.fixture(scope="session")
def duckdb():
    # with more threads small tables take longer
    engine = DuckDB(threads=1)
    yield engine
    engine.close()


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request, duckdb, monkeypatch):
    if request.param == "duckdb":
        return duckdb
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    return Spark()


@pytest.fixture(scope="session")
def raw_table():
    """A file as one raw table, as the core gives it to the connector."""

    def read(connector, path, engine):
        found = reading.read(connector, look(path), SALT)
        table = engine.table(pa.concat_tables(rows.table for rows in found))
        return (
            table
            if connector.format not in ("json", "xml")
            else engine.unpacked(table, connector.schema())
        )

    return read


def written(rows):
    """Rows by line, as the text a CSV would hold."""

    def text(value):
        if isinstance(value, bool):
            return str(value).lower()
        return "" if value is None else str(value)

    said = [{name: text(value) for name, value in row.items()} for row in rows]
    return sorted(said, key=lambda row: (int(row["line"]), *row.values()))


@pytest.fixture(scope="session")
def plain():
    """Rows of an expression, by line, as the text a CSV would hold."""
    return lambda engine, table: written(engine.arrow(table).to_pylist())


@pytest.fixture(scope="session")
def emits(duckdb):
    """What a connector says of raw rows as the reader gives them; each is compiled once."""
    compiled = {}

    def said(connector, raw):
        nested = connector.format in ("json", "xml")
        known = type(connector), repr(sorted(vars(connector).items()))
        if known not in compiled:
            columns = {"record": "string"} if nested else connector.schema()
            compiled[known] = duckdb.prepared(
                {"line": "int64", **columns},
                lambda table: connector.rows(
                    duckdb.unpacked(table, connector.schema()) if nested else table
                ),
            )
        return written(compiled[known](raw).to_pylist())

    return said


@pytest.fixture(scope="session")
def given(emits):
    """What a connector of text columns says of rows given as cells; the rest are empty."""

    def emitted(connector, *rows):
        whole = [
            {"line": line, **dict.fromkeys(connector.schema()), **row}
            for line, row in enumerate(rows, 1)
        ]
        schema = ibis.schema({"line": "int64", **connector.schema()}).to_pyarrow()
        return emits(connector, pa.Table.from_pylist(whole, schema=schema))

    return emitted


@pytest.fixture
def told(emits, tmp_path):
    """What a connector says of a file of these lines; those that are no text become JSON."""

    def rows(connector, *lines):
        path = tmp_path / "raw"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        found = [rows.table for rows in reading.read(connector, look(path), SALT)]
        return emits(connector, pa.concat_tables(found).drop_columns(["fingerprint"]))

    return rows


@pytest.fixture(scope="session")
def expected():
    def read(path):
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
