"""Typed columns say as text what a log would have said; nothing is guessed of what was lost."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import clocks, identifiers
from leakwatch.readers.typed import EXACT, flat, text, trimmed


def said(values, dtype=None):
    return text(pa.chunked_array([pa.array(values, dtype)])).to_pylist()


@pytest.mark.parametrize(
    ("values", "dtype", "texts"),
    [
        (["a", None, ""], None, ["a", None, ""]),
        ([1, None], pa.int64(), ["1", None]),
        ([10_000_000_001.0, None, 1.5, -2.0], pa.float64(), ["10000000001", None, "1.5", "-2"]),
        ([True, False, None], pa.bool_(), ["true", "false", None]),
        ([date(2026, 3, 7)], pa.date32(), ["2026-03-07"]),
        ([time(9, 5, 11)], pa.time32("s"), ["09:05:11"]),
        ([Decimal("10.50")], pa.decimal128(5, 2), ["10.50"]),
        (["x", "x"], pa.dictionary(pa.int8(), pa.string()), ["x", "x"]),
        ([b"\x00\xff"], pa.binary(), ["00ff"]),
        ([[1, 2], None], pa.list_(pa.int64()), ["[1, 2]", None]),
    ],
)
def test_a_value_is_written_as_a_log_would(values, dtype, texts):
    assert said(values, dtype) == texts


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Shanghai"])
def test_a_moment_is_read_again_as_it_was(unit, zone):
    moment = datetime(2026, 3, 7, 1, 5, 11, tzinfo=UTC if zone else None)
    [written] = said([moment], pa.timestamp(unit, zone))
    read = clocks.read(written)
    assert (read.utc if zone else read.wall) == moment


@given(st.integers(min_value=0, max_value=int(EXACT) - 1))
def test_a_whole_number_kept_as_a_float_keeps_its_digits(number):
    assert said([float(number)], pa.float64()) == [str(number)]


@given(st.integers(min_value=int(EXACT), max_value=10**18))
def test_a_key_too_long_for_a_float_has_lost_its_digits(number):
    [written] = said([float(number)], pa.float64())
    assert identifiers.read("key", written).problem == identifiers.LOST


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e-9])
def test_odd_floats_are_no_keys_of_digits(value):
    [written] = said([value], pa.float64())
    assert not written.isdigit()


def test_nested_records_become_columns():
    table = pa.table({"user": [{"id": 1, "org": {"name": "A"}}], "time": ["t"]})
    assert flat(table).to_pylist() == [{"user.id": 1, "user.org.name": "A", "time": "t"}]


def test_spaces_around_are_no_part_of_a_cell():
    assert trimmed(pa.array([" a ", "\u3000b\u00a0", "  ", "", None])).to_pylist() == [
        "a", "b", None, None, None,
    ]  # fmt: skip
