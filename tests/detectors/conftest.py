from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from leakwatch.detector import Facts
from leakwatch.events import TABLES
from leakwatch.features.columns import DAYS, DEEDS, GAPS, PAIRS, SPANS, SUBJECTS, SUMMED


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
    return settle(neutral(frame))


def neutral(frame: pd.DataFrame) -> pd.DataFrame:
    """Every column of `days`: what is not there counts nothing."""
    values = {"int64": 0, "float64": 0.0, "boolean": False} | dict.fromkeys(GAPS, np.nan)
    lacking = {
        name: values.get(name, values.get(dtype))
        for name, dtype in DAYS.items()
        if name not in frame.columns
    }
    return pd.concat([frame, pd.DataFrame(lacking, index=frame.index)], axis=1)


def settle(frame: pd.DataFrame) -> pd.DataFrame:
    """The facts that follow from looks and unexplained looks."""
    frame["subjects"] = frame["rows"] = frame["new_subjects"] = frame["looks"]
    frame["unexplained_subjects"] = frame["unexplained"]
    frame["unexplained_share"] = frame["unexplained"] / frame["looks"]
    return frame


def rows(columns: dict[str, str], given: list[dict[str, object]] | pd.DataFrame) -> ibis.Table:
    """A table of these columns; what a row does not say is 0, or null where it is no count."""
    counts = dict.fromkeys((name for name, dtype in columns.items() if dtype == "int64"), 0)
    schema = ibis.schema(columns).to_pyarrow()
    if isinstance(given, pd.DataFrame):
        lacking = {
            name: value
            for name, value in (dict.fromkeys(columns) | counts).items()
            if name not in given.columns
        }
        full = given.assign(**lacking)
        return ibis.memtable(pa.Table.from_pandas(full, schema, preserve_index=False))
    full = [dict.fromkeys(columns) | counts | row for row in given]
    return ibis.memtable(pa.Table.from_pylist(full, schema))


def pairs(given: list[dict[str, object]] | pd.DataFrame) -> ibis.Table:
    """Rows of `pairs`, for facts(…, pairs=town.pairs([…]))."""
    return rows(PAIRS, given)


def deeds(given: list[dict[str, object]]) -> ibis.Table:
    """Rows of `deeds`."""
    return rows(DEEDS, given)


def subjects(given: list[dict[str, object]]) -> ibis.Table:
    """Rows of `subjects`."""
    return rows(SUBJECTS, given)


def facts(
    frame: pd.DataFrame,
    *,
    pairs: ibis.Table | None = None,
    deeds: ibis.Table | None = None,
    subjects: ibis.Table | None = None,
    **context: ibis.Table,
) -> Facts:
    """The facts detectors read, with the windows that follow from these days."""
    days = neutral(frame.sort_values(["actor", "day"], ignore_index=True))
    counted = days.assign(active=(days["looks"] > 0).astype(int))
    # a running number of the day, far apart between actors
    when = pd.factorize(days["actor"])[0] * 1_000_000 + days["day"].to_numpy("M8[D]").astype(int)
    until = {name: np.append(0, counted[name].to_numpy().cumsum()) for name in SUMMED}
    windows = days[["actor", "day"]].assign(
        **{
            f"{name}_{span}": (summed[1:] - summed[np.searchsorted(when, when - span, "right")])
            .astype(int)
            for span in SPANS for name, summed in until.items()
        }
    )  # fmt: skip
    return Facts(arrow(days), arrow(windows), context, subjects, pairs=pairs, deeds=deeds)


@pytest.fixture
def town() -> object:
    class Town:
        office, settle, neutral = (staticmethod(f) for f in (office, settle, neutral))
        facts, table = staticmethod(facts), staticmethod(table)
        pairs, deeds, subjects = (staticmethod(f) for f in (pairs, deeds, subjects))

    return Town
