from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from leakwatch.rings.find import find
from leakwatch.rings.found import MEMBERS

SIZES = (4, 5, 6, 12)


@pytest.fixture(scope="module")
def planted(office):
    made = office(1, accounts=400)
    rings = [made.plant(size, start=3 + 8 * k) for k, size in enumerate(SIZES)]
    return made, rings, find(made.tell())


def best(ring, found):
    return max(found.values(), key=lambda members: len(ring & members), default=frozenset())


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_planted_rings_come_out_whole_and_nothing_else_does(office, seed):
    made = office(seed, accounts=400)
    rings = [made.plant(size, people=20, start=3 + 8 * k) for k, size in enumerate(SIZES)]
    found = find(made.tell()).together
    assert len(found) == len(rings)
    hits = sum(len(ring & best(ring, found)) for ring in rings)
    assert hits / sum(map(len, rings)) >= 0.9
    assert hits / sum(map(len, found.values())) >= 0.9


def test_members_have_the_columns_and_order_of_the_export(planted):
    _, _, rings = planted
    assert tuple(rings.members.columns) == MEMBERS
    ordered = rings.members.sort_values(["p", "ring", "side", "member"], ignore_index=True)
    pd.testing.assert_frame_equal(ordered, rings.members)
    assert set(rings.members["kind"]) == {"actor"}
    assert set(rings.members["side"]) == {"inside"}
    assert set(rings.members["role"]) == {"source"}
    assert not rings.members.duplicated(["ring", "member"]).any()


def test_the_sentence_says_how_many_people_and_how_many_by_chance(planted):
    _, _, rings = planted
    pattern = (
        r"opened \d+ of the same people as other members \(\d+\) within 7 days; "
        r"expected by chance \d+\.\d.*"
    )
    assert rings.members["because"].str.fullmatch(pattern).all()


def test_a_ring_is_a_graph_of_its_members(planted):
    _, rings, found = planted
    for name in found.names():
        graph = found[name].graph()
        assert frozenset(graph) in rings
        assert {kind for *_, kind in graph.edges(keys=True)} <= {"people", "list"}
        people = [data for *_, kind, data in graph.edges(keys=True, data=True) if kind == "people"]
        assert people
        assert all(data["shared"] > 3 * data["expected"] for data in people)
        assert all(abs(node[at]) <= 1 for _, node in graph.nodes(data=True) for at in "xy")
    with pytest.raises(KeyError):
        found["R99"]


def test_dealt_anew_no_rings_looks_meet_as_often(planted):
    _, _, found = planted
    assert (found.members["permutation_p"] == 0.001).all()


def test_row_order_has_no_impact(planted):
    made, _, rings = planted
    made.looks = made.looks.sample(frac=1, random_state=3)
    again = find(made.tell())
    pd.testing.assert_frame_equal(again.members, rings.members)
    pd.testing.assert_frame_equal(again.ties, rings.ties)
    for name in again.names():
        assert again[name].graph().nodes == rings[name].graph().nodes


def test_a_ring_keeps_its_name_and_a_new_one_gets_the_next_number(planted):
    made, rings, _ = planted
    earlier = {"R9": rings[0] | {"gone"}}
    names = find(made.tell(), earlier=earlier).together
    assert names["R9"] == rings[0]
    assert set(names) == {"R9", "R10", "R11", "R12"}


def test_no_looks_make_no_rings(office):
    made = office(1, accounts=5)
    made.looks = made.looks.iloc[:0]
    rings = find(made.tell(alerted=["a00001"]))
    assert tuple(rings.members.columns) == MEMBERS
    assert rings.members.empty
    assert rings.ties.empty


def shift_team(office):
    team = np.arange(6) * 20 + 3
    for day in range(40):
        on = office.rng.permutation(team)[:4]
        patients = 6 * 10**7 + day // 3 * 15 + np.arange(15)
        for act in on:
            office.add(np.full(15, act), day, patients, office.rng.random(15) < 0.3)


def relay_of_tickets(office):
    tickets, day = 7 * 10**7 + np.arange(600), office.rng.integers(0, 40, 600)
    for act in (1, 2, 3, 4):
        office.add(np.full(600, act), day, tickets, office.rng.random(600) < 0.08)


def quality_sampling(office):
    seen = office.looks[office.looks["unexplained"] == 1].sample(800, random_state=1)
    office.add(np.full(800, 299), seen["day"], seen["subject"])


def three_who_sample(office):
    unexplained = office.looks[office.looks["unexplained"] == 1]
    for act in (299, 279, 259):
        seen = unexplained.sample(500, random_state=act)
        office.add(np.full(500, act), seen["day"], seen["subject"])


def celebrity(office):
    office.add(office.rng.permutation(300)[:200], office.rng.integers(3, 9, 200), 99_999_999)


def ten_who_are_talked_about(office):
    curious = office.rng.permutation(300)[:60]
    for person in range(10):
        day = 3 * person + office.rng.integers(0, 3, 18)
        office.add(office.rng.permutation(curious)[:18], day, 99_000_000 + person)


def campaign(office):
    agents = [act for act in range(300) if act % 20 in (4, 5, 6, 7)][:40]
    for customer in range(3000):
        on = office.rng.choice(agents, office.rng.integers(1, 4), replace=False)
        office.add(on, office.rng.integers(10, 20), 8 * 10**7 + customer)


def shared_kiosk(office):
    branch = office.looks[(office.looks["act"] % 20 == 7) & (office.looks["unexplained"] == 1)]
    seen = branch.sample(min(500, len(branch)), random_state=2)
    office.add(np.full(len(seen), 7), seen["day"], seen["subject"])


def four_who_share_four(office):
    for act in (11, 52, 93, 134):
        office.add(np.full(4, act), 9, 9 * 10**7 + np.arange(4))


def same_people_months_apart(office):
    for k, act in enumerate((11, 52, 93, 134)):
        office.add(np.full(25, act), 10 * k, 9 * 10**7 + np.arange(25))


def list_with_cases(office):
    for act in (11, 52, 93, 134):
        office.add(np.full(25, act), 9, 9 * 10**7 + np.arange(25), 0)


def nothing(office):
    pass


@pytest.mark.parametrize(
    "custom",
    [
        nothing,
        shift_team,
        relay_of_tickets,
        quality_sampling,
        three_who_sample,
        celebrity,
        ten_who_are_talked_about,
        campaign,
        shared_kiosk,
        four_who_share_four,
        same_people_months_apart,
        list_with_cases,
    ],
)
def test_honest_customs_make_no_ring(office, custom):
    made = office(7)
    custom(made)
    assert find(made.tell()).together == {}


def test_two_alone_are_no_ring_but_with_an_alert_they_are(office):
    made = office(5)
    ring = made.plant(2, people=40)
    assert find(made.tell()).together == {}
    assert find(made.tell(alerted=[min(ring)])).together == {"R1": ring}


def test_alerted_accounts_whose_list_had_false_cases_are_a_ring(office):
    made = office(6)
    list_with_cases(made)
    ring = frozenset({"a00011", "a00052", "a00093", "a00134"})
    assert find(made.tell(alerted=ring)).together == {"R1": ring}
    assert find(made.tell(alerted=["a00200"])).together == {}


def test_a_shared_account_is_no_member(office, staff):
    made = office(8)
    ring = made.plant(5)
    shared = min(ring)
    rows = staff([{"org": "o0", "actor": shared, "status": "在职", "kind": "shared"}])
    assert find(made.tell(staff=rows)).together == {"R1": ring - {shared}}
