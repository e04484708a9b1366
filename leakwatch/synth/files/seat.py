"""Where a look came from, and who approved it, as every log shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.arrays import Ints, Strs, texts
from leakwatch.synth.files.approvers import Approvers
from leakwatch.synth.files.staff_columns import display_names
from leakwatch.synth.house import House
from leakwatch.synth.looks import USUAL, Looks
from leakwatch.synth.place import addresses, mac, moving_days


@dataclass(frozen=True)
class Desk:
    """What is the same for all of an account's rows."""

    account: Strs
    name: Strs
    code: Strs
    site: Strs
    address: tuple[Strs, Strs]
    hardware: tuple[Strs, Strs]
    moved: Ints
    approvers: Approvers
    elsewhere: tuple[Strs, Strs]

    @classmethod
    def of(cls, house: House) -> Desk:
        """Looked up once for the whole log."""
        before, after = addresses(house)
        others = [*house.elsewhere, ""]
        return cls(
            account=house.staff.account,
            name=display_names(house),
            code=texts([site.code for site in house.sites])[house.staff.site],
            site=texts([site.name for site in house.sites])[house.staff.site],
            address=(before, after),
            hardware=(texts([mac(one) for one in before]), texts([mac(one) for one in after])),
            moved=moving_days(house),
            approvers=Approvers.of(house),
            elsewhere=(texts(others), texts([mac(one) if one else "" for one in others])),
        )

    def seats(self, looks: Looks, day: int) -> tuple[Strs, Strs]:
        """Address and hardware: another place where the look has one, else the account's own."""
        other, moved = looks.place != USUAL, day >= self.moved[looks.account]

        def seat(own: tuple[Strs, Strs], away: Strs) -> Strs:
            usual = np.where(moved, own[1][looks.account], own[0][looks.account])
            return np.where(other, away[looks.place], usual)

        return seat(self.address, self.elsewhere[0]), seat(self.hardware, self.elsewhere[1])

    def chiefs(self, looks: Looks, day: int) -> Strs:
        """Accounts of approvers: the look's own, else who may approve at the site that day."""
        usual = self.approvers.on(looks.account, day)
        return self.account[np.where(looks.approver == USUAL, usual, looks.approver)]
