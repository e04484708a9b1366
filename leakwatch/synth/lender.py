"""A lender's honest days: applications, approvals, care of running loans, a late month's end."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Floats, Ints, Strs
from leakwatch.synth.cases import OPEN
from leakwatch.synth.deeds import Habits, first_deeds
from leakwatch.synth.dice import dice
from leakwatch.synth.filing import filed
from leakwatch.synth.house import House
from leakwatch.synth.looks import Looks, looks
from leakwatch.synth.roster import OFF, SHIFTS
from leakwatch.synth.tickets import earlier, unexplained

REASONS = ("01", "02", "03", "08", "21", "22", "25", "26")
LOGIN_FAILED = len(REASONS)  # a query refused for its password
USUAL: Habits = {
    "客户经理": ((1, 2, 3, 6, 7), (0.68, 0.16, 0.06, 0.05, 0.05)),
    "审批员": ((1, 2, 7), (0.80, 0.12, 0.08)),
    "贷后管理": ((0, 4), (0.88, 0.12)),
    "风控": ((0, 5, 6, 7), (0.55, 0.12, 0.18, 0.15)),
}


def lender_life(house: House) -> None:
    """Managers open applications, approvers follow them, the others look after loans."""
    rng = dice(house.seed, "lender", "life")
    work_on_saturdays(house)
    loans = running_loans(rng, house)
    account, second = house.attendance(rng, *busy_days(rng, house))
    second = evenings(rng, night_owls(house)[account], second)
    manager = house.does("客户经理")[account]
    approver = house.does("审批员")[account]
    own = applications(rng, house, account[manager], second[manager])
    own = own.take(np.argsort(own.second, kind="stable"))
    house.looks += [own, approvals(rng, house, own, account[approver], second[approver])]
    rest = ~manager & ~approver
    house.looks.append(loan_care(rng, house, loans, account[rest], second[rest]))


def work_on_saturdays(house: House) -> None:
    """The campaign's Saturdays are in the roster; its late evenings are not."""
    saturdays = np.flatnonzero(house.agenda.campaign & (house.almanac.weekday == 5))
    team = np.flatnonzero(house.does("客户经理") & ~house.staff.batch)
    for day in saturdays.tolist():
        here = team[(house.staff.hired[team] <= day) & (house.staff.left[team] >= day)]
        free = here[house.roster.begin[here, day] == OFF]
        house.roster.begin[free, day], house.roster.end[free, day] = SHIFTS["office"]
        house.roster.listed[free, day] = True


def busy_days(rng: np.random.Generator, house: House) -> tuple[Floats, Ints]:
    """Amount of work and late minutes: managers and approvers sell, and book at the month's end."""
    almanac, selling = house.almanac, house.does("客户经理", "审批员")[:, None]
    busy = np.where(house.agenda.campaign, 1.7, np.where(almanac.month_end, 1.4, 1.0))
    long_day = almanac.month_end * 210 + house.agenda.campaign * 120
    return house.pressure(rng) * np.where(selling, busy, 1.0), np.where(selling, long_day, 0)


def night_owls(house: House) -> Bools:
    """One in fourteen who takes work into the evening, year in, year out, as no roster says."""
    return dice(house.seed, "lender", "owls").random(len(house.staff)) < 0.07


def evenings(rng: np.random.Generator, owl: Bools, second: Ints) -> Ints:
    """A sixth of such people's looks come between eight and midnight of the same day."""
    moved = owl & (rng.random(len(second)) < 0.17)
    evening = second // DAY * DAY + rng.integers(72_000, DAY, len(second))
    return np.where(moved, evening, second)


def running_loans(rng: np.random.Generator, house: House) -> dict[int, str]:
    """Loans paid out before the time that run on beyond it, for six customers in ten."""
    customer = np.flatnonzero(house.people.customer["lender"])
    debtor = customer[rng.random(len(customer)) < 0.6]
    begin = -rng.integers(5, 700, len(debtor)) * DAY + 36_000
    end = np.where(rng.random(len(debtor)) < 0.3, OPEN, (house.almanac.days + 90) * DAY)
    managers = np.flatnonzero(house.does("客户经理"))
    clerk = rng.choice(managers, len(debtor))
    numbers = house.cases.open("DK", "贷款", person=debtor, account=clerk, begin=begin, end=end)
    return dict(zip(debtor.tolist(), numbers.tolist(), strict=True))


def clients(house: House) -> Ints:
    """The manager who looks after each person, by account number."""
    managers = np.flatnonzero(house.does("客户经理"))
    return managers[np.arange(len(house.people)) * 7919 % len(managers)]


def applications(rng: np.random.Generator, house: House, account: Ints, second: Ints) -> Looks:
    """Own clients mostly; each application number once given serves later looks too."""
    stranger = rng.random(len(account)) < 0.25
    group = np.where(stranger, rng.choice(account, len(account)), account)
    person = house.pool(clients(house), len(house.staff)).draw(rng, group)
    out = looks(account, second, person, first_deeds(rng, house, account, USUAL))
    bare = unexplained(rng, house.staff.missing[account], np.zeros(len(account), dtype=bool))
    return filed(rng, house, out, ~bare, "SQ", "申请", hours=120.0)


def approvals(
    rng: np.random.Generator, house: House, own: Looks, account: Ints, second: Ints
) -> Looks:
    """Approvers open the applications of the last three days, under the manager's number."""
    source = earlier(rng, own.second, second, 3.0)
    keep = source >= 0
    account, second, source = account[keep], second[keep], source[keep]
    lost = rng.random(len(account)) < house.staff.missing[account]
    case: Strs = np.where(lost, "", own.case[source])
    return looks(account, second, own.person[source], own.deed[source], case=case)


def loan_care(
    rng: np.random.Generator, house: House, loans: dict[int, str], account: Ints, second: Ints
) -> Looks:
    """Running loans, with the loan's number written down or not; a few have no loan any more."""
    debtors = np.fromiter(loans, dtype=np.int64)
    customer = np.flatnonzero(house.people.customer["lender"])
    former = rng.random(len(account)) < house.staff.missing[account] / 2
    person = np.where(former, rng.choice(customer, len(account)), rng.choice(debtors, len(account)))
    noted = rng.random(len(account)) < np.clip(0.9 - house.staff.missing[account] * 2, 0.1, 0.9)
    case = np.array(
        [
            loans.get(one, "") if note else ""
            for one, note in zip(person.tolist(), noted.tolist(), strict=True)
        ],
        dtype=object,
    )
    return looks(account, second, person, first_deeds(rng, house, account, USUAL), case=case)
