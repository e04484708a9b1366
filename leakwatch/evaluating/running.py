"""The stages of a run, each opened anew from the settings, and what stands afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch import pipeline, settings
from leakwatch.errors import SourceError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Judging:
    """What a run says of itself: the promise, who did not judge and why, what was let go."""

    share: float
    promise: str
    not_assessed: dict[str, tuple[str, ...]]
    excused: dict[str, int]


@dataclass(frozen=True)
class Outcome:
    """What stands after a run.

    `days`: actor, day, score; `alerts` and `rings` as exported, of the alerts the open ones;
    `raised`: findings that no excuse let go.
    """

    days: pd.DataFrame
    alerts: pd.DataFrame
    raised: pd.DataFrame
    rings: pd.DataFrame


@contextmanager
def opened(place: Path) -> Iterator[pipeline.House]:
    """The house of a settings file, with the lake to itself."""
    with pipeline.opened(settings.read(place)) as house, house.lake.locked():
        yield house


def ingest(place: Path) -> int:
    """Takes every file in; how many events. SourceError where a file is refused."""
    with opened(place) as house:
        done = pipeline.ingest(house)
    if done.refused:
        raise SourceError(f"{len(done.refused)} made-up files were refused: {done.refused[0]}",
                          where=str(place.parent))  # fmt: skip
    return sum(batch.events for batch in done.batches if batch.kind == "events")


def facts(place: Path) -> int:
    """Counts the facts; of how many days."""
    with opened(place) as house:
        return pipeline.derive(house)


def detect(place: Path) -> Judging:
    """Judges every actor-day and raises alerts."""
    with opened(place) as house:
        found, _ = pipeline.detect(house)
    promise = found.promise
    return Judging(promise.share, promise.said(), found.not_assessed, found.excused)


def rings(place: Path) -> int:
    """Finds the rings; how many."""
    with opened(place) as house:
        return pipeline.rings(house)


def traces(place: Path, files: Sequence[str]) -> dict[str, pd.DataFrame]:
    """What tracing each leaked sample gives: file → accounts as `leakwatch trace` ranks them."""
    from leakwatch import sample

    with opened(place) as house:
        found = {file: sample.read(place.parent / file, house) for file in files}
        return {file: sample.traced(one, house).accounts for file, one in found.items()}


def outcome(place: Path) -> Outcome:
    """Reads what the stages left."""
    import pandas as pd

    from leakwatch import alerts
    from leakwatch.judging import SCORED
    from leakwatch.store.rings import rings_table

    with opened(place) as house:
        scored = house.lake.read("scored", SCORED).select("actor", "org", "role", "day", "score")
        days = house.lake.engine.arrow(scored).to_pandas()
        told = alerts.table(house.store).query("status == 'open'")
        found = alerts.findings_table(house.store)
        raised = found[found["excuse"].fillna("") == ""]
        members = rings_table(house.store)
    return Outcome(
        days.assign(day=pd.to_datetime(days["day"])),
        told,
        raised.assign(day=pd.to_datetime(raised["day"])),
        members,
    )
