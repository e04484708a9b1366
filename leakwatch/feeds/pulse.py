"""How many events each source had in each hour, kept in step with the batches."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.events import WIPED
from leakwatch.lake import Lake

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

#: `day` and `hour` are UTC's; `wiper` is the account, where these events wiped the log
PULSE = {
    "batch": "string", "source": "string", "org": "string", "day": "date", "hour": "int64",
    "wiper": "string", "events": "int64",
}  # fmt: skip
BATCHES = {
    "batch": "string", "source": "string", "kind": "string", "events": "int64",
    "first": "timestamp('UTC', 6)", "last": "timestamp('UTC', 6)",
}  # fmt: skip
EVENTS = {
    "batch": "string", "source": "string", "org": "string", "at": "timestamp('UTC', 6)",
    "actor": "string", "reason": "string",
}  # fmt: skip
HOURS = 24
DAY = timedelta(days=1)


def update(lake: Lake) -> int:
    """Counts the hours of batches not counted yet, in one commit; how many they were.

    A batch that has other events than were counted (some were taken back) is counted again.
    """
    known = _counted(lake)
    new = [row for row in _batches(lake) if known.get((row["source"], row["batch"])) !=
           row["events"]]  # fmt: skip
    if not new:
        return 0
    days = {day for row in new for day in _between(row)}
    events = lake.read("events", EVENTS, days)
    mine = events.filter(events["batch"].isin(sorted({row["batch"] for row in new})))
    names = sorted((row["source"], row["batch"]) for row in new)
    counted = _only(_dated(lake.engine.arrow(_hours(mine))), names)
    if known.keys() & set(names):
        rest = _only(lake.engine.arrow(lake.read("pulse", PULSE)), names, "left anti")
        lake.replace("pulse", pa.concat_tables([rest, counted]))
    else:
        digest = hashlib.sha256(repr(names).encode()).hexdigest()
        lake.append("pulse", counted, f"pulse/{digest}")
    return len(new)


def _counted(lake: Lake) -> dict[tuple[str, str], int]:
    """How many events of each batch the pulse knows."""
    pulse = lake.read("pulse", PULSE)
    sums = pulse.group_by("source", "batch").agg(events=pulse["events"].sum().cast("int64"))
    rows = lake.engine.arrow(sums).to_pylist()
    return {(row["source"], row["batch"]): row["events"] for row in rows}


def _batches(lake: Lake) -> list[dict[str, Any]]:
    """Batches of events, but for those without any."""
    batches = lake.read("batches", BATCHES)
    told = batches.filter((batches["kind"] == "events") & (batches["events"] > 0))
    return lake.engine.arrow(told).to_pylist()


def _between(row: dict[str, Any]) -> list[Any]:
    """Every day that may hold events of the batch; a clock is at most a day from UTC."""
    first, last = row["first"].date() - DAY, row["last"].date() + DAY
    return [first + DAY * n for n in range((last - first).days + 1)]


def _hours(events: ir.Table) -> ir.Table:
    """Events by batch and hour since 1970, those that wiped a log by who did."""
    import ibis

    wiped = (events["reason"] == WIPED).fill_null(False)
    told = events.select(
        "batch", "source", "org", hour=(events["at"].epoch_seconds() / 3600).floor().cast("int64"),
        wiper=wiped.ifelse(events["actor"], ibis.null("string")),
    )  # fmt: skip
    return told.group_by("batch", "source", "org", "hour", "wiper").agg(events=told.count())


def _dated(hours: pa.Table) -> pa.Table:
    """With day and hour in the place of hours since 1970."""
    import ibis

    day = pc.divide(hours["hour"], HOURS)
    hour = pc.subtract(hours["hour"], pc.multiply(day, HOURS))
    said = {name: hours[name] for name in hours.column_names}
    said |= {"day": day.cast(pa.int32()).cast(pa.date32()), "hour": hour}
    return pa.table({name: said[name] for name in PULSE}).cast(ibis.schema(PULSE).to_pyarrow())


def _only(
    counted: pa.Table, names: list[tuple[str, str]],
    how: Literal["left semi", "left anti"] = "left semi",
) -> pa.Table:  # fmt: skip
    """Rows of these batches (one file may be two sources'), or of no such, in fixed order."""
    source = pa.array([source for source, _ in names], pa.string())
    batch = pa.array([batch for _, batch in names], pa.string())
    wanted = pa.table({"source": source, "batch": batch})
    mine = counted.join(wanted, ["source", "batch"], join_type=how)
    return mine.select(list(PULSE)).sort_by(
        [(name, "ascending") for name in ("source", "batch", "day", "hour", "org", "wiper")]
    )


def read(lake: Lake) -> pd.DataFrame:
    """The pulse as a frame: source, org, at (the hour, UTC), wiper, events."""
    import pandas as pd

    found = lake.engine.arrow(lake.read("pulse", PULSE)).to_pandas()
    days = pd.to_datetime(found["day"]).astype("datetime64[s]")
    at = days + pd.to_timedelta(found["hour"], "h")
    return found[["source", "org", "wiper", "events"]].assign(at=at)
