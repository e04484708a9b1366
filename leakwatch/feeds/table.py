"""The feeds, a row a source: when it last spoke, how often it does, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from leakwatch import calendar as calendars
from leakwatch.calendar import Calendar
from leakwatch.feeds import pulse
from leakwatch.feeds.days import Row, frame
from leakwatch.feeds.standing import Known, Standing, hours, standing
from leakwatch.ingest.batch import BATCHES
from leakwatch.lake import Lake
from leakwatch.settings import Settings

if TYPE_CHECKING:
    from leakwatch.feeds.silence import Gap

#: times are UTC's but those in `gaps`, which are of the source's wall
FEEDS = {
    "source": "string", "org": "string", "connector": "string", "last": "timestamp('UTC', 6)",
    "batch": "string", "file": "string", "events": "int64", "every": "string",
    "silent_hours": "float64", "trouble": "string", "gaps": "string", "drops": "string",
    "holes": "int64", "lost": "string", "wiped": "int64",
}  # fmt: skip
#: gaps and days named in a cell, the newest
MOST_NAMED = 10
#: what is longer ago is no trouble now
RECENT = pd.Timedelta(days=14)
#: a day with less than half of the least, and no likelier, is a drop
RARE = np.log(1e-5)


def known(settings: Settings) -> dict[str, Known]:
    """What the settings say of each source of events."""
    ours = settings.organisation
    return {
        name: Known(one.org or ours.name, one.zone or ours.zone, one.connector or name,
                    hours(one.every, name))
        for name, one in settings.sources.items()
    }  # fmt: skip


def heard(lake: Lake, settings: Settings, until: date | None = None) -> list[Standing]:
    """Every source of the settings that ever said something, as it stands."""
    return spoken(lake, known(settings), calendars.read(settings), until)


def spoken(
    lake: Lake, sources: Mapping[str, Known], calendar: Calendar, until: date | None = None
) -> list[Standing]:
    """Every one of these sources that ever said something, as it stands."""
    batches = lake.engine.arrow(lake.read("batches", BATCHES)).to_pandas()
    mine = batches[batches["kind"] == "events"]
    return standing(pulse.read(lake), mine, sources, calendar, until)


def days(found: list[Standing]) -> pd.DataFrame:
    """The feed-days of all of them."""
    parts = [one.days for one in found]
    return pd.concat(parts, ignore_index=True) if parts else frame([])


def table(found: list[Standing], settings: Settings) -> pa.Table:
    """A row a source of the settings, also one that never said anything."""
    import ibis

    spoke = {one.source: _row(one) for one in found}
    rows = [spoke.get(name, _never(name, one)) for name, one in sorted(known(settings).items())]
    return pa.Table.from_pylist(rows, ibis.schema(FEEDS).to_pyarrow())


def _never(name: str, one: Known) -> Row:
    return {"source": name, "org": one.org, "connector": one.connector, "events": 0,
            "trouble": "no event yet"}  # fmt: skip


def _row(one: Standing) -> Row:
    rows, files = one.days, one.files
    last = one.pulse["at"].max().tz_localize("UTC")
    exact = files["last"][files["last"].dt.floor("h") == last]
    lost = rows[(rows["lost"] != "") & rows["found"].isna()]["lost"]
    newest = files.iloc[-1] if len(files) else {"batch": None, "file": None}
    said: Row = {
        "source": one.source, "org": one.org, "connector": one.known.connector,
        "last": exact.max() if len(exact) else last, "batch": newest["batch"],
        "file": newest["file"], "events": int(rows["events"].sum()), "every": _every(one),
        "silent_hours": round((one.now - one.beat.last) / pd.Timedelta(hours=1) - 1, 1),
        "gaps": "; ".join(_gap(gap) for gap in one.gaps[-MOST_NAMED:]),
        "drops": "; ".join(_drop(row) for row in _dropped(rows)),
        "holes": int(rows["holes"].sum() + rows["between"].sum()),
        "lost": ", ".join(lost), "wiped": int(rows["wiped"].sum()),
    }  # fmt: skip
    return said | {"trouble": "; ".join(_trouble(one, said["lost"]))}


def _every(one: Standing) -> str:
    """How often the feed speaks: as agreed, else as it did of late, by the hour or by the day."""
    if one.known.every:
        return f"{one.known.every:g}h"
    worked = one.usual.expected[-2 * 7 :].any(axis=1)
    if worked.any():
        return "1h"
    days = one.beat.totals[one.beat.works][-20:]
    spoken = float((days > 0).mean()) if len(days) else 0.0
    return f"{round(1 / spoken)}d" if spoken else ""


def _gap(gap: Gap) -> str:
    back = f"{gap.back:%Y-%m-%d %H:%M}" if gap.back is not None else "now"
    return f"{gap.start:%Y-%m-%d %H:%M} to {back}"


def _dropped(rows: pd.DataFrame) -> list[Any]:
    few = (rows["log_p"] <= RARE) & (rows["events"] < rows["least"] / 2) & (rows["events"] > 0)
    return list(rows[few].tail(MOST_NAMED).itertuples())


def _drop(row: Any) -> str:
    return f"{row.day:%Y-%m-%d} ({row.events} of {row.usual:.0f})"


def _trouble(one: Standing, lost: str) -> Iterator[str]:
    """What is wrong now or was of late; what was before stands in its own columns."""
    for gap in one.gaps:
        if gap.back is None:
            yield f"silent since {gap.start:%Y-%m-%d %H:%M}"
    if lost:
        yield f"lost {lost}"
    late = one.days[one.days["day"] > one.now - RECENT]
    yield from (f"few events on {_drop(row)}" for row in _dropped(late))
    missing = int(late["holes"].sum() + late["between"].sum())
    if missing:
        yield f"{missing} numbers missing"
    if late["wiped"].any():
        yield "log wiped"


def keep(lake: Lake, told: pa.Table) -> None:
    """Keeps the table for the export, unless it says what it said."""
    if lake.version("feeds") < 0 or not lake.engine.arrow(lake.read("feeds", FEEDS)).equals(told):
        lake.replace("feeds", told)
