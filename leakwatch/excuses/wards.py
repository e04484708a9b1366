"""Excused by care: patients of the own ward, and emergencies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from leakwatch.excuses.contract import VOLUME, Excuse, Ground, among, never
from leakwatch.excuses.covering import covered, enough, looks, ofkind, spans

if TYPE_CHECKING:
    import pandas as pd

WARD = ("住院", "入院", "留观", "就诊", "inpatient", "encounter")
EMERGENCY = ("急诊", "抢救", "会诊", "emergency")
DISCHARGE = timedelta(hours=24)
BREAK_GLASS = timedelta(hours=2)


class OwnWardOnShift(Excuse):
    """The patients were active in the account's own ward, and the account was on the roster.

    Takings beyond the patients covered stay unexcused: care reads, it does not export a list.
    """

    name = "own_ward_on_shift"
    lets_go = (*VOLUME, "minors", "hot_subject")
    because = "on shift; nearly all {unexplained} looks without a case at patients of the own ward"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """On shift, and enough of the looks were at patients then active in the own ward."""
        cover = self.covers(days, ground)
        return never(days) if cover is None else enough(days, cover)

    def covers(self, days: pd.DataFrame, ground: Ground) -> pd.Series[float] | None:
        """Looks at patients of the own ward; none of an account off shift or that takes more."""
        cases = ofkind(ground, WARD)
        if cases is None or ground.pairs is None or "roster" not in ground.context:
            return None
        met = looks(ground.pairs, spans(cases, BREAK_GLASS, DISCHARGE))
        here = covered(days, met.filter(met.of_branch == met.branch))
        kept = days["taken"] <= here if "taken" in days.columns else here >= 0
        return here.where(kept & _on_shift(days, ground), 0.0)


def _on_shift(days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
    """A shift of the roster begins or ends that day."""
    import pandas as pd

    roster = ground.context["roster"]
    table = roster.select("actor", "start", "end").to_pandas()
    both = [table[["actor"]].assign(day=table[side].dt.normalize()) for side in ("start", "end")]
    return among(days, pd.concat(both).dropna())


class BreakGlassWithEncounter(Excuse):
    """An emergency, rescue or consultation of the patient opened within two hours of the look.

    One that the account opened itself proves nothing.
    """

    name = "break_glass_with_encounter"
    lets_go = (*VOLUME, "foreign_scope", "minors", "hot_subject")
    because = "nearly all {unexplained} looks without a case within two hours of an emergency"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """Enough of the looks were at people whose emergency others had just opened."""
        cover = self.covers(days, ground)
        return never(days) if cover is None else enough(days, cover)

    def covers(self, days: pd.DataFrame, ground: Ground) -> pd.Series[float] | None:
        """Looks at people whose emergency others had just opened."""
        cases = ofkind(ground, EMERGENCY)
        if cases is None or ground.pairs is None:
            return None
        begun = cases.mutate(end=cases.start)
        met = looks(ground.pairs, spans(begun, BREAK_GLASS, BREAK_GLASS))
        others = (met.of_actor != met.actor).fill_null(True)
        return covered(days, met.filter(others))
