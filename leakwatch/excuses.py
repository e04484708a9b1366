"""Contract: named reasons to let a finding go; each is pure, says why, and is counted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

VOLUME = ("bulk_lookup", "no_case", "off_hours_credit")
CALLED_SHARE = 0.8
#: a handover without an end is believed for this long
HANDOVER_DAYS = 30
WIND_DOWN_DAYS, WIND_DOWN_LOOKS = 14, 20
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ground:
    """What an excuse may look at: context tables, and the accounts registered as machines."""

    context: dict[str, ir.Table] = field(default_factory=dict)
    batch_actors: frozenset[str] = frozenset()
    zone: str = "Asia/Shanghai"


class Excuse(ABC):
    """A predicate over actor-days; an excuse lowers a finding, it never deletes it.

    `lets_go` names the detectors whose findings it excuses; others are never silenced by it.
    `because` is a sentence over the facts of the day in braces.
    """

    name: ClassVar[str]
    lets_go: ClassVar[tuple[str, ...]]
    because: ClassVar[str]

    @abstractmethod
    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """True for the days it excuses, on the index of `days`."""


class InboundCallWithinMinutes(Excuse):
    """The people looked at without a case had called in just before: ≥ 80 % of the looks."""

    name = "inbound_call_within_minutes"
    lets_go = ("bulk_lookup", "no_case")
    because = "{called} of {unexplained} looks without a case followed a call by that person"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:  # noqa: ARG002
        """Enough of the looks without a case were called for."""
        return (days["unexplained"] > 0) & (days["called"] >= CALLED_SHARE * days["unexplained"])


class RegisteredBatchAccount(Excuse):
    """A machine: registered in the settings, or of kind `system` in the staff list."""

    name = "registered_batch_account"
    lets_go = VOLUME
    because = "a registered batch account: no person works through it"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """The account is registered."""
        machines = set(ground.batch_actors)
        if "staff" in ground.context:
            staff = ground.context["staff"]
            machines |= set(staff.filter(staff.kind == "system").actor.to_pandas())
        return days["actor"].isin(machines)


class NamedHandover(Excuse):
    """A handover ticket (交接) of that time names the account: as handler, or as the matter."""

    name = "named_handover"
    lets_go = VOLUME
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
            return pd.Series(False, index=days.index)
        soon = _since(days, ground) <= pd.Timedelta(days=WIND_DOWN_DAYS)
        return _handed_over(days, ground) & soon & (days["looks"] <= WIND_DOWN_LOOKS)


class LastShift(Excuse):
    """The morning after leaving, where the last shift on the roster ends."""

    name = "last_shift"
    lets_go = ("departed_access",)
    because = "the roster has a shift of this account that began the day before and ended that day"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """A shift begun on the day of leaving, or before, runs into the day after it."""
        import pandas as pd

        if not {"staff", "roster"} <= set(ground.context):
            return pd.Series(False, index=days.index)
        roster = ground.context["roster"]
        over = roster.filter(roster.end.date() > roster.start.date())
        ends = over.select("actor", day=over.end.date()).distinct().to_pandas()
        listed = pd.MultiIndex.from_arrays([ends["actor"], pd.to_datetime(ends["day"])])
        asked = pd.MultiIndex.from_arrays([days["actor"], pd.to_datetime(days["day"])])
        return pd.Series(asked.isin(listed), index=days.index) & (_since(days, ground) <= DAY)


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
        return pd.Series(False, index=days.index)
    cases = ground.context["cases"]
    open_ = cases.filter(cases.kind.contains("交接")).select("actor", "about", "start", "end")
    over = open_.to_pandas()
    for column in ("start", "end"):
        local = pd.to_datetime(over[column], utc=True).dt.tz_convert(ground.zone)
        over[column] = local.dt.tz_localize(None).dt.normalize()
    over["end"] = over["end"].fillna(over["start"] + pd.Timedelta(days=HANDOVER_DAYS))
    named = over.melt(["start", "end"], ["actor", "about"], value_name="who").dropna(subset="who")
    each = pd.DataFrame({"who": days["actor"], "day": pd.to_datetime(days["day"])})
    joined = each.rename_axis("row").reset_index().merge(named, on="who")
    covered = joined.loc[joined["day"].between(joined["start"], joined["end"]), "row"]
    return pd.Series(days.index.isin(covered), index=days.index)


EXCUSES: tuple[Excuse, ...] = (
    RegisteredBatchAccount(),
    NamedHandover(),
    HandoverAfterLeaving(),
    LastShift(),
    InboundCallWithinMinutes(),
)
