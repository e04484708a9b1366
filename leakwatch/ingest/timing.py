"""Written times of a column → wall clock and UTC; the common styles without a loop."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import clocks

YEAR, MONTH, DAY = r"(199\d|20\d\d|2100)", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
HOUR, SIXTIETH = r"([01]\d|2[0-3])", r"([0-5]\d)"
ISO = rf"^{YEAR}-{MONTH}-{DAY}[ T]{HOUR}:{SIXTIETH}:{SIXTIETH}(\.\d{{1,6}})?$"
ZONED = rf"{ISO[:-1]}(Z|[+-](0\d|1[0-4]):?[0-5]\d)$"
COMPACT = rf"^{YEAR}{MONTH}{DAY}{HOUR}{SIXTIETH}{SIXTIETH}$"
#: milliseconds of 2001 to 2099
EPOCH_MS = r"^(1\d|2\d|3\d|40)\d{11}$"
WALL = pa.timestamp("us")
AT = pa.timestamp("us", "UTC")


@dataclass(frozen=True)
class Timed:
    """The moment of each value on the source's wall and in UTC; the problem where there is none."""

    wall: pa.Array
    at: pa.Array
    problems: pa.Array


def _fast(column: pa.Array) -> pa.Array:
    """Walls of the two styles that machines write; null for the rest."""
    none = pa.scalar(None, pa.string())
    iso = pc.if_else(pc.match_substring_regex(column, ISO), column, none)
    if iso.null_count > column.null_count:
        compact = pc.match_substring_regex(column, COMPACT)
        spelt = pc.replace_substring_regex(column, COMPACT, r"\1-\2-\3 \4:\5:\6")
        iso = pc.if_else(compact, spelt, iso)
    try:
        return pc.cast(iso, WALL)
    except pa.ArrowInvalid:
        # a 30th of February: the slow way tells which
        return pa.nulls(len(column), WALL)


def _zoned(column: pa.Array) -> pa.Array:
    """Moments of the two styles that machines write with an offset; null for the rest."""
    none = pa.scalar(None, pa.string())
    ticks = pc.if_else(pc.match_substring_regex(column, EPOCH_MS), column, none)
    epochs = pc.cast(pc.cast(ticks, pa.int64()), pa.timestamp("ms", "UTC"))
    found = pc.match_substring_regex(column, ZONED)
    try:
        zoned = pc.cast(pc.if_else(found, column, none), AT)
    except pa.ArrowInvalid:
        zoned = pa.nulls(len(column), AT)
    return pc.coalesce(zoned, pc.cast(epochs, AT))


def moments(column: pa.Array, zone: str, *, date_alone: bool = False) -> Timed:
    """Reads times; one without an offset is on the wall of `zone`.

    Where a clock is set back, the earlier of two readings; where it jumps, the later. With
    `date_alone` a date without a time is its midnight.
    """
    fast = _fast(column)
    if fast.null_count == column.null_count:
        return Timed(fast, _utc(fast, zone), pa.nulls(len(column), pa.string()))
    left = pc.if_else(pc.is_null(fast), column, pa.scalar(None, pa.string()))
    zoned = _zoned(left) if left.null_count < len(left) else pa.nulls(len(left), AT)
    left = pc.if_else(pc.is_null(zoned), left, pa.scalar(None, pa.string()))
    coded = pc.dictionary_encode(left)
    read = clocks.read_loosely if date_alone else clocks.read
    said = [read(written) for written in coded.dictionary.to_pylist()]
    said.append(clocks.Moment())
    at = coded.indices.fill_null(len(said) - 1)
    slow = pa.array([moment.wall for moment in said], WALL).take(at)
    absolute = pc.coalesce(zoned, pa.array([moment.utc for moment in said], AT).take(at))
    problems = pa.array([moment.problem or None for moment in said], pa.string()).take(at)
    wall = pc.coalesce(fast, slow)
    utc = pc.coalesce(absolute, _utc(wall, zone))
    here = pc.local_timestamp(pc.cast(absolute, pa.timestamp("us", zone)))
    return Timed(pc.coalesce(wall, pc.cast(here, WALL)), utc, problems)


def _utc(wall: pa.Array, zone: str) -> pa.Array:
    known = pc.assume_timezone(wall, zone, ambiguous="earliest", nonexistent="latest")
    return pc.cast(known, AT)


def days(column: pa.Array, zone: str) -> tuple[pa.Array, pa.Array]:
    """Reads dates, on the wall of `zone`; a problem where a value is none."""
    coded, where = pc.dictionary_encode(column), ZoneInfo(zone)
    said = [clocks.read_day(written, where) for written in coded.dictionary.to_pylist()]
    wrong = pa.array([None if day else "unreadable date" for day in said] + [None], pa.string())
    at = coded.indices.fill_null(len(said))
    return pa.array([*said, None], pa.date32()).take(at), wrong.take(at)


def yyyymmdd(wall: pa.Array) -> npt.NDArray[np.int64]:
    """The day of each reading as one number, 0 where there is none."""
    parts = (pc.multiply(pc.year(wall), 10_000), pc.multiply(pc.month(wall), 100), pc.day(wall))
    number = pc.add(pc.add(parts[0], parts[1]), parts[2])
    return np.asarray(number.fill_null(0).to_numpy(zero_copy_only=False), np.int64)
