"""A carrier's honest days: shops, call floors, complaint desk, sampling, relays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY, Floats, Ints, blanks
from leakwatch.synth.deeds import Habits, first_deeds
from leakwatch.synth.dice import dice
from leakwatch.synth.filing import filed, outage
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY, Looks, followed, looks
from leakwatch.synth.tickets import called, earlier, unexplained

OPERATIONS = (
    "机主信息查询",
    "账单查询",
    "通话详单查询",
    "短信详单查询",
    "位置查询",
    "服务密码重置",
    "开卡",
    "补换卡",
    "副卡办理",
    "实名照片查看",
    "名单查询",
    "名单导出",
    "登录",
)
OWNER, BILL, CALLS, TEXTS, LOCATION, RESET = range(6)
NEW_CARD, NEW_SIM, SUB_CARD, PHOTO, LIST, EXPORT, LOGIN = range(6, len(OPERATIONS))
FIRST: Habits = {
    "营业员": ((0, 1, 5, 6, 7, 8, 9), (0.62, 0.14, 0.04, 0.07, 0.08, 0.02, 0.03)),
    "客服": ((0, 1, 2, 5), (0.70, 0.25, 0.03, 0.02)),
    "投诉处理": ((0, 1, 2, 3, 4), (0.45, 0.25, 0.22, 0.06, 0.02)),
    "店长": ((0, 1, 9, 10), (0.70, 0.20, 0.05, 0.05)),
    "质检": ((0, 1), (0.75, 0.25)),
    "后台": ((0, 1, 10, 11), (0.60, 0.25, 0.10, 0.05)),
}
FOLLOW = np.array([0, 0, 1, 1, 1, 2])
MORE = 0.42  # how likely another look at the same record follows


def carrier_life(house: House) -> None:
    """Adds the honest looks of all people; those who work on others' tickets come second."""
    rng = dice(house.seed, "carrier", "life")
    factor = house.pressure(rng)
    factor[house.does("客服"), house.agenda.fault] = 2.5
    account, second = house.attendance(rng, factor, np.zeros(factor.shape, dtype=np.int64))
    second_hand = house.does("投诉处理", "质检")[account]
    own = visits(rng, house, account[~second_hand], second[~second_hand])
    own = own.take(np.argsort(own.second, kind="stable"))
    taken = taken_over(rng, house, own, account[second_hand], second[second_hand])
    house.looks.append(
        followed(rng, Looks.joined([own, taken, relays(rng, house, own)]), MORE, FOLLOW)
    )


def visits(rng: np.random.Generator, house: House, account: Ints, second: Ints) -> Looks:
    """Customers of the shop's town, or of any; the case by call or by ticket, or missing."""
    shop = house.site_kind[account] == "shop"
    towns = int(house.people.town.max()) + 1
    local = shop & (rng.random(len(account)) < 0.85)
    town = np.where(local, house.town[account], rng.integers(0, towns, len(account)))
    person = house.pool(house.people.town, towns).draw(rng, town)
    out = looks(account, second, person, first_deeds(rng, house, account, FIRST))
    by_phone = np.where(house.does("客服")[account], 0.9, 0.08)
    share = house.staff.missing[account]
    return missed(rng, covered(rng, house, out, by_phone, share))


def covered(
    rng: np.random.Generator, house: House, out: Looks, by_phone: Floats, share: Floats
) -> Looks:
    """Calls and tickets; a tenth of the calls are in the cases file, but not in the log."""
    bare = unexplained(rng, share, outage(house, out.account, out.second))
    phoned = ~bare & (rng.random(len(out)) < by_phone)
    written = ~bare & ~phoned
    noted = rng.random(len(out)) > 0.1
    given = called(
        rng,
        house.cases,
        person=out.person[phoned],
        account=out.account[phoned],
        second=out.second[phoned],
    )
    out.call[phoned] = np.where(noted[phoned], given, "")
    return filed(rng, house, out, written, "GD", "工单")


def missed(rng: np.random.Generator, out: Looks) -> Looks:
    """One number in thirty is mistyped and finds nobody."""
    typo = rng.random(len(out)) < 0.033
    return replace(out, person=np.where(typo, NOBODY, out.person), found=out.found & ~typo)


def taken_over(
    rng: np.random.Generator, house: House, own: Looks, account: Ints, second: Ints
) -> Looks:
    """Complaint desk and sampling open whom others opened before, sampling under its own tasks."""
    source = earlier(rng, own.second, second, 2.0)
    keep = (source >= 0) & (own.person[source] != NOBODY)
    account, second, source = account[keep], second[keep], source[keep]
    sampling = house.does("质检")[account]
    out = looks(account, second, own.person[source], first_deeds(rng, house, account, FIRST))
    bare = rng.random(len(out)) < house.staff.missing[account]
    relayed = ~bare & ~sampling & (rng.random(len(out)) < 0.5)
    out.case[relayed] = own.case[source[relayed]]
    fresh = ~bare & ~relayed
    prefix = np.where(sampling, "CJ", "TS")
    for letter, kind in (("CJ", "抽检"), ("TS", "投诉")):
        out = filed(rng, house, out, fresh & (prefix == letter), letter, kind)
    return out


def relays(rng: np.random.Generator, house: House, own: Looks) -> Looks:
    """A colleague of the same site goes on with the ticket within hours, if he works that day."""
    chosen = np.flatnonzero((rng.random(len(own)) < 0.06) & (own.case != blanks(len(own))))
    colleague = colleagues(rng, house.staff.site, own.account[chosen])
    day = own.second[chosen] // DAY
    known = day < house.almanac.days
    works = known & house.roster.on[colleague, np.where(known, day, 0)]
    works &= colleague != own.account[chosen]
    chosen, colleague = chosen[works], colleague[works]
    lag = rng.integers(300, 14_000, len(chosen))
    return looks(
        colleague,
        own.second[chosen] + lag,
        own.person[chosen],
        0,
        case=own.case[chosen],
        found=own.found[chosen],
    )


def colleagues(rng: np.random.Generator, site: Ints, account: Ints) -> Ints:
    """Somebody of the same site for each account, perhaps itself."""
    order: Ints = np.argsort(site, kind="stable")
    sizes = np.bincount(site)
    first = np.cumsum(sizes) - sizes
    mine = site[account]
    drawn = first[mine] + (rng.random(len(account)) * sizes[mine]).astype(np.int64)
    somebody: Ints = order[drawn]
    return somebody
