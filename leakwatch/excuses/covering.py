"""How many of a day's looks without a case a case of the account's own work covers after all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from leakwatch.excuses.contract import Ground

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

#: of the looks without a case, so many must be covered, and the rest be no more than is usual
SHARE, FEW = 0.8, 5
#: a case without an end is believed for so long
OPEN_ENDED = timedelta(days=30)
NAMES = ("person", "id_no", "key", "phone")


def enough(days: pd.DataFrame, covered: pd.Series[float]) -> pd.Series[bool]:
    """True where looks without a case are covered: 80 %, and all but the job's usual number.

    Who hides fifty people in a list of five hundred has them left over.
    """
    return (days["unexplained"] > 0) & (covered >= needed(days))


def needed(days: pd.DataFrame) -> pd.Series[float]:
    """How many of the looks without a case must be covered on each day; never none."""
    bare = days["unexplained"]
    usual = bare.copy()
    if {"org", "role"} <= set(days.columns):
        usual = bare.groupby([days["org"], days["role"]], dropna=False).transform("median")
    most = np.maximum(np.ceil(SHARE * bare), bare - usual.clip(lower=FEW))
    return most.clip(lower=1)


def ofkind(ground: Ground, words: Collection[str]) -> ir.Table | None:
    """The cases whose kind has one of the words; None where there are none."""
    kinds = [kind for kind in ground.kinds if any(word in kind.lower() for word in words)]
    return ground.context["cases"].filter(lambda cases: cases.kind.isin(kinds)) if kinds else None


def spans(
    cases: ir.Table, before: timedelta, after: timedelta, lasts: timedelta = OPEN_ENDED
) -> ir.Table:
    """Whom cases name, and when a look at them is covered.

    Columns org, of_actor, of_branch, subject, opens, closes (UTC); a case without an end `lasts`
    so long.
    """
    import ibis

    closes = ibis.coalesce(cases.end, cases.start + ibis.interval(lasts))
    timed = cases.mutate(
        opens=cases.start - ibis.interval(before), closes=closes + ibis.interval(after)
    )
    names = [name for name in NAMES if name in cases.columns]
    return ibis.union(
        *(
            timed.filter(timed[name].notnull()).select(
                "org", "opens", "closes", of_actor="actor", of_branch="branch", subject=name
            )
            for name in names
        ),
        distinct=True,
    )


def looks(pairs: ir.Table, named: ir.Table) -> ir.Table:
    """Looks without a case beside every span that names the person and covers the moment."""
    bare = pairs.filter(pairs.unexplained > 0)
    met = bare.inner_join(named, ["org", "subject"])
    return met.filter(met["first"].between(met.opens, met.closes))


def covered(days: pd.DataFrame, met: ir.Table) -> pd.Series[float]:
    """How many looks without a case are among `met`, on the index of `days`."""
    import pandas as pd

    once = met.select("actor", "day", "subject", "unexplained").distinct()
    sums = once.group_by("actor", "day").agg(covered=once.unexplained.sum()).to_pandas()
    asked = pd.DataFrame({"actor": days["actor"], "day": pd.to_datetime(days["day"])})
    sums["day"] = pd.to_datetime(sums["day"]).astype(asked["day"].dtype)
    joined = asked.merge(sums, on=["actor", "day"], how="left")["covered"].astype("float64")
    return pd.Series(joined.fillna(0.0).to_numpy(), index=days.index)
