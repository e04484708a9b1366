"""A small made-up office, to try detectors on: three jobs, two months, one leaver who goes on."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa

from leakwatch.detector import Facts
from leakwatch.engine.compiling import unfused
from leakwatch.events import TABLES
from leakwatch.features.columns import DAYS, SPANS, SUMMED, WINDOWS
from leakwatch.feeds.days import FINE, frame

FIRST, LENGTH, ACTORS = date(2026, 3, 2), 60, 24
SHARES = ("unexplained", "foreign", "off_hours")
#: plain words of the tables; whatever else is text in them is a token
WORDS = {
    "kind": "person", "status": "在职", "role": "clerk", "department": "desk", "relation": "同事",
    "a_kind": "actor", "b_kind": "phone", "contact_kind": "phone", "channel": "phone",
    "origin": "seized", "source": "check",
}  # fmt: skip
#: names that no sentence may hold: tokens, and these for what is plain
ORG, BRANCH = "OrgNamed", "BranchNamed"


def token(what: object) -> str:
    """An opaque token as the core makes them.

    >>> token("a")
    '0cc175b9c0f1b6a831c399e269772661'
    """
    return hashlib.md5(str(what).encode(), usedforsecurity=False).hexdigest()


def office() -> Facts:
    """Facts of ordinary days of two jobs and of one without a name, with all context tables.

    The owner of the first account leaves a week before the end; the account then opens ten times
    as many records as usual.
    """
    return facts(*tables())


@cache
def tables() -> tuple[pa.Table, pa.Table, dict[str, pa.Table], pa.Table]:
    """The days, windows, context tables and feeds of the office: always the same."""
    days = _days()
    context = {name: _context(name) for name in TABLES if name != "events"}
    return _arrow(days, DAYS), _arrow(_windows(days), WINDOWS), context, _feeds()


def facts(
    days: pa.Table, windows: pa.Table, context: dict[str, pa.Table], feeds: pa.Table
) -> Facts:
    """Facts of Arrow tables."""
    unfused()
    made = {name: ibis.memtable(table) for name, table in context.items()}
    heard = frame(feeds.to_pylist())
    return Facts(ibis.memtable(days), ibis.memtable(windows), made, feeds=heard)


def _arrow(frame: pd.DataFrame, columns: dict[str, str]) -> pa.Table:
    schema = ibis.schema(columns).to_pyarrow()
    return pa.Table.from_pandas(frame[list(columns)], schema, preserve_index=False)


def _days() -> pd.DataFrame:
    dice = np.random.default_rng(1)
    who, when = (grid.ravel() for grid in np.indices((ACTORS, LENGTH)))
    looks = 1 + dice.negative_binomial(8, 0.2, ACTORS * LENGTH)
    looks[(who == 0) & (when >= LENGTH - 7)] *= 10
    frame = pd.DataFrame({"looks": looks})
    for name, dtype in DAYS.items():
        if dtype == "int64" and name != "looks":
            frame[name] = dice.binomial(looks, 0.3)
    for name in SHARES:
        frame[f"{name}_share"] = frame[name] / looks
    for name in ("gap_mode_share", "gap_cv"):
        frame[name] = np.where(looks > 10, 0.5, np.nan)
    return frame.assign(
        actor=[token(number) for number in who],
        source="check",
        org=ORG,
        role=np.choose(who % 3, ["clerk", "teller", None]),
        branch=[f"{BRANCH}{number % 2}" for number in who],
        day=[FIRST + timedelta(int(number)) for number in when],
        gap_median=np.where(looks > 1, 60.0, np.nan),
        gap_mode=np.where(looks > 10, 45.0, np.nan),
        resting=when % 7 >= 5,
        approver_share=0.5,
    )


def _feeds() -> pa.Table:
    """Two feeds; the first says little on one day, nothing on the next three, and lost a column."""
    days = [FIRST + timedelta(number) for number in range(LENGTH)]
    rows = [FINE | {"source": source, "org": ORG, "day": day, "events": 900, "usual": 1000.0,
                    "least": 800.0, "every": 0.0}
            for source in ("check", "other") for day in days]  # fmt: skip
    rows[20] |= {"events": 9, "log_p": -40.0}
    rows[21] |= {"events": 0, "silent": datetime(2026, 3, 23), "silent_hours": 27,
                 "silent_log_p": -99.0, "lost": "order"}  # fmt: skip
    return pa.Table.from_pandas(frame(rows), preserve_index=False)


def _windows(days: pd.DataFrame) -> pd.DataFrame:
    """Trailing sums; every actor works every day, so rows are calendar days."""
    summed = days.assign(active=1).groupby("actor", sort=False)[list(SUMMED)]
    parts = [
        summed.rolling(span, min_periods=1).sum().reset_index(drop=True).add_suffix(f"_{span}")
        for span in SPANS
    ]
    return pd.concat([days[["actor", "day"]], *parts], axis=1)


def _context(name: str) -> pa.Table:
    """A row an actor."""
    rows = [
        {column: _cell(column, dtype, number) for column, dtype in TABLES[name].items()}
        for number in range(ACTORS)
    ]
    if name == "staff":
        rows[0] |= {"status": "离职", "left": FIRST + timedelta(LENGTH - 7)}
    return pa.Table.from_pylist(rows, ibis.schema(TABLES[name]).to_pyarrow())


def _cell(column: str, dtype: str, number: int) -> Any:
    """One cell: a word, a name no sentence may hold, or a moment of the two months."""
    if column in ("actor", "a"):
        return token(number)
    if dtype == "string":
        plain = WORDS | {"org": ORG, "branch": f"{BRANCH}{number % 2}"}
        return plain.get(column, token(f"{column}{number}"))
    if column == "joined":
        return FIRST - timedelta(365)
    if column == "left":
        return None
    if dtype == "date":
        return FIRST + timedelta(number)
    start = datetime(2026, 3, 2, 9, tzinfo=UTC if "UTC" in dtype else None)
    return start + timedelta(days=number, hours=8 * (column == "end")) if "time" in dtype else 1
