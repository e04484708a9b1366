"""What a run's findings change in those already kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from leakwatch.findings import FINDINGS
from leakwatch.store.findings import KEY, between

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy.orm import Session

SAID = ["score", "p", "because", "severity", "excuse"]


@dataclass(frozen=True)
class Changes:
    """Findings to add, to alter (with `id` and `alert_id`) and to take away.

    `answered` says, for an actor and a day, which alert a person has decided that rests on it.
    """

    new: list[dict[str, Any]]
    altered: list[dict[str, Any]]
    gone: list[dict[str, Any]]
    answered: dict[tuple[str, date], str]


def changes(
    session: Session, findings: pd.DataFrame, days: pd.DataFrame, run: int | None = None
) -> Changes:
    """Compare a run's findings with those kept of the same days.

    A kept finding is gone when this run judged its actor-day and did not make it. Findings under
    an alert that a person decided are what that person read: they are neither altered nor gone.
    What is new or altered is the `run`'s; one that nobody knows whose it is becomes the run's too.
    """
    found, judged = _tidy(findings), _dated(days)[["actor", "day"]].drop_duplicates()
    span = [edge.date() for frame in (found, judged) if len(frame)
            for edge in (frame.day.min(), frame.day.max())]  # fmt: skip
    if not span:
        return Changes([], [], [], {})
    kept = _dated(between(session, min(span), max(span)))
    decided = kept.status.notna() & (kept.status != "open")
    both = found.merge(kept, on=KEY, how="outer", suffixes=("", "_kept"), indicator=True)
    fresh = both[both._merge == "left_only"]
    same = both[(both._merge == "both") & (both.status.isna() | (both.status == "open"))]
    missing = kept[~decided].merge(found[KEY], on=KEY, how="left", indicator=True)
    missing = missing[missing.pop("_merge") == "left_only"].merge(judged, on=["actor", "day"])
    adopted = same.run_id.isna() & (run is not None)
    answered = {
        (row["actor"], row["day"]): row["alert_id"]
        for row in _rows(kept[decided], ["actor", "day", "alert_id"])
    }
    return Changes(
        new=[row | {"run_id": run} for row in _rows(fresh, list(FINDINGS))],
        altered=[
            row | {"run_id": run}
            for row in _rows(same[_differs(same) | adopted], [*FINDINGS, "id", "alert_id"])
        ],
        gone=_rows(missing, ["id", "alert_id"]),
        answered=answered,
    )


def rows(findings: pd.DataFrame) -> list[dict[str, Any]]:
    """The findings of a run as they are kept: FINDINGS, one of each key."""
    return _rows(_tidy(findings), list(FINDINGS))


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    """With `day` as a timestamp, whichever way the day was written."""
    import pandas as pd

    return frame.assign(day=pd.to_datetime(frame["day"]).astype("datetime64[s]"))


def _tidy(findings: pd.DataFrame) -> pd.DataFrame:
    """FINDINGS columns, one row a key (of several the strongest), in the order of the keys."""
    frame = _dated(findings[list(FINDINGS)])
    # whole numbers stay whole when the merge leaves gaps beside them
    frame["severity"] = frame["severity"].astype(object)
    frame["excuse"] = frame["excuse"].astype(object).where(frame["excuse"] != "", None)
    frame = frame.sort_values(
        [*KEY, "p", "score", "severity", "because"],
        ascending=[True, True, True, True, False, False, True],
        ignore_index=True,
    )
    return frame.drop_duplicates(KEY, ignore_index=True)


def _differs(both: pd.DataFrame) -> pd.Series[bool]:
    """True where the run says something else than what is kept."""
    import pandas as pd

    differs = pd.Series(False, index=both.index)
    for column in SAID:
        said, kept = both[column], both[f"{column}_kept"]
        differs |= (said != kept) & ~(said.isna() & kept.isna())
    return differs


def _rows(frame: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    """Rows as the database takes them: plain numbers, dates, None."""
    plain = frame[columns].astype(object)
    if "day" in columns:
        plain["day"] = frame["day"].dt.date.astype(object)
    rows: list[dict[str, Any]] = plain.where(frame[columns].notna(), None).to_dict("records")  # type: ignore[assignment]
    return rows
