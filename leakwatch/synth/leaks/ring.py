"""Rings: a broker sends list after list, and several insiders open parts of the same ones."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.hospital import visited
from leakwatch.synth.house import House
from leakwatch.synth.leaks.outsiders import outsiders_of_the_first, outsiders_of_the_second
from leakwatch.synth.leaks.targets import cover, strangers
from leakwatch.synth.looks import Looks, looks
from leakwatch.synth.planted import PlantedRing
from leakwatch.synth.plot import Plot
from leakwatch.synth.shifts import snapped

Member = tuple[House, int]
KEPT = 0.6  # share of lists that members work through in the list's order
# Owner and call record; reason 25; look-up for payment.
DEEDS = {"carrier": (0, 0, 0, 2), "lender": (6,), "hospital": (2,)}


def plant_rings(plot: Plot) -> None:
    """One across the organisations with people outside, one between two shops of the carrier."""
    first_members, second_members = members_of_the_first(plot), members_of_the_second(plot)
    shared = max(36, round(60 * min(plot.size, 2)))
    first = play(plot, "ring-1", first_members, shared, waves=6)
    outside = outsiders_of_the_first(plot, first_members, first)
    note(plot, "ring-1", first_members, outside)
    second = play(plot, "ring-2", second_members, max(26, shared * 3 // 5), waves=3)
    outside = outsiders_of_the_second(plot, second_members, second)
    note(plot, "ring-2", second_members, outside)


def members_of_the_first(plot: Plot) -> list[Member]:
    """Two clerks of one shop, one of another, a call agent, a loan manager, a cashier."""
    carrier, lender, hospital = (plot.casts[name] for name in ("carrier", "lender", "hospital"))
    one, other = carrier.big_shops(2)
    inside = [
        *carrier.regulars(2, "营业员", sites=one),
        *carrier.regulars(1, "营业员", sites=other),
        *carrier.regulars(1, "客服"),
    ]
    return [
        *((carrier.house, account) for account in inside),
        *((lender.house, account) for account in lender.regulars(1, "客户经理")),
        *((hospital.house, account) for account in hospital.regulars(1, "收费员")),
    ]


def members_of_the_second(plot: Plot) -> list[Member]:
    """Two clerks in each of two shops."""
    carrier = plot.casts["carrier"]
    shops = carrier.big_shops(2)
    return [
        (carrier.house, account)
        for shop in shops
        for account in carrier.regulars(2, "营业员", sites=shop)
    ]


def play(plot: Plot, name: str, members: list[Member], count: int, waves: int) -> Ints:
    """Each listed person is opened by two to four members, most within a day; returns the list."""
    seed = plot.houses["carrier"].seed
    rng = dice(seed, name)
    victims = listed(rng, members, count)
    days = plot.houses["carrier"].almanac.days
    sent = np.sort(rng.uniform(days // 3, days - 4, waves) * DAY)[np.arange(count) % waves]
    opened = shares(rng, len(members), count)
    for number, (house, account) in enumerate(members):
        mine = np.flatnonzero(opened[:, number])
        wish = sent[mine] + rng.exponential(0.5 * DAY, len(mine))
        plot.leak(
            "ring",
            house,
            account,
            worked(rng, house, account, victims[mine], wish.astype(np.int64), mine % waves),
            name,
        )
    return victims


def listed(rng: np.random.Generator, members: list[Member], count: int) -> Ints:
    """Little-known people that every organisation of the ring has, from all towns."""
    people = members[0][0].people
    fit = people.fame < 1.5
    for house, _ in members:
        fit = fit & people.customer[house.name]
    victims = rng.choice(np.flatnonzero(fit), count, replace=False)
    for house in {house.name: house for house, _ in members if house.name == "hospital"}.values():
        # without an encounter nobody could tell whose a record number is
        visited(rng, house, victims)
    return victims


def shares(rng: np.random.Generator, members: int, count: int) -> Ints:
    """Who opens whom: two to four of the members for each person."""
    opened = np.zeros((count, members), dtype=np.int64)
    for row in opened:
        row[rng.choice(members, int(rng.integers(2, min(5, members + 1))), replace=False)] = 1
    return opened


def worked(
    rng: np.random.Generator, house: House, account: int, victims: Ints, wish: Ints, wave: Ints
) -> Looks:
    """The member's part, in his next shift, with a few people of his own and some cover."""
    extra = len(victims) // 4
    person = np.concatenate([victims, strangers(rng, house, extra, known=1.0)])
    wish = np.concatenate([wish, rng.choice(wish, extra) + rng.integers(60, DAY, extra)])
    second = listed_order(rng, snapped(rng, house.roster, account, wish), wave)
    order = np.argsort(second, kind="stable")
    second, person = second[order], person[order]
    deed = rng.choice(DEEDS[house.name], len(person))
    case, call = cover(rng, house, account, second, 0.3)
    return looks(np.full(len(person), account), second, person, deed, case=case, call=call)


def listed_order(rng: np.random.Generator, second: Ints, wave: Ints) -> Ints:
    """Most lists are worked through from the top; moments beyond those of lists stay."""
    out = second.copy()
    for one in np.unique(wave).tolist():
        mine = np.flatnonzero(wave == one)
        if rng.random() < KEPT:
            out[mine] = np.sort(out[mine])
    return out


def note(plot: Plot, name: str, members: list[Member], outside: list[tuple[str, str]]) -> None:
    """Writes the ring down; `shared` is counted on what falls within the days."""
    end = members[0][0].almanac.days * DAY
    ringers = [
        (number, house) for number, (_, house, _, ring) in enumerate(plot.entries) if ring == name
    ]
    opened: list[Ints] = []
    for number, house in ringers:
        for part in house.looks:
            mine = (part.leak == number) & (part.second < end) & (part.second >= 0)
            if mine.any():
                opened.append(np.unique(part.person[mine]))
    _, times = np.unique(np.concatenate(opened), return_counts=True)
    inside = [f"{house.name}/{house.staff.account[account]}" for house, account in members]
    roles = dict.fromkeys(inside, "source")
    # only the first ring has a broker between itself and those who buy
    roles |= {value: "broker" if name == "ring-1" else "buyer" for _, value in outside}
    plot.rings.append(PlantedRing(name, inside, outside, int((times > 1).sum()), roles))
