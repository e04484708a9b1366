"""False alarms as they are, beside those that were promised."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from leakwatch.evaluating.cast import Cast
from leakwatch.findings import FEED


@dataclass(frozen=True)
class Alarms:
    """What a run raised.

    `alerts` open on accounts, `false` of them on honest ones; `days`: actor-days raised,
    `false_days` of honest accounts; `dates` judged, on `false_dates` of which an honest account
    was raised; `sources`: alerts about feeds, which no promise covers; `by`: detector →
    actor-days it raised of leaking accounts, and of honest ones.
    """

    alerts: int
    false: int
    days: int
    false_days: int
    dates: int
    false_dates: int
    sources: int
    by: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The share of alerts that are false; 0 where there is none."""
        return self.false / self.alerts if self.alerts else 0.0


def alarms(alerts: pd.DataFrame, raised: pd.DataFrame, dates: int, cast: Cast) -> Alarms:
    """Counts open `alerts` (actor) and `raised` findings (actor, day, detector) of `dates` days."""
    people = alerts[~alerts["actor"].str.startswith(FEED)]
    said = raised[~raised["actor"].str.startswith(FEED)]
    days = said[["actor", "day"]].drop_duplicates()
    honest = days[cast.honest(days["actor"])]
    return Alarms(
        alerts=len(people),
        false=int(cast.honest(people["actor"]).sum()),
        days=len(days),
        false_days=len(honest),
        dates=dates,
        false_dates=int(honest["day"].nunique()),
        sources=len(alerts) - len(people),
        by={
            str(name): (int(few["actor"].isin(cast.leaking).sum()),
                        int(cast.honest(few["actor"]).sum()))
            for name, few in said.groupby("detector")
        },
    )  # fmt: skip


def decoys(cast: Cast, alerts: pd.DataFrame) -> pd.DataFrame:
    """By kind of honest life that looks odd: accounts, how many have an open alert, and whose."""
    told = cast.decoys.drop_duplicates(["actor", "what"])
    told = told.assign(alert=told["actor"].isin(alerts["actor"]))
    names = told[told["alert"]].groupby("what")["account"].agg(lambda few: ", ".join(sorted(few)))
    counted = told.groupby("what").agg(accounts=("actor", "size"), raised=("alert", "sum"))
    return counted.assign(whose=names).fillna({"whose": ""}).reset_index()
