"""Excused by a campaign that lifts a whole team: renewals, sales, new students."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.excuses.contract import Excuse, Ground, never
from leakwatch.excuses.covering import OPEN_ENDED, ofkind

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("活动", "营销", "续保", "迎新", "外呼", "campaign")
#: a campaign lifts the team's median by so much, and nobody of it beyond so many medians
RISE, BEYOND, TEAM = 1.2, 2.0, 4


class CampaignWindow(Excuse):
    """A campaign of the account's organisation and branch covers the day, and the team rose.

    A campaign is a case of such a kind that names no customer; without a branch it is the whole
    organisation's. It excuses nobody who did more than twice what the team's median did.
    """

    name = "campaign_window"
    lets_go = ("bulk_lookup", "no_case", "peer_outlier", "bulk_registration")
    because = "a campaign covers the day; the whole team rose with it: {looks} looks"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """The day lies in a campaign, and the work is that of the team."""
        cases = ofkind(ground, KINDS)
        if cases is None or not {"org", "branch", "role"} <= set(days.columns):
            return never(days)
        nobody = cases.phone.isnull() & cases.id_no.isnull() & cases.key.isnull()
        window = cases.filter(nobody).select("org", "branch", "start", "end").to_pandas()
        return _covered(days, window, ground.zone) & _as_the_team(days)


def _covered(days: pd.DataFrame, window: pd.DataFrame, zone: str) -> pd.Series[bool]:
    """True where a window of the org, and of the branch where it has one, covers the day."""
    import pandas as pd

    found, day = never(days), pd.to_datetime(days["day"])
    for row in window.to_dict("records"):
        end = row["start"] + OPEN_ENDED if pd.isna(row["end"]) else row["end"]
        first, last = (
            at.tz_convert(zone).tz_localize(None).normalize() for at in (row["start"], end)
        )
        mine = days["org"] == row["org"]
        if not pd.isna(row["branch"]):
            mine &= days["branch"] == row["branch"]
        found |= mine & day.between(first, last)
    return found


def _as_the_team(days: pd.DataFrame) -> pd.Series[bool]:
    """True where the whole team did more than usual, and this account about as much."""
    work = days["looks"] + (days["registers"] if "registers" in days.columns else 0)
    team = [days[name] for name in ("org", "branch", "role")]
    usual = work.groupby(team, dropna=False).transform("median")
    today = work.groupby([*team, days["day"]], dropna=False)
    middle = today.transform("median")
    many = today.transform("size") >= TEAM
    return many & (middle >= RISE * usual) & (work <= BEYOND * middle)
