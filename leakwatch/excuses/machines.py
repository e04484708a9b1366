"""Excused for being a machine: accounts that no person works through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.excuses.contract import SCOPE, VOLUME, Excuse, Ground

if TYPE_CHECKING:
    import pandas as pd

#: what a machine does all day, and what it is registered for
RHYTHM = ("scripted_access", "periodic_export", "quota_hugging")


class RegisteredBatchAccount(Excuse):
    """A machine: registered in the settings, or of kind `system` in the staff list.

    Not on a day on which it comes from a place or device it never came from: a machine stays
    where it stands, and somebody may be using its password.
    """

    name = "registered_batch_account"
    lets_go = (*VOLUME, *SCOPE, *RHYTHM, "biometric_pull", "minors")
    because = "a registered batch account: no person works through it"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """The account is registered, and works from where it always did."""
        known = days["actor"].isin(machines(ground))
        for moved in {"new_places", "new_devices"} & set(days.columns):
            known &= days[moved].fillna(0) == 0
        return known


def machines(ground: Ground) -> set[str]:
    """Accounts registered as machines, in the settings or by the staff list."""
    found = set(ground.batch_actors)
    if "staff" in ground.context:
        staff = ground.context["staff"]
        listed = staff.filter((staff.kind == "system") & staff.actor.notnull())
        found |= set(listed.actor.to_pandas())
    return found
