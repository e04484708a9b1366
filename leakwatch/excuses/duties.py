"""Excused by work assigned to this very account: a list of people, each in a case of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from leakwatch.excuses.contract import SCOPE, VOLUME, Excuse, Ground, never
from leakwatch.excuses.covering import OPEN_ENDED, covered, enough, looks, ofkind, spans

if TYPE_CHECKING:
    import pandas as pd

#: work begins before it is written down, and ends after
MARGIN = timedelta(hours=12)


class Assigned(Excuse):
    """Cases of one kind, handled by the account itself, name the people it looked at."""

    kinds: ClassVar[tuple[str, ...]]
    lasts: ClassVar[timedelta] = OPEN_ENDED

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """Enough of the looks without a case were at people of the account's own cases."""
        cover = self.covers(days, ground)
        return never(days) if cover is None else enough(days, cover)

    def covers(self, days: pd.DataFrame, ground: Ground) -> pd.Series[float] | None:
        """Looks at people of the account's own cases; None where there are no such cases."""
        cases = ofkind(ground, self.kinds)
        if cases is None or ground.pairs is None:
            return None
        own = cases.filter(cases.actor.notnull())
        met = looks(ground.pairs, spans(own, MARGIN, MARGIN, self.lasts))
        return covered(days, met.filter(met.of_actor == met.actor))


class OwnDeliveryList(Assigned):
    """The parcels were on the courier's own delivery or collection list of that day.

    Never on a colleague's list, and no more parcels than were handled.
    """

    name = "own_delivery_list"
    kinds = ("派件", "派送", "投递", "配送", "揽收", "揽件", "delivery")
    lasts = timedelta(hours=12)
    lets_go = (*VOLUME, *SCOPE)
    because = "of {unexplained} looks without a case nearly all were at parcels on the own list"


class PoliceRequestDesk(Assigned):
    """The people are those of requests by police or courts that this account handles."""

    name = "police_request_desk"
    kinds = ("协查", "调证", "调取证据", "司法", "police")
    lets_go = (*VOLUME, *SCOPE, "hot_subject")
    because = "of {unexplained} looks without a case nearly all were at people of own requests"


class SampledByQualityControl(Assigned):
    """The people were sampled for quality control or a call back, by tickets to this account."""

    name = "sampled_by_quality_control"
    kinds = ("质检", "抽检", "抽查", "回访", "quality")
    lets_go = (*VOLUME, *SCOPE)
    because = "of {unexplained} looks without a case nearly all were at people sampled for it"
