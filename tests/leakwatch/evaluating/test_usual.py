"""The usual notebook counts what it says it counts, and is the same each time."""

import numpy as np
import pandas as pd

from leakwatch.evaluating import usual

MONDAY = pd.Timestamp("2026-03-02")
LEVELS = ["actor", "day", "org", "role"]


def events(count=1, **given):
    ordinary = {
        "org": "o", "actor": "a", "role": "r", "clock": MONDAY + pd.Timedelta(hours=10),
        "day": MONDAY, "subject": "p", "case": "T1", "place": "here", "look": True, "miss": False,
    }  # fmt: skip
    return pd.DataFrame({**{name: [value] * count for name, value in ordinary.items()}, **given})


def test_counts_are_those_of_a_hand():
    log = pd.concat([
        events(3, subject=["p", "p", "q"]),
        events(case=None, clock=MONDAY + pd.Timedelta(hours=20), miss=True),
        events(subject=None, look=False, case=None, clock=MONDAY + pd.Timedelta(hours=7)),
    ])  # fmt: skip
    [row] = usual.counts(log).reset_index().to_dict("records")
    expected = {"looks": 4, "subject": 2, "bare": 1, "miss": 1, "night": 2, "weekend": 0,
                "place": 1, "org": "o", "role": "r"}  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_days_and_accounts_are_counted_apart_and_a_role_may_be_missing():
    later = MONDAY + pd.Timedelta(days=1)
    counted = usual.counts(pd.concat([events(), events(actor="b", role=None), events(day=later)]))
    assert counted["looks"].tolist() == [1, 1, 1]
    assert counted.index.tolist() == [
        ("a", MONDAY, "o", "r"), ("a", later, "o", "r"), ("b", MONDAY, "o", "")
    ]  # fmt: skip


def test_within_a_job_only_the_difference_from_colleagues_counts():
    rows = [("a", MONDAY, "o", "desk"), ("b", MONDAY, "o", "desk"), ("c", MONDAY, "o", "boss")]
    index = pd.MultiIndex.from_tuples(rows, names=LEVELS)
    told = usual.standardised(pd.DataFrame({"looks": [1.0, 3.0, 90.0]}, index=index))
    assert told["looks"].round(3).tolist() == [-0.707, 0.707, 0.0]


def test_colleagues_who_are_all_alike_are_not_odd():
    rows = [("a", MONDAY, "o", "desk"), ("b", MONDAY, "o", "desk")]
    index = pd.MultiIndex.from_tuples(rows, names=LEVELS)
    told = usual.standardised(pd.DataFrame({"looks": [2.0, 2.0]}, index=index))
    assert told["looks"].tolist() == [0, 0]


def test_the_odd_day_comes_first_and_no_score_is_below_zero():
    rng = np.random.default_rng(1)
    index = pd.MultiIndex.from_product(
        [[f"a{number}" for number in range(60)], [MONDAY]], names=["actor", "day"]
    )
    counted = pd.DataFrame(rng.poisson(20, (60, 4)).astype(float), index=index)
    counted.iloc[7] = 400
    scored = usual.scored(counted)
    assert scored.loc[scored["score"].idxmax(), "actor"] == "a7"
    assert scored["score"].min() == 0
    pd.testing.assert_frame_equal(scored, usual.scored(counted))
