"""Excused for being a machine: accounts that no person works through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.excuses.contract import SCOPE, VOLUME, Excuse, Ground

if TYPE_CHECKING:
    import pandas as pd

#: what a machine does all day, and what it is registered for
RHYTHM = ("scripted_access", "periodic_export", "quota_hugging")
#: what only a person does: be curious, and let the account to another
OF_PEOPLE = ("hot_subject", "rented_account")

#: a machine with something new on more of its days than this is one with no place of its own
MOSTLY, FEWEST = 0.5, 5


class RegisteredBatchAccount(Excuse):
    """A machine: registered in the settings, or of kind `system` in the staff list.

    Not on a day on which it comes from a place or device it never came from: a machine stays
    where it stands, and somebody may be using its password. One that customers reach the records
    through comes from new places on most days, and is used from several as it should be.
    """

    name = "registered_batch_account"
    lets_go = (*VOLUME, *SCOPE, *RHYTHM, *OF_PEOPLE, "biometric_pull", "minors")
    because = "a registered batch account: no person works through it"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """The account is registered, and works from where it always did."""
        known = days["actor"].isin(machines(ground))
        for moved in {"new_places", "new_devices"} & set(days.columns):
            new = days[moved].fillna(0) > 0
            known &= ~new | _mostly(new, days["actor"])
        return known


def _mostly(new: pd.Series[bool], actor: pd.Series[str]) -> pd.Series[bool]:
    """Whether the account has something new on most of its other days, of which it needs some."""
    each = new.groupby(actor)
    others = each.transform("size") - 1
    return (others >= FEWEST) & (each.transform("sum") - new > MOSTLY * others)


def machines(ground: Ground) -> set[str]:
    """Accounts registered as machines, in the settings or by the staff list."""
    found = set(ground.batch_actors)
    if "staff" in ground.context:
        staff = ground.context["staff"]
        listed = staff.filter((staff.kind == "system") & staff.actor.notnull())
        found |= set(listed.actor.to_pandas())
    return found
