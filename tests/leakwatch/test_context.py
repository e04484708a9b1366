from datetime import UTC, date, datetime

import pytest

from leakwatch.context import context, newest

START = datetime(2026, 3, 7, 1, tzinfo=UTC)


@pytest.fixture
def table(duckdb_engine):
    """Rows of a context table as they lie in the lake."""
    import pyarrow as pa

    from leakwatch.ingest.stored import arrow_schema, stored

    def make(name, *rows):
        schema = arrow_schema(stored(name))
        whole = [dict.fromkeys(schema.names) | row for row in rows]
        return duckdb_engine.table(pa.Table.from_pylist(whole, schema))

    return make


@pytest.fixture
def said(duckdb_engine):
    def rows(found, *names):
        listed = duckdb_engine.arrow(found).to_pylist()
        return sorted(tuple(row[name] for name in names) for row in listed)

    return rows


def test_of_several_deliveries_of_an_account_the_newest_counts(table, said):
    found = newest("staff", table(
        "staff",
        {"org": "a", "actor": "1", "status": "在职", "seq": 0},
        {"org": "a", "actor": "1", "status": "离职", "seq": 2},
        {"org": "a", "actor": "2", "status": "在职", "seq": 0},
        {"org": "b", "actor": "1", "status": "请假", "seq": 1},
    ))  # fmt: skip
    assert said(found, "org", "actor", "status") == [
        ("a", "1", "离职"), ("a", "2", "在职"), ("b", "1", "请假"),
    ]  # fmt: skip


def test_a_shift_written_anew_replaces_that_day_and_no_other(table, said):
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    found = newest("roster", table(
        "roster",
        {"org": "a", "actor": "1", "day": monday, "start": datetime(2026, 3, 2, 8), "seq": 0},
        {"org": "a", "actor": "1", "day": monday, "start": datetime(2026, 3, 2, 14), "seq": 0},
        {"org": "a", "actor": "1", "day": tuesday, "start": datetime(2026, 3, 3, 8), "seq": 0},
        {"org": "a", "actor": "1", "day": monday, "start": datetime(2026, 3, 2, 10), "seq": 1},
    ))  # fmt: skip
    assert said(found, "day", "start") == [
        (monday, datetime(2026, 3, 2, 10)), (tuesday, datetime(2026, 3, 3, 8)),
    ]  # fmt: skip


def test_two_shifts_of_one_delivery_both_stand(table, said):
    shifts = [{"org": "a", "actor": "1", "day": date(2026, 3, 2), "seq": 0,
               "start": datetime(2026, 3, 2, hour)} for hour in (8, 14)]  # fmt: skip
    assert len(said(newest("roster", table("roster", *shifts)), "start")) == 2


@pytest.mark.parametrize("name", ["complaints", "links"])
def test_a_table_that_only_grows_keeps_every_row_once(table, said, name):
    column, kind = ("at", "contact") if name == "complaints" else ("start", "a")
    again = [{column: START, kind: "x", "seq": seq, "line": seq} for seq in (0, 1)]
    found = newest(name, table(name, *again, {column: START, kind: "y", "seq": 0}))
    assert said(found, kind) == [("x",), ("y",)]


def test_a_table_never_delivered_is_absent(house):
    house.toml = '[context.staff]\npath = "staff.csv"\norg = "carrier"\n'
    house.write("staff.csv", "工号,机构\nG1,A01\n")
    house.taken()
    assert set(context(house.lake)) == {"staff"}
