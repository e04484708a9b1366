from datetime import date, datetime, timedelta

import pytest

from leakwatch.features.shifts import with_shift

DAY = date(2026, 3, 4)
MINUTE = timedelta(minutes=1)
START, END = datetime(2026, 3, 4, 9), datetime(2026, 3, 4, 18)
NIGHT = {
    "actor": "a1", "day": DAY, "start": datetime(2026, 3, 4, 22), "end": datetime(2026, 3, 5, 6)
}  # fmt: skip
SHIFT = {"actor": "a1", "day": DAY, "start": START, "end": END}


def _event(clock, actor="a1"):
    return {"actor": actor, "clock": clock, "day": clock.date()}


EVENT = {"actor": "string", "clock": "timestamp(6)", "day": "date"}


@pytest.mark.parametrize(
    ("clock", "on_shift"),
    [
        (START - 31 * MINUTE, False),
        (START - 30 * MINUTE, True),
        (END + 60 * MINUTE, True),
        (END + 61 * MINUTE, False),
        (START + timedelta(days=7), False),
        (START - timedelta(days=7), False),
        (START + timedelta(days=8), None),
        (START - timedelta(days=8), None),
    ],
)
def test_a_shift_reaches_half_an_hour_before_and_an_hour_after(made, clock, on_shift) -> None:
    table = with_shift(made("events", [_event(clock)], EVENT), made("roster", [SHIFT]))
    assert table.on_shift.to_pyarrow().to_pylist() == [on_shift]


def test_night_shifts_two_shifts_a_day_and_strangers(made, fetched) -> None:
    roster = [NIGHT, NIGHT, SHIFT | {"end": START + 120 * MINUTE}]
    clocks = {
        datetime(2026, 3, 5, 6, 59): True,
        datetime(2026, 3, 5, 7, 1): False,
        datetime(2026, 3, 4, 10): True,
        datetime(2026, 3, 4, 15): False,
        datetime(2026, 3, 4, 22): True,
    }
    looks = [_event(clock) for clock in clocks] + [_event(START, "a2")] * 2
    rows = fetched(with_shift(made("events", looks, EVENT), made("roster", roster)))
    assert len(rows) == len(looks)
    assert {row["clock"]: row["on_shift"] for row in rows if row["actor"] == "a1"} == clocks
    assert [row["on_shift"] for row in rows if row["actor"] == "a2"] == [None, None]


def test_a_shift_from_midnight_counts_from_the_evening_before(made) -> None:
    shift = SHIFT | {"start": datetime(2026, 3, 4), "end": datetime(2026, 3, 4, 8)}
    looks = [_event(datetime(2026, 3, 3, 23, 40)), _event(datetime(2026, 3, 4, 8, 50))]
    table = with_shift(made("events", looks, EVENT), made("roster", [shift]))
    assert table.on_shift.to_pyarrow().to_pylist() == [True, True]
