"""An engine's threads give rows back in any order; what becomes of them is the same."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from leakwatch import plugins
from leakwatch.engine import DuckDB
from leakwatch.ingest.feed import Feed, Reading
from leakwatch.readers.opening import look
from leakwatch.tokens import Key

GOLDEN = Path(__file__).parents[2] / "golden"
NAMES = ["telecom_crm", "hospital_fhir", "database_audit", "telecom_4a"]


class Backwards(DuckDB):
    """Gives the rows it prepared last first."""

    def prepared(self, schema, make):
        run = super().prepared(schema, make)
        return lambda table: backwards(run(table))


def backwards(table: pa.Table) -> pa.Table:
    return table.take(np.arange(len(table))[::-1])


def refined(engine, name, path):
    reading = Reading(Feed(name, plugins.connector(name), "o", "Asia/Shanghai"), engine,
                      Key(bytes(32), ""))  # fmt: skip
    done = [reading.refine(rows.table) for rows in reading.read(look(path))]
    return [(of_lines(one.table), one.wrong, one.masked, one.words) for one in done]


def of_lines(table: pa.Table) -> list[dict]:
    """Rows in the order of the lines as they lie; a line's own, which have none, by what they
    say."""
    lines = table["line"].to_pylist()
    assert lines == sorted(lines)
    return sorted(table.to_pylist(), key=lambda row: (row["line"], repr(row)))


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_taken_by_line_whatever_order_an_engine_gives(name):
    [path] = (GOLDEN / name).glob("raw.*")
    assert refined(Backwards(), name, path) == refined(DuckDB(), name, path)
