"""What planted.json says of leaks and rings, looked up in the files."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest


@pytest.fixture(scope="module")
def staff(world):
    return {
        org: {row["工号"]: row for row in world.context(f"{org}_staff")}
        for org in ("carrier", "lender", "hospital", "courier", "insurer")
    }


def test_planted_accounts_are_in_the_staff_files(world, staff):
    for leak in world.planted.leaks:
        assert staff[leak.org][leak.account]["账号类型"] == "个人"


def test_decoys_are_in_the_staff_files_and_innocent(world, staff):
    guilty = {f"{leak.org}/{leak.account}" for leak in world.planted.leaks}
    for decoy in world.planted.honest:
        org, account = decoy.account.split("/")
        assert account in staff[org]
        assert decoy.account not in guilty


def test_nobody_plays_two_parts(world):
    times = Counter((leak.org, leak.account) for leak in world.planted.leaks)
    assert set(times.values()) == {1}


def test_every_day_of_a_leak_has_rows_enough_for_the_people_it_exposed(world):
    for leak in world.planted.leaks:
        days = world.looks[leak.org][leak.account]
        for day, fresh in leak.by_day.items():
            assert len(set(days[day])) >= fresh, (leak.account, day)
            assert days[day]


def test_first_last_and_people_agree_with_the_days(world):
    for leak in world.planted.leaks:
        days = sorted(leak.by_day)
        assert (days[0], days[-1]) == (str(leak.first), str(leak.last))
        assert sum(leak.by_day.values()) == leak.people > 0


def test_leakers_worked_honestly_before(world):
    for leak in world.planted.leaks:
        before = [day for day in world.looks[leak.org][leak.account] if day < str(leak.first)]
        assert len(before) >= 2, leak


def test_departed_accounts_are_used_only_after_their_leave_date(world, staff):
    for leak in world.planted.leaks:
        if leak.kind == "departed_access":
            assert date.fromisoformat(staff[leak.org][leak.account]["离职日期"]) < leak.first


def test_other_leavers_stop_on_their_last_day(world, staff):
    departed = {
        (leak.org, leak.account) for leak in world.planted.leaks if leak.kind == "departed_access"
    }
    for org, rows in staff.items():
        for account, row in rows.items():
            if row["离职日期"] and (org, account) not in departed:
                # An overtime look or a night shift may reach into the next morning.
                late = [
                    day
                    for day in world.looks[org][account]
                    if (date.fromisoformat(day) - date.fromisoformat(row["离职日期"])).days > 1
                ]
                assert not late


def test_off_hours_credit_lies_outside_the_shift(world):
    shifts = {(row["工号"], row["日期"]) for row in world.context("lender_roster")}
    for leak in world.planted.leaks:
        if leak.kind == "off_hours_credit":
            assert any(
                (leak.account, day) not in shifts or count >= 8
                for day, count in leak.by_day.items()
            )


def test_rings_share_at_least_twenty_people_as_the_files_show(gangs):
    assert len(gangs.planted.rings) >= 4
    for ring in gangs.planted.rings:
        times = Counter(phone for name in ring.inside for phone in gangs.opened(name))
        assert sum(count > 1 for count in times.values()) >= ring.shared * 0.9
        assert ring.shared >= 20


def test_the_first_ring_crosses_organisations_and_the_second_two_shops(world, staff):
    first, second, *_ = world.planted.rings
    assert {name.split("/")[0] for name in first.inside} == {"carrier", "lender", "hospital"}
    assert {name.split("/")[0] for name in second.inside} == {"carrier"}
    shops = Counter(staff["carrier"][name.split("/")[1]]["机构"] for name in second.inside)
    assert sorted(shops.values()) == [2, 2]


def test_everybody_outside_a_ring_is_tied_to_it_by_a_link_or_a_complaint(world):
    linked = {value for row in world.context("links") for value in (row["甲"], row["乙"])}
    accused = {row["对方联系方式"] for row in world.context("complaints")}
    for ring in world.planted.rings:
        for _, value in ring.outside:
            assert value in linked | accused


def test_the_broker_is_named_by_many_who_were_looked_up(world):
    broker = world.planted.rings[0].outside[0][1]
    by_id = {row["客户证件号"]: row["客户手机"] for row in world.context("lender_cases")}
    opened = {
        by_id.get(key, key.strip())
        for name in world.planted.rings[0].inside
        for keys in world.looks[name.split("/")[0]][name.split("/")[1]].values()
        for key in keys
    }
    complained = [
        row["投诉人手机"] for row in world.context("complaints") if row["对方联系方式"] == broker
    ]
    assert len(complained) >= 10
    assert sum(phone in opened for phone in complained) > len(complained) / 2


def test_most_links_and_complaints_mean_nothing(world):
    planted = {value for ring in world.planted.rings for _, value in ring.outside}
    links = world.context("links")
    assert sum(not {row["甲"], row["乙"]} & planted for row in links) > len(links) / 2
    complaints = world.context("complaints")
    assert sum(row["对方联系方式"] not in planted for row in complaints) > len(complaints) / 2


def test_exports_and_lists_return_far_more_rows_than_they_name_people(world):
    for leak in world.planted.leaks:
        if leak.kind in ("periodic_export", "policy_expiry_export"):
            assert leak.rows > 50 * leak.people, leak
        if leak.kind in ("no_case", "foreign_scope", "minors", "password_reset"):
            assert leak.people <= leak.rows, leak


def test_a_forced_reset_is_followed_by_self_service_from_another_place_within_a_day(world):
    logins = {
        (row.get("查询号码"), row.get("终端IP"))
        for name in world.planted.dirt
        if "crm_" in name
        for row in world.table(name)
        if row.get("业务类型") == "登录"
    }
    buyers = {phone for phone, place in logins if place and place.startswith("100.127.")}
    for leak in world.planted.leaks:
        if leak.kind == "password_reset":
            opened = {key for keys in world.looks["carrier"][leak.account].values() for key in keys}
            assert len(opened & buyers) >= leak.people * 0.6


def test_failed_log_ins_come_from_one_place_over_many_accounts_and_from_many_places(world):
    users = defaultdict(set)
    for name in world.planted.dirt:
        if "register_" in name:
            for row in world.table(name):
                if row.get("状态") == "07":
                    users[row["终端IP"]].add(row["查询员"])
    crowd = sorted(map(len, users.values()))
    assert crowd[-1] >= 5
    assert crowd[-2] <= 3
    assert len(crowd) > 5


def test_foreign_waybills_are_those_of_neither_outlet(world):
    home = {row["工号"]: row["机构"] for row in world.context("courier_staff")}
    foreign = Counter()
    for name in world.planted.dirt:
        if "waybill_" in name:
            for row in world.table(name):
                ends = (row.get("始发网点"), row.get("目的网点"))
                foreign[row["工号"]] += home.get(row["工号"]) not in ends
    for leak in world.planted.leaks:
        if leak.kind == "foreign_scope":
            assert foreign[leak.account] >= leak.people * 0.9
    couriers = [one["工号"] for one in world.context("courier_staff") if one["岗位"] == "快递员"]
    assert sum(foreign[one] > 10 for one in couriers) >= 3


LOOKALIKES = (
    "police request desk",
    "cards for a school",
    "checks registrations",
    "calls back by task",
    "reports births",
    "a fixed share of tasks a day",
    "clients from other provinces",
    "prints the round's labels by macro",
    "exports the unit's report",
    "failed on the day passwords ran out",
    "lists renewals in the season",
    "works from two places",
    "approves for the only colleague",
    "serves colleagues",
    "hands over before leaving",
)


@pytest.mark.parametrize("what", LOOKALIKES)
def test_each_look_alike_lives_in_the_world_and_works(world, what):
    accounts = [decoy.account for decoy in world.planted.honest if decoy.what == what]
    assert accounts
    for name in accounts:
        org, account = name.split("/")
        assert world.looks[org][account]
