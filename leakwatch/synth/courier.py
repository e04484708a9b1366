"""A courier's honest days: rounds, outlet desks, hubs, the call floor, orders of merchants."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY, Floats, Ints
from leakwatch.synth.deeds import Habits, first_deeds
from leakwatch.synth.dice import dice
from leakwatch.synth.filing import filed, outage
from leakwatch.synth.house import House
from leakwatch.synth.looks import Looks, followed, looks
from leakwatch.synth.tickets import earlier, unexplained

WAYBILL = ("查询", "批量查询", "解密查看", "打印面单", "导出")
ORDER = ("查看订单", "导出订单", "打印", "解密")
VIEW, LIST, UNMASK, PRINT, EXPORT = range(len(WAYBILL))
ORDER_VIEW, ORDER_EXPORT, ORDER_PRINT, ORDER_UNMASK = range(len(WAYBILL), len(WAYBILL + ORDER))
FIRST: Habits = {
    "快递员": ((VIEW, UNMASK, PRINT), (0.42, 0.5, 0.08)),
    "网点客服": ((VIEW, UNMASK, PRINT, LIST), (0.62, 0.25, 0.1, 0.03)),
    "网点经理": ((VIEW, LIST, UNMASK, EXPORT), (0.66, 0.22, 0.09, 0.03)),
    "总部客服": ((VIEW, UNMASK), (0.8, 0.2)),
    "中转操作员": ((VIEW, PRINT, UNMASK), (0.7, 0.22, 0.08)),
    "仲裁": ((VIEW, UNMASK), (0.75, 0.25)),
}
FOLLOW = np.array([VIEW, VIEW, UNMASK, PRINT])
LIST_ROWS = (10, 220)


def courier_life(house: House) -> None:
    """Couriers make the waybills of the day; all others ask about them."""
    rng = dice(house.seed, "courier", "life")
    factor = peak(rng, house)
    account, second = house.attendance(rng, factor, np.zeros(factor.shape, dtype=np.int64))
    rounds = house.does("快递员")[account]
    merchant = house.does("商家服务")[account]
    own = deliveries(rng, house, account[rounds], second[rounds])
    rest = ~rounds & ~merchant
    asked = inquiries(rng, house, own, account[rest], second[rest])
    both = Looks.joined([own, asked, relays(rng, house, asked)])
    house.looks += [
        sized(rng, followed(rng, both, 0.25, FOLLOW)),
        merchants(rng, house, account[merchant], second[merchant]),
    ]


def peak(rng: np.random.Generator, house: House) -> Floats:
    """The sales week nearly doubles the outlets' work, and the floor's a little later."""
    outlet = (house.site_kind == "outlet") | (house.site_kind == "hub")
    busy = house.agenda.campaign
    after = np.roll(busy, 3) & (np.arange(len(busy)) > 2)
    factor: Floats = house.pressure(rng) * np.where(
        outlet[:, None], np.where(busy, 1.8, 1.0), np.where(after, 1.5, 1.0)
    )
    return factor


def deliveries(rng: np.random.Generator, house: House, account: Ints, second: Ints) -> Looks:
    """A waybill for each stop: brought to the outlet's town, or picked up there; its task."""
    outlets = np.flatnonzero([site.kind == "outlet" for site in house.sites])
    home = lent(rng, house, account, second, outlets)
    other = rng.choice(outlets, len(account))
    picked = rng.random(len(account)) < 0.22
    town = np.array([site.town for site in house.sites])[np.where(picked, other, home)]
    person = house.pool(house.people.town, len(house.sites)).draw(rng, town)
    item = house.shelf.put(
        "7710",
        person,
        np.where(picked, other, home),
        origin=np.where(picked, home, other),
        second=second,
    )
    out = looks(account, second, person, first_deeds(rng, house, account, FIRST), item=item)
    bare = unexplained(rng, house.staff.missing[account], outage(house, account, second))
    return filed(rng, house, out, ~bare, "PJ", "派件任务", hours=9.0)


def lent(
    rng: np.random.Generator, house: House, account: Ints, second: Ints, outlets: Ints
) -> Ints:
    """A courier works his own outlet's round; some days he is lent to the next outlet."""
    days = house.almanac.days + 2
    away = rng.random((len(house.staff), days)) < rng.beta(0.6, 9.0, len(house.staff))[:, None]
    site = house.staff.site[account]
    place = np.searchsorted(outlets, site)
    return np.where(away[account, second // DAY], outlets[(place + 1) % len(outlets)], site)


def inquiries(
    rng: np.random.Generator, house: House, own: Looks, account: Ints, second: Ints
) -> Looks:
    """Outlet desks ask about the outlet's waybills, hubs and head office about anybody's."""
    near = (house.site_kind[account] == "outlet") & (rng.random(len(account)) < 0.93)
    item = np.full(len(account), -1)
    order = np.argsort(own.second, kind="stable")
    begun, things = own.second[order], own.item[order]
    item[~near] = drawn(rng, begun, things, second[~near])
    at = house.staff.site[own.account[order]]
    for site in np.unique(house.staff.site[account[near]]).tolist():
        mine = near & (house.staff.site[account] == site)
        item[mine] = drawn(rng, begun[at == site], things[at == site], second[mine])
    account, second, item = account[item >= 0], second[item >= 0], item[item >= 0]
    deed = first_deeds(rng, house, account, FIRST)
    out = looks(account, second, house.shelf.person[item], deed, item=item)
    bare = unexplained(rng, house.staff.missing[account], outage(house, account, second))
    return filed(rng, house, out, ~bare, "KF", "客服工单", hours=30.0)


def drawn(rng: np.random.Generator, begun: Ints, things: Ints, second: Ints) -> Ints:
    """One of the things begun in the last three days, −1 if there is none."""
    source = earlier(rng, begun, second, 3.0)
    return np.where(source >= 0, things[np.maximum(source, 0)] if len(things) else -1, -1)


def relays(rng: np.random.Generator, house: House, asked: Looks) -> Looks:
    """Arbitration goes on with tickets of the floor, under the floor's number."""
    judges = np.flatnonzero(house.does("仲裁", "总部客服"))
    chosen = np.flatnonzero(rng.random(len(asked)) < 0.05)
    part = asked.take(chosen)
    account = rng.choice(judges, len(chosen))
    second = part.second + rng.integers(900, 30_000, len(chosen))
    day = np.minimum(second // DAY, house.almanac.days - 1)
    begin, end = house.roster.begin[account, day] * 60, house.roster.end[account, day] * 60
    works = house.roster.on[account, day] & (second % DAY >= begin) & (second % DAY < end)
    moved = replace(part, account=account, second=second, deed=np.full(len(chosen), VIEW))
    return moved.take(works)


def sized(rng: np.random.Generator, out: Looks) -> Looks:
    """Lists and exports return many."""
    many = np.isin(out.deed, (LIST, EXPORT))
    return replace(out, rows=np.where(many, rng.integers(*LIST_ROWS, len(out)), out.rows))


def merchants(rng: np.random.Generator, house: House, account: Ints, second: Ints) -> Looks:
    """A page of some orders at once: opened, printed, taken out for the merchant who asked."""
    count = np.minimum(rng.geometric(0.13, len(account)), 60)
    deed = rng.choice(
        (ORDER_VIEW, ORDER_PRINT, ORDER_UNMASK, ORDER_EXPORT),
        len(account),
        p=(0.6, 0.2, 0.15, 0.05),
    )
    bare = rng.random(len(account)) < house.staff.missing[account]
    who, when, what, bare = (np.repeat(one, count) for one in (account, second, deed, bare))
    buyers = np.flatnonzero(house.people.customer["courier"])
    person = rng.choice(buyers, len(who))
    given = when - rng.integers(3_600, 4 * DAY, len(who))
    item = house.shelf.put("52", person, house.staff.site[who], second=given)
    out = looks(who, when, person, what, item=item)
    return replace(filed(rng, house, out, ~bare, "SH", "售后", hours=20.0), case=out.case)
