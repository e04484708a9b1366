"""Every connector says of its golden raw file what is written beside it, on every engine."""

from pathlib import Path

import pytest

from leakwatch import plugins
from leakwatch.events import TABLES

GOLDEN = Path(__file__).parents[1] / "golden"
NAMES = plugins.connectors()
BESIDES = {"line", "wanted", "wrong", "subject_kind", "clock", "birth", "sequence"}


# pandas is newer than PySpark has been tested with; nothing here passes through it
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
@pytest.mark.parametrize("name", NAMES)
def test_the_golden_file_gives_the_golden_rows(name, engine, raw_table, plain, expected):
    connector = plugins.connector(name)
    [path] = (GOLDEN / name).glob("raw.*")
    table = connector.rows(raw_table(connector, path, engine))
    assert plain(engine, table) == expected(GOLDEN / name / f"{connector.table}.csv")


@pytest.mark.parametrize("name", NAMES)
def test_only_columns_of_its_table_come_out(name, duckdb, raw_table):
    connector = plugins.connector(name)
    [path] = (GOLDEN / name).glob("raw.*")
    table = connector.rows(raw_table(connector, path, duckdb))
    assert set(table.columns) <= set(TABLES[connector.table]) | BESIDES


@pytest.mark.parametrize("name", NAMES)
def test_no_rows_in_no_rows_out(name, duckdb, raw_table, plain):
    connector = plugins.connector(name)
    [path] = (GOLDEN / name).glob("raw.*")
    nothing = raw_table(connector, path, duckdb).filter(False)
    assert plain(duckdb, connector.rows(nothing)) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_rows_do_not_depend_on_their_order(name, duckdb, raw_table, plain, expected):
    connector = plugins.connector(name)
    [path] = (GOLDEN / name).glob("raw.*")
    raw = duckdb.arrow(raw_table(connector, path, duckdb))
    backwards = duckdb.table(raw.take(list(reversed(range(len(raw))))))
    found = plain(duckdb, connector.rows(backwards))
    assert found == expected(GOLDEN / name / f"{connector.table}.csv")
