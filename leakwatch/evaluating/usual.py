"""The usual notebook: pandas counts of each actor-day, and PyOD's Isolation Forest over them.

What an analyst writes in an afternoon, so that leakwatch is measured against it. It knows the log
and nothing of the context or the past; a careful analyst compares within a job. More counts (of
each action and each kind of data) made it worse on made-up worlds, and are left out.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import pandas as pd

from leakwatch.evaluating.log import log

KEY = ["actor", "day"]
JOB: list[Hashable] = ["org", "role"]
SEED = 20240229
EVENING, MORNING, SATURDAY = 20, 8, 5


def forest(place: Path) -> pd.DataFrame:
    """Actor-days with their score by the forest, of the log these settings read."""
    return scored(counts(log(place)).droplevel(JOB))


def by_job(place: Path) -> pd.DataFrame:
    """The same, each count as its distance from the job's mean, in standard deviations."""
    return scored(standardised(counts(log(place))).droplevel(JOB))


def counts(events: pd.DataFrame) -> pd.DataFrame:
    """By actor and day, with org and role in the index: looks, failures, looks without a case,
    events at night and at weekends, people, places.
    """
    clock = events["clock"]
    told = events.assign(
        looks=events["look"],
        bare=events["look"] & events["case"].isna(),
        night=(clock.dt.hour < MORNING) | (clock.dt.hour >= EVENING),
        weekend=clock.dt.day_of_week >= SATURDAY,
    )
    by = told.groupby(KEY)
    sums = by[["looks", "miss", "bare", "night", "weekend"]].sum()
    jobs = by[JOB].first().fillna("")
    counted = pd.concat([sums, by[["subject", "place"]].nunique(), jobs], axis=1)
    return counted.set_index(JOB, append=True).astype(float).sort_index()


def standardised(counted: pd.DataFrame) -> pd.DataFrame:
    """Each column by the job's mean and standard deviation; 0 where the job is all alike."""
    job = counted.groupby(level=JOB)
    spread = job.transform("std")
    return ((counted - job.transform("mean")) / spread.where(spread > 0)).fillna(0.0)


def scored(counted: pd.DataFrame) -> pd.DataFrame:
    """Actor, day, score: PyOD's defaults, all days at once, moved so that the least is 0."""
    from pyod.models.iforest import IForest

    model = IForest(random_state=SEED)
    model.fit(counted.to_numpy())
    score = pd.Series(model.decision_scores_, index=counted.index, name="score")
    return (score - score.min()).reset_index()
