"""Honest desks whose work looks like leaking: each has a case for nearly all it opens."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from leakwatch.synth import carrier, hospital, insurer
from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.courier import PRINT
from leakwatch.synth.dice import dice
from leakwatch.synth.filing import filed
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import even, in_shift, plan, sittings, some_days
from leakwatch.synth.leaks.pulls import pulled, stand_aside
from leakwatch.synth.looks import NOBODY, Looks
from leakwatch.synth.plot import Plot


@dataclass(frozen=True)
class Asked:
    """Work that others ask for: what the desk is, whose, its looks a day, its deeds and cases."""

    what: str
    jobs: tuple[str, ...]
    a_day: tuple[int, int]
    deeds: tuple[int, ...]
    prefix: str
    kind: str


ASKED = (
    Asked(
        "police request desk",
        ("后台", "投诉处理"),
        (2, 9),
        (carrier.CALLS, carrier.CALLS, carrier.LOCATION),
        "XC",
        "司法协查",
    ),
    Asked("checks registrations", ("质检", "后台"), (10, 40), (carrier.PHOTO,), "FH", "实名复核"),
)


def plant_desks(plot: Plot) -> None:
    """One or two of each."""
    for one in ASKED:
        asked(plot, plot.houses["carrier"], one)
    campus(plot, plot.houses["carrier"])
    callbacks(plot, plot.houses["insurer"])
    reports_of_births(plot, plot.houses["hospital"])
    daily_share(plot, plot.houses["lender"])
    far_clients(plot, plot.houses["lender"])
    labels(plot, plot.houses["courier"])


def explained(
    rng: np.random.Generator, house: House, out: Looks, prefix: str, kind: str, share: float = 0.94
) -> Looks:
    """The same with a case beside nearly all of it."""
    some = (out.person != NOBODY) & (rng.random(len(out)) < share)
    return filed(rng, house, out, some, prefix, kind, hours=20.0)


def always(house: House, account: int) -> Ints:
    """All days of work."""
    return np.flatnonzero(house.roster.on[account])


def asked(plot: Plot, house: House, one: Asked) -> None:
    """Two who do nothing else all day, each look under the number of a letter or a task."""
    rng = dice(house.seed, one.what)
    for account in plot.casts[house.name].regulars(plot.several(2), *one.jobs):
        second = in_shift(rng, house, account, plan(rng, always(house, account), *one.a_day))
        out = pulled(rng, house, account, second, deed=rng.choice(one.deeds, len(second)))
        house.looks.append(explained(rng, house, out, one.prefix, one.kind))
        plot.decoy(house, account, one.what)


def campus(plot: Plot, house: House) -> None:
    """Cards for new students: two or three days of dozens, under the school's order."""
    rng = dice(house.seed, "campus")
    for account in plot.casts[house.name].regulars(plot.several(2), "营业员"):
        by_day = plan(rng, some_days(rng, always(house, account), 2, 3), 25, 70)
        second = sittings(rng, house, account, by_day)
        out = pulled(rng, house, account, second, deed=carrier.NEW_CARD, known=1.0, proof=1)
        house.looks.append(explained(rng, house, out, "PK", "批量开户", 0.97))
        plot.decoy(house, account, "cards for a school")


def callbacks(plot: Plot, house: House) -> None:
    """Days of calling policy holders back, from a list of tasks, one after another."""
    rng = dice(house.seed, "callbacks")
    for account in plot.casts[house.name].regulars(plot.several(3), "客服"):
        by_day = plan(rng, some_days(rng, always(house, account), 4, 12), 15, 55)
        stand_aside(rng, house, account, by_day)
        second = sittings(rng, house, account, by_day)
        out = pulled(rng, house, account, second, known=0.98)
        house.looks.append(explained(rng, house, out, "HF", "回访任务"))
        plot.decoy(house, account, "calls back by task")


def reports_of_births(plot: Plot, house: House) -> None:
    """Births and vaccinations reported once a week by the record room, under one task."""
    rng = dice(house.seed, "births")
    kinds = np.array([site.kind for site in house.sites])[house.shelf.home]
    fit = np.isin(kinds, ("maternity", "children"))
    for account in plot.casts[house.name].regulars(1, "病案室"):
        days = always(house, account)
        by_day = plan(rng, days[:: max(1, int(rng.integers(4, 6)))], 12, 30)
        second = sittings(rng, house, account, by_day)
        first = np.concatenate([[True], np.diff(second // DAY) > 0])
        deed = np.where(first, hospital.LIST, hospital.OPERATE)
        rows = np.where(first, 25, 1)
        out = pulled(rng, house, account, second, deed=deed, known=1.0, fit=fit, rows=rows)
        house.looks.append(explained(rng, house, out, "SB", "上报任务", 0.9))
        plot.decoy(house, account, "reports births")


def daily_share(plot: Plot, house: House) -> None:
    """Given exactly so many loans a day to look after, some take all, some nearly all."""
    rng = dice(house.seed, "daily share")
    for account in plot.casts[house.name].regulars(plot.several(2), "贷后管理"):
        share = int(rng.choice((25, 30, 40)))
        by_day = {int(day): share - int(rng.geometric(0.6) - 1) for day in always(house, account)}
        drop_all(house, account)
        second = in_shift(rng, house, account, by_day)
        out = pulled(rng, house, account, second, deed=0, known=1.0)
        house.looks.append(explained(rng, house, out, "RW", "贷后任务"))
        plot.decoy(house, account, "a fixed share of tasks a day")


def drop_all(house: House, account: int) -> None:
    """Other work goes to colleagues."""
    for number, part in enumerate(house.looks):
        mine = part.account == account
        if mine.any():
            house.looks[number] = part.take(~mine)


def far_clients(plot: Plot, house: House) -> None:
    """A manager whose clients come from other provinces, each with an application."""
    rng = dice(house.seed, "far clients")
    ours = house.people.customer[house.name]
    far = np.array([one[:2] not in ("33", "65") for one in house.people.id_no])
    for account in plot.casts[house.name].regulars(plot.several(2), "客户经理"):
        by_day = plan(rng, always(house, account), 2, 9)
        stand_aside(rng, house, account, by_day)
        second = in_shift(rng, house, account, by_day)
        out = pulled(rng, house, account, second, deed=1, among=np.flatnonzero(ours & far))
        house.looks.append(explained(rng, house, out, "SQ", "申请"))
        plot.decoy(house, account, "clients from other provinces")


def labels(plot: Plot, house: House) -> None:
    """A macro prints the morning's own labels in order, two seconds each."""
    rng = dice(house.seed, "labels")
    for account in plot.casts[house.name].regulars(plot.several(2), "网点经理", "网点客服"):
        by_day = plan(rng, always(house, account), 15, 45)
        second = even(rng, by_day, (8, 9), 2.0)
        fit = house.shelf.home == house.staff.site[account]
        out = pulled(rng, house, account, second, deed=PRINT, known=1.0, fit=fit)
        numbers = house.shelf.number[out.item].astype(str)
        order = np.lexsort((numbers, out.second // DAY))
        out = replace(out, person=out.person[order], item=out.item[order])
        house.looks.append(explained(rng, house, out, "PJ", "派件任务", 0.9))
        plot.decoy(house, account, "prints the round's labels by macro")


def renewals(plot: Plot, house: House) -> None:
    """In the season every manager lists and takes out what runs out at his own branch."""
    rng = dice(house.seed, "renewals")
    days = np.flatnonzero(house.agenda.campaign)
    for account in np.flatnonzero(house.does("机构经理") & ~house.staff.batch).tolist():
        mine = np.intersect1d(days, always(house, account))
        if len(mine) == 0:
            continue
        second = in_shift(rng, house, account, plan(rng, mine, 1, 3))
        fit = house.shelf.home == house.staff.site[account]
        deed = np.where(rng.random(len(second)) < 0.3, insurer.EXPORT, insurer.RENEWALS)
        rows = rng.integers(60, 900, len(second))
        out = pulled(rng, house, account, second, deed=deed, known=1.0, fit=fit, rows=rows)
        house.looks.append(explained(rng, house, out, "HD", "续保活动", 0.8))
        plot.decoy(house, account, "lists renewals in the season")
