"""Whether the days still are like those before them, which every promise rests on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

    from leakwatch.language import Say
    from leakwatch.tail import Floats

#: chance of a false alarm in any of all the numbers watched, ever
FALSE = 0.05
#: what is watched of a day: its middle and its upper accounts
WATCHED = (0.5, 0.9)
FEWEST_ROWS, FEWEST_DAYS = 10, 14
#: how hard is bet on odd days, then on days less odd (1: not at all), and how often it changes
HARD, CHANGES = np.array([0.25, 0.5, 1.0]), 0.02
#: an alarm is told for so many days; from then on the new days are the usual ones
TOLD_DAYS = 28
#: a fact of fewer than this a day is not said to have changed
SMALLEST = 0.5
NAMED = 2
ACCOUNTS = "accounts a day"


@dataclass(frozen=True)
class Shift:
    """The days of an organisation stopped being like those before.

    `since` is the likeliest first day, `noticed` the one on which the evidence sufficed, `more`
    whether days are odder now; `evidence` what a bet on it made of 1 (under the null it ever
    exceeds c with a chance of 1 ÷ c); `changed`: what changed most, before and since.
    """

    org: str
    since: date
    noticed: date
    more: bool
    evidence: float
    changed: tuple[tuple[str, str, str], ...]

    def said(self, say: Say = str) -> str:
        """In words."""
        odder = say("since {since} days of {org} are odder than before (1 : {times} by chance)")
        less = say("since {since} days of {org} are less odd than before (1 : {times} by chance)")
        crowd = say("accounts a day: {before} → {after}")
        fact = say("{what} of an account's day: {before} → {after}")
        why = [
            (crowd if what == ACCOUNTS else fact).format(what=what, before=before, after=after)
            for what, before, after in self.changed
        ]
        told = [
            odder if self.more else less,
            say("; ").join(why) or say("no fact says why"),
            say("what is usual is being learnt anew; the promise does not cover these days"),
        ]
        return say("; ").join(told).format(since=self.since, org=self.org,
                                           times=f"{self.evidence:.0f}")  # fmt: skip

    def told(self, say: Say = str) -> dict[str, Any]:
        """All of it as the store keeps it."""
        plain = {**asdict(self), "since": str(self.since), "noticed": str(self.noticed)}
        return {**plain, "changed": [list(one) for one in self.changed], "said": self.said(say)}


def shifts(frame: pd.DataFrame, odd: Floats) -> tuple[Shift, ...]:
    """The organisations whose recent days are unlike those before, by the oddness of each row.

    Null: the days of an organisation are exchangeable. A day is one number for each of WATCHED,
    its p the rank among the days before it, and a bet on these p grows only where they are not
    uniform. Source: Vovk, "Testing randomness online", Statistical Science 36 (2021): power
    martingales, with the jumps of Vovk et al., "Retrain or not retrain", COPA 2021.
    """
    found = []
    orgs = sorted(set(frame["org"].dropna()))
    line = len(orgs) * len(WATCHED) / FALSE
    for org in orgs:
        mine = (frame["org"] == org).to_numpy()
        each = pd.Series(odd[mine]).groupby(frame.loc[mine, "day"].to_numpy())
        many = (each.size() >= FEWEST_ROWS).to_numpy()
        noticed = [_noticed(each.quantile(share)[many], line) for share in WATCHED]
        alarms = [alarm for alarm in noticed if alarm]
        if alarms:
            found.append(_shift(str(org), frame[mine], max(alarms, key=lambda one: one[3])))
    return tuple(found)


def _noticed(numbers: pd.Series[float], line: float) -> tuple[Any, Any, bool, float] | None:
    """Since when, noticed when, whether upwards, and how sure; the latest alarm still told."""
    values, days = np.asarray(numbers, dtype=np.float64), pd.DatetimeIndex(numbers.index)
    start, found = 0, None
    while len(values) - start > FEWEST_DAYS:
        wealth, upward = wagered(ranks(values[start:]))
        crossed = np.flatnonzero(wealth >= line)
        if not len(crossed):
            break
        at = int(crossed[0])
        since = int(np.argmin(wealth[:at])) + 1 if at else 0
        found = (days[start + since], days[start + at], bool(upward[at]), float(wealth[at]))
        start += max(since, 1)
    if found is None or days[-1] - found[1] > pd.Timedelta(days=TOLD_DAYS):
        return None
    return found


def ranks(values: Floats) -> Floats:
    """For each value, the share of those before and with it that are higher; ties count half.

    >>> ranks(np.array([1.0, 2.0, 3.0, 0.0])).tolist()
    [0.5, 0.25, 0.16666666666666666, 0.875]
    """
    before = np.tri(len(values), k=-1, dtype=bool)
    higher = ((values[None, :] > values[:, None]) & before).sum(axis=1)
    same = ((values[None, :] == values[:, None]) & before).sum(axis=1)
    shares: Floats = (higher + 0.5 * same + 0.5) / np.arange(1, len(values) + 1)
    return shares


def wagered(p: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """What 1 has become after each day, and whether most of it is bet on odder days."""
    stake = np.full(2 * len(HARD), 0.5 / len(HARD))
    wealth, upward = np.empty(len(p)), np.zeros(len(p), dtype=bool)
    for day, share in enumerate(p):
        stake = (1 - CHANGES) * stake + CHANGES * stake.mean()
        stake = stake * np.concatenate([HARD * at ** (HARD - 1) for at in (share, 1 - share)])
        wealth[day] = stake.sum()
        upward[day] = stake[: len(HARD)].sum() > stake[len(HARD) :].sum()
    return wealth, upward


def _shift(org: str, frame: pd.DataFrame, alarm: tuple[Any, Any, bool, float]) -> Shift:
    """An alarm with what changed."""
    since, noticed, more, evidence = alarm
    return Shift(org, since.date(), noticed.date(), more, evidence, _changed(frame, since))


def _changed(frame: pd.DataFrame, since: pd.Timestamp) -> tuple[tuple[str, str, str], ...]:
    """The accounts at work a day, and the facts that changed most, before and since."""
    late = (pd.to_datetime(frame["day"]) >= since).to_numpy()
    sides = [frame[~late], frame[late]]
    working = [float(side.groupby("day")["actor"].nunique().mean()) for side in sides]
    told = [(ACCOUNTS, working[0], working[1]), *_facts(*sides)]
    moved = [(name, a, b) for name, a, b in told if max(a, b) >= 1.1 * min(a, b)]
    return tuple((name, f"{a:.3g}", f"{b:.3g}") for name, a, b in moved)


def _facts(before: pd.DataFrame, after: pd.DataFrame) -> list[tuple[str, float, float]]:
    """The facts of an account's day that changed most, as means; windows left out."""
    counts = before.select_dtypes("number").columns
    names = [name for name in counts if not name.endswith(("_7", "_28", "_90", "_share"))]
    means = [(name, float(before[name].mean()), float(after[name].mean())) for name in names]
    large = [one for one in means if max(one[1:]) >= SMALLEST]
    large.sort(key=lambda one: -abs(np.log((one[2] + 0.1) / (one[1] + 0.1))))
    return large[:NAMED]
