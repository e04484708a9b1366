"""Honest habits of whole units that look like leaking: reports, passwords, places, approvals."""

from __future__ import annotations

import numpy as np

from leakwatch.synth import carrier, courier, hospital, insurer
from leakwatch.synth.arrays import DAY
from leakwatch.synth.desks import always, explained, renewals
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import in_shift, plan, some_days
from leakwatch.synth.leaks.pulls import pulled, relocated
from leakwatch.synth.leaks.stolen_account import failures
from leakwatch.synth.leaks.targets import READ
from leakwatch.synth.looks import looks
from leakwatch.synth.plot import Plot

REPORTS = {
    "carrier": ("店长", carrier.EXPORT),
    "courier": ("网点经理", courier.EXPORT),
    "insurer": ("机构经理", insurer.EXPORT),
    "hospital": ("病案室", hospital.EXPORT),
}
EXPIRING = {"lender": ("客户经理", "贷后管理", "审批员"), "insurer": ("理赔", "核保")}


def plant_habits(plot: Plot) -> None:
    """All of them."""
    for name, (job, deed) in REPORTS.items():
        reports(plot, plot.houses[name], job, deed)
    for name, jobs in EXPIRING.items():
        expired(plot, plot.houses[name], jobs)
    renewals(plot, plot.houses["insurer"])
    from_home(plot, plot.houses["lender"], "客户经理", "风控")
    from_home(plot, plot.houses["courier"], "网点经理")
    two_of_a_shop(plot, plot.houses["carrier"])
    colleagues_served(plot, plot.houses["carrier"], "LD", "来电")
    colleagues_served(plot, plot.houses["hospital"], "MZ", "门诊")
    last_weeks(plot, plot.houses["insurer"])


def reports(plot: Plot, house: House, job: str, deed: int) -> None:
    """Every Monday or every other week the whole unit exports its book, of much the same size."""
    rng = dice(house.seed, house.name, "reports")
    step = int(rng.choice((7, 14)))
    for account in np.flatnonzero(house.does(job) & ~house.staff.batch).tolist():
        days = always(house, account)
        wish = np.arange(int(rng.integers(0, 2)), house.almanac.days, step)
        mine = np.unique(days[np.searchsorted(days, wish[wish <= days.max(initial=-1)])])
        begin = house.roster.begin[account, mine] * 60
        second = mine * DAY + begin + rng.integers(600, 5_000, len(mine))
        size = np.exp(rng.uniform(np.log(200), np.log(9_000)))
        rows = np.round(size * rng.normal(1, 0.08, len(mine))).astype(np.int64)
        own = house.shelf.home == house.staff.site[account] if house.shelf.size else None
        fit = own if own is not None and own.any() else None
        out = pulled(rng, house, account, second, deed=deed, known=1.0, fit=fit, rows=rows)
        house.looks.append(explained(rng, house, out, "BB", "报表任务", 0.75))
        plot.decoy(house, account, "exports the unit's report")


def expired(plot: Plot, house: House, jobs: tuple[str, ...]) -> None:
    """On the day passwords run out four users in ten fail once or twice, each at his own desk."""
    rng = dice(house.seed, house.name, "expired")
    open_ = np.flatnonzero(house.almanac.working)
    for day in open_[len(open_) // 3 :: 20].tolist():
        here = np.flatnonzero(house.does(*jobs) & house.roster.on[:, day] & ~house.staff.batch)
        here = here[rng.random(len(here)) < 0.4]
        who = np.repeat(here, rng.integers(1, 3, len(here)))
        begin = day * DAY + house.roster.begin[who, day] * 60
        second = begin + rng.integers(0, 2_400, len(who))
        house.looks.append(failures(rng, house, who, second, -1))
        for account in here.tolist():
            plot.decoy(house, account, "failed on the day passwords ran out")


def from_home(plot: Plot, house: House, *jobs: str) -> None:
    """Some days a week from another place, never from both at once."""
    rng = dice(house.seed, house.name, "from home")
    for account in plot.casts[house.name].regulars(plot.several(3), *jobs):
        days = always(house, account)
        away = days[rng.random(len(days)) < rng.uniform(0.2, 0.6)]
        place = house.also_at(f"172.16.{rng.integers(250)}.{rng.integers(1, 250)}")
        relocated(house, account, away, place)
        plot.decoy(house, account, "works from two places")


def two_of_a_shop(plot: Plot, house: House) -> None:
    """In a shop of few, two clerks open the vault for each other, by ticket."""
    rng = dice(house.seed, "two of a shop")
    for site in plot.casts[house.name].big_shops(plot.several(2)):
        pair = plot.casts[house.name].regulars(2, "营业员", sites=site)
        for number, account in enumerate(pair if len(pair) == 2 else []):
            days = always(house, account)
            by_day = plan(rng, some_days(rng, days, len(days) // 3, len(days)), 1, 4)
            second = in_shift(rng, house, account, by_day)
            chief = pair[1 - number]
            out = pulled(rng, house, account, second, deed=carrier.CALLS, approver=chief)
            house.looks.append(explained(rng, house, out, "GD", "工单"))
            plot.decoy(house, account, "approves for the only colleague")


def colleagues_served(plot: Plot, house: House, prefix: str, kind: str) -> None:
    """Staff and their families are customers too: served by those they know, with a case."""
    rng = dice(house.seed, house.name, "colleagues served")
    known = np.flatnonzero(~house.staff.batch)
    for account in plot.casts[house.name].regulars(
        plot.several(6), "客服", "营业员", "护士", "医生"
    ):
        by_day = plan(rng, some_days(rng, always(house, account), 2, 4), 1, 2)
        second = in_shift(rng, house, account, by_day)
        fellow = house.staff.person[rng.choice(known[known != account], len(second))]
        relative = rng.choice(house.people.kin(int(house.staff.person[account])), len(second))
        person = np.where(rng.random(len(second)) < 0.6, fellow, relative)
        who = np.full(len(second), account)
        out = looks(who, second, person, READ[house.name])
        house.looks.append(explained(rng, house, out, prefix, kind, 1.0))
        plot.decoy(house, account, "serves colleagues")


def last_weeks(plot: Plot, house: House) -> None:
    """Who leaves writes down his open work: more look-ups than usual, by hand-over tasks."""
    rng = dice(house.seed, house.name, "last weeks")
    for account in plot.casts[house.name].leavers(1, "内勤", "续期专员"):
        days = always(house, account)[-8:]
        second = in_shift(rng, house, account, plan(rng, days, 6, 22))
        out = pulled(rng, house, account, second, known=1.0)
        house.looks.append(explained(rng, house, out, "JJ", "交接任务", 0.85))
        plot.decoy(house, account, "hands over before leaving")
