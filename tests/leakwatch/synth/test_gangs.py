"""Further rings: as different as real ones, and no more of them than a world has room for."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from importlib import import_module
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.synth import SCENARIOS
from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.files.evidence import mixed
from leakwatch.synth.gangs.plan import GANGS
from leakwatch.synth.gangs.roll import FEWEST, moments, shares
from leakwatch.synth.gangs.things import latest
from leakwatch.synth.looks import HONEST
from leakwatch.synth.make import plotted

ROLES = {"source", "relay", "broker", "lender", "approver", "buyer", "other"}
FURTHER = {gang.name for gang in GANGS}


def further(planted):
    return [ring for ring in planted.rings if ring.name in FURTHER]


def who(ring, role):
    return [one for one, what in ring.roles.items() if what == role]


@pytest.fixture(scope="module")
def plot():
    return plotted(2, Almanac(date(2026, 3, 2), 30), 0.3, list(SCENARIOS)[::3])


@pytest.fixture(scope="module")
def register(gangs):
    names = [name for name in gangs.planted.dirt if "register_" in name]
    return [row for name in names for row in gangs.table(name) if row.get("状态")]


def test_the_world_has_rings_of_four_five_and_six_in_one_house_and_in_several(gangs):
    rings = further(gangs.planted)
    assert {len(ring.inside) for ring in rings} == {4, 5, 6}
    houses = [len({name.split("/")[0] for name in ring.inside}) for ring in rings]
    assert min(houses) == 1
    assert max(houses) >= 3


def test_a_large_world_has_rings_of_twelve_and_many_ways_of_working():
    assert any(sum(seats.count for seats in gang.seatings[0]) == 12 for gang in GANGS)
    assert {gang.order for gang in GANGS} == {"kept", "shuffled", "split"}
    assert {gang.outside for gang in GANGS} == {"chain", "former", "contact"}


def test_everybody_in_a_ring_has_one_of_the_roles_and_nobody_else_has(world, gangs):
    for ring in [*world.planted.rings, *gangs.planted.rings]:
        assert set(ring.roles) == {*ring.inside, *(value for _, value in ring.outside)}
        assert set(ring.roles.values()) <= ROLES


def test_no_site_of_a_further_ring_is_a_site_of_leakers(gangs):
    site = {
        f"{org}/{row['工号']}": (org, row["机构"])
        for org in ("carrier", "lender", "hospital", "courier", "insurer")
        for row in gangs.context(f"{org}_staff")
        if row["账号类型"] == "个人"
    }
    people = Counter(site.values())
    leaking = {f"{leak.org}/{leak.account}" for leak in gangs.planted.leaks}
    leaking |= {name for ring in gangs.planted.rings for name in ring.inside}
    some = Counter(site[name] for name in leaking)
    for ring in further(gangs.planted):
        for name in ring.inside:
            assert some[site[name]] <= round(people[site[name]] / 5)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("size", "step"), [(0.05, 1), (0.1, 3), (0.3, 3), (0.3, 28)])
def test_further_rings_add_half_as_many_accounts_at_most(seed, size, step):
    plot = plotted(seed, Almanac(date(2026, 3, 2), 14), size, list(SCENARIOS)[::step])
    others = [one for one in plot.entries if one[3] not in FURTHER]
    assert sum(len(ring.inside) for ring in further(plot)) <= len(others) / 2


def test_where_no_ring_was_asked_for_there_is_none():
    plot = plotted(2, Almanac(date(2026, 3, 2), 14), 0.3, ["no_case", "bulk_lookup"])
    assert plot.rings == []
    assert plot.later_victims == []


def test_the_hardest_ring_sits_at_one_site(gangs):
    [ring] = [ring for ring in further(gangs.planted) if ring.name == "ring-4"]
    org = ring.inside[0].split("/")[0]
    site = {f"{org}/{row['工号']}": row["机构"] for row in gangs.context(f"{org}_staff")}
    assert len({site[name] for name in ring.inside}) == 1


def test_members_go_on_with_their_ordinary_work(plot):
    for _, house, account, ring in plot.entries:
        if ring in FURTHER:
            own = [
                part.take((part.account == account) & (part.leak == HONEST)) for part in house.looks
            ]
            assert sum(map(len, own)) > 20


def test_pairs_overlap_very_differently(gangs):
    counts = [
        len(gangs.opened(one) & gangs.opened(other))
        for ring in further(gangs.planted)
        for one, other in combinations(ring.inside, 2)
    ]
    assert min(counts) <= 4
    assert max(counts) >= 15


def test_a_lent_account_is_used_at_a_members_place_and_by_its_owner_at_his_own(gangs, register):
    [ring] = [ring for ring in further(gangs.planted) if "lender" in ring.roles.values()]
    [lent] = (name.split("/")[1] for name in who(ring, "lender"))
    places = defaultdict(set)
    for row in register:
        places[row["查询员"]].add(row["终端IP"])
    hosts = [name for name in who(ring, "source") if places[name.split("/")[1]] & places[lent]]
    assert len(hosts) == 1
    assert len(places[lent]) > len(places[lent] & places[hosts[0].split("/")[1]])


def test_an_approver_approves_for_his_ring_only_and_opens_nothing_for_it(gangs, register):
    [ring] = [ring for ring in further(gangs.planted) if "approver" in ring.roles.values()]
    [chief] = (name.split("/")[1] for name in who(ring, "approver"))
    asked = Counter(row["查询员"] for row in register if row["内部授权人"] == chief)
    assert {f"lender/{account}" for account in asked} <= set(ring.inside)
    assert sum(asked.values()) > 20
    assert chief not in {leak.account for leak in gangs.planted.leaks}
    assert any(row["查询员"] == chief for row in register)


def test_a_relay_talks_to_every_source_and_opens_few(gangs):
    pairs = {frozenset((row["甲"], row["乙"])) for row in gangs.context("links")}
    leaks = {f"{leak.org}/{leak.account}": leak for leak in gangs.planted.leaks}
    relays = [(ring, one) for ring in further(gangs.planted) for one in who(ring, "relay")]
    assert relays
    for ring, relay in relays:
        assert leaks[relay].people <= 6
        assert all(frozenset((relay, one)) in pairs for one in who(ring, "source"))


def test_no_insider_knows_a_buyer_of_a_further_ring(gangs):
    pairs = {frozenset((row["甲"], row["乙"])) for row in gangs.context("links")}
    for ring in further(gangs.planted):
        for buyer in who(ring, "buyer"):
            assert not any(frozenset((buyer, name)) in pairs for name in ring.inside)
            assert any(buyer in pair for pair in pairs)


def test_everybody_outside_is_in_a_link_or_a_complaint(gangs):
    told = {value for row in gangs.context("links") for value in (row["甲"], row["乙"])}
    told |= {row["对方联系方式"] for row in gangs.context("complaints")}
    for ring in gangs.planted.rings:
        assert {value for _, value in ring.outside} <= told


def test_a_former_colleague_who_is_a_broker_has_left(gangs):
    left = {
        f"{org}/{row['工号']}": row["离职日期"]
        for org in ("carrier", "lender")
        for row in gangs.context(f"{org}_staff")
    }
    accounts = [
        value for ring in further(gangs.planted) for kind, value in ring.outside if kind == "账号"
    ]
    assert accounts
    assert all(left[account] for account in accounts)


def test_victims_complain_after_they_were_opened(gangs):
    complaints = gangs.context("complaints")
    for ring in further(gangs.planted):
        first = min(str(leak.first) for leak in gangs.planted.leaks if leak.ring == ring.name)
        outside = {value for _, value in ring.outside}
        mine = [row for row in complaints if row["对方联系方式"] in outside]
        assert len(mine) >= 4
        assert min(row["时间"] for row in mine) >= first
        opened = {phone for name in ring.inside for phone in gangs.opened(name)}
        assert sum(row["投诉人手机"] in opened for row in mine) > len(mine) / 2


@given(st.integers(3, 12), st.integers(24, 60), st.integers(0, 9))
def test_a_split_list_goes_to_two_each_and_others_to_two_or_more(openers, people, seed):
    split = shares(dice(seed), "split", openers, people)
    assert set(split.sum(axis=1).tolist()) == {2}
    assert split.sum(axis=0).min() >= 2
    other = shares(dice(seed), "kept", openers, people)
    assert other.sum(axis=1).min() >= 2
    assert other.sum(axis=0).min() >= FEWEST


@given(st.sampled_from(GANGS), st.integers(14, 90), st.integers(2, 6), st.integers(0, 9))
def test_lists_come_after_an_honest_third_and_before_the_last_days(gang, days, lists, seed):
    came = moments(dice(seed), gang, lists, days)
    assert sorted(came.tolist()) == came.tolist()
    assert came[0] >= days // 3 * DAY
    assert came[-1] <= (days - 4) * DAY


@pytest.mark.parametrize("org", ["courier", "insurer"])
def test_the_latest_thing_is_that_of_a_plain_search(plot, org):
    house = plot.houses[org]
    shelf, rng = house.shelf, np.random.default_rng(1)
    person = rng.choice(shelf.person, 60)
    second = rng.integers(0, 30 * DAY, 60)
    merchant = np.array([site.kind == "merchant" for site in house.sites])[shelf.home]
    for one, when, got in zip(person, second, latest(house, person, second), strict=True):
        own = np.flatnonzero((shelf.person == one) & ~merchant)
        if not len(own):
            assert got == -1
            continue
        before = own[shelf.second[own] <= when]
        best = shelf.second[before].max() if len(before) else shelf.second[own].min()
        assert shelf.person[got] == one
        assert shelf.second[got] == best


def test_where_logs_name_people_there_is_no_thing(plot):
    assert latest(plot.houses["carrier"], np.arange(3), np.arange(3)).tolist() == [-1] * 3


def test_nobody_of_a_ring_is_called_honest_and_nobody_plays_two_parts(gangs):
    times = Counter((leak.org, leak.account) for leak in gangs.planted.leaks)
    assert set(times.values()) == {1}
    inside = [name for ring in gangs.planted.rings for name in ring.inside]
    assert len(set(inside)) == len(inside)
    assert not set(inside) & {decoy.account for decoy in gangs.planted.honest}


def test_nothing_else_moves_for_further_rings(monkeypatch):
    whole = plotted(2, Almanac(date(2026, 3, 2), 14), 0.3, list(SCENARIOS)[::3])
    module = import_module("leakwatch.synth.make")
    monkeypatch.setattr(module, "plant_further_rings", lambda plot: None)
    less = plotted(2, Almanac(date(2026, 3, 2), 14), 0.3, list(SCENARIOS)[::3])
    assert further(whole)
    leaks = whole.leaks()
    assert less.leaks() == leaks[: len(less.entries)]
    assert {leak.ring for leak in leaks[len(less.entries) :]} <= FURTHER
    assert less.rings == whole.rings[:2]
    assert less.links == whole.links


def test_later_lines_lie_anywhere_among_the_others_whose_order_stays(plot):
    lines = [f"a{n}" for n in range(50)]
    both = mixed(plot, lines, ["x", "y", "z"])
    assert [line for line in both if line not in "xyz"] == lines
    assert sorted(set(both) - set(lines)) == ["x", "y", "z"]
    assert both[-3:] != ["x", "y", "z"]


def most_in_common(plot):
    """By account, with how many people at most it met one other account on the same day."""
    accounts, met = {}, defaultdict(set)
    for house in plot.houses.values():
        out = house.written()
        out = out.take((out.person >= 0) & ~house.staff.batch[out.account])
        for who, person, day in zip(out.account, out.person, out.second // DAY, strict=True):
            number = accounts.setdefault((house.name, int(who)), len(accounts))
            met[int(person), int(day)].add(number)
    common = np.zeros((len(accounts), len(accounts)), dtype=np.int64)
    for few in met.values():
        for one, other in combinations(sorted(few), 2):
            common[one, other] += 1
            common[other, one] += 1
    return accounts, common.max(axis=1)


def test_how_many_people_two_accounts_have_in_common_does_not_tell_a_ring(plot):
    accounts, most = most_in_common(plot)
    ring = {(house.name, account) for _, house, account, ring in plot.entries if ring in FURTHER}
    inside = np.array([name in ring for name in accounts])
    honest = np.sort(most[~inside])
    below = np.searchsorted(honest, most[inside]) / len(honest)
    assert 0.3 < below.mean() < 0.9
