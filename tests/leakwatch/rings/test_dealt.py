from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leakwatch.rings import dealt

LOOKS = ["org", "branch", "bucket", "actor", "subject"]


def frame(rows):
    return pd.DataFrame([("o", *row) for row in rows], columns=LOOKS)


def meetings(rows, members):
    """For each person, the members that opened him less one."""
    opened = {}
    for *_, actor, subject in rows:
        if actor in members:
            opened.setdefault(subject, set()).add(actor)
    return sum(len(actors) - 1 for actors in opened.values())


def exact(rows, members):
    """The share of all deals within branches and weeks in which they meet as often, of those that
    give nobody a person twice."""
    seen = meetings(rows, members)
    deals = [[]]
    for stratum in sorted({row[:2] for row in rows}):
        mine = [row for row in rows if row[:2] == stratum]
        dealt_out = [
            [(*row[:3], subject) for row, subject in zip(mine, order, strict=True)]
            for order in permutations(row[3] for row in mine)
        ]
        once = [deal for deal in dealt_out if len(set(deal)) == len(deal)]
        deals = [deal + more for deal in deals for more in once]
    return np.mean([meetings(deal, members) >= seen for deal in deals])


LOOK = st.tuples(st.sampled_from("xy"), st.integers(1, 2), st.sampled_from("abc"),
                 st.sampled_from("pqr"))  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(LOOK, min_size=2, max_size=7, unique=True))
@example([("x", 1, "a", "q"), ("x", 1, "a", "r"), ("x", 1, "b", "q"), ("x", 1, "c", "p")])
@example([("x", 1, who, whom) for who, whom in ("ap", "aq", "bp", "br", "cp", "cq", "cr")])
def test_the_share_of_deals_is_that_of_all_permutations(rows):
    share = exact(rows, {"a", "b"})
    noise = 5 * np.sqrt(share * (1 - share) / dealt.DEALS) + 1 / dealt.DEALS
    assert abs(dealt.chance(frame(rows), {"a", "b"}) - share) <= noise


def test_where_looks_are_many_swapping_comes_near_what_dealing_again_gives(monkeypatch):
    dice = np.random.default_rng(4)
    looks = {("x", 1, f"a{who}", f"p{int(60 * dice.random() ** 1.5)}")
             for who in range(6) for _ in range(8)}  # fmt: skip
    monkeypatch.setattr(dealt, "DEALS", 1998)
    found = {}
    for few in (0, 100):
        monkeypatch.setattr(dealt, "FEW", few)
        monkeypatch.setattr(dealt, "AGAIN", 400)
        found[few] = dealt.chance(frame(sorted(looks)), {"a0", "a1", "a2"})
    assert 0.2 < found[100] < 0.4
    assert abs(found[0] - found[100]) < 0.05


def honest(dice, weeks=4, accounts=12, people=1000):
    rows = {
        (f"b{who % 3}", week, f"a{who}", f"p{dice.integers(people)}")
        for who in range(accounts) for week in range(weeks) for _ in range(15)
    }  # fmt: skip
    return sorted(rows)


def test_accounts_of_one_counter_that_open_its_customers_are_dealt_so_often():
    found = [dealt.chance(frame(honest(np.random.default_rng(seed))), {"a0", "a3", "a6"})
             for seed in range(20)]  # fmt: skip
    assert 0.35 < np.mean(found) < 0.7
    assert min(found) > 0.005


def test_accounts_that_share_a_list_are_hardly_ever_dealt_so():
    rows = honest(np.random.default_rng(3))
    rows += [(f"b{who % 3}", 2, f"a{who}", f"victim{k}") for who in (0, 1, 2) for k in range(10)]
    assert dealt.chance(frame(rows), {"a0", "a1", "a2"}) < 0.01
    assert dealt.chance(frame(rows), {"a3", "a4", "a5"}) > 0.05


def test_a_person_everybody_opened_that_week_is_dealt_to_all():
    rows = honest(np.random.default_rng(4))
    rows += [(f"b{who % 3}", 1, f"a{who}", "star") for who in range(12)]
    assert dealt.chance(frame(rows), {"a0", "a1", "a2"}) > 0.05


def test_who_opened_nobody_met_nobody():
    assert dealt.chance(frame(honest(np.random.default_rng(5))), {"z"}) == 1.0


def test_the_order_of_rows_has_no_impact():
    looks = frame(honest(np.random.default_rng(6))).sort_values(LOOKS, ignore_index=True)
    assert dealt.chance(looks, ["a0", "a1"]) == dealt.chance(looks, ["a1", "a0"])
