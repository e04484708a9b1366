from __future__ import annotations

import datetime as dt

import numpy as np
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
    return find(made.tell(links=links(told), **more)) if more else made.found(links=links(told))


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
    assert people(members) == {"broker": "broker", "card": "buyer", "far": "other"}
    assert people(with_ring(made, links, rows[:2])) == {"broker": "broker", "card": "buyer"}


def test_kin_house_and_workmates_draw_nobody_in(made, links):
    words = ("亲属", "同住", "同事")
    rows = [("actor", "A", "phone", f"phone of {word}", word) for word in words]
    assert people(with_ring(made, links, rows)) == {}


def test_a_number_common_to_many_accounts_joins_nobody(made, links):
    rows = [("actor", f"a{act:05d}", "phone", "takeaway", "通话") for act in range(102, 112)]
    rings = with_ring(made, links, [*rows, ("actor", "A", "phone", "takeaway", "通话")])
    assert people(rings) == {}
    few = [*rows[:3], ("actor", "A", "phone", "takeaway", "通话")]
    assert people(with_ring(made, links, few)) == {}
    ours = [*rows[:2], *(("actor", one, "phone", "takeaway", "通话") for one in "AB")]
    assert people(with_ring(made, links, ours)) == {"takeaway": "broker"}


def test_honest_accounts_are_not_drawn_in_by_a_link(made, links):
    rows = [
        ("actor", "A", "actor", HONEST[0], "通话"),
        ("actor", "B", "phone", "ph1", "通话"),
        ("phone", "ph1", "actor", HONEST[1], "通话"),
    ]
    rings = with_ring(made, links, rows)
    assert people(rings) == {"ph1": "broker"}
    assert sorted(people(rings, side="inside")) == made.ring


def relay(*of, to="card"):
    """An honest account that deals with these of the ring, and with an outsider of theirs."""
    own = [("actor", one, "actor", HONEST[0], "聊天") for one in of]
    outside = [("actor", "A", "phone", "ph1", "通话"), ("phone", "ph1", "account", "card", "转账")]
    return [*own, *outside, ("actor", HONEST[0], "account", to, "转账")]


def test_who_deals_with_two_of_the_ring_and_an_outsider_of_its_own_is_a_relay(made, links):
    rings = with_ring(made, links, relay("A", "B"))
    inside = people(rings, side="inside")
    assert inside[HONEST[0]] == "relay"
    assert people(rings) == {"ph1": "broker", "card": "broker"}


@pytest.mark.parametrize(
    "rows",
    [
        relay("A"),
        relay("A", "B", to="another card"),
        [*relay("A", "B"), ("account", "card", "actor", HONEST[1], "转账")],
    ],
    ids=["a friend of one", "a card of his own", "the lunch card"],
)
def test_friends_at_work_are_no_relays(made, links, rows):
    assert HONEST[0] not in people(with_ring(made, links, rows), side="inside")


def calls(one, other, *outsiders):
    return [(*end, "phone", phone, "通话") for phone in outsiders
            for end in (("actor", one), ("actor", other))]  # fmt: skip


@pytest.fixture(scope="module")
def two(office):
    """Two rings that have nobody in common."""
    made = office(31)
    made.rings = [sorted(made.plant(4)), sorted(made.plant(4, start=20))]
    return made


@pytest.mark.parametrize(
    ("outsiders", "rings"), [([], 2), (["ph1"], 2), (["ph1", "ph2"], 1)], ids=str
)
def test_two_groups_are_one_only_by_two_outsiders(two, links, outsiders, rings):
    rows = calls(two.rings[0][0], two.rings[1][0], *outsiders)
    rows.append(("actor", two.rings[0][1], "actor", two.rings[1][1], "通话"))
    assert len(two.found(links=links(rows)).together) == rings


def test_two_phones_of_everybodys_join_no_groups(two, links):
    rows = calls(two.rings[0][0], two.rings[1][0], "ph1", "ph2")
    rows += calls(*HONEST[:2], "ph1", "ph2") + calls("a00007", "a00008", "ph1", "ph2")
    assert len(two.found(links=links(rows)).together) == 2


def test_links_of_honest_accounts_make_no_ring(office, links):
    honest = office(22, accounts=60)
    rows = [
        ("actor", HONEST[0], "phone", "ph1", "通话"),
        ("actor", HONEST[1], "phone", "ph1", "通话"),
    ]
    assert find(honest.tell(links=links(rows))).together == {}


@pytest.fixture(scope="module")
def small(office):
    return office(23, accounts=60)


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
def test_two_alerted_accounts_and_one_outsider_are_a_ring(small, links, alerted, words, found):
    rows = [
        ("actor", actor, "phone", "ph1", word) for actor, word in zip(SOURCES, words, strict=True)
    ]
    rings = small.found(alerted=alerted, links=links(rows))
    expected = {"R1": frozenset({*SOURCES, "ph1"})} if found else {}
    assert rings.together == expected
    if found:
        assert people(rings) == {"ph1": "broker"}
        assert rings.members["p"].iloc[0] < 0.01


def test_colleagues_who_call_each_other_are_no_ring_though_alerted(small, links):
    call = links([("actor", SOURCES[0], "actor", SOURCES[1], "通话")])
    money = links([("actor", SOURCES[0], "actor", SOURCES[1], "转账")])
    assert small.found(alerted=SOURCES, links=call).together == {}
    assert small.found(alerted=SOURCES, links=money).together == {"R1": frozenset(SOURCES)}


VICTIMS = [f"s{5 * 10**7 + k}" for k in range(7)]


def test_an_alerted_account_whose_contact_its_people_complain_of_is_a_ring(made, links, complaints):
    call = links([("actor", SOURCES[0], "phone", "ph1", "通话")])
    named = complaints([(victim, "ph1", "phone") for victim in VICTIMS[:5]])
    ring = {SOURCES[0], "ph1"}
    rings = made.found(alerted=SOURCES[:1], links=call, complaints=named)
    assert ring in rings.together.values()
    (name,) = (name for name, members in rings.together.items() if members == ring)
    assert people(rings, name) == {"ph1": "broker"}
    for less in ({"links": call}, {"complaints": named}):
        assert ring not in made.found(alerted=SOURCES[:1], **less).together.values()
    few = complaints([(victim, "ph1", "phone") for victim in VICTIMS[:2]])
    rings = made.found(alerted=SOURCES[:1], links=call, complaints=few)
    assert ring not in rings.together.values()


def test_a_contact_the_rings_people_complain_of_is_its_buyer(made, complaints):
    ours = made.looks[made.looks["act"] == int(made.ring[0][1:])]
    listed = sorted({f"s{subject}" for subject in ours["subject"] if subject >= 10**6})[:6]
    rings = made.found(complaints=complaints([(who, "wx1", "wechat") for who in listed]))
    assert people(rings) == {"wx1": "buyer"}
    (row,) = rings.members[rings.members["member"] == "wx1"].to_dict("records")
    assert row["kind"] == "account"
    assert "named in complaints of 6 people, 6 of whom the ring opened before" in row["because"]


@pytest.fixture(scope="module")
def two_sellers(office):
    """Two honest-looking accounts who opened different people, strangers to all others."""
    made = office(24)
    for number, act in enumerate((101, 142)):
        made.add(np.full(30, act), 10 + number, 5 * 10**7 + 100 * number + np.arange(30))
    return made


def victims(*counts):
    return [f"s{5 * 10**7 + 100 * seller + one}" for seller, many in enumerate(counts)
            for one in range(many)]  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "found"), [((8, 8), True), ((8, 0), False), ((8, 2), False), ((2, 2), False)]
)
def test_accounts_whose_people_complain_of_one_contact_are_a_ring(
    two_sellers, complaints, counts, found
):
    named = complaints([(victim, "ph1", "phone") for victim in victims(*counts)])
    rings = two_sellers.found(complaints=named).together
    assert rings == ({"R1": {"a00101", "a00142", "ph1"}} if found else {})


def test_leads_of_one_origin_bind_their_sources(two_sellers, leads):
    both = two_sellers.found(leads=leads(victims(8, 8))).together
    assert both == {"R1": {"a00101", "a00142"}}
    assert two_sellers.found(leads=leads(victims(8, 2))).together == {}


def test_leads_say_whose_people_leaked_and_are_nobody(made, leads):
    ours = made.looks[made.looks["act"] == int(made.ring[0][1:])]
    listed = sorted({f"s{subject}" for subject in ours["subject"] if subject >= 10**6})[:6]
    rings = made.found(leads=leads(listed))
    assert people(rings) == {}
    said = rings.members.set_index("member")["because"]
    assert "opened people of a leaked sample, before it leaked" in said[made.ring[0]]
    assert set(rings["R1"].graph()) == set(made.ring)
    honest = made.looks["subject"].value_counts().index[:8]
    rings = made.found(leads=leads([f"s{k}" for k in honest]))
    assert not rings.members["because"].str.contains("leaked").any()


def test_complaints_of_people_everybody_opens_name_nobody(made, complaints):
    popular = made.looks["subject"].value_counts().index[:8]
    rings = made.found(complaints=complaints([(f"s{k}", "ph1", "phone") for k in popular]))
    assert people(rings) == {}


def test_a_members_own_phone_stands_for_the_member(made, links, staff):
    rows = staff([{"actor": made.ring[0], "phone": "own", "status": "在职"}])
    rings = with_ring(made, links, [("phone", "own", "phone", "ph1", "通话")], staff=rows)
    assert people(rings) == {"ph1": "broker"}


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


def test_a_leaver_whose_clients_a_colleague_opens_is_outside_and_the_two_are_a_ring(office, staff):
    made, (leaver, friend, other) = office(25), (121, 141, 161)
    clients = 3 * 10**7 + np.arange(150)
    made.add(np.full(150, leaver), np.arange(150) % 15, clients, 0)
    made.add(np.full(120, friend), 22 + np.arange(120) % 12, clients[:120])
    rows = staff([{"org": "o1", "actor": f"a{leaver:05d}", "status": "离职",
                   "left": dt.date(2025, 3, 20)}])  # fmt: skip
    rings = find(made.tell(staff=rows))
    assert people(rings, side="inside") == {f"a{friend:05d}": "source"}
    [gone] = rings.members[rings.members["side"] == "outside"].to_dict("records")
    assert (gone["member"], gone["kind"]) == (f"a{leaver:05d}", "staff")
    assert "its owner has left" in gone["because"]
    assert f"a{other:05d}" not in set(rings.members["member"])
