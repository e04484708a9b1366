"""Honest life is difficult: single facts do not tell who is guilty."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import mean, median

import pytest


def auc(guilty, honest):
    pairs = [(one > other) + 0.5 * (one == other) for one in guilty for other in honest]
    return mean(pairs)


@pytest.fixture(scope="module")
def guilty(world):
    """Without bursts of a hundred and more a day: those are meant to be seen by their number."""
    loud = {
        (leak.org, leak.account) for leak in world.planted.leaks if max(leak.by_day.values()) >= 80
    }
    everybody = {(leak.org, leak.account) for leak in world.planted.leaks}
    return everybody - loud, everybody


@pytest.mark.parametrize("summary", [mean, max], ids=["mean", "most"])
def test_the_number_of_looks_a_day_does_not_separate_people(world, guilty, summary):
    quiet, everybody = guilty
    scores = {
        (org, account): summary(len(keys) for keys in days.values())
        for org, accounts in world.looks.items()
        for account, days in accounts.items()
        if account and not account.startswith("BATCH")
    }
    honest = [score for who, score in scores.items() if who not in everybody]
    assert auc([scores[who] for who in quiet], honest) < 0.9


def test_working_outside_the_roster_happens_to_honest_people_too(world, guilty):
    _, everybody = guilty
    for org in ("carrier", "lender", "hospital"):
        shifts = {(row["工号"], row["日期"]) for row in world.context(f"{org}_roster")}
        unlisted = {
            account
            for account, days in world.looks[org].items()
            for day in days
            if (account, day) not in shifts
        }
        assert len({account for account in unlisted if (org, account) not in everybody}) >= 5


def case_shares(world):
    given, total = Counter(), Counter()
    for name in world.planted.dirt:
        if "crm_" in name:
            for row in world.table(name):
                total[row["工号"]] += 1
                given[row["工号"]] += bool(row.get("工单号") or row.get("来电流水号"))
    return {account: 1 - given[account] / count for account, count in total.items() if count > 100}


def test_honest_people_leave_out_tickets_at_very_different_rates(world, guilty):
    _, everybody = guilty
    missing = sorted(
        share
        for account, share in case_shares(world).items()
        if ("carrier", account) not in everybody and not account.startswith("BATCH")
    )
    assert missing[len(missing) // 10] < 0.1
    assert missing[-len(missing) // 10] > 0.2


def test_some_tickets_in_the_log_are_not_in_the_cases_file(world):
    filed = {row["单号"] for row in world.context("carrier_cases")}
    shown = {
        row.get("工单号")
        for name in world.planted.dirt
        if "crm_" in name
        for row in world.table(name)
    } - {"", None}
    assert 0.005 < len(shown - filed) / len(shown) < 0.1


def test_some_look_ups_without_a_number_follow_a_call_of_that_phone(world):
    calls = defaultdict(set)
    for row in world.context("carrier_cases"):
        if row["类型"] == "来电":
            calls[row["客户手机"], row["受理工号"]].add(row["开始时间"][:10])
    found = 0
    for name in world.planted.dirt:
        if "crm_" in name:
            day = f"{name[-12:-8]}-{name[-8:-6]}-{name[-6:-4]}"
            found += sum(
                day in calls[row["查询号码"], row["工号"]]
                for row in world.table(name)
                if len(row) > 15 and not row["工单号"] and not row["来电流水号"]
            )
    assert found > 200


def test_the_call_floor_and_the_wards_work_at_night(world):
    for org in ("carrier", "hospital"):
        nights = [
            row for row in world.context(f"{org}_roster") if row["上班"] in ("00:00", "20:00")
        ]
        assert len(nights) > 30


def test_one_day_doubles_the_call_floor(world):
    agents = {row["工号"] for row in world.context("carrier_staff") if row["岗位"] == "客服"}
    by_day = defaultdict(list)
    for account in agents:
        for day, keys in world.looks["carrier"][account].items():
            by_day[day].append(len(keys))
    typical = sorted(median(counts) for counts in by_day.values())
    assert typical[-1] > 1.6 * typical[len(typical) // 2]


def test_forty_agents_or_all_there_are_share_an_address(world):
    name = next(name for name in world.planted.dirt if "crm_" in name)
    sharers = {row["工号"] for row in world.table(name) if row.get("终端IP") == "10.9.9.9"}
    assert len(sharers) >= 10


def test_a_popular_customer_is_opened_by_many(world):
    openers = defaultdict(set)
    for account, days in world.looks["carrier"].items():
        for keys in days.values():
            for key in keys:
                openers[key].add(account)
    crowd = sorted(map(len, openers.values()))
    assert crowd[-1] >= 12
    assert crowd[len(crowd) // 2] <= 2


def test_a_wards_team_shares_far_more_patients_than_people_of_different_wards(world):
    ward = defaultdict(list)
    for row in world.context("hospital_staff"):
        if "病区" in row["机构"] and row["岗位"] == "护士":
            patients = {
                key for keys in world.looks["hospital"][row["工号"]].values() for key in keys
            }
            ward[row["机构"]].append(patients)
    one, other, *_ = (teams for teams in ward.values() if len(teams) > 1)
    assert len(one[0] & one[1]) > 3 * len(one[0] & other[0])


def test_the_successor_of_a_leaver_is_named_in_a_case(world):
    successors = {
        decoy.account for decoy in world.planted.honest if decoy.what == "handover successor"
    }
    named = {
        f"{org}/{row['受理工号']}"
        for org in ("carrier", "lender")
        for row in world.context(f"{org}_cases")
        if row["类型"] == "交接"
    }
    assert named == successors


def test_somebody_changes_jobs_within_the_time(world):
    jobs = defaultdict(set)
    for name in world.planted.dirt:
        if "crm_" in name:
            for row in world.table(name):
                if len(row) > 15:
                    jobs[row["工号"]].add(row["岗位"])
    assert any(len(names) > 1 for account, names in jobs.items() if account)


def test_the_batch_account_has_a_machines_rhythm(world):
    name = min(name for name in world.planted.dirt if "crm_" in name)
    keys = [row["查询号码"] for row in world.table(name) if row["工号"] == "BATCH01"]
    assert len(keys) > 50
    assert keys == sorted(keys)
