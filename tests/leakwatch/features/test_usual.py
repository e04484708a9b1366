from datetime import date, timedelta

import pytest

from leakwatch.features.columns import HOURS
from leakwatch.features.usual import usual


def _past(hours_of_day, actor="a1", days=10, role="clerk"):
    """An actor's hours: `hours_of_day` says in which hours he looked on the n-th day."""
    first = date(2026, 2, 2)
    return [
        {"actor": actor, "org": "acme", "role": role, "branch": "east",
         "day": first + timedelta(days=n), "hour": hour, "looks": 3}
        for n in range(days)
        for hour in hours_of_day(n)
    ]  # fmt: skip


@pytest.fixture
def learnt(made, fetched):
    def learn(rows):
        found = {}
        for row in fetched(usual(made("hours", rows, HOURS))):
            found.setdefault(row["actor"] or f"*{row['role']}", set()).add(row["hour"])
        return found

    return learn


@pytest.mark.parametrize(
    ("hours_of_day", "expected"),
    [
        (lambda n: [9], {8, 9, 10}),
        (lambda n: [9, 23], {8, 9, 10, 22, 23, 0}),  # every night is a habit
        (lambda n: [9, 23] if n < 2 else [9], {8, 9, 10, 22, 23, 0}),  # a shift in five is one
        (lambda n: [9, 23] if n < 1 else [9], {8, 9, 10}),  # a night in ten is not
        (lambda n: [0], {23, 0, 1}),
    ],
)
def test_an_hour_worked_on_a_fifth_of_the_days_is_usual(learnt, hours_of_day, expected) -> None:
    assert learnt(_past(hours_of_day))["a1"] == expected


def test_many_looks_in_a_few_nights_are_no_habit(learnt) -> None:
    nights = [row | {"looks": 500} for row in _past(lambda n: [2] if n < 1 else [])]
    assert learnt(_past(lambda n: [9]) + nights)["a1"] == {8, 9, 10}


def test_four_days_are_no_habit(learnt) -> None:
    assert learnt(_past(lambda n: [9], days=4)) == {}
    assert set(learnt(_past(lambda n: [9], days=5))) == {"a1", "*clerk"}


def test_a_job_has_the_hours_of_a_tenth_of_its_days(learnt) -> None:
    day, night = _past(lambda n: [9], "a1", 9), _past(lambda n: [23], "a2", 1)
    assert learnt(day + night)["*clerk"] == {8, 9, 10, 22, 23, 0}
    assert learnt(_past(lambda n: [9], "a1", 19) + night)["*clerk"] == {8, 9, 10}


def test_a_job_without_a_name_is_a_job(learnt) -> None:
    assert set(learnt(_past(lambda n: [9], role=None))) == {"a1", "*"}
