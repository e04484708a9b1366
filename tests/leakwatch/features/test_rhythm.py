import statistics
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leakwatch.features.rhythm import rhythm

START = datetime(2026, 3, 2, 9)
SHARED = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
GAPS = st.sampled_from([0.0, 0.4, 0.5, 1.0, 7.2, 119.9, 120.0, 120.001, 121.0, 900.0])


@pytest.fixture
def beat(known, fetched):
    """The rhythm of looks so many seconds apart."""

    def of(gaps, **first):
        clock, rows = START, [{"clock": START} | first]
        for gap in gaps:
            clock += timedelta(seconds=gap)
            rows.append({"clock": clock})
        return fetched(rhythm(known(rows[::-1])))

    return of


def _again(gaps):
    """The same, said simply."""
    runs, longest = 1, 1
    for gap in gaps:
        runs = runs + 1 if gap <= 120 else 1
        longest = max(longest, runs)
    facts = dict.fromkeys(("gap_median", "gap_mode", "gap_mode_share", "gap_cv"))
    facts["longest_run"] = longest
    if gaps:
        facts["gap_median"] = statistics.median(gaps)
    if len(gaps) >= 10:
        whole = Counter(int(gap + 0.5) for gap in gaps)
        mode = min(whole, key=lambda gap: (-whole[gap], gap))
        facts |= {"gap_mode": mode, "gap_mode_share": whole[mode] / len(gaps)}
        mean = statistics.fmean(gaps)
        facts["gap_cv"] = statistics.pstdev(gaps) / mean if mean else None
    return facts


@given(gaps=st.lists(GAPS, max_size=25))
@example(gaps=[0.0] * 12)
@example(gaps=[900.0] * 9)
@SHARED
def test_gaps_agree_with_counting_by_hand(beat, gaps) -> None:
    [row] = beat(gaps)
    assert {name: row[name] for name in _again(gaps)} == pytest.approx(_again(gaps), nan_ok=True)


def test_nine_gaps_have_no_mode_and_ten_have(beat) -> None:
    [nine], [ten] = beat([5.0] * 9), beat([5.0] * 10)
    assert (nine["gap_mode"], nine["gap_mode_share"], nine["gap_cv"]) == (None, None, None)
    assert (ten["gap_mode"], ten["gap_mode_share"], ten["gap_cv"]) == (5.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("gaps", "longest"),
    [([], 1), ([121.0], 1), ([120.0], 2), ([60.0, 600.0, 60.0, 60.0], 3), ([60.0, 60.0, 600.0], 3)],
)
def test_a_pause_of_more_than_two_minutes_ends_a_run(beat, gaps, longest) -> None:
    assert [row["longest_run"] for row in beat(gaps)] == [longest]


def test_only_looks_of_one_account_and_day_have_gaps(beat) -> None:
    assert beat([5.0], action="login")[0]["gap_median"] is None
    assert [row["gap_median"] for row in beat([5.0], actor="b")] == [None, None]
    night = beat([5.0], clock=datetime(2026, 3, 1, 23, 59, 58))
    assert [row["gap_median"] for row in night] == [None, None]
