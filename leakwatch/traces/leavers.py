"""Who left, and who opens the people they used to serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch import rates
from leakwatch.traces.meetings import meetings
from leakwatch.traces.sums import Sums, day_number

if TYPE_CHECKING:
    import ibis.expr.types as ir

COLUMNS = ("actor", "day", "borrowed", "hits", "draws", "expected", "gone")
WINDOW, LATEST = 28, 180
FEWEST = 3
#: people who come often are more easily met again, by whoever is there
TOGETHER, PRIOR = 0.01, 50.0
PLACE = ["org", "branch"]


def gone(staff: ir.Table) -> ir.Table:
    """Accounts whose owner left and was not hired again: leaver, org, gone (the last day)."""
    each = staff.group_by("actor").agg(
        org=staff.org.min(),
        gone=staff.left.max(),
        hired=staff.joined.max(where=staff.left.isnull()),
    )
    stays = (each.hired > each.gone).fill_null(False)
    return each.filter(each.gone.notnull() & ~stays).select("org", "gone", leaver=each.actor)


def borrowed(pairs: ir.Table | None, staff: ir.Table) -> pd.DataFrame:
    """Actor-days that opened a leaver's former clients for the first time, without a case.

    `hits` of the `draws` people an account first opened without a case, in 28 days after the
    leave date, were clients; about `expected` are usual; `gone` is the leave date. `borrowed` is
    the logarithm of a p, times the leavers whose clients the account met.
    Null: draws without replacement from the people its branch knows (hypergeometric, whose tail
    the binomial's bounds: Hoeffding 1963), at the share of its colleagues' draws after that date
    where that is larger: somebody must serve those clients.
    """
    if pairs is None:
        return pd.DataFrame(columns=list(COLUMNS))
    again, draws, shares = _counted(pairs, staff)
    again = again[again["hits"] > 0]
    if not len(again):
        return pd.DataFrame(columns=list(COLUMNS))
    return _judged(again, draws, shares)[list(COLUMNS)]


def former_clients(pairs: ir.Table, staff: ir.Table) -> tuple[pd.DataFrame, float]:
    """Pairs of an account and a leaver, and how many of one organisation there could have been.

    Actor, leaver, gone; of the people the actor first opened in 180 days after the leave date
    `hits` of `draws` without a case were the leaver's clients, and `served` of `cases` with one;
    `rate`: the share that is usual, as in `borrowed`.
    """
    again, draws, shares = _counted(pairs, staff)
    accounts = draws.groupby("org")["actor"].nunique()
    leavers = shares.groupby("org")["leaver"].nunique()
    tests = float((accounts * leavers).sum())
    hits = again[again["hits"] > 0]
    hits = hits.assign(at=day_number(hits["day"]), since=day_number(hits["gone"]))
    each = again.groupby(["actor", "leaver"], as_index=False)[["hits", "served"]].sum()
    rows = each.merge(_usual(hits, draws, shares), on=["actor", "leaver"])
    dates = hits[["leaver", "gone", "since"]].drop_duplicates("leaver")
    rows = rows.merge(dates, on="leaver")
    since = rows["since"].to_numpy()
    for name in ("draws", "cases"):
        sums = Sums(draws["actor"], day_number(draws["day"]), draws[name])
        rows[name] = sums.between(rows["actor"], since, since + LATEST)
    return rows.drop(columns="since"), tests


def _counted(pairs: ir.Table, staff: ir.Table) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Clients of a leaver first opened on a day (`hits` without a case, `served` with one), draws
    a day, and what share of the people a branch knows a leaver's clients are."""
    met = meetings(pairs).fill_null({"branch": ""}).cache()
    clients = met.rename(leaver="actor").inner_join(gone(staff), ["org", "leaver"])
    clients = clients.filter(clients.day <= clients.gone)
    clients = clients.select("org", "subject", "leaver", "gone")
    again = met.inner_join(clients, ["org", "subject"])
    late = again.day.epoch_days() - again.gone.epoch_days()
    again = again.filter(late.between(1, LATEST) & (again.actor != again.leaver))
    hits = again.group_by(*PLACE, "actor", "leaver", "gone", "day").agg(
        hits=again.count(where=again.alone), served=again.count(where=~again.alone)
    )
    draws = met.group_by(*PLACE, "actor", "day").agg(
        draws=met.count(where=met.alone), cases=met.count(where=~met.alone)
    )
    known = met.select(*PLACE, "subject").distinct()
    sizes = known.group_by(PLACE).agg(people=known.count())
    shares = known.inner_join(clients, ["org", "subject"])
    shares = shares.group_by(*PLACE, "leaver").agg(clients=shares.count())
    shares = shares.inner_join(sizes, PLACE)
    again, draws, shares = (one.order_by(*one.columns).to_pandas() for one in (hits, draws, shares))
    return again, draws, shares


def _judged(hits: pd.DataFrame, draws: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """The oddest leaver of each actor-day, with its p."""
    hits = hits.assign(at=day_number(hits["day"]), since=day_number(hits["gone"]))
    drawn = Sums(draws["actor"], day_number(draws["day"]), draws["draws"])
    rows = hits.merge(_usual(hits, draws, shares), on=["actor", "leaver"])
    pair = rows["actor"] + " " + rows["leaver"]
    high, since = rows["at"].to_numpy(), rows["since"].to_numpy()
    low = np.maximum(high - WINDOW, since)
    x = Sums(pair, high, rows["hits"]).between(pair, low, high)
    of, rate = drawn.between(rows["actor"], low, high), rows["rate"].to_numpy()
    logs = rates.log_p(x, of, rate, np.full(len(rows), TOGETHER))
    several = rows.groupby("actor")["leaver"].transform("nunique").to_numpy()
    logs = np.where(x >= FEWEST, np.minimum(logs + np.log(several), 0.0), 0.0)
    rows = rows.assign(borrowed=logs, hits=x, draws=of, expected=np.round(rate * of, 1))
    rows = rows.sort_values(["borrowed", "leaver"], kind="stable")
    return rows.drop_duplicates(["actor", "day"])


def _usual(hits: pd.DataFrame, draws: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Actor, leaver and `rate`: how often others of the branch draw a client from then on."""
    each = hits.groupby([*PLACE, "leaver", "actor", "since"], as_index=False)["hits"].sum()
    each = each.merge(shares, on=[*PLACE, "leaver"])
    since, end = each["since"].to_numpy(), np.full(len(each), np.iinfo(np.int32).max)
    others = each.groupby([*PLACE, "leaver"])["hits"].transform("sum") - each["hits"]
    of = np.zeros(len(each))
    for sign, one in ((1.0, _spot), (-1.0, lambda frame: frame["actor"])):
        sums = Sums(one(draws), day_number(draws["day"]), draws["draws"])
        of += sign * sums.between(one(each), since, end)
    chance = each["clients"] / each["people"]
    rate = np.maximum(chance, (others + PRIOR * chance) / (of + PRIOR))
    each = each.assign(rate=np.clip(rate, 1e-4, 0.98)).sort_values("rate", ascending=False)
    return each.drop_duplicates(["actor", "leaver"])[["actor", "leaver", "rate"]]


def _spot(frame: pd.DataFrame) -> pd.Series[str]:
    return frame["org"] + " " + frame["branch"]


def days_left(frame: pd.DataFrame, staff: ir.Table) -> pd.Series[float]:
    """Days from each actor-day to the account's next leave date; NaN where none is known."""
    dates = staff.filter(staff.left.notnull()).select("actor", "left").distinct().to_pandas()
    asked = frame[["actor", "day"]].reset_index(names="row").merge(dates, on="actor")
    ahead = (pd.to_datetime(asked["left"]) - pd.to_datetime(asked["day"])).dt.days
    nearest = ahead[ahead >= 0].groupby(asked["row"]).min()
    return nearest.reindex(frame.index).astype("float64")
