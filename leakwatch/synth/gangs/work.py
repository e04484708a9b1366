"""How a member works his part of the lists, beside his ordinary work."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth import carrier, courier, hospital, insurer
from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.gangs.hiring import Member
from leakwatch.synth.gangs.roll import Roll
from leakwatch.synth.gangs.things import latest
from leakwatch.synth.house import House
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.leaks.targets import cover
from leakwatch.synth.looks import USUAL, Looks, looks
from leakwatch.synth.place import addresses, moving_days
from leakwatch.synth.shifts import snapped

DEEDS = {
    "carrier": (carrier.OWNER, carrier.OWNER, carrier.BILL, carrier.CALLS),
    "lender": (1, 6, 6, 0),
    "hospital": (hospital.READ, hospital.READ, hospital.OPERATE),
    "courier": (courier.VIEW, courier.UNMASK, courier.UNMASK),
    "insurer": (insurer.VIEW, insurer.VIEW, insurer.CLAIM),
}
APPROVED = (carrier.CALLS, carrier.CALLS, carrier.TEXTS, carrier.OWNER)
SITTING = 0.4  # share of members who work a list in one go
OWN = 0.2  # so many people of his own beside those on the lists


def worked(
    rng: np.random.Generator,
    member: Member,
    roll: Roll,
    mine: Ints,
    *,
    order: str,
    covered: float,
    host: Member | None = None,
    approver: Member | None = None,
) -> Looks:
    """The looks at the people `mine` of the roll, from the `host`'s seat if the account is lent,
    under the `approver`'s hand if there is one in the house.
    """
    house, account = member.house, member.account
    person = roll.person[mine]
    second = times(rng, house, (host or member).account, roll, mine, order)
    deed = rng.choice(APPROVED if house.name == "carrier" and approver else DEEDS[house.name],
                      len(mine))  # fmt: skip
    item = latest(house, person, second)
    out = looks(np.full(len(mine), account), second, person, deed, item=item)
    extra = rng.choice(second, int(len(mine) * OWN)) + rng.integers(60, DAY, int(len(mine) * OWN))
    extra = np.sort(snapped(rng, house.roster, (host or member).account, extra))
    if len(extra):
        out = Looks.joined([out, pulled(rng, house, account, extra, known=1.0)])
    out = out.take(np.argsort(out.second, kind="stable"))
    case, call = cover(rng, house, account, out.second, covered)
    out = replace(out, case=case, call=call)
    if host:
        out = replace(out, place=seat(house, host.account, out.second))
    return signed(out, approver) if approver and approver.house is house else out


def times(
    rng: np.random.Generator, house: House, account: int, roll: Roll, mine: Ints, order: str
) -> Ints:
    """In the next shifts after each list came, from its top or in no order."""
    pace = rng.uniform(0.2, 0.9) * DAY
    at_once = rng.random() < SITTING
    second = np.zeros(len(mine), dtype=np.int64)
    for one in np.unique(roll.wave[mine]).tolist():
        part = np.flatnonzero(roll.wave[mine] == one)
        wish = roll.sent[mine[part]] + rng.exponential(pace, len(part)).astype(np.int64)
        if at_once:
            begin = snapped(rng, house.roster, account, wish[:1])
            moment = begin + np.cumsum(rng.integers(12, 110, len(part)))
        else:
            moment = snapped(rng, house.roster, account, wish)
        second[part] = rng.permutation(moment) if order == "shuffled" else np.sort(moment)
    return second


def seat(house: House, account: int, second: Ints) -> Ints:
    """The place somebody works at, before or after a move."""
    before, after = (house.also_at(str(one[account])) for one in addresses(house))
    return np.where(second // DAY >= moving_days(house)[account], after, before)


def signed(out: Looks, approver: Member) -> Looks:
    """Approved by him where an approval is shown and he works that day."""
    house = approver.house
    asks = np.isin(out.deed, (carrier.CALLS, carrier.TEXTS)) | (house.name != "carrier")
    there = house.roster.on[approver.account, np.minimum(out.second // DAY, house.almanac.days - 1)]
    return replace(out, approver=np.where(asks & there, approver.account, USUAL))
