"""People opened by many accounts that have no case with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from leakwatch import rates, typical
from leakwatch.running import GRAIN, running
from leakwatch.traces.meetings import meetings
from leakwatch.traces.sums import day_number

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.tail import Codes, Floats

#: days within which looks at one person are one crowd
DAYS = 7
#: with fewer accounts without a case a person is handed from desk to desk, not stared at
FEWEST = 4
#: one desk forgets the same ticket together
TOGETHER = 0.05
PRIOR = 5.0
COLUMNS = ("actor", "day", "crowd", "viewers", "bare", "branches", "expected")


def stared(pairs: ir.Table | None, frame: pd.DataFrame) -> pd.DataFrame:
    """Actor-days that opened, without a case, a person whom many opened so; the oddest person's.

    `crowd` is the logarithm of a p, times the people so opened that day; `viewers` accounts of
    the house opened the person in the seven days of that day at which the crowd is oddest,
    `bare` of them, of `branches` branches, have no case with them on any day; `expected` are
    usual. Null: each account lacks a case at its own rate, or the job's of that day where that is
    higher; the sum has the binomial tail of the mean rate (Hoeffding, Ann. Math. Stat. 27, 1956),
    widened for desks that forget together; and as many branches come together over anybody in a
    week. The two are combined by Fisher's method.
    """
    nobody = pd.DataFrame(columns=list(COLUMNS))
    if pairs is None:
        return nobody
    met = meetings(pairs).select("actor", "org", "subject", "alone").cache()
    hot, habit = _met(pairs, met)
    rows = hot.merge(habit, on="actor").merge(_of_day(frame), on=["actor", "day"])
    if rows.empty:
        return nobody
    crowds = _crowds(rows, _spread(pairs.semi_join(met.filter(met.alone), ["actor", "subject"])))
    alone = rows.loc[rows["alone"], ["org", "subject", "actor", "day"]]
    near = [alone.assign(end=alone["day"] + pd.Timedelta(days=late)) for late in range(DAYS)]
    found = pd.concat(near).merge(crowds, on=["org", "subject", "end"])
    found = found.sort_values("crowd", kind="stable")
    found = found.drop_duplicates(["actor", "day", "org", "subject"])
    people = found.groupby(["actor", "day"])["subject"].size()
    found = found.drop_duplicates(["actor", "day"])
    many = people.reindex(pd.MultiIndex.from_frame(found[["actor", "day"]])).to_numpy()
    found = found.assign(crowd=np.minimum(found["crowd"] + np.log(many), 0.0))
    return found.sort_values(["actor", "day"], ignore_index=True)[list(COLUMNS)]


def _crowds(rows: pd.DataFrame, spread: pd.Series) -> pd.DataFrame:
    """The people of a house opened without a case by enough in the seven days up to `end`."""
    rows = rows.sort_values(["org", "subject", "actor", "day"], ignore_index=True)
    rate = rows[["habit", "of_day"]].max(axis=1).to_numpy()
    weights = [np.ones(len(rows)), rows["alone"].to_numpy(dtype=np.float64), rate]
    viewers, bare, usual = _within(rows, "actor", weights)
    spots = rows.loc[rows["alone"], ["org", "subject", "branch", "day"]].drop_duplicates()
    spots = spots.sort_values(["org", "subject", "branch", "day"], ignore_index=True)
    [branches] = _within(spots, "branch", [np.ones(len(spots))])
    spots = spots.assign(branches=branches).drop_duplicates(["org", "subject", "day"])
    rows = rows.assign(viewers=viewers, bare=bare, expected=np.round(usual, 1), usual=usual)
    rows = rows[rows["bare"] >= FEWEST].drop_duplicates(["org", "subject", "day"])
    rows = rows.merge(spots[["org", "subject", "day", "branches"]], on=["org", "subject", "day"])
    mean = (rows["usual"] / rows["viewers"].clip(lower=1)).clip(0.002, 0.98).to_numpy()
    together = np.full(len(rows), TOGETHER)
    counts = rows["bare"].to_numpy(), rows["viewers"].to_numpy()
    lacking = rates.log_p(*counts, mean, together)
    # a number never met so far is as rare as the largest met
    most = rows["org"].map(spread.reset_index("branches")["branches"].groupby("org").max())
    place = pd.MultiIndex.from_arrays([rows["org"], np.minimum(rows["branches"], most)])
    both = -(lacking + spread.reindex(place).to_numpy())
    kept = rows[["org", "subject", "viewers", "bare", "branches", "expected"]]
    return kept.assign(end=rows["day"], crowd=np.log1p(both) - both)


def _met(pairs: ir.Table, met: ir.Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Meetings with people whom enough accounts met without a case; each account's habit."""
    each = met.group_by("actor").agg(alone=met.count(where=met.alone), people=met.count())
    habit = each.order_by(*each.columns).to_pandas()
    usual = habit["alone"].sum() / max(habit["people"].sum(), 1)
    habit["habit"] = (habit["alone"] + PRIOR * usual) / (habit["people"] + PRIOR)
    crowd = met.group_by("org", "subject").agg(alone=met.count(where=met.alone), of=met.count())
    every = met.group_by("org").agg(usual=met.alone.cast("float64").mean())
    crowd = crowd.filter(crowd.alone >= FEWEST).inner_join(every, "org")
    # where nobody gives cases, everyone lacks them and nothing is to be learnt
    hot = met.semi_join(crowd.filter(crowd.alone >= crowd.usual * crowd["of"]), "subject")
    rows = pairs.select("actor", "org", "branch", "subject", "day")
    rows = rows.inner_join(hot.drop("org"), ["actor", "subject"])
    found = rows.order_by(*rows.columns).to_pandas()
    return found.fillna({"org": "", "branch": ""}), habit[["actor", "habit"]]


def _spread(bare: ir.Table) -> pd.Series:
    """Log of the share of people of a house whom, of those anybody opens without a case in a
    week, as many branches or more open so; by org and branches."""
    named = {name: bare[name].fill_null("") for name in ("org", "branch")}
    bare = bare.mutate(week=bare.day.truncate("W"), **named)
    each = bare.group_by("org", "subject", "week").agg(branches=bare.branch.nunique())
    counted = each.group_by("org", "branches").agg(people=each.count()).to_pandas()
    found = []
    for org, of in counted.sort_values("branches", ascending=False).groupby("org", sort=True):
        reach = (of["people"].cumsum() + 1) / (of["people"].sum() + 1)
        share = pd.Series(np.log(reach.to_numpy()), index=of["branches"].astype(np.float64))
        steps = np.arange(1.0, share.index.max() + 1)
        index = pd.MultiIndex.from_product([[org], steps], names=["org", "branches"])
        found.append(pd.Series(share.sort_index().reindex(steps).bfill().to_numpy(), index=index))
    return pd.concat(found)


def _of_day(frame: pd.DataFrame) -> pd.DataFrame:
    """Actor, day and the share of people without a case in the job that day, or the branch."""
    at = typical.panel(frame)
    sums = frame[["actor", "day"]].assign(of_day=0.0)
    for group in (at.back(at.group), at.back(at.branch)):
        each = frame.groupby([group, frame["day"]])
        bare, people = (
            each[name].transform("sum") for name in ("unexplained_subjects", "subjects")
        )
        share = (bare / people.clip(lower=1)).where(each["actor"].transform("size") >= PRIOR, 0.0)
        sums["of_day"] = np.maximum(sums["of_day"], share)
    return sums


def _within(rows: pd.DataFrame, who: str, weights: list[Floats]) -> list[Floats]:
    """For each row, the weights summed over those (`who`) that met its person in the last days.

    Each counts once, from a meeting until `DAYS` after it or until its next one.
    """
    subject = rows.groupby(["org", "subject"], sort=False).ngroup().to_numpy().astype(np.int64)
    day = day_number(rows["day"])
    day -= day.min() if len(day) else 0
    again = np.append(_same(rows[who].to_numpy(), subject), False)[: len(rows)]
    until = np.where(again, np.minimum(np.append(day[1:], 0), day + DAYS), day + DAYS)
    span = int(day.max(initial=0)) + DAYS + 1
    begins, ends = subject * span + day, subject * span + until
    return [_alive(begins, ends, weight) for weight in weights]


def _same(who: npt.NDArray[np.object_], subject: Codes) -> npt.NDArray[np.bool_]:
    """Whether the next row is of the same one and person."""
    return (subject[1:] == subject[:-1]) & (who[1:] == who[:-1])


def _alive(begins: Codes, ends: Codes, weight: Floats) -> Floats:
    """Sum of the weights begun by each begin and not yet ended."""
    total = np.zeros(len(begins), np.int64)
    for edge, sign in ((begins, 1), (ends, -1)):
        order = np.argsort(edge, kind="stable")
        sums = running(weight[order])
        total = total + sign * sums[np.searchsorted(edge[order], begins, side="right")]
    return total / GRAIN
