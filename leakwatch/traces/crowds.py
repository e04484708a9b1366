"""People opened by many accounts that have no case with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from leakwatch import rates, typical
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
COLUMNS = ("actor", "day", "crowd", "viewers", "bare", "expected")


def stared(pairs: ir.Table | None, frame: pd.DataFrame) -> pd.DataFrame:
    """Actor-days that opened, without a case, a person whom many opened so; the oddest person's.

    `crowd` is the logarithm of a p, times the people so opened that day; `viewers` accounts
    opened the person in seven days, `bare` of them have no case with them on any day;
    `expected` are usual. Null: each account lacks a case at its own rate, or the job's of that
    day where that is higher; the sum has the binomial tail of the mean rate (Hoeffding, Ann.
    Math. Stat. 27, 1956), widened for desks that forget together.
    """
    if pairs is None:
        return pd.DataFrame(columns=list(COLUMNS))
    met, habit = _met(pairs)
    rows = met.merge(habit, on="actor").merge(_of_day(frame), on=["actor", "day"])
    rows = rows.sort_values(["subject", "actor", "day"], ignore_index=True)
    rate = rows[["habit", "of_day"]].max(axis=1).to_numpy()
    alone = rows["alone"].to_numpy(dtype=np.float64)
    viewers, bare, usual = _within(rows, [np.ones(len(rows)), alone, rate])
    mean = np.clip(usual / np.maximum(viewers, 1.0), 0.002, 0.98)
    rows = rows.assign(
        viewers=viewers,
        bare=bare,
        expected=np.round(usual, 1),
        crowd=rates.log_p(bare, viewers, mean, np.full(len(rows), TOGETHER)),
    )
    rows = rows[rows["alone"] & (rows["bare"] >= FEWEST)]
    rows = rows.sort_values("crowd", kind="stable")
    found = rows.drop_duplicates(["actor", "day"])
    people = rows.groupby(["actor", "day"])["subject"].size()
    many = people.reindex(pd.MultiIndex.from_frame(found[["actor", "day"]])).to_numpy()
    found = found.assign(crowd=np.minimum(found["crowd"] + np.log(many), 0.0))
    return found[list(COLUMNS)]


def _met(pairs: ir.Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Meetings with people whom enough accounts met without a case; each account's habit."""
    met = meetings(pairs).select("actor", "subject", "alone").cache()
    each = met.group_by("actor").agg(alone=met.count(where=met.alone), people=met.count())
    habit = each.order_by(*each.columns).to_pandas()
    usual = habit["alone"].sum() / max(habit["people"].sum(), 1)
    habit["habit"] = (habit["alone"] + PRIOR * usual) / (habit["people"] + PRIOR)
    crowd = met.group_by("subject").agg(alone=met.count(where=met.alone), viewers=met.count())
    # where nobody gives cases, everyone lacks them and nothing is to be learnt
    enough = (crowd.alone >= FEWEST) & (crowd.alone >= usual * crowd.viewers)
    hot = met.semi_join(crowd.filter(enough), "subject")
    rows = pairs.select("actor", "subject", "day").inner_join(hot, ["actor", "subject"])
    return rows.order_by(*rows.columns).to_pandas(), habit[["actor", "habit"]]


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


def _within(rows: pd.DataFrame, weights: list[Floats]) -> list[Floats]:
    """For each row, the weights summed over the accounts that met its person in the last days.

    Each account counts once, from a meeting until `DAYS` after it or until its next one.
    """
    subject = pd.factorize(rows["subject"])[0].astype(np.int64)
    day = day_number(rows["day"])
    day -= day.min() if len(day) else 0
    again = np.append(_same(rows, subject), False)[: len(rows)]
    until = np.where(again, np.minimum(np.append(day[1:], 0), day + DAYS), day + DAYS)
    span = int(day.max(initial=0)) + DAYS + 1
    begins, ends = subject * span + day, subject * span + until
    return [_alive(begins, ends, weight) for weight in weights]


def _same(rows: pd.DataFrame, subject: Codes) -> npt.NDArray[np.bool_]:
    """Whether the next row is of the same account and person."""
    actor = rows["actor"].to_numpy()
    return (subject[1:] == subject[:-1]) & (actor[1:] == actor[:-1])


def _alive(begins: Codes, ends: Codes, weight: Floats) -> Floats:
    """Sum of the weights begun by each begin and not yet ended."""
    total = np.zeros(len(begins))
    for edge, sign in ((begins, 1.0), (ends, -1.0)):
        order = np.argsort(edge, kind="stable")
        sums = np.concatenate([[0.0], np.cumsum(weight[order])])
        total = total + sign * sums[np.searchsorted(edge[order], begins, side="right")]
    return total
