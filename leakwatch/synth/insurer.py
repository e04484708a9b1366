"""An insurer's honest days: calls, branch desks, renewals, claims, underwriting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Floats, Ints
from leakwatch.synth.deeds import Habits, first_deeds
from leakwatch.synth.dice import dice
from leakwatch.synth.filing import filed, outage
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY, Looks, followed, looks
from leakwatch.synth.tickets import unexplained

MENUS = ("保单查询", "保单列表", "理赔查询", "保单导出", "续期清单", "登录")
VIEW, LIST, CLAIM, EXPORT, RENEWALS, LOGIN = range(len(MENUS))
FIRST: Habits = {
    "客服": ((VIEW, CLAIM), (0.9, 0.1)),
    "内勤": ((VIEW, LIST, CLAIM, RENEWALS), (0.86, 0.06, 0.05, 0.03)),
    "续期专员": ((VIEW, RENEWALS, LIST), (0.85, 0.12, 0.03)),
    "机构经理": ((VIEW, LIST, RENEWALS, EXPORT), (0.66, 0.18, 0.12, 0.04)),
    "理赔": ((CLAIM, VIEW), (0.75, 0.25)),
    "核保": ((VIEW, CLAIM), (0.8, 0.2)),
}
FOLLOW = np.array([VIEW, VIEW, CLAIM])
TICKETS = {
    "客服": ("LD", "来电"),
    "内勤": ("BQ", "保全"),
    "续期专员": ("XQ", "续期任务"),
    "机构经理": ("GD", "工单"),
    "理赔": ("LP", "理赔案件"),
    "核保": ("TB", "投保申请"),
}
YEAR = 365 * DAY


def insurer_life(house: House) -> None:
    """Policies first; then everybody's own share of them."""
    rng = dice(house.seed, "insurer", "life")
    policies(rng, house)
    factor = season(rng, house)
    account, second = house.attendance(rng, factor, np.zeros(factor.shape, dtype=np.int64))
    item = wanted(rng, house, account, second)
    deed = first_deeds(rng, house, account, FIRST)
    out = looks(account, second, house.shelf.person[item], deed, item=item)
    out = sized(rng, ticketed_all(rng, house, out))
    house.looks += [followed(rng, out, 0.3, FOLLOW), log_ins(rng, house)]


def policies(rng: np.random.Generator, house: House) -> None:
    """One for each customer, two for a fifth; each of the branch of its town, for a year."""
    customer = np.flatnonzero(house.people.customer["insurer"])
    person = np.concatenate([customer, customer[rng.random(len(customer)) < 0.2]])
    branches = np.flatnonzero([site.kind == "branch" for site in house.sites])
    second = -rng.integers(0, 365, len(person)) * DAY + 36_000
    home = branches[house.people.town[person] % len(branches)]
    house.shelf.put("863320", person, home, second=second, until=second + YEAR)


def season(rng: np.random.Generator, house: House) -> Floats:
    """The renewal season: eight days in which the whole renewal team has far more to do."""
    team = house.does("续期专员", "内勤")[:, None]
    return house.pressure(rng) * np.where(team & house.agenda.campaign, 1.7, 1.0)


def wanted(rng: np.random.Generator, house: House, account: Ints, second: Ints) -> Ints:
    """The branch's own policies at a branch, those that soon run out for renewals, else any."""
    shelf, site = house.shelf, house.staff.site[account]
    item = rng.integers(0, shelf.size, len(account))
    near = (house.site_kind[account] == "branch") & (rng.random(len(account)) < 0.9)
    renewal = house.does("续期专员")[account] & (rng.random(len(account)) < 0.8)
    order = np.argsort(shelf.until, kind="stable")
    for one in np.unique(site[near]).tolist():
        mine = np.flatnonzero(near & (site == one))
        stock = order[shelf.home[order] == one]
        item[mine] = stock[rng.integers(0, len(stock), len(mine))]
        soon = mine[renewal[mine]]
        low = np.searchsorted(shelf.until[stock], second[soon])
        high = np.searchsorted(shelf.until[stock], second[soon] + 40 * DAY)
        place = low + (rng.random(len(soon)) * np.maximum(high - low, 1)).astype(np.int64)
        item[soon] = stock[np.minimum(place, len(stock) - 1)]
    return item


def ticketed_all(rng: np.random.Generator, house: House, out: Looks) -> Looks:
    """Each job's own kind of case; a third of the calls are not noted in the log."""
    out_of_order = outage(house, out.account, out.second)
    bare = unexplained(rng, house.staff.missing[out.account], out_of_order)
    for job, (prefix, kind) in TICKETS.items():
        mine: Bools = ~bare & house.does(job)[out.account]
        out = filed(rng, house, out, mine, prefix, kind, hours=4.0 if kind == "来电" else 40.0)
    forgot = house.does("客服")[out.account] & (rng.random(len(out)) < 0.33)
    return replace(out, case=np.where(forgot, "", out.case))


def sized(rng: np.random.Generator, out: Looks) -> Looks:
    """Lists by the page, exports by the branch's book."""
    rows = np.where(np.isin(out.deed, (LIST, RENEWALS)), rng.integers(12, 180, len(out)), out.rows)
    return replace(out, rows=np.where(out.deed == EXPORT, rng.integers(60, 700, len(out)), rows))


def log_ins(rng: np.random.Generator, house: House) -> Looks:
    """Those of the old system, at the begin of each shift; one in thirty misses the password."""
    old = np.isin(house.site_kind.astype(str), ("claims", "office")) & ~house.staff.batch
    account, day = np.nonzero(house.roster.on & old[:, None])
    second = day * DAY + house.roster.begin[account, day] * 60
    second = second + rng.integers(-300, 900, len(account))
    first = looks(account, second, np.full(len(account), NOBODY), LOGIN)
    slip = first.take(rng.random(len(account)) < 0.033)
    missed = replace(
        slip, second=slip.second - rng.integers(5, 40, len(slip)), found=np.zeros(len(slip), bool)
    )
    return Looks.joined([first, missed])
