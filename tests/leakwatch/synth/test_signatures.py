"""What single ways of leaking leave in the files, and that honest rows are of the same kind."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from leakwatch.synth.dice import dice
from leakwatch.synth.files.approvers import Approvers
from leakwatch.synth.leaks.ring import listed_order
from leakwatch.synth.leaks.targets import cover
from leakwatch.synth.looks import NOBODY
from leakwatch.synth.people import population


@pytest.fixture(scope="module")
def carrier(world):
    """Every legible row of the carrier."""
    names = [name for name in world.planted.dirt if "crm_" in name]
    return [row for name in names for row in world.table(name) if row.get("操作结果")]


def of(world, *kinds):
    return {leak.account: leak for leak in world.planted.leaks if leak.kind in kinds}


def test_approvers_are_written_as_accounts_everywhere_and_nobody_approves_for_himself(
    world, carrier
):
    staff = {row["工号"] for row in world.context("carrier_staff")}
    named = [(row["工号"], row["审批人"]) for row in carrier if row["审批人"]]
    assert len(named) > 500
    assert {chief for _, chief in named} <= staff
    assert all(who != chief for who, chief in named)


def test_honest_sites_have_more_than_one_who_approves(world, carrier):
    leaking = of(world, "circle_of_approval", "records_on_order")
    chiefs = defaultdict(Counter)
    for row in carrier:
        if row["审批人"] and row["工号"] not in leaking:
            chiefs[row["营业厅编码"]][row["审批人"]] += 1
    several = [one for one in chiefs.values() if sum(one.values()) > 20]
    assert sum(len(one) > 1 for one in several) > len(several) * 0.8


def test_each_of_a_circle_approves_for_each_other(world, carrier):
    circle = of(world, "circle_of_approval")
    pairs = Counter((row["工号"], row["审批人"]) for row in carrier if row["工号"] in circle)
    fellows = {(one, other) for one in circle for other in circle if one != other}
    assert len(fellows & set(pairs)) == len(fellows) > 3
    assert sum(pairs[one] for one in fellows) > 30


def test_who_sells_records_has_them_approved_by_the_same_one_or_by_nobody(world, carrier):
    for account in of(world, "records_on_order"):
        dear = [row["审批人"] for row in carrier if row["工号"] == account
                and row["业务类型"] in ("通话详单查询", "位置查询", "短信详单查询")]  # fmt: skip
        [(_, most), *_] = Counter(dear).most_common(1)
        assert most > len(dear) * 0.4


def test_most_of_those_close_to_home_are_in_the_personal_file_or_share_a_phone(world):
    phones, ids = defaultdict(set), defaultdict(set)
    for row in world.context("links"):
        if row["关系"] in ("亲属", "同住"):
            (phones if row["乙类型"] == "手机" else ids)[row["甲"]].add(row["乙"])
    known, total = 0, 0
    for account in of(world, "close_to_home"):
        leak = of(world, "close_to_home")[account]
        if leak.org != "carrier":
            continue
        staff = world.context("carrier_staff")
        here = {row["手机"] for row in staff}
        opened = {key for day in leak.by_day for key in world.looks["carrier"][account][day]}
        near = here | phones[f"carrier/{account}"]
        total += 1
        known += bool(opened & near)
    assert known == total > 0
    assert sum(map(len, phones.values())) > sum(map(len, ids.values())) > 0


def test_relatives_are_told_of_most_people_and_not_of_all(world):
    told = {row["甲"] for row in world.context("links") if row["来源"] == "人事档案"}
    people = [row["工号"] for row in world.context("carrier_staff") if row["账号类型"] == "个人"]
    share = sum(f"carrier/{one}" in told for one in people) / len(people)
    assert 0.75 < share < 0.95


def test_kin_live_together_or_apart_but_are_never_oneself():
    people = population(3, 0.05, towns=4)
    for person in (0, 11, 4_000):
        kin = people.kin(person)
        assert person not in kin
        assert len(kin) >= 2
        together = kin[people.head[kin] == people.head[person]]
        assert set(people.town[together].tolist()) <= {int(people.town[person])}


def test_a_forced_reset_lacks_proof_more_often_than_an_honest_one(world, carrier):
    forced, honest = [], []
    for row in carrier:
        if row["业务类型"] == "服务密码重置":
            mine = row["工号"] in of(world, "password_reset")
            (forced if mine else honest).append(bool(row["客户在场鉴权方式"]))
    assert np.mean(forced) < 0.5 < 0.7 < np.mean(honest)
    assert sum(forced) > 0
    assert sum(honest) < len(honest)


def test_clerks_open_the_record_of_part_of_those_they_reset(world, carrier):
    for account in of(world, "password_reset"):
        mine = [(row["查询号码"], row["业务类型"]) for row in carrier if row["工号"] == account]
        reset = {key for key, what in mine if what == "服务密码重置"}
        opened = {key for key, what in mine if what in ("机主信息查询", "账单查询", "通话详单查询")}
        assert 0.1 < len(reset & opened) / len(reset) < 0.9


def test_what_is_sold_by_the_fortnight_is_no_larger_than_honest_reports(world):
    sold = of(world, "periodic_export")
    for leak in sold.values():
        assert 4_000 < leak.rows / len(leak.by_day) < 9_500
    rows = [
        int(row["返回条数"].replace(",", ""))
        for name in world.planted.dirt
        if "crm_" in name
        for row in world.table(name)
        if row.get("是否导出") == "是" and row["工号"] not in sold and row["返回条数"].isascii()
    ]
    assert max(rows) > 5_000


def test_a_celebritys_record_is_marked_whoever_opens_it(world):
    marked = [
        line
        for name in world.planted.dirt
        if "audit_" in name
        for line in world.lines(name)
        if '"CEL"' in line
    ]
    peepers = of(world, "hot_subject")
    assert any(f'"value":"{account}"' in line for line in marked for account in peepers)
    assert any(not any(account in line for account in peepers) for line in marked)


@pytest.mark.parametrize("wave", [[0, 0, 0, 0], [0, 1, 0, 1]])
def test_a_list_kept_in_order_is_opened_in_its_order_and_no_moment_is_lost(wave):
    second, kept = np.array([40, 30, 20, 10]), 0
    for seed in range(20):
        got = listed_order(dice(seed), second, np.array(wave))
        assert sorted(got.tolist()) == [10, 20, 30, 40]
        kept += got[0] < got[2]
    assert 5 < kept < 20


@pytest.fixture(scope="module")
def house():
    from datetime import date

    from leakwatch.synth.almanac import Almanac
    from leakwatch.synth.make import plotted

    return plotted(4, Almanac(date(2026, 3, 2), 14), 0.05, []).houses["carrier"]


def test_false_numbers_are_of_the_kinds_the_account_shows_and_calls_are_noted_as_calls(house):
    agent = int(np.flatnonzero(house.does("客服"))[0])
    clerk = int(np.flatnonzero(house.does("营业员"))[0])
    second = np.arange(200) * 600
    for account, calls in ((agent, True), (clerk, False)):
        case, call = cover(dice(1), house, account, second, 1.0)
        assert not ((case != "") & (call != "")).any()
        assert ((case != "") | (call != "")).all()
        assert ((call != "").mean() > 0.6) == calls
        assert all(one.startswith("LD") for one in call[call != ""])
        assert not any(one.startswith("LD") for one in case[case != ""])


def test_who_approves_works_that_day_where_anybody_does(house):
    some = Approvers.of(house)
    account = np.arange(len(house.staff))
    for day in range(house.almanac.days):
        chief = some.on(account, day)
        assert (chief != account).all()
        there = house.roster.on[some.choice, day] & (some.choice != account[:, None])
        assert house.roster.on[chief, day][there.any(axis=1)].all()


def test_nobody_is_no_relative(house):
    assert NOBODY not in house.people.kin(5)
