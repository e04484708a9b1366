"""Workstations and addresses: one's own, a new one now and then, one that forty people share."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Bools, Ints, Strs, texts
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House

KIOSK = "10.9.9.9"
NETWORK = {"carrier": 21, "lender": 31, "hospital": 41, "courier": 51, "insurer": 61}


def shares_kiosk(house: House) -> Bools:
    """The first forty agents of the call floors sit behind one address; none elsewhere."""
    agents = house.does("客服") & (house.name == "carrier")
    behind: Bools = agents & (np.cumsum(agents) <= 40)
    return behind


def addresses(house: House) -> tuple[Strs, Strs]:
    """The network address of each account, before and after a move."""
    rng = dice(house.seed, house.name, "place")
    count = len(house.staff)
    net = NETWORK[house.name]
    seat = rng.permutation(count * 2)
    before = [
        f"10.{net}.{site}.{one % 230 + 10}" if not kiosk else KIOSK
        for site, one, kiosk in zip(
            house.staff.site.tolist(), seat.tolist(), shares_kiosk(house).tolist(), strict=False
        )
    ]
    after = [
        f"10.{net}.{100 + site}.{one % 230 + 10}"
        for site, one in zip(house.staff.site.tolist(), seat[count:].tolist(), strict=True)
    ]
    return texts(before), texts(after)


def moving_days(house: House) -> Ints:
    """The day an account gets a new workstation; one in seven does."""
    rng = dice(house.seed, house.name, "moves")
    days = rng.integers(1, house.almanac.days, len(house.staff))
    moves = (rng.random(len(house.staff)) < 0.14) & ~shares_kiosk(house)
    return np.where(moves, days, house.almanac.days)


def mac(address: str) -> str:
    """A locally administered hardware address that belongs to the network address."""
    return "02:00:" + ":".join(f"{int(part):02X}" for part in address.split("."))
