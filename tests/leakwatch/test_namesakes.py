"""Whom a row of identifiers may mean, given what was seen together."""

import ibis
import pandas as pd
import pyarrow as pa
import pytest

from leakwatch.namesakes import FAMILY_AT_MOST, meant

SEEN = {"subject": "string", "phone": "string", "id_no": "string"}
NOON, NIGHT = (pd.Timestamp(f"2026-03-07T{hour}:00Z") for hour in (12, 22))
#: one man with a phone and a waybill; a family of two on one phone, one of them with a waybill;
#: a dealer's phone
MAN = [("way1", "f1", None), (None, "f1", "i1")]
FAMILY = [("way2", "f2", "i2"), (None, "f2", "i3"), ("way3", "f2", None)]
DEALER = [(None, "f9", f"d{n}") for n in range(FAMILY_AT_MOST + 1)]


@pytest.fixture
def named(duckdb_engine):
    """The names of each person that rows (id_no, phone, key) mean, in the order of their tokens."""

    def told(*rows, at=NOON):
        sightings = [dict(zip(SEEN, one, strict=True)) for one in MAN + FAMILY + DEALER]
        schema = ibis.schema(SEEN).to_pyarrow()
        table = duckdb_engine.table(pa.Table.from_pylist(sightings, schema=schema))
        frame = pd.DataFrame(rows, columns=["id_no", "phone", "key"], dtype=object)
        given = frame.assign(at=at if isinstance(at, list) else [at] * len(rows))
        return meant(given, table, duckdb_engine)

    return told


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ((None, "f1", None), {"i1"}),
        ((None, None, "way1"), {"i1"}),
        (("i1", None, None), {"i1"}),
        (("i1", "f1", "way1"), {"i1"}),
        (("i2", "f2", None), {"i2", "f2"}),  # the ID number tells which of the family
        ((None, "f2", None), {"f2", "i2", "i3"}),
        ((None, "f2", "way2"), {"f2", "i2"}),  # and so does the record
        ((None, None, "way3"), {"f2"}),
        (("i2", "f1", None), {"i2"}),  # another's phone says nothing
        (("i2", None, "way1"), {"i2"}),
        ((None, "f9", None), {"f9"}),  # a dealer is no family
        (("i7", "f7", "way7"), {"i7"}),
        ((None, "f7", None), {"f7"}),  # never seen
    ],
)
def test_a_row_means_all_it_may_be(named, row, names):
    found = named(row)
    assert set(found["subject"]) == names
    assert found["person"].nunique() == 1


def test_rows_that_name_one_person_are_one(named):
    found = named((None, "f1", None), ("i1", None, None), (None, None, "way1"), ("i2", None, None))
    assert found["person"].nunique() == 2
    assert sorted(found["subject"]) == ["i1", "i2"]


@pytest.mark.parametrize(("times", "last"), [([NOON, NIGHT], NIGHT), ([NIGHT, pd.NaT], pd.NaT)])
def test_of_several_times_the_last_counts_and_none_is_any(named, times, last):
    found = named((None, "f1", None), ("i1", None, None), at=times)
    assert found["at"].tolist() == [last] or (found["at"].isna().all() and last is pd.NaT)


def test_a_row_order_is_none(named):
    rows = [("i2", "f2", None), (None, "f1", None), (None, "f2", None)]
    pd.testing.assert_frame_equal(named(*rows), named(*rows[::-1]))
