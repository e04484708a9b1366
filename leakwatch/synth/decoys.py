"""Honest accounts that look like leaks: successors, the popular customer, the last day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.batch import RUNS
from leakwatch.synth.dice import dice
from leakwatch.synth.filing import filed
from leakwatch.synth.house import House
from leakwatch.synth.lender import night_owls
from leakwatch.synth.looks import NOBODY, Looks, looks
from leakwatch.synth.place import KIOSK, shares_kiosk
from leakwatch.synth.plot import Plot
from leakwatch.synth.shifts import snapped


def plant_decoys(plot: Plot) -> None:
    """All of them; the natural ones are only written down."""
    for name in ("carrier", "lender"):
        hand_over(plot, plot.houses[name])
    close_jobs(plot, plot.houses["carrier"])
    popular(plot, plot.houses["carrier"])
    popular(plot, plot.houses["hospital"])
    natural(plot)


def hand_over(plot: Plot, house: House) -> None:
    """The successor opens the leaver's clients for weeks; half of it without a ticket."""
    rng = dice(house.seed, house.name, "hand-over")
    for leaver in plot.casts[house.name].leavers(1, "营业员", "客户经理"):
        job = str(house.job_name[leaver])
        for successor in plot.casts[house.name].regulars(1, job):
            left = int(house.staff.left[leaver])
            clients = former_clients(house, leaver)
            file_hand_over(house, leaver, successor, left)
            house.looks.append(inherited(rng, house, successor, clients, left))
            plot.decoy(house, successor, "handover successor")


def former_clients(house: House, leaver: int) -> Ints:
    """Everybody the leaver opened."""
    person = np.concatenate([part.person[part.account == leaver] for part in house.looks])
    return np.unique(person[person != NOBODY])


def file_hand_over(house: House, leaver: int, successor: int, left: int) -> None:
    """The case that names the successor; its key is the leaver's account."""
    nobody = np.array([NOBODY])
    house.cases.open(
        "JJ",
        "交接",
        person=nobody,
        account=np.array([successor]),
        begin=np.array([(left - 3) * DAY + 36_000]),
        end=np.array([(left + 30) * DAY + 64_800]),
        key=house.staff.account[[leaver]],
    )


def inherited(
    rng: np.random.Generator, house: House, successor: int, clients: Ints, left: int
) -> Looks:
    """Each client about once, spread over the month after."""
    person = rng.permutation(clients)[:250]
    last = min(left + 28, house.almanac.days - 1)
    wish = rng.integers((left - 1) * DAY, (last + 1) * DAY, len(person))
    second = np.sort(snapped(rng, house.roster, successor, wish))
    account = np.full(len(person), successor)
    out = looks(account, second, person, 0)
    prefix = "SQ" if house.name == "lender" else "GD"
    out = filed(rng, house, out, np.ones(len(out), dtype=bool), prefix, "工单")
    return replace(out, case=np.where(rng.random(len(person)) < 0.5, out.case, ""))


def close_jobs(plot: Plot, house: House) -> None:
    """On a leaver's last day, after hours, the system closes his open jobs under his account."""
    rng = dice(house.seed, house.name, "closing")
    for leaver in plot.casts[house.name].leavers(1):
        clients = former_clients(house, leaver)
        person = rng.permutation(clients)[:25]
        second = int(house.staff.left[leaver]) * DAY + 83_400 + np.arange(len(person)) * 2
        house.looks.append(looks(np.full(len(person), leaver), second, person, 0))
        plot.decoy(house, leaver, "closing jobs on the last day")


def popular(plot: Plot, house: House) -> None:
    """A customer in the news, opened by many on two days, nearly always with a ticket."""
    rng = dice(house.seed, house.name, "news")
    famous = np.argmax(np.where(house.people.customer[house.name], house.people.fame, 0))
    days = [day for day in (house.agenda.news, house.agenda.news + 1) if day < house.almanac.days]
    for day in days:
        here = np.flatnonzero(house.roster.on[:, day])
        account = rng.choice(here, min(len(here), max(8, round(40 * plot.size))), replace=False)
        wish = np.full(len(account), day * DAY + 30_000)
        second = np.concatenate(
            [
                snapped(rng, house.roster, int(one), wish[:1] + int(lag))
                for one, lag in zip(account, rng.integers(0, 36_000, len(account)), strict=True)
            ]
        )
        prefix, kind = ("TS", "投诉") if house.name == "carrier" else ("MZ", "门诊")
        out = looks(account, second, np.full(len(account), famous), 0)
        out = filed(rng, house, out, np.ones(len(out), dtype=bool), prefix, kind)
        shown = rng.random(len(account)) < 0.85
        house.looks.append(replace(out, case=np.where(shown, out.case, "")))
        for one in account:
            plot.decoy(house, int(one), "opened a popular customer")


def natural(plot: Plot) -> None:
    """Batch accounts, heavy users, the campaign's team, one ward's shifts, a shared address."""
    for house in plot.houses.values():
        for run in RUNS[house.name]:
            plot.decoy(
                house, int(np.flatnonzero(house.staff.account == run.account)[0]), "batch account"
            )
        for account in np.flatnonzero(house.staff.heavy).tolist():
            plot.decoy(house, account, "heavy user")
    for account in np.flatnonzero(plot.houses["lender"].does("客户经理")).tolist():
        plot.decoy(plot.houses["lender"], account, "campaign team")
    for name, jobs, what in (
        ("courier", ("总部客服", "仲裁", "中转操作员"), "opens every outlet's waybills"),
        ("carrier", ("质检",), "samples others' tickets"),
    ):
        for account in np.flatnonzero(plot.houses[name].does(*jobs)).tolist():
            plot.decoy(plot.houses[name], account, what)
    for account in np.flatnonzero(night_owls(plot.houses["lender"])).tolist():
        plot.decoy(plot.houses["lender"], account, "works into the evening")
    hospital = plot.houses["hospital"]
    for account in np.flatnonzero(hospital.staff.site == 0).tolist():
        plot.decoy(hospital, account, "shift team on one ward")
    carrier = plot.houses["carrier"]
    for account in np.flatnonzero(shares_kiosk(carrier)).tolist():
        plot.decoy(carrier, account, f"shared address {KIOSK}")
