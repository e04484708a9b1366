import random
from datetime import date, timedelta

import pytest

from leakwatch.features.columns import DAYS, SPANS, SUMMED, WINDOWS
from leakwatch.features.windows import windows

START = date(2025, 12, 1)


@pytest.fixture
def daily():
    """Days of two actors with gaps of every length."""
    dice = random.Random(1)
    counts = ("looks", *SUMMED[1:])
    return [
        {"actor": actor, "day": START + timedelta(days=n)}
        | {name: dice.choice([0, 1, 5]) for name in counts}
        for actor in ("a1", "a2")
        for n in sorted(dice.sample(range(150), 40))
    ]


def _sum(daily, row, name, span):
    first = row["day"] - timedelta(days=span - 1)
    near = [d for d in daily if d["actor"] == row["actor"] and first <= d["day"] <= row["day"]]
    return sum(d["looks"] > 0 if name == "active" else d[name] for d in near)


def test_windows_sum_calendar_days_whatever_the_gaps(made, fetched, daily) -> None:
    rows = fetched(windows(made("days", daily, DAYS)))
    assert list(rows[0]) == list(WINDOWS)
    assert len(rows) == len(daily)
    for row in rows:
        sums = {f"{n}_{span}": _sum(daily, row, n, span) for n in SUMMED for span in SPANS}
        assert row == sums | {"actor": row["actor"], "day": row["day"]}


@pytest.mark.parametrize("after", [0, 60, 100, 200])
def test_rows_before_since_are_left_out_and_still_counted(made, fetched, daily, after) -> None:
    since = START + timedelta(days=after)
    table = made("days", daily[::-1], DAYS)
    expected = [row for row in fetched(windows(table)) if row["day"] >= since]
    assert fetched(windows(table, since)) == expected
