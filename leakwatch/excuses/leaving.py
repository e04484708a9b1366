"""Excused by leaving: handed over work, the last days, the last shift."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from leakwatch.excuses.contract import Excuse, Ground, among, never

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

#: a handover without an end is believed for this long
HANDOVER_DAYS = 30
WIND_DOWN_DAYS, WIND_DOWN_LOOKS = 14, 20
DAY = timedelta(days=1)


class NamedHandover(Excuse):
    """A handover ticket (交接) of that time names the account: as handler, or as the matter."""

    name = "named_handover"
    lets_go = ("bulk_lookup", "no_case", "off_hours_credit", "peer_outlier", "foreign_scope",
               "slow_drip", "borrowed_colleague")  # fmt: skip
    because = "a handover ticket covers the day and names this account"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """A ticket covers the day."""
        return _handed_over(days, ground)


class HandoverAfterLeaving(Excuse):
    """A leaver's account under a handover ticket, soon after leaving and hardly used.

    Never an account still doing look-ups in numbers (over 20 a day) or later than 14 days: a
    ticket cannot make that anyone's duty.
    """

    name = "handover_after_leaving"
    lets_go = ("departed_access",)
    because = "a handover ticket names this account, which was used for {looks} looks only"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """A ticket covers the day, the leave date is near, and the looks are few."""
        import pandas as pd

        if "staff" not in ground.context:
            return never(days)
        soon = _since(days, ground) <= pd.Timedelta(days=WIND_DOWN_DAYS)
        return _handed_over(days, ground) & soon & (days["looks"] <= WIND_DOWN_LOOKS)


class LastShift(Excuse):
    """The morning after leaving, where the last shift on the roster ends."""

    name = "last_shift"
    lets_go = ("departed_access",)
    because = "the roster has a shift of this account that began the day before and ended that day"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """A shift begun on the day of leaving, or before, runs into the day after it."""
        if not {"staff", "roster"} <= set(ground.context):
            return never(days)
        roster = ground.context["roster"]
        over = roster.filter(roster.end.date() > roster.start.date())
        ends = over.select("actor", day=over.end.date()).distinct().to_pandas()
        return among(days, ends) & (_since(days, ground) <= DAY)


def _since(days: pd.DataFrame, ground: Ground) -> pd.Series[pd.Timedelta]:
    """How long before each day its actor had left; NaT where nothing says so."""
    import pandas as pd

    staff = ground.context["staff"].select("actor", "left").to_pandas()
    left = pd.to_datetime(staff.groupby("actor")["left"].max())
    return pd.to_datetime(days["day"]) - days["actor"].map(left)


def _handed_over(days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
    """Days within a handover whose handling actor is the actor, or which is about the actor."""
    import pandas as pd

    if "cases" not in ground.context:
        return never(days)
    named = handovers(ground.context["cases"], ground.zone)
    each = pd.DataFrame({"who": days["actor"], "day": pd.to_datetime(days["day"])})
    joined = each.rename_axis("row").reset_index().merge(named, on="who")
    covered = joined.loc[joined["day"].between(joined["start"], joined["end"]), "row"]
    return pd.Series(days.index.isin(covered), index=days.index)


def handovers(cases: ir.Table, zone: str) -> pd.DataFrame:
    """Whom a handover ticket names, and its first and last day: who, start, end."""
    import pandas as pd

    open_ = cases.filter(cases.kind.contains("交接")).select("actor", "about", "start", "end")
    over = open_.to_pandas()
    for column in ("start", "end"):
        local = pd.to_datetime(over[column], utc=True).dt.tz_convert(zone)
        over[column] = local.dt.tz_localize(None).dt.normalize()
    over["end"] = over["end"].fillna(over["start"] + pd.Timedelta(days=HANDOVER_DAYS))
    return over.melt(["start", "end"], ["actor", "about"], value_name="who").dropna(subset="who")
