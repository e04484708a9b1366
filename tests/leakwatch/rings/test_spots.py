from __future__ import annotations

import pytest

from leakwatch.rings.find import find
from leakwatch.rings.spots import spots

DAYS = range(28)
LENDER, BORROWER = 21, 43  # of the shops b1 and b3, one organisation's


def seats(more=()):
    """Everybody of the two shops at a desk of his own, and these beside."""
    own = [(act, day, f"10.0.{act % 20}.{act}", None) for act in range(300)
           if act % 20 in (1, 3) for day in DAYS]  # fmt: skip
    return [*own, *more]


def in_turns(act=LENDER, place=f"10.0.3.{BORROWER}"):
    """The lender's account is used at the borrower's desk on every third day."""
    return [(act, day, place, None) for day in DAYS if day % 3 == 0]


@pytest.fixture
def ring(office):
    """A ring with both in it, and two more."""
    made = office(4)
    made.free = [LENDER, BORROWER, 63, 84, *range(100, 200)]
    made.members = made.plant(4)
    return made


def inside(rings):
    kept = rings.members[rings.members["side"] == "inside"]
    return dict(zip(kept["member"], kept["role"], strict=True))


def test_who_works_at_another_members_desk_is_the_lender_and_the_desk_is_shown(ring, deeds):
    rings = find(ring.tell(deeds=deeds(seats(in_turns()))))
    roles = inside(rings)
    assert (roles["a00021"], roles["a00043"]) == ("lender", "source")
    [desk] = [row for row in rings.members.to_dict("records") if row["kind"] == "place"]
    assert desk["member"] == "o1/10.0.3.43"
    assert desk["because"] == "the seat of one member; others of other branches (1) work there too"
    [because] = rings.members.loc[rings.members["member"] == "a00021", "because"]
    assert "works at the device or place of another member beside its own seat" in because
    kinds = {kind for *_, kind in rings["R1"].graph().edges(["a00021"], keys=True)}
    assert {"people", "place"} <= kinds


def test_at_desks_of_their_own_nobody_lends(ring, deeds):
    roles = inside(find(ring.tell(deeds=deeds(seats()))))
    assert set(roles.values()) == {"source"}


def found(ring, deeds, more=(), accounts=("a00021", "a00043")):
    return spots(ring.tell(deeds=deeds(seats(more))), accounts)


def test_a_few_days_at_the_others_desk_are_enough(ring, deeds):
    [spot] = found(ring, deeds, in_turns()[:2])
    assert (spot.host, spot.guests) == ("a00043", {"a00021"})


def test_who_shares_a_desk_with_an_account_outside_lends_to_nobody_of_the_ring(ring, deeds):
    stranger = [(263, day, "10.9.9.9", None) for day in DAYS]
    assert found(ring, deeds, [*stranger, *in_turns(place="10.9.9.9")]) == []
    assert found(ring, deeds, in_turns(), accounts=["a00021"]) == []
    assert found(ring, deeds, in_turns(), accounts=[]) == []


def test_a_desk_of_many_is_nobodys(ring, deeds):
    kiosk = [(act, day, "10.0.3.43", None) for act in range(1, 161, 20) for day in DAYS]
    assert found(ring, deeds, [*in_turns(), *kiosk]) == []


def test_a_colleague_of_the_same_branch_may_sit_there(ring, deeds):
    mate = [(63, day, "10.0.3.43", None) for day in (3, 4, 5, 9)]
    assert found(ring, deeds, mate, accounts=["a00043", "a00063"]) == []


def test_two_who_come_now_and_then_are_both_guests_of_nobody(ring, deeds):
    both = [(act, day, "10.5.5.5", None) for act in (LENDER, BORROWER) for day in range(5)]
    assert found(ring, deeds, both) == []
