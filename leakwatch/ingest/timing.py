"""Written times of a column → wall clock and UTC; the common styles without a loop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import clocks

ISO = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?$"
COMPACT = r"^\d{14}$"
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
    compact = pc.if_else(pc.match_substring_regex(column, COMPACT), column, none)
    try:
        walls = pc.cast(iso, WALL)
    except pa.ArrowInvalid:
        walls = pa.nulls(len(column), WALL)
    stamped = pc.strptime(compact, format="%Y%m%d%H%M%S", unit="us", error_is_null=True)
    return pc.coalesce(walls, pc.cast(stamped, WALL))


def moments(column: pa.Array, zone: str, *, date_alone: bool = False) -> Timed:
    """Reads times; one without an offset is on the wall of `zone`.

    Where a clock is set back, the earlier of two readings; where it jumps, the later. With
    `date_alone` a date without a time is its midnight.
    """
    fast = _fast(column)
    left = pc.if_else(pc.is_null(fast), column, pa.scalar(None, pa.string()))
    coded = pc.dictionary_encode(left)
    read = clocks.read_loosely if date_alone else clocks.read
    said = [read(written) for written in coded.dictionary.to_pylist()]
    said.append(clocks.Moment())
    at = coded.indices.fill_null(len(said) - 1)
    slow = pa.array([moment.wall for moment in said], WALL).take(at)
    absolute = pa.array([moment.utc for moment in said], AT).take(at)
    problems = pa.array([moment.problem or None for moment in said], pa.string()).take(at)
    wall = pc.coalesce(fast, slow)
    known = pc.assume_timezone(wall, zone, ambiguous="earliest", nonexistent="latest")
    utc = pc.coalesce(absolute, pc.cast(known, AT))
    here = pc.local_timestamp(pc.cast(absolute, pa.timestamp("us", zone)))
    return Timed(pc.coalesce(wall, pc.cast(here, WALL)), utc, problems)


def days(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Reads dates; a problem where a value is none."""
    coded = pc.dictionary_encode(column)
    said = [clocks.read_day(written) for written in coded.dictionary.to_pylist()]
    wrong = pa.array([None if day else "unreadable date" for day in said] + [None], pa.string())
    at = coded.indices.fill_null(len(said))
    return pa.array([*said, None], pa.date32()).take(at), wrong.take(at)


def yyyymmdd(wall: pa.Array) -> npt.NDArray[np.int64]:
    """The day of each reading as one number, 0 where there is none."""
    text = pc.strftime(wall.fill_null(pa.scalar(datetime(1, 1, 1), WALL)), format="%Y%m%d")
    return np.asarray(pc.cast(text, pa.int64()).to_numpy(), np.int64)
