"""A hospital's honest days: ward teams on the same patients, clinics, emergencies, desks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Ints, Strs
from leakwatch.synth.dice import dice
from leakwatch.synth.filing import filed
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY, Looks, followed, looks
from leakwatch.synth.stays import WARDS, Stays, stays_of
from leakwatch.synth.tickets import earlier

# What a look is: FHIR action, subtype, purpose.
DEEDS = (
    ("R", "read", "TREAT"),
    ("U", "update", "TREAT"),
    ("R", "read", "HPAYMT"),
    ("R", "read", "HOPERAT"),
    ("R", "read", "BTG"),
    ("E", "search-type", "TREAT"),
    ("R", "export", "HOPERAT"),
    ("E", "login", ""),
    ("E", "search-type", "TREAT"),
)
READ, UPDATE, PAY, OPERATE, BREAK_GLASS, SEARCH, EXPORT, LOGIN, LIST = range(len(DEEDS))
HIS = ("maternity", "children", "records")  # sites with the hospital's own record system
VIPS = 30
FOLLOW = np.array([READ, READ, READ, UPDATE])


def hospital_life(house: House) -> None:
    """Adds everybody's honest looks, log-ins and searches."""
    rng = dice(house.seed, "hospital", "life")
    stays = stays_of(rng, house)
    past_encounters(rng, house)
    house.vips |= set(well_known(house))
    factor = house.pressure(rng)
    account, second = house.attendance(rng, factor, np.zeros(factor.shape, dtype=np.int64))
    kind = house.site_kind[account].astype(str)
    of_kind = {name: (account[kind == name], second[kind == name]) for name in set(kind.tolist())}
    teams = [np.concatenate([of_kind[name][n] for name in WARDS]) for n in (0, 1)]
    wards = ward_rounds(rng, house, stays, *teams)
    walk_in = Looks.joined(
        [
            consultations(rng, house, *of_kind["clinic"], "MZ", "门诊"),
            consultations(rng, house, *of_kind["emergency"], "JZ", "急诊"),
        ]
    )
    walk_in = walk_in.take(np.argsort(walk_in.second, kind="stable"))
    treated = followed(rng, Looks.joined([wards, walk_in]), 0.3, FOLLOW)
    house.looks += [
        treated,
        searches(rng, house, treated),
        lists(rng, house, stays),
        log_ins(rng, house),
        desk(rng, house, walk_in, *of_kind["cashier"]),
        coding(rng, house, stays, *of_kind["records"]),
        support(rng, house, *of_kind["office"]),
    ]


def well_known(house: House) -> list[int]:
    """The few patients whose records are marked as those of celebrities."""
    fame = np.where(house.people.customer["hospital"], house.people.fame, 0.0)
    return [int(one) for one in np.argsort(-fame, kind="stable")[:VIPS]]


def past_encounters(rng: np.random.Generator, house: House) -> None:
    """A third of the patients were here months before: that ties record numbers to people."""
    known = np.flatnonzero(house.people.customer["hospital"])
    visited(rng, house, known[rng.random(len(known)) < 0.35])


def visited(rng: np.random.Generator, house: House, person: Ints) -> None:
    """Each was at a clinic within the last two hundred days."""
    begin = -rng.integers(1, 200, len(person)) * DAY + rng.integers(30_000, 60_000, len(person))
    doctors = np.flatnonzero(house.does("医生"))
    house.cases.open(
        "MZ",
        "门诊",
        person=person,
        account=rng.choice(doctors, len(person)),
        begin=begin,
        end=begin + 14_400,
        key=house.people.record[person],
    )


def hidden(rng: np.random.Generator, house: House, account: Ints, case: Strs) -> Strs:
    """The encounter as the log shows it: each person forgets at a rate of his own."""
    forgot = rng.random(len(account)) < house.staff.missing[account]
    shown: Strs = np.where(forgot, "", case)
    return shown


def ward_rounds(
    rng: np.random.Generator, house: House, stays: Stays, account: Ints, second: Ints
) -> Looks:
    """The whole team opens the ward's own patients; one look in sixteen is a consult elsewhere."""
    days = house.almanac.days
    wards = np.flatnonzero([site.kind in WARDS for site in house.sites])
    away = rng.random(len(account)) < 0.06
    ward = np.where(away, rng.choice(wards, len(account)), house.staff.site[account])
    stay = stays.in_ward(rng, ward, np.minimum(second // DAY, days - 1), days)
    account, second, stay = account[stay >= 0], second[stay >= 0], stay[stay >= 0]
    case = hidden(rng, house, account, stays.number[stay])
    return looks(account, second, stays.person[stay], READ, case=case, item=stay)


def consultations(
    rng: np.random.Generator, house: House, account: Ints, second: Ints, prefix: str, kind: str
) -> Looks:
    """A new encounter for each visit; emergencies sometimes break the glass."""
    patients = np.flatnonzero(house.people.customer["hospital"])
    urgent = (rng.random(len(account)) < 0.07) & (prefix == "JZ")
    deed = np.where(urgent, BREAK_GLASS, READ)
    out = looks(account, second, rng.choice(patients, len(account)), deed)
    return noted(rng, house, out, prefix, kind)


def noted(rng: np.random.Generator, house: House, out: Looks, prefix: str, kind: str) -> Looks:
    """The same with a new case for each, shown by those who do not forget."""
    out = filed(rng, house, out, np.ones(len(out), dtype=bool), prefix, kind)
    return replace(out, case=hidden(rng, house, out.account, out.case))


def searches(rng: np.random.Generator, house: House, treated: Looks) -> Looks:
    """A search names no patient and comes seconds before the look."""
    some = treated.take((rng.random(len(treated)) < 0.07) & ~on_his(house)[treated.account])
    return looks(
        some.account,
        some.second - rng.integers(3, 15, len(some)),
        np.full(len(some), NOBODY),
        SEARCH,
    )


def on_his(house: House) -> Bools:
    """The accounts whose looks the hospital's own record system logs."""
    return np.isin(house.site_kind.astype(str), np.array(HIS, dtype=str))


def lists(rng: np.random.Generator, house: House, stays: Stays) -> Looks:
    """The own ward's list at the begin of a shift, under the first patient's number."""
    here = on_his(house) & (house.site_kind != "records") & ~house.staff.batch
    some = rng.random(house.roster.on.shape) < 0.6
    account, day = np.nonzero(house.roster.on & here[:, None] & some)
    stay = stays.in_ward(rng, house.staff.site[account], day, house.almanac.days)
    account, day, stay = account[stay >= 0], day[stay >= 0], stay[stay >= 0]
    second = day * DAY + house.roster.begin[account, day] * 60 + rng.integers(60, 3_000, len(day))
    rows = rng.integers(16, 32, len(day))
    return looks(account, second, stays.person[stay], LIST, item=stay, rows=rows)


def log_ins(rng: np.random.Generator, house: House) -> Looks:
    """At the begin of each shift."""
    account, day = np.nonzero(house.roster.on & ~on_his(house)[:, None])
    begin = day * DAY + house.roster.begin[account, day] * 60
    second = begin + rng.integers(-300, 900, len(account))
    return looks(account, second, np.full(len(account), NOBODY), LOGIN)


def desk(
    rng: np.random.Generator, house: House, walk_in: Looks, account: Ints, second: Ints
) -> Looks:
    """The cashiers' patients are those of the doctors, hours before."""
    source = earlier(rng, walk_in.second, second, 0.3)
    account, second, source = account[source >= 0], second[source >= 0], source[source >= 0]
    case = hidden(rng, house, account, walk_in.case[source])
    return looks(account, second, walk_in.person[source], PAY, case=case)


def coding(
    rng: np.random.Generator, house: House, stays: Stays, account: Ints, second: Ints
) -> Looks:
    """The record room works through whoever went home in the last two weeks."""
    order = np.argsort(stays.last, kind="stable")
    source = earlier(rng, stays.last[order] * DAY, second, 14.0)
    account, second, source = account[source >= 0], second[source >= 0], source[source >= 0]
    stay = order[source]
    deed = np.where(rng.random(len(account)) < 0.04, EXPORT, OPERATE)
    return looks(
        account,
        second,
        stays.person[stay],
        deed,
        case=hidden(rng, house, account, stays.number[stay]),
        item=stay,
    )


def support(rng: np.random.Generator, house: House, account: Ints, second: Ints) -> Looks:
    """IT opens whatever record a fault report names, at night too when on call."""
    patients = np.flatnonzero(house.people.customer["hospital"])
    on_call = rng.random(len(account)) < 0.08
    second = np.where(on_call, second + rng.integers(28_000, 46_000, len(account)), second)
    out = looks(account, second, rng.choice(patients, len(account)), OPERATE)
    return noted(rng, house, out, "GD", "报修")
