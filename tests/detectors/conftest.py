from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from leakwatch.detector import Facts
from leakwatch.events import TABLES

SUMMED = (
    "looks", "subjects", "new_subjects", "unexplained", "unexplained_foreign", "off_hours",
    "credit", "credit_off_hours", "called",
)  # fmt: skip


def arrow(frame: pd.DataFrame) -> ibis.Table:
    return ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))


def table(name: str, rows: list[dict[str, object]]) -> ibis.Table:
    columns = TABLES[name]
    frame = pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], columns=list(columns))
    for column, dtype in columns.items():
        if dtype == "string":
            frame[column] = frame[column].astype("string")
        elif dtype.startswith("timestamp('UTC'"):
            frame[column] = pd.to_datetime(frame[column], utc=True)
        else:
            frame[column] = pd.to_datetime(frame[column])
    return arrow(frame).cast(ibis.schema(columns))


def office(
    actors: int = 30, days: int = 40, usual: float = 40.0, seed: int = 1, role: str = "clerk"
) -> pd.DataFrame:
    """Over-dispersed ordinary days: persons differ in volume, spread and ticket habit."""
    dice = np.random.default_rng(seed)
    level = usual * dice.lognormal(0, 0.3, (actors, 1))
    size = dice.gamma(8, 1.2, (actors, 1))
    looks = 1 + dice.negative_binomial(size, size / (size + level), (actors, days))
    habit = np.clip(dice.beta(2.5, 15, (actors, 1)), 0.03, 0.35)
    bare = dice.binomial(looks, np.broadcast_to(habit, looks.shape))
    foreign = dice.binomial(bare, 0.15)
    who, when = (grid.ravel() for grid in np.indices(looks.shape))
    frame = pd.DataFrame(
        {
            "actor": [f"{role}{number:03d}" for number in who],
            "org": "o", "role": role, "branch": [f"b{number % 3}" for number in who],
            "source": "s", "day": pd.Timestamp("2026-03-02") + pd.to_timedelta(when, "D"),
            "looks": looks.ravel(), "unexplained": bare.ravel(),
            "unexplained_foreign": foreign.ravel(), "foreign": foreign.ravel(),
        }
    )  # fmt: skip
    late = ("credit_off_hours", "credit_off_hours_unexplained", "credit_nights")
    for name in ("off_hours", "credit", *late, "called"):
        frame[name] = 0
    return settle(frame)


def settle(frame: pd.DataFrame) -> pd.DataFrame:
    """The facts that follow from looks and unexplained looks."""
    frame["subjects"] = frame["rows"] = frame["new_subjects"] = frame["looks"]
    frame["unexplained_subjects"] = frame["unexplained"]
    frame["unexplained_share"] = frame["unexplained"] / frame["looks"]
    return frame


def facts(frame: pd.DataFrame, **context: ibis.Table) -> Facts:
    days = frame.sort_values(["actor", "day"], ignore_index=True)
    windows = days[["actor", "day"]].copy()
    each = days.assign(active=1).set_index("day").groupby("actor")
    for span in (7, 28, 90):
        sums = each[["active", *SUMMED]].rolling(f"{span}D").sum()
        windows = windows.assign(
            **{f"{name}_{span}": sums[name].to_numpy().astype(int) for name in sums.columns}
        )
    return Facts(arrow(days), arrow(windows), context)


@pytest.fixture
def town() -> object:
    class Town:
        office, settle, facts, table = (staticmethod(f) for f in (office, settle, facts, table))

    return Town
