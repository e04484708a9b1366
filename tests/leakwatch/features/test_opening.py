from datetime import datetime

import pytest

from leakwatch.features.opening import with_opening

EVENT = {"org": "string", "branch": "string", "clock": "timestamp(6)"}
OPENING = [
    {"org": "acme", "opens": 540, "closes": 1080},
    {"org": "acme", "branch": "bar", "opens": 1080, "closes": 120},
    {"org": "acme", "branch": "desk", "opens": 0, "closes": 1440},
]


@pytest.mark.parametrize(
    ("org", "branch", "clock", "is_open"),
    [
        ("acme", "east", (8, 59), False),
        ("acme", "east", (9, 0), True),
        ("acme", "east", (17, 59), True),
        ("acme", "east", (18, 0), False),
        ("acme", None, (12, 0), True),
        ("acme", "bar", (12, 0), False),
        ("acme", "bar", (23, 0), True),
        ("acme", "bar", (1, 59), True),
        ("acme", "bar", (2, 0), False),
        ("acme", "desk", (3, 0), True),
        ("bolt", "bar", (12, 0), None),
        (None, "bar", (12, 0), None),
    ],
)
def test_the_branch_speaks_before_the_house(made, org, branch, clock, is_open) -> None:
    event = {"org": org, "branch": branch, "clock": datetime(2026, 3, 4, *clock)}
    table = with_opening(made("events", [event], EVENT), made("opening", OPENING))
    assert table.is_open.to_pyarrow().to_pylist() == [is_open]


def test_one_answer_an_event_on_every_engine(made, fetched) -> None:
    events = [
        {"org": "acme", "branch": branch, "clock": datetime(2026, 3, 4, 1)}
        for branch in (None, "bar", "bar", "desk")
    ]
    rows = fetched(with_opening(made("events", events, EVENT), made("opening", OPENING)))
    assert [row["is_open"] for row in rows] == [False, True, True, True]
