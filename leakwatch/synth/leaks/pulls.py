"""Looks of a leak at things or people the account has no business with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Ints
from leakwatch.synth.courier import ORDER_EXPORT, ORDER_PRINT, ORDER_UNMASK, ORDER_VIEW
from leakwatch.synth.hospital import on_his
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import in_shift
from leakwatch.synth.leaks.targets import REACH, READ, cover, strangers
from leakwatch.synth.looks import HONEST, NOBODY, USUAL, Looks, looks
from leakwatch.synth.place import addresses

# By deed at waybills: view, list, unmask, print, export.
ON_PLATFORM = np.array([ORDER_VIEW, ORDER_VIEW, ORDER_UNMASK, ORDER_PRINT, ORDER_EXPORT])


def pulled(
    rng: np.random.Generator,
    house: House,
    account: int,
    second: Ints,
    *,
    deed: Ints | int | None = None,
    known: float = 0.95,
    covered: float = 0.0,
    fit: Bools | None = None,
    among: Ints | None = None,
    place: int = USUAL,
    approver: Ints | int = USUAL,
    proof: Ints | int = USUAL,
    rows: Ints | int = USUAL,
) -> Looks:
    """One look for each moment; `fit` chooses among things on the shelf, `among` among people;
    a share `known` finds somebody, a share `covered` shows a number.
    """
    person, item = whom(rng, house, account, second, known, fit, among)
    case, call = cover(rng, house, account, second, covered)
    return looks(
        np.full(len(second), account),
        second,
        person,
        done(house, account, READ[house.name] if deed is None else deed),
        found=person >= 0,
        case=case,
        call=call,
        item=item,
        place=place,
        approver=approver,
        proof=proof,
        rows=rows,
    )


def whom(
    rng: np.random.Generator,
    house: House,
    account: int,
    second: Ints,
    known: float,
    fit: Bools | None,
    among: Ints | None,
) -> tuple[Ints, Ints]:
    """The people, and the things through which a log of things names them."""
    if shelved(house, account):
        missed = rng.random(len(second)) >= known
        item = np.where(missed, USUAL, things(rng, house, account, second, fit))
        return np.where(missed, NOBODY, house.shelf.person[item]), item
    nothing = np.full(len(second), USUAL)
    if among is not None:
        return pick(rng, among, len(second)), nothing
    return strangers(rng, house, len(second), known), nothing


def done(house: House, account: int, deed: Ints | int) -> Ints:
    """The same deed on the order platform for those who work with that."""
    merchant = house.name == "courier" and house.site_kind[account] == "merchant"
    return ON_PLATFORM[deed] if merchant else np.asarray(deed, dtype=np.int64)


def shelved(house: House, account: int) -> bool:
    """Whether the account's log names waybills, orders, policies or stays."""
    return house.name in ("courier", "insurer") or bool(on_his(house)[account])


def things(
    rng: np.random.Generator, house: House, account: int, second: Ints, fit: Bools | None
) -> Ints:
    """Recent ones of the kind the account's system holds."""
    own = np.ones(house.shelf.size, dtype=bool)
    if house.name == "courier":
        orders = np.array([site.kind == "merchant" for site in house.sites])[house.shelf.home]
        own = orders == (house.site_kind[account] == "merchant")
    return house.shelf.around(rng, second, REACH[house.name], own if fit is None else own & fit)


def pick(rng: np.random.Generator, among: Ints, count: int) -> Ints:
    """Of these people, each once while there are enough."""
    return rng.choice(among, count, replace=len(among) < count)


def stand_aside(
    rng: np.random.Generator, house: House, account: int, by_day: dict[int, int]
) -> None:
    """Honest work shrinks by as much, so that the day's total says nothing."""
    for number, part in enumerate(house.looks):
        mine = np.flatnonzero((part.account == account) & (part.leak == HONEST))
        if len(mine):
            drop = spare(rng, part.second[mine] // DAY, by_day)
            keep = np.ones(len(part), dtype=bool)
            keep[mine[drop]] = False
            house.looks[number] = part.take(keep)


def instead(rng: np.random.Generator, house: House, account: int, by_day: dict[int, int]) -> Ints:
    """Moments anywhere in the shift, in place of as much honest work."""
    stand_aside(rng, house, account, by_day)
    return in_shift(rng, house, account, by_day)


def next_seat(house: House, account: int) -> int:
    """The place of somebody of the same site, where an account can be used by another's hand."""
    same = np.flatnonzero((house.staff.site == house.staff.site[account]) & ~house.staff.batch)
    other = same[same != account]
    return house.also_at(str(addresses(house)[0][int(other[0]) if len(other) else account]))


def spare(rng: np.random.Generator, day: Ints, by_day: dict[int, int]) -> Bools:
    """Which of an account's honest looks can go: three in four of a day's at most."""
    drop = np.zeros(len(day), dtype=bool)
    for one, count in by_day.items():
        mine = np.flatnonzero(day == one)
        drop[rng.choice(mine, min(count, len(mine) * 3 // 4), replace=False)] = True
    return drop


def honest(house: House, account: int) -> Looks:
    """An account's own honest looks."""
    parts = [part.take((part.account == account) & (part.leak == HONEST)) for part in house.looks]
    return Looks.joined(parts)


def relocated(house: House, account: int, days: Ints, place: int) -> None:
    """The account's honest looks of these days come from elsewhere."""
    for number, part in enumerate(house.looks):
        mine = (part.account == account) & np.isin(part.second // DAY, days)
        if mine.any():
            house.looks[number] = replace(part, place=np.where(mine, place, part.place))
