"""Honest groups do what rings do, each for a reason the files show."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest


def told(world, what):
    return {decoy.account for decoy in world.planted.honest if decoy.what == what}


def rows(world, part):
    names = [name for name in world.planted.dirt if part in name]
    return [row for name in names for row in world.table(name)]


@pytest.fixture(scope="module")
def carrier(gangs):
    """Account → its legible rows in the order of the log."""
    out = defaultdict(list)
    for row in rows(gangs, "crm_"):
        if row.get("操作结果"):
            out[f"carrier/{row['工号']}"].append(row)
    return out


CROWDS = (
    "hands tickets on",
    "works a campaign's list",
    "friends at neighbouring desks",
    "ward team at shared computers",
    "treats a celebrity",
    "approves for the whole site",
)


@pytest.mark.parametrize("what", CROWDS)
@pytest.mark.parametrize("name", ["world", "gangs"])
def test_each_group_is_there_and_works(name, what, request):
    world = request.getfixturevalue(name)
    accounts = told(world, what)
    assert len(accounts) >= 2
    for org, account in (one.split("/") for one in accounts):
        assert world.looks[org][account]


def test_tickets_are_handed_on_and_some_bear_a_number_on_neither_side(gangs, carrier):
    team = sorted(one for one in told(gangs, "hands tickets on") if one.startswith("carrier"))
    openers = defaultdict(set)
    bare = Counter()
    for name in team:
        for row in carrier[name]:
            openers[row["查询号码"].strip()].add(name)
            bare[row["查询号码"].strip()] += not (row["工单号"] or row["来电流水号"])
    shared = [phone for phone, names in openers.items() if len(names) > 1]
    assert len(shared) >= 15
    silent = [phone for phone in shared if bare[phone] >= 2]
    assert 0.03 < len(silent) / len(shared) < 0.6


def test_a_campaign_is_one_list_in_its_order_twice_and_numbered_for_the_most(gangs, carrier):
    agents = told(gangs, "works a campaign's list")
    filed = {
        row["单号"]: row for row in gangs.context("carrier_cases") if row["类型"] == "外呼任务"
    }
    assert {f"carrier/{row['受理工号']}" for row in filed.values()} == agents
    parts = {
        name: [row["查询号码"].strip() for row in carrier[name] if row["工单号"] in filed]
        for name in agents
    }
    again = 0
    for one in agents:
        for other in agents - {one}:
            both = set(parts[one]) & set(parts[other])
            order = [
                [key for key in dict.fromkeys(parts[who]) if key in both] for who in (one, other)
            ]
            again += len(both) >= 8 and order[0] == order[1]
    assert again >= 2


def test_friends_call_pay_and_chat_and_sit_at_one_site(gangs):
    friends = told(gangs, "friends at neighbouring desks")
    ties = defaultdict(set)
    for row in gangs.context("links"):
        if {row["甲"], row["乙"]} <= friends:
            ties[row["甲"], row["乙"]].add(row["关系"])
    assert {frozenset(pair) for pair, how in ties.items() if len(how) >= 3}
    site = {
        f"{org}/{row['工号']}": row["机构"]
        for org in ("carrier", "lender")
        for row in gangs.context(f"{org}_staff")
    }
    assert all(site[one] == site[other] for one, other in ties if len(ties[one, other]) >= 3)


def test_a_ward_shares_three_computers(gangs):
    team, places = told(gangs, "ward team at shared computers"), defaultdict(set)
    for name in gangs.planted.dirt:
        if "audit_" in name:
            for line in gangs.lines(name):
                for one in team:
                    if f'"altId":"{one.split("/")[1]}"' in line:
                        places[line.split('"address":"')[1].split('"')[0]].add(one)
    busy = [few for few in places.values() if len(few) > len(team) * 0.7]
    assert len(busy) == 3


def test_a_celebritys_team_opens_one_marked_record_under_its_encounter(gangs):
    team = told(gangs, "treats a celebrity")
    marked = set()
    for name in gangs.planted.dirt:
        if "audit_" in name:
            for line in gangs.lines(name):
                if '"CEL"' in line and "Encounter/ZY" in line:
                    who = line.split('"altId":"')[1].split('"')[0]
                    marked.add((line.split("Encounter/ZY")[1][:15], f"hospital/{who}"))
    stays = defaultdict(set)
    for stay, who in marked:
        stays[stay].add(who)
    assert max(len(few & team) for few in stays.values()) >= len(team) * 0.8


def test_a_chief_approves_for_most_of_a_site(gangs, carrier):
    chiefs = told(gangs, "approves for the whole site")
    asked = defaultdict(set)
    for name, own in carrier.items():
        for row in own:
            if row["审批人"]:
                asked[f"carrier/{row['审批人']}"].add(name)
    assert sum(len(asked[one]) >= 5 for one in chiefs if one.startswith("carrier")) >= 3


def test_a_lunch_place_is_paid_and_called_by_many_who_have_nothing_else_in_common(gangs):
    outside = {value for ring in gangs.planted.rings for _, value in ring.outside}
    guests = defaultdict(set)
    for row in gangs.context("links"):
        if row["乙类型"] == "银行卡":
            guests[row["乙"]].add(row["甲"])
    many = [card for card, names in guests.items() if len(names) >= 8]
    assert len(many) == 5
    assert not set(many) & outside


def test_some_numbers_had_another_owner_before(gangs):
    """Two ID numbers under one phone, of other families, never in the same weeks."""
    days = defaultdict(lambda: defaultdict(set))
    for name in gangs.planted.dirt:
        if "register_" in name:
            for row in gangs.table(name):
                if (row.get("被查询人手机") or "").isdigit() and len(row["证件号码"]) == 18:
                    days[row["被查询人手机"]][row["证件号码"]].add(name)
    two = [list(owners.values()) for owners in days.values() if len(owners) == 2]
    assert sum(max(one) < min(other) or max(other) < min(one) for one, other in two) >= 3
