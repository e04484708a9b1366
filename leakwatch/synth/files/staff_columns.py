"""What the staff file and the logs both say of an account."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Strs, texts
from leakwatch.synth.dice import dice
from leakwatch.synth.files.approvers import by_service
from leakwatch.synth.house import House

RARE = ("䶮", "㛃", "𬎆")  # the last two take four bytes in GB18030 and are not in GBK


def display_names(house: House) -> Strs:
    """The person's name, with a rare character now and then; the account itself for machines."""
    rng = dice(house.seed, house.name, "names")
    names = house.people.name[house.staff.person]
    for place in rng.choice(len(names), max(3, len(names) // 60), replace=False).tolist():
        names[place] = f"测试{RARE[place % 3]}"
    return np.where(house.staff.batch, house.staff.account, names)


def managers(house: House) -> Strs:
    """Who has been at the site longest; of such a one, who has been in the house longest."""
    staff, order = house.staff, by_service(house)
    first = dict(zip(staff.site[order][::-1].tolist(), order[::-1].tolist(), strict=True))
    chief = int(order[0])
    above = np.array([first.get(site, chief) for site in staff.site.tolist()])
    above = np.where(above == np.arange(len(staff)), chief, above)
    return np.where(above == np.arange(len(staff)), "", staff.account[above])


def branch_names(house: House) -> Strs:
    """The branch as the organisation's own log writes it."""
    coded = house.name in ("carrier", "courier", "insurer")
    return texts([site.code if coded else site.name for site in house.sites])[house.staff.site]
