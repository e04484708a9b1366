"""Found rings are measured as a hand would, against what was planted."""

import math

import pandas as pd
import pytest

from leakwatch.evaluating.rings import ringed

SOURCES = dict.fromkeys("abcd", "source")


def planted(found, gangs):
    return ringed(found, gangs).planted.set_index("ring")


def test_only_rings_of_four_with_twenty_in_common_are_measured(exported, gangs):
    assert list(planted(exported({}), gangs).index) == ["ring-1", "ring-2"]


def test_a_ring_found_whole_has_all_of_everything(exported, gangs):
    found = exported({"f": SOURCES}, {"f": {"phone": "broker", "card": "buyer"}})
    row = planted(found, gangs).loc["ring-1"]
    assert row[["told", "right", "split", "outsiders_found"]].tolist() == [4, 4, 1, 2]
    assert (row["roles"], row["roles_right"], row["mixed"]) == (6, 6, "")


def test_a_ring_not_found_has_nothing(exported, gangs):
    row = planted(exported({"f": SOURCES}), gangs).loc["ring-2"]
    assert row[["told", "right", "split", "roles"]].tolist() == [0, 0, 0, 0]


def test_the_ring_that_has_most_counts_and_of_equals_the_purer(exported, gangs):
    found = exported({
        "f": dict.fromkeys(["a", "b", "calm"], "source"),
        "g": dict.fromkeys(["c", "d"], "source"),
        "h": dict.fromkeys(["e"], "source"),
    })  # fmt: skip
    row = planted(found, gangs).loc["ring-1"]
    assert row[["told", "right", "split"]].tolist() == [2, 2, 2]


def test_two_planted_rings_in_one_found_are_mixed_both_ways(exported, gangs):
    found = exported({"f": {**SOURCES, "e": "source"}, "g": dict.fromkeys("fghi", "source")})
    told = planted(found, gangs)
    assert told["mixed"].tolist() == ["ring-2", "ring-1"]
    assert told.loc["ring-2", ["told", "right", "split"]].tolist() == [4, 4, 2]
    assert told["right"].tolist() == [4, 4]
    assert ringed(found, gangs).counts["mix"] == 1


def test_a_wrong_role_is_wrong_and_a_stranger_has_none(exported, gangs):
    found = exported({"f": {**SOURCES, "a": "broker", "calm": "source"}}, {"f": {"phone": "buyer"}})
    row = planted(found, gangs).loc["ring-1"]
    assert (row["roles"], row["roles_right"]) == (5, 3)


def test_outsiders_count_with_any_part_of_their_ring_and_with_no_other(exported, gangs):
    inside = {"f": dict.fromkeys("abc", "source"), "g": {"d": "source"}, "h": {"calm": "source"}}
    for ring, met in (("f", 1), ("g", 1), ("h", 0)):
        row = planted(exported(inside, {ring: {"card": "buyer"}}), gangs).loc["ring-1"]
        assert row["outsiders_found"] == met


def test_an_outsider_told_inside_is_not_found(exported, gangs):
    row = planted(exported({"f": {**SOURCES, "phone": "broker"}}), gangs).loc["ring-1"]
    assert (row["told"], row["right"], row["outsiders_found"]) == (5, 4, 0)


@pytest.mark.parametrize(
    ("members", "counts"),
    [
        ("abcd", [0, 0, 0]),
        ("pqrs", [0, 0, 0]),
        (["calm"], [1, 1, 1]),
        (["calm", "busy", "busy2"], [1, 1, 3]),
        (["calm", "a"], [0, 0, 1]),
        ("i", [0, 0, 0]),
    ],
)
def test_rings_without_anybody_planted_are_counted(exported, gangs, members, counts):
    told = ringed(exported({"f": dict.fromkeys(members, "source")}), gangs).counts
    assert [told[name] for name in ("no planted", "honest only", "honest")] == counts
    assert told["found"] == 1


def test_a_ring_of_other_leaks_is_of_no_planted_ring_and_not_of_honest_people(exported, gangs):
    leaks = pd.concat([gangs.leaks, gangs.leaks.head(1).assign(actor="circle")])
    cast = type(gangs)(leaks, gangs.days, gangs.decoys, gangs.partners, gangs.rings)
    told = ringed(exported({"f": {"circle": "source"}}), cast).counts
    assert (told["no planted"], told["honest only"], told["honest"]) == (1, 0, 0)


def test_honest_life_told_inside_is_named_and_outside_is_not(exported, gangs):
    found = exported({"f": {**SOURCES, "calm": "source"}}, {"f": {"busy": "other"}})
    told = ringed(found, gangs).decoys.set_index("what")
    assert told.loc["heavy user"].tolist() == [2, 1, "o/C"]
    assert told.loc["team"].tolist() == [1, 1, "o/C"]


def test_without_any_found_ring_nothing_is_told(exported, gangs):
    told = ringed(exported({}), gangs)
    assert told.counts == dict.fromkeys(told.counts, 0)
    assert told.decoys["inside"].sum() == 0
    assert not any(math.isnan(one) for one in told.planted["right"])
