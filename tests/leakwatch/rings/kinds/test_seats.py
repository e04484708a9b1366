from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.rings.kinds import seats

ACCOUNTS, BRANCHES, DAYS = 120, 12, 30
LAPTOP = "3C:22:FB:00:11:22"


def desk(account):
    return f"02:00:0A:15:{account // 256:02X}:{account % 256:02X}"


class Street:
    """Accounts of twelve branches, each at a desk of its own; five days a week."""

    def __init__(self, town, accounts=ACCOUNTS):
        self.town, self.rows, self.staff = town, [], None
        for account in range(accounts):
            self.works(account, desk(account), [on for on in range(DAYS) if on % 7 < 5])

    def works(self, account, device, days, *, branch=None, kind="device", **more):
        branch = f"b{account % BRANCHES:02d}" if branch is None else branch
        self.rows += [
            self.town.deed(f"a{account:03d}", on, branch=branch, **{kind: device}, **more)
            for on in days
        ]
        return self

    def away(self, *accounts):
        """They never come."""
        gone = {f"a{account:03d}" for account in accounts}
        self.rows = [row for row in self.rows if row["actor"] not in gone]
        return self

    def found(self):
        rows = seats.found(self.town.evidence(deeds=self.rows, staff=self.staff))
        assert rows.columns.tolist() == ["a", "b", "kind", "shared", "expected", "p", "q"]
        return {(row.a, row.b, row.kind): row for row in rows.itertuples()}


@pytest.fixture(scope="module")
def plain(town):
    return Street(town).rows


@pytest.fixture
def street(town, plain):
    street = Street(town, 0)
    street.rows = list(plain)
    return street


EVENINGS = range(3, 24, 3)
PAIR = ("a000", "a001", "device")


def test_everybody_at_a_desk_of_its_own_is_silent(street):
    assert street.found() == {}


def test_no_deeds_no_pairs(town):
    assert seats.found(town.evidence()).empty
    assert seats.found(town.evidence(deeds=[])).empty
    assert seats.found(town.evidence(deeds=[town.deed("a", 1), town.deed("b", 1)])).empty


def test_a_kiosk_of_forty_accounts_is_silent(street):
    for account in range(40):
        street.works(account, LAPTOP, EVENINGS)
    assert street.found() == {}


def test_a_wards_common_machines_used_by_its_shift_team_are_silent(street):
    dice = np.random.default_rng(1)
    for account in range(200, 206):
        for on in range(DAYS):
            machine = f"3C:22:FB:00:22:{dice.integers(0, 3):02d}"
            street.works(account, machine, [on], branch="ward")
    assert street.found() == {}


def test_a_doctor_at_the_wards_machine_is_a_guest_there(street):
    for account in range(200, 205):
        street.works(account, LAPTOP, range(account % 3, DAYS, 3), branch="ward")
    assert street.works(0, LAPTOP, range(0, DAYS, 4)).found() == {}


def test_two_colleagues_who_share_a_desk_are_silent(street):
    assert street.works(0, LAPTOP, EVENINGS).works(12, LAPTOP, EVENINGS).found() == {}


def test_a_new_terminal_at_one_desk_is_silent(street):
    assert street.works(0, LAPTOP, range(15, DAYS)).found() == {}


def test_a_machine_handed_on_to_another_branch_is_silent(street):
    street.works(0, LAPTOP, range(14)).works(1, LAPTOP, range(14, DAYS))
    assert street.found() == {}


def test_a_stand_in_for_a_colleague_on_leave_is_silent(street):
    street.rows = [row for row in street.rows
                   if row["actor"] != "a001" or not 7 <= (row["day"] - street.town.day(0)).days < 14
                   ]  # fmt: skip
    assert street.works(0, desk(1), range(7, 12)).found() == {}


def test_who_works_in_the_other_branch_that_day_is_a_colleague_there(street):
    assert street.works(0, desk(1), EVENINGS, branch="b01").found() == {}


def test_failed_log_ins_use_nothing(street):
    street.works(0, LAPTOP, EVENINGS)
    street.works(1, LAPTOP, EVENINGS, action="login_failed", failed=1)
    assert street.works(2, LAPTOP, EVENINGS, action="login", failed=1).found() == {}


def test_two_accounts_of_one_owner_are_one_hand(street):
    street.staff = [{"org": "o", "actor": actor, "id_no": "same"} for actor in ("a000", "a001")]
    assert street.works(0, LAPTOP, EVENINGS).works(1, LAPTOP, EVENINGS).found() == {}


def test_machines_sit_where_they_were_put(street):
    street.staff = [{"org": "o", "actor": "a001", "kind": "system"}]
    assert street.works(0, LAPTOP, EVENINGS).works(1, LAPTOP, EVENINGS).found() == {}


@pytest.mark.parametrize(
    ("kind", "name"), [("device", "PC-01"), ("place", "10.1.1.7"), ("place", "窗口3")]
)
def test_one_name_in_two_organisations_is_two_things(street, kind, name):
    street.works(0, name, EVENINGS, kind=kind)
    street.works(201, name, EVENINGS, kind=kind, org="p", branch="x")
    assert street.found() == {}


def test_where_the_branch_is_not_written_down_they_may_be_colleagues(street):
    street.away(0, 1).works(0, LAPTOP, EVENINGS, branch="")
    assert street.works(1, LAPTOP, EVENINGS).found() == {}


def test_addresses_dealt_out_each_morning_are_silent(town):
    street, dice = Street(town, 0), np.random.default_rng(2)
    for account in range(ACCOUNTS):
        for on in range(DAYS):
            address = f"10.0.0.{dice.integers(0, 600)}"
            street.works(account, address, [on], kind="place")
    assert street.found() == {}


def test_a_private_device_of_two_branches_is_found(street):
    found = street.works(0, LAPTOP, EVENINGS).works(1, LAPTOP, EVENINGS).found()
    assert list(found) == [PAIR]
    assert found[PAIR].shared == 1
    assert found[PAIR].expected < 0.01


def test_one_who_works_as_another_from_his_own_desk_is_found(street):
    assert list(street.works(0, desk(1), EVENINGS).found()) == [PAIR]


def test_only_the_private_device_and_nothing_else_is_found_too(street):
    street.away(0, 1).works(0, LAPTOP, range(DAYS)).works(1, LAPTOP, range(DAYS))
    assert list(street.found()) == [PAIR]


def test_two_organisations_on_one_device_are_found(street):
    for account in range(200, 230):
        street.works(account, desk(account), range(DAYS), org="p", branch="far")
    street.works(0, LAPTOP, EVENINGS).works(201, LAPTOP, EVENINGS, org="p", branch="far")
    assert list(street.found()) == [("a000", "a201", "device")]


@pytest.mark.parametrize("place", ["10.3.3.3", "窗口3", "114.242.26.9"])
def test_a_place_of_two_branches_is_found(street, place):
    for account in range(ACCOUNTS):
        street.works(account, f"10.0.1.{account}", range(DAYS), kind="place")
    street.works(0, place, EVENINGS, kind="place").works(1, place, EVENINGS, kind="place")
    assert list(street.found()) == [("a000", "a001", "place")]


def test_five_rented_accounts_on_one_device_are_all_tied(street):
    for account in range(5):
        street.works(account, LAPTOP, range(account, DAYS, 2))
    assert len(street.found()) == 10


def test_clerks_who_are_alone_in_their_outlets_are_judged_by_the_organisation(town):
    street = Street(town, 0)
    for account in range(60):
        street.works(account, desk(account), range(DAYS), branch=f"outlet {account}")
    for account in (0, 1):
        street.works(account, LAPTOP, EVENINGS, branch=f"outlet {account}")
    assert list(street.found()) == [PAIR]


def test_the_order_of_rows_has_no_impact(street):
    first = street.works(0, LAPTOP, EVENINGS).works(1, LAPTOP, EVENINGS).found()
    street.rows = street.rows[::-1]
    assert street.found() == first


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("172.32.0.1", True), ("100.63.0.1", True), ("192.168.1.1", False),
     ("172.16.0.1", False), ("172.31.9.9", False), ("10.9.9.9", False), ("100.64.0.1", False),
     ("100.127.0.1", False), ("127.0.0.1", False), ("169.254.1.1", False), ("T01", False)],
)  # fmt: skip
def test_only_addresses_of_the_internet_are_the_same_everywhere(town, address, public):
    rows = seats.seated(town.evidence(deeds=[town.deed("a", 1, place=address)]).deeds, [])
    assert (rows.to_pandas()["spot"].tolist() == [address]) is public


uses = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 6)), min_size=1)


@given(uses)
def test_turns_are_those_a_plain_loop_counts(rows):
    days = pd.DataFrame([(f"a{a}", "device", f"d{d}", on) for a, d, on in set(rows)],
                        columns=["actor", "kind", "spot", "day"])  # fmt: skip
    both = pd.DataFrame(
        {"kind": "device", "spot": [f"d{n}" for n in range(3)], "a": "a0", "b": "a1"}
    )
    for spot, found in zip(range(3), seats.turns(both, days), strict=True):
        who = [a for on, a in sorted((on, a) for a, d, on in set(rows) if d == spot and a < 2)]
        assert found == sum(one != two for one, two in pairwise(who))


@given(uses)
def test_the_chance_of_a_seat_is_that_of_the_others_of_the_branch(rows):
    each = pd.DataFrame([("device", "o", "b", f"a{a}", f"d{d}") for a, d, _ in set(rows)],
                        columns=[*seats.BRANCH, "actor", "spot"])  # fmt: skip
    each = each.groupby(list(each.columns), as_index=False).size().rename(columns={"size": "days"})
    whole = each.groupby([*seats.BRANCH, "actor"], as_index=False)["days"].sum()
    found = seats.surprising(each, whole, pd.DataFrame({"kind": ["device"], "spots": [3]}))
    for row in found.itertuples():
        here = [d for a, d, _ in set(rows) if f"a{a}" != row.actor]
        rate = min(0.98, (sum(f"d{d}" == row.spot for d in here) + 1 / 3) / (len(here) + 1))
        own = sum(f"a{a}" == row.actor for a, _, _ in set(rows))
        assert row.any == pytest.approx(min(1, rate * own))
        assert 0 < row.odd <= 1
