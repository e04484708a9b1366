from __future__ import annotations

import datetime as dt

import pytest

from leakwatch.rings.find import find

SOURCES = ("a00011", "a00052")
HONEST = ("a00102", "a00103")


@pytest.fixture(scope="module")
def made(office):
    """An office with a ring of five and two accounts that open seven people nobody else does."""
    made = office(21, accounts=200)
    made.ring = sorted(made.plant(5))
    assert not {*SOURCES, *HONEST} & set(made.ring)
    made.add([11] * 7, 12, range(5 * 10**7, 5 * 10**7 + 7))
    return made


def people(rings, ring="R1", side="outside"):
    chosen = rings.members[(rings.members["ring"] == ring) & (rings.members["side"] == side)]
    return dict(zip(chosen["member"], chosen["role"], strict=True))


def with_ring(made, links, rows, **more):
    """The rings when each row ("A" is a member of the planted ring, "B" another) is evidence."""
    known = {"A": made.ring[0], "B": made.ring[1]}
    told = [(ka, known.get(a, a), kb, known.get(b, b), word) for ka, a, kb, b, word in rows]
    return find(made.tell(links=links(told), **more))


def test_an_outsider_called_by_two_members_is_the_broker_with_the_path_shown(made, links):
    rows = [("actor", "A", "phone", "ph1", "通话"), ("actor", "B", "phone", "ph1", "转账")]
    rings = with_ring(made, links, rows)
    assert people(rings) == {"ph1": "broker"}
    (because,) = rings.members.loc[rings.members["member"] == "ph1", "because"]
    assert because == (
        f"linked directly to 2 of 5 accounts of the ring; "
        f"actor {made.ring[0]} — (calls 3 ×) phone ph1"
    )
    graph = rings["R1"].graph()
    assert set(graph) == {*made.ring, "ph1"}
    assert graph.edges[made.ring[1], "ph1", "link"]["because"] == "transfers 3 ×"


def test_the_buyer_stands_beyond_the_broker(made, links):
    rows = [
        ("actor", "A", "phone", "broker", "聊天"),
        ("phone", "broker", "account", "card", "转账"),
        ("account", "card", "phone", "far", "通话"),
        ("phone", "far", "phone", "too far", "通话"),
    ]
    members = with_ring(made, links, rows)
    assert people(members) == {"broker": "broker", "card": "broker", "far": "other"}
    assert people(with_ring(made, links, rows[:2])) == {"broker": "broker", "card": "buyer"}


@pytest.mark.parametrize("word", ["亲属", "同住", "同事"])
def test_kin_house_and_workmates_draw_nobody_in(made, links, word):
    assert people(with_ring(made, links, [("actor", "A", "phone", "mother", word)])) == {}


def test_a_number_common_to_many_accounts_joins_nobody(made, links):
    rows = [("actor", f"a{act:05d}", "phone", "takeaway", "通话") for act in range(102, 112)]
    rings = with_ring(made, links, [*rows, ("actor", "A", "phone", "takeaway", "通话")])
    assert people(rings) == {}
    few = with_ring(made, links, [*rows[:9], ("actor", "A", "phone", "takeaway", "通话")])
    assert people(few) == {"takeaway": "other"}


def test_honest_accounts_are_not_drawn_in_by_a_link(made, links):
    rows = [
        ("actor", "A", "actor", HONEST[0], "通话"),
        ("actor", "B", "phone", "ph1", "通话"),
        ("phone", "ph1", "actor", HONEST[1], "通话"),
    ]
    rings = with_ring(made, links, rows)
    assert people(rings) == {"ph1": "other"}
    assert sorted(people(rings, side="inside")) == made.ring


def test_links_of_honest_accounts_make_no_ring(office, links):
    honest = office(22, accounts=60)
    rows = [
        ("actor", HONEST[0], "phone", "ph1", "通话"),
        ("actor", HONEST[1], "phone", "ph1", "通话"),
    ]
    assert find(honest.tell(links=links(rows))).together == {}


@pytest.mark.parametrize(
    ("alerted", "words", "found"),
    [
        (SOURCES[:1], ("通话", "通话"), False),
        (SOURCES, ("通话", "亲属"), False),
        (SOURCES, ("同事", "同住"), False),
        (SOURCES, ("通话", "聊天"), True),
        (SOURCES, ("收件", "转账"), True),
    ],
)
def test_two_alerted_accounts_and_one_outsider_are_a_ring(office, links, alerted, words, found):
    small = office(23, accounts=60)
    rows = [
        ("actor", actor, "phone", "ph1", word) for actor, word in zip(SOURCES, words, strict=True)
    ]
    rings = find(small.tell(alerted=alerted, links=links(rows)))
    expected = {"R1": frozenset({*SOURCES, "ph1"})} if found else {}
    assert rings.together == expected
    if found:
        assert people(rings) == {"ph1": "broker"}
        assert rings.members["p"].iloc[0] < 0.01


def test_colleagues_who_call_each_other_are_no_ring_though_alerted(office, links):
    small = office(23, accounts=60)
    call = links([("actor", SOURCES[0], "actor", SOURCES[1], "通话")])
    money = links([("actor", SOURCES[0], "actor", SOURCES[1], "转账")])
    assert find(small.tell(alerted=SOURCES, links=call)).together == {}
    assert find(small.tell(alerted=SOURCES, links=money)).together == {"R1": frozenset(SOURCES)}


VICTIMS = [f"s{5 * 10**7 + k}" for k in range(7)]


def test_an_alerted_account_whose_contact_its_people_complain_of_is_a_ring(made, links, complaints):
    call = links([("actor", SOURCES[0], "phone", "ph1", "通话")])
    named = complaints([(victim, "ph1", "phone") for victim in VICTIMS[:5]])
    ring = {SOURCES[0], "ph1"}
    rings = find(made.tell(alerted=SOURCES[:1], links=call, complaints=named))
    assert ring in rings.together.values()
    (name,) = (name for name, members in rings.together.items() if members == ring)
    assert people(rings, name) == {"ph1": "broker"}
    for less in ({"links": call}, {"complaints": named}):
        assert ring not in find(made.tell(alerted=SOURCES[:1], **less)).together.values()
    few = complaints([(victim, "ph1", "phone") for victim in VICTIMS[:2]])
    rings = find(made.tell(alerted=SOURCES[:1], links=call, complaints=few))
    assert ring not in rings.together.values()


def test_a_contact_the_rings_people_complain_of_is_its_buyer(made, complaints):
    ours = made.looks[made.looks["act"] == int(made.ring[0][1:])]
    listed = sorted({f"s{subject}" for subject in ours["subject"] if subject >= 10**6})[:6]
    rings = find(made.tell(complaints=complaints([(who, "wx1", "wechat") for who in listed])))
    assert people(rings) == {"wx1": "buyer"}
    (row,) = rings.members[rings.members["member"] == "wx1"].to_dict("records")
    assert row["kind"] == "account"
    assert "named in complaints of 6 people, 6 of whom the ring opened before" in row["because"]


def test_complaints_of_people_everybody_opens_name_nobody(made, complaints):
    popular = made.looks["subject"].value_counts().index[:8]
    rings = find(made.tell(complaints=complaints([(f"s{k}", "ph1", "phone") for k in popular])))
    assert people(rings) == {}


def test_a_members_own_phone_stands_for_the_member(made, links, staff):
    rows = staff([{"actor": made.ring[0], "phone": "own", "status": "在职"}])
    rings = with_ring(made, links, [("phone", "own", "phone", "ph1", "通话")], staff=rows)
    assert people(rings) == {"ph1": "other"}


def test_a_leaver_is_drawn_in_by_a_call_and_not_by_having_been_a_colleague(made, links, staff):
    rows = staff([{"actor": "old", "phone": "his", "status": "离职", "left": dt.date(2025, 1, 1)}])
    rings = with_ring(made, links, [("actor", "A", "phone", "his", "通话")], staff=rows)
    kinds = rings.members.set_index("member")["kind"]
    assert set(people(rings)) == {"his", "old"}
    assert kinds["old"] == "staff"
    rings = with_ring(made, links, [("actor", "A", "actor", "old", "同事")], staff=rows)
    assert people(rings) == {}


@pytest.mark.parametrize(("left", "side"), [(dt.date(2025, 3, 1), "outside"),
                                            (dt.date(2025, 3, 20), "inside")])  # fmt: skip
def test_a_leavers_account_is_staff_and_outside_if_he_left_before(made, staff, left, side):
    rows = staff([{"actor": made.ring[0], "status": "离职", "left": left}])
    rings = find(made.tell(staff=rows))
    (row,) = rings.members[rings.members["member"] == made.ring[0]].to_dict("records")
    assert (row["kind"], row["side"]) == ("staff", side)
