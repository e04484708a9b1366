"""Days on which an account does not work as its owner does."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leakwatch import typical

#: days worked before, without which nothing is known of the owner
KNOWN_DAYS = 10
FEWEST, MOSTLY = 10, 0.5
TIMES_USUAL, TIMES_FASTER = 3.0, 4.0
OWN_LATE, LATE = 0.2, 0.5
RUSH = 20


def unlike_owner(frame: pd.DataFrame) -> pd.DataFrame:
    """Actor, day and `unlike`: a new place or device, an unlike rhythm, and people without a case.

    Ten looks without a case or a call, more than half of the day's and three times the owner's
    share of the ninety days before, and twice that of the job that day (a ticket system that is
    down makes nobody a thief). Unlike is a day mostly out of hours where the owner's are not, or
    four times as fast. Moving to a new terminal changes neither.
    """
    new = (frame["new_places"] > 0) | (frame["new_devices"] > 0)
    known = frame["active_90"] > KNOWN_DAYS
    unlike = new & known & _bare(frame) & (_late(frame) | _fast(frame))
    return frame[["actor", "day"]].assign(unlike=unlike)


def _bare(frame: pd.DataFrame) -> pd.Series[bool]:
    """Mostly without a case, unlike before and unlike the job that day."""
    bare = frame["unexplained"] - frame["called"]
    share = bare / frame["looks"].clip(lower=1)
    before = frame["looks_90"] - frame["looks"]
    usual = (frame["unexplained_90"] - frame["unexplained"]) / before.clip(lower=1)
    group = typical.panel(frame)
    job = share.groupby([group.back(group.group), frame["day"]]).transform("median")
    few = np.minimum(TIMES_USUAL * usual, 1.0 - usual / TIMES_USUAL)
    return (bare >= FEWEST) & (share >= MOSTLY) & (share > few) & (share >= 2 * job)


def _late(frame: pd.DataFrame) -> pd.Series[bool]:
    before = (frame["looks_90"] - frame["looks"]).clip(lower=1)
    own = (frame["off_hours_90"] - frame["off_hours"]) / before
    return (frame["off_hours_share"] >= LATE) & (own <= OWN_LATE)


def _fast(frame: pd.DataFrame) -> pd.Series[bool]:
    """Gaps a quarter of the owner's median before, over enough looks to be a rhythm."""
    at = typical.panel(frame)
    whole = frame["gap_median"].fillna(frame.groupby("actor")["gap_median"].transform("median"))
    usual = at.back(typical.past(at.take(whole), at)[0])
    return (frame["looks"] >= RUSH) & (frame["gap_median"] * TIMES_FASTER < usual)
